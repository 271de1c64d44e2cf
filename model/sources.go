package model

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"parley/account"
	"parley/diag"
	"parley/reading"
)

func (l *loader) declSource(c *call) starlark.Value {
	s := account.Source{
		Title: c.nameArg("title"), File: c.text("file"), URL: c.text("url"), Date: c.dateArg(), Author: account.Authors(c.authors()), Publisher: c.text("publisher"),
		Reliability: strings.ToUpper(c.text("reliability")),
	}
	if c.bad || !c.once("source", s.Title, l.sourcePos) {
		return nil
	}
	if s.Reliability != "" && account.Meaning(account.Reliabilities, s.Reliability) == "" {
		c.fail(errReliability, c.place("reliability").span, "reliability= is a grade of the Admiralty code, a letter from A to F", fmt.Sprintf("this is %q", c.text("reliability")), grades(account.Reliabilities))
		return nil
	}
	if s.File != "" {
		s.File = path.Join(path.Dir(l.loading[len(l.loading)-1]), s.File)
		s.Shown = l.display(s.File)
		if !l.link(c, s) {
			return nil
		}
	}
	l.sourcePos[s.Title] = c.positional(0).span
	l.model.Sources = append(l.model.Sources, s)
	return sourceValue{len(l.model.Sources) - 1}
}

// dateArg reads date=: a text, or the number of a year.
func (c *call) dateArg() string {
	v := c.arg("date")
	if v == nil {
		return ""
	}
	s, ok := starlark.AsString(v)
	if n, isInt := v.(starlark.Int); isInt {
		s, ok = n.String(), true
	}
	if !ok || !account.ValidDate(s) {
		c.fail(errDate, c.place("date").span, "date= is no date", "this is "+describe(v), `write the day, the month or the year of publication: "2018-03-28", "2018-03" or "2018"`)
	}
	return s
}

// authors reads author=: a name, or a list of names.
func (c *call) authors() string {
	names, _ := c.texts(c.arg("author"), c.place("author"), "the author")
	return strings.Join(names, " and ")
}

// A linked text is what stands in the file of a source.
type linked struct {
	index *reading.Index // nil for one that cannot be read here
	err   error
}

// errUnread says that texts are not at hand.
var errUnread = errors.New("texts are not read in a browser")

// link reads the text of a source.
func (l *loader) link(c *call, s account.Source) bool {
	t, ok := l.linked[s.File]
	if !ok {
		t = &linked{}
		t.index, t.err = l.readSource(s.File)
		l.linked[s.File] = t
		if t.index != nil {
			c.t.Steps += uint64(len(t.index.Doc.Text)) / 8
		}
	}
	at := c.place("file").span
	switch {
	case errors.Is(t.err, reading.ErrPage):
		c.report(diag.Diagnostic{
			Code: warnUnread, Severity: diag.Warning, Span: at, Summary: fmt.Sprintf("%s cannot be read here: quotes and turns are not checked", s.Shown),
			Fix: "check the model on the command line: parley check",
		})
	case errors.Is(t.err, errUnread):
		c.report(diag.Diagnostic{
			Code: warnUnread, Severity: diag.Warning, Span: at, Summary: fmt.Sprintf("%s is not read in a browser: the quotes and turns of its claims are not checked here", s.Shown),
			Fix: "check the model on the command line, where the text is: parley check",
		})
	case t.err != nil:
		d := diag.Diagnostic{Code: errSource, Span: at, Summary: "the source's file cannot be read: " + reason(t.err), Note: "looked for " + s.Shown}
		if errors.Is(t.err, fs.ErrNotExist) {
			l.meantFile(&d, s.File)
		} else {
			d.Fix = "mend the file, or leave file= out if the text is not at hand"
		}
		c.report(d)
		return false
	default:
		for _, w := range t.index.Doc.Warnings {
			c.report(diag.Diagnostic{Code: warnUnread, Severity: diag.Warning, Span: at, Summary: s.Shown + ": " + w, Fix: "parley read " + s.Shown + " shows what was read"})
		}
	}
	return true
}

// Text returns the text that a source links, as it was read; nil where it links none, or one that could not be read.
func (m *Model) Text(source int) *reading.Index {
	if m.loader == nil || m.Sources[source].File == "" {
		return nil
	}
	if t := m.loader.linked[m.Sources[source].File]; t != nil {
		return t.index
	}
	return nil
}

// checkText checks a claim's turn and quote against the text that its source links.
func (c *call) checkText(cl *account.Claim) {
	src := c.l.model.Sources[cl.Source]
	t := c.l.linked[src.File]
	if src.File == "" || t == nil || t.index == nil {
		return
	}
	spans := c.checkTurn(cl, src, t.index)
	if cl.Quote == "" || c.bad {
		return
	}
	c.t.Steps += uint64(t.index.Len()) / 16
	span, ok := t.index.Quote(cl.Quote, spans)
	switch {
	case ok && len(spans) > 0 && !slices.ContainsFunc(spans, span.Meets):
		c.report(diag.Diagnostic{
			Code: warnElsewhere, Severity: diag.Warning, Span: c.place("quote").span, Summary: fmt.Sprintf("the quote does not stand in turn %s", cl.Turn),
			Note: fmt.Sprintf("it stands at %s", t.index.Where(span)), Fix: fmt.Sprintf("write turn = %q, or quote other words", t.index.PlaceOf(span)),
			Fixes: c.l.rewriting(fmt.Sprintf("write turn = %q", t.index.PlaceOf(span)), c.place("turn").span, func(string) string { return fmt.Sprintf("turn = %q", t.index.PlaceOf(span)) }),
		})
	case !ok && !t.index.Stands(cl.Quote):
		c.noQuote(cl, src, t.index)
	}
}

// checkTurn finds what turn= names in the linked text.
func (c *call) checkTurn(cl *account.Claim, src account.Source, x *reading.Index) []reading.Span {
	if cl.Turn == "" {
		return nil
	}
	bad := func(err error, fix string) {
		c.report(diag.Diagnostic{Code: errTurn, Span: c.place("turn").span, Summary: fmt.Sprintf("turn %s does not stand in %s", cl.Turn, src.Shown), Note: err.Error(), Fix: fix})
	}
	places, err := account.ParsePlaces(cl.Turn)
	if err != nil {
		bad(err, fmt.Sprintf("the text has %s", x.Doc.Numbers()))
		return nil
	}
	var out []reading.Span
	for _, p := range places {
		s, err := x.Place(p)
		if err != nil {
			bad(err, "parley read "+src.Shown+" prints the turns with their numbers")
			return nil
		}
		out = append(out, s)
	}
	return out
}

// noQuote shows what stands in the text instead of a quote.
func (c *call) noQuote(cl *account.Claim, src account.Source, x *reading.Index) {
	d := diag.Diagnostic{
		Code: errQuote, Span: c.place("quote").span, Summary: fmt.Sprintf("the quote does not stand in %s", src.Shown),
		Fix: "copy the words from the source, and put ... where you leave some out",
	}
	c.t.Steps += uint64(x.Len()) / 4
	p, span, ok := x.Nearest(cl.Quote)
	if ok {
		d.Note = "the nearest stands at " + x.Where(span)
		d.Detail = []string{"nearest: " + clip(p.String(), 600), "[-words of the quote that do not stand there-] {+words that stand there instead+}"}
		if meant := p.Words(); p.Like() && !strings.Contains(cl.Quote, "...") && x.Stands(meant) {
			if e, ok := c.l.renaming(d.Span, cl.Quote, meant); ok {
				d.Fixes = []diag.Fix{{Label: "quote the words of the text", Edits: []diag.Edit{e}}}
			}
		}
	} else {
		d.Note = "nothing like it stands there"
	}
	c.report(d)
}
