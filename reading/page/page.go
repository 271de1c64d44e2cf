// Package page reads interviews and articles from HTML: it tells the main content of a page from what
// surrounds it. Only this package knows HTML.
package page

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"parley/reading"
)

// mostNodes bounds the elements and texts of a page.
const mostNodes = 500_000

// mostDepth bounds how deep elements may stand in one another.
const mostDepth = 400

// ErrNoText says that a page holds no text.
var ErrNoText = errors.New("the page holds no text: if a script fills it in the browser, save what the browser shows")

// Parse reads a page. Its main content is what go-readability, the port of Mozilla's Readability, finds; where the whole page without
// navigation and forms holds more turns, the speakers' names have been lost as boilerplate, and the whole page is read. Errors say that it is nested too
// deeply, that it is too large, or ErrNoText.
func Parse(source string) (*reading.Document, error) {
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return nil, fmt.Errorf("the page cannot be read (%w): save it as text and read that", err)
	}
	if err := bounded(root); err != nil {
		return nil, err
	}
	whole := document(body(root))
	main, err := mainContent(root)
	switch {
	case err != nil && len(whole.Turns) == 0:
		return nil, ErrNoText
	case err != nil:
		main = whole
		main.Warnings = append(main.Warnings, "no main content was found: the whole page is read, without navigation and forms")
	case turns(whole) > turns(main):
		whole.Title, whole.Byline, whole.Published = main.Title, main.Byline, main.Published
		main = whole
		main.Warnings = append(main.Warnings, "the main content that was found had lost turns: the whole page is read, without navigation and forms")
	}
	if len(main.Turns) == 0 {
		return nil, ErrNoText
	}
	return main, nil
}

// turns is the number of turns that have a speaker.
func turns(d *reading.Document) int { return len(d.Turns) - d.Count(reading.Section) }

// bounded checks that the page is neither too deep nor too large, without recursion.
func bounded(root *html.Node) error {
	depth, nodes := 0, 0
	for n := root; n != nil; {
		if nodes++; nodes > mostNodes {
			return fmt.Errorf("the page has more than %d elements: save its article alone", mostNodes)
		}
		if n.FirstChild != nil {
			if depth++; depth > mostDepth {
				return fmt.Errorf("the page's elements stand more than %d deep in one another: save it as text and read that", mostDepth)
			}
			n = n.FirstChild
			continue
		}
		for n != nil && n.NextSibling == nil {
			n = n.Parent
			depth--
		}
		if n != nil {
			n = n.NextSibling
		}
	}
	return nil
}

func body(root *html.Node) *html.Node {
	for n := range root.Descendants() {
		if n.DataAtom == atom.Body {
			return n
		}
	}
	return root
}

// mainContent returns the page's article.
func mainContent(root *html.Node) (*reading.Document, error) {
	parser := readability.NewParser()
	article, err := parser.ParseDocument(root, &url.URL{Scheme: "https", Host: "localhost"})
	if err != nil {
		return nil, err
	}
	if article.Node == nil {
		return nil, ErrNoText
	}
	d := document(article.Node)
	if len(d.Turns) == 0 {
		return nil, ErrNoText
	}
	if t := strings.Join(strings.Fields(article.Title()), " "); t != "" {
		d.Title = t
	}
	d.Byline = strings.Join(strings.Fields(article.Byline()), " ")
	if at, err := article.PublishedTime(); err == nil && !at.IsZero() {
		d.Published = at.UTC().Format("2006-01-02")
	}
	return d, nil
}

// document reads what stands below a node.
func document(n *html.Node) *reading.Document {
	w := walker{}
	w.walk(n)
	w.flush()
	d := &reading.Document{Format: reading.HTML, Text: w.out.Text(), Extracted: true}
	d.Build(w.out.Lines())
	d.Warnings = nil
	return d
}

// A walker collects the blocks of a page.
type walker struct {
	out   reading.Builder
	text  strings.Builder
	bold  int // bytes of text at its start that are bold
	plain bool
	depth int // of bold elements around
	kinds []string
	apart bool
}

var skipped = []atom.Atom{atom.Script, atom.Style, atom.Noscript, atom.Nav, atom.Aside, atom.Form, atom.Button, atom.Select, atom.Textarea, atom.Input,
	atom.Figure, atom.Figcaption, atom.Iframe, atom.Svg, atom.Template, atom.Table, atom.Pre, atom.Footer, atom.Head, atom.Video, atom.Audio, atom.Canvas, atom.Object, atom.Sup}

var inline = []atom.Atom{atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Del, atom.Dfn, atom.Em, atom.Font, atom.I, atom.Ins, atom.Kbd,
	atom.Label, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr}

func (w *walker) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.add(n.Data)
		return
	case html.ElementNode:
	case html.DocumentNode:
	default:
		return
	}
	if slices.Contains(skipped, n.DataAtom) || hidden(n) {
		return
	}
	switch {
	case n.DataAtom == atom.Br:
		w.end(false)
		return
	case slices.Contains(inline, n.DataAtom):
		strong := slices.Contains([]atom.Atom{atom.B, atom.Strong, atom.Em, atom.I}, n.DataAtom)
		if strong {
			w.depth++
		}
		w.children(n)
		if strong {
			w.depth--
		}
		return
	}
	w.end(true)
	kind := reading.Plain
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dt:
		kind = reading.Heading
	case atom.Blockquote:
		kind = reading.Quote
	case atom.Li:
		kind = reading.Item
	default:
		if len(w.kinds) > 0 {
			kind = w.kinds[len(w.kinds)-1]
		}
	}
	w.kinds = append(w.kinds, kind)
	w.children(n)
	w.end(true)
	w.kinds = w.kinds[:len(w.kinds)-1]
}

func (w *walker) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c)
	}
}

// hidden tells whether an element is not shown.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch {
		case a.Key == "hidden" || a.Key == "aria-hidden" && a.Val == "true":
			return true
		case a.Key == "style" && strings.Contains(strings.ReplaceAll(a.Val, " ", ""), "display:none"):
			return true
		}
	}
	return false
}

func (w *walker) add(s string) {
	blank := strings.TrimSpace(s) == ""
	switch {
	case w.depth > 0 && !w.plain:
		w.text.WriteString(s)
		w.bold = w.text.Len()
		return
	case !blank:
		w.plain = true
	}
	w.text.WriteString(s)
}

// end closes a block; apart says that a new paragraph follows.
func (w *walker) end(apart bool) {
	w.flush()
	w.apart = w.apart || apart
}

func (w *walker) flush() {
	if s := w.text.String(); strings.TrimSpace(s) != "" {
		kind := reading.Plain
		if len(w.kinds) > 0 {
			kind = w.kinds[len(w.kinds)-1]
		}
		w.out.Add(s, kind, w.apart, w.bold)
		w.apart = false
	}
	w.text.Reset()
	w.bold, w.plain = 0, false
}
