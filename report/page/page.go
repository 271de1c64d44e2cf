// Package page sets a report's document as one HTML file that needs nothing else: no script, no font, no file from anywhere. It
// is read on a screen, light or dark, and on paper.
package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"

	"parley/report"
)

//go:embed page.css
var css string

//go:embed page.html
var source string

// Write writes the document. The same document gives the same bytes.
func Write(w io.Writer, doc *report.Document) error {
	p := &page{classes: map[look]string{}}
	t, err := template.New("page").Funcs(template.FuncMap{
		"kind": kind, "svg": p.svg, "lines": lines, "number": number, "heading": heading, "percent": percent, "breaks": breaks, "add": func(a, b int) int { return a + b },
		"section": func(level int, s report.Section) sectionAt { return sectionAt{s, level} },
		"blockOf": func(level int, b report.Block) blockAt { return blockAt{b, level} },
	}).Parse(source)
	if err != nil {
		return fmt.Errorf("the page's template: %w", err)
	}
	var body bytes.Buffer
	if err := t.ExecuteTemplate(&body, "main", doc); err != nil {
		return fmt.Errorf("setting the page: %w", err)
	}
	style := css + p.rules()
	var out bytes.Buffer
	err = t.ExecuteTemplate(&out, "page", map[string]any{"Doc": doc, "Style": template.CSS(style), "Body": template.HTML(unquoted(body.String()))}) //nolint:gosec // both are our own
	if err != nil {
		return fmt.Errorf("setting the page: %w", err)
	}
	_, err = w.Write(out.Bytes())
	return err
}

// A sectionAt is a section with the level of its heading.
type sectionAt struct {
	report.Section
	Level int
}

// A blockAt is a block with the level of the section that it stands in.
type blockAt struct {
	Block report.Block
	Level int
}

// kind names a block for the template.
func kind(b report.Block) string {
	switch b.(type) {
	case report.Para:
		return "para"
	case *report.Grid:
		return "grid"
	case report.Details:
		return "details"
	case *report.Figure:
		return "figure"
	case *report.Listing:
		return "listing"
	case report.Commands:
		return "commands"
	}
	return ""
}

// heading returns the opening or closing tag of a heading.
func heading(level int, open bool) template.HTML {
	level = min(max(level, 1), 6)
	if open {
		return template.HTML(fmt.Sprintf("<h%d>", level)) //nolint:gosec // a number
	}
	return template.HTML(fmt.Sprintf("</h%d>", level)) //nolint:gosec // a number
}

// number tells whether a column is set flush right.
func number(g *report.Grid, column int) bool {
	for _, c := range g.Numbers {
		if c == column {
			return true
		}
	}
	return false
}

// percent writes a share as the width of a bar of 100.
func percent(x float64) string { return fmt.Sprintf("%.1f", 100*min(max(x, 0), 1)) }

// breaks splits a text at its line breaks.
func breaks(s string) []string { return strings.Split(s, "\n") }

// lines sets a listing: a number before each line, and a place to come to where something links to it.
func lines(l *report.Listing) template.HTML {
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(strings.ReplaceAll(l.Text, "\r\n", "\n"), "\n"), "\n") {
		text := escaper.Replace(line)
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			text = "<em>" + text + "</em>"
		}
		text = fmt.Sprintf("<i>%d</i>%s", i+1, text)
		if l.Linked[i+1] {
			text = fmt.Sprintf("<span id=\"%s-%d\">%s</span>", l.ID, i+1, text)
		}
		b.WriteString(text + "\n")
	}
	return template.HTML(b.String()) //nolint:gosec // escaped here
}

// escaper writes text between tags, where quotation marks may stand as they are.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// betweenTags is what stands between two tags.
var betweenTags = regexp.MustCompile(`>[^<]*<`)

// unquoted writes quotation marks between tags as they are, which html/template does not.
func unquoted(html string) string {
	r := strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&#43;", "+")
	return betweenTags.ReplaceAllStringFunc(html, r.Replace)
}
