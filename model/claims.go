package model

import (
	"fmt"
	"path"
	"strings"

	"go.starlark.net/starlark"

	"parley/account"
	"parley/diag"
	"parley/internal/near"
)

func (l *loader) declSource(c *call) starlark.Value {
	s := account.Source{Title: c.nameArg("title"), File: c.text("file"), URL: c.text("url")}
	if c.bad {
		return nil
	}
	if s.File != "" {
		s.File = path.Join(path.Dir(l.loading[len(l.loading)-1]), s.File)
		if _, err := l.sourceText(s.File); err != nil {
			d := diag.Diagnostic{Code: errSource, Span: c.place("file").span, Summary: fmt.Sprintf("the source's file cannot be read: %s", reason(err)), Note: "looked for " + l.display(s.File)}
			l.meantFile(&d, s.File)
			c.report(d)
			return nil
		}
	}
	l.model.Sources = append(l.model.Sources, s)
	return sourceValue{len(l.model.Sources) - 1}
}

func (l *loader) declClaim(c *call) starlark.Value {
	src, ok := c.arg("source").(sourceValue)
	if !ok {
		c.wrong(c.place("source"), "the source", "a source", c.arg("source"), `declare it first: report = source("title"), and then claim(report, ...)`)
		return nil
	}
	cl := account.Claim{
		Source: src.id, Kind: c.text("kind"), Says: c.text("says"), Quote: c.text("quote"), ID: c.text("id"),
		Line: c.site().span.Start.Line, File: c.site().span.Start.File,
	}
	switch t := c.arg("turn").(type) {
	case nil:
	case starlark.Int:
		cl.Turn = t.String()
	default:
		cl.Turn = c.textOf(t, c.place("turn"), "the turn")
	}
	if w, ok := c.arg("hedge").(wordValue); ok {
		cl.Hedge = w.word
	} else {
		cl.Hedge = c.text("hedge")
	}
	if c.bad {
		return nil
	}
	if cl.ID != "" {
		if at, ok := l.claimPos[cl.ID]; ok {
			c.report(diag.Diagnostic{
				Code: errTwice, Span: c.place("id").span, Summary: fmt.Sprintf("there are two claims called %q", cl.ID),
				Related: []diag.Related{{Span: at, Note: "the first one"}}, Fix: "give each an id of its own",
			})
			return nil
		}
		l.claimPos[cl.ID] = c.place("id").span
	}
	if cl.Kind != "" && !contains(account.Kinds, cl.Kind) {
		d := diag.Diagnostic{Code: errKindOfClaim, Span: c.place("kind").span, Summary: fmt.Sprintf("a claim cannot be of kind %q", cl.Kind), Fix: "the kinds are " + strings.Join(account.Kinds, ", ")}
		if n := near.Name(cl.Kind, account.Kinds); n != "" {
			l.meant(&d, cl.Kind, n)
		}
		c.report(d)
		return nil
	}
	if cl.Quote != "" {
		l.checkQuote(c, cl)
	}
	l.model.Claims = append(l.model.Claims, cl)
	return claimValue{len(l.model.Claims) - 1}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (l *loader) claimByID(id string) (int, bool) {
	for i, c := range l.model.Claims {
		if c.ID == id && id != "" {
			return i, true
		}
	}
	return 0, false
}

const maxSource = 4 << 20 // bytes of a source's file

// sourceText returns the text of a source's file, ready to be searched for quotes.
func (l *loader) sourceText(name string) (account.Text, error) {
	if t, ok := l.quotable[name]; ok {
		return t, nil
	}
	b, err := l.readFile(name)
	if err != nil {
		return account.Text{}, err
	}
	if len(b) > maxSource {
		return account.Text{}, fmt.Errorf("it has %s bytes, and %s are the most", thousands(len(b)), thousands(maxSource))
	}
	t := account.NewText(string(b))
	l.quotable[name] = t
	return t, nil
}

// checkQuote looks for a claim's quote in its source's file.
func (l *loader) checkQuote(c *call, cl account.Claim) {
	src := l.model.Sources[cl.Source]
	if src.File == "" {
		return
	}
	text, _ := l.sourceText(src.File) // it has been read when the source was declared
	c.t.Steps += uint64(text.Len()) / 64
	found, agrees := text.Find(cl.Quote)
	if found {
		return
	}
	d := diag.Diagnostic{
		Code: errQuote, Span: c.place("quote").span, Summary: fmt.Sprintf("the quote does not stand in %s", l.display(src.File)),
		Fix: "copy the words from the source, and put ... where you leave some out",
	}
	if agrees != "" {
		d.Note = fmt.Sprintf("the text agrees up to “%s”", clipLeft(agrees, 40))
	} else {
		d.Note = "not even its first words were found"
	}
	c.report(d)
}

func clipLeft(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return "…" + string(r[len(r)-n+1:])
}
