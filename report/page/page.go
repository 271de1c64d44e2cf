// Package page sets a report's document as one HTML file that needs nothing else: no font, no file from anywhere, and no script but
// for its sliders. It is read on a screen, light or dark, and on paper.
package page

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"

	"parley/report"
)

//go:embed page.css
var css string

//go:embed page.html
var source string

// script makes the sliders of explorers work; without it the page lacks these and nothing else.
//
//go:embed page.js
var script string

// Write writes the document. The same document gives the same bytes.
func Write(w io.Writer, doc *report.Document) error {
	p := &page{classes: map[look]string{}}
	t, err := template.New("page").Funcs(template.FuncMap{
		"kind": kind, "svg": p.svg, "lines": lines, "number": number, "heading": heading, "percent": percent, "breaks": breaks, "blank": blank, "last": func(list []string) int { return len(list) - 1 }, "bars": bars, "notes": func(list []string) string { return strings.TrimRight(bars(list), "|") }, "lists": lists, "joinPercent": joinPercent, "add": func(a, b int) int { return a + b },
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
	set := p.commonest(unquoted(body.String()))
	style := css + p.rules()
	var out bytes.Buffer
	data := map[string]any{"Doc": doc, "Style": template.CSS(style), "Body": template.HTML(smaller(set))} //nolint:gosec // both are our own
	if strings.Contains(set, `class="explore"`) {
		hash := sha256.Sum256([]byte(script))                                                                    // the only script that the page's policy lets run
		data["Script"], data["Hash"] = template.JS(script), "sha256-"+base64.StdEncoding.EncodeToString(hash[:]) //nolint:gosec // our own
	}
	err = t.ExecuteTemplate(&out, "page", data)
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
	case *report.Explorer:
		return "explorer"
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

// blank tells whether a cell has nothing in it: such a one is no heading.
func blank(c report.Cell) bool {
	for _, r := range c.Text {
		if r.Text != "" {
			return false
		}
	}
	return c.Tag == "" && c.Bar == nil && c.Note == ""
}

// percent writes a share as the width of a bar of 100.
func percent(x float64) string { return fmt.Sprintf("%.1f", 100*min(max(x, 0), 1)) }

// breaks splits a text at its line breaks.
func breaks(s string) []string { return strings.Split(s, "\n") }

// bars writes a list into an attribute, and lists one of lists: the page's script splits them again.
func bars(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, strings.NewReplacer("|", "/", "~", "≈").Replace(s))
	}
	return strings.Join(out, "|")
}

// shares leaves per cent signs out of a list in which every answer ends with one, and says so in front.
func shares(list string) string {
	if n := strings.Count(list, "|") + 1; strings.Count(list, " %") == n && strings.Count(list+"|", " %|") == n {
		return "%" + strings.ReplaceAll(list, " %", "")
	}
	return list
}

func lists(of [][]string) string {
	var out []string
	for _, list := range of {
		if !slices.ContainsFunc(list, func(s string) bool { return s != list[0] }) {
			list = list[:1] // the same everywhere
		}
		out = append(out, shares(bars(list)))
	}
	return strings.Join(out, "~")
}

// joinPercent keeps a per cent sign on the line of its number.
func joinPercent(s string) string { return strings.ReplaceAll(s, " %", "\u00a0%") }

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
