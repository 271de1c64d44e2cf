package model

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.starlark.net/syntax"

	"parley/diag"
)

// meant says which name was probably meant in place of the one that was found, with the change of text that writes it.
func (l *loader) meant(d *diag.Diagnostic, found, name string) {
	d.Note = fmt.Sprintf("did you mean %q?", name)
	if e, ok := l.renaming(d.Span, found, name); ok {
		d.Fixes = append(d.Fixes, diag.Fix{Label: "write " + name, Edits: []diag.Edit{e}})
	}
}

// meantFile says which file of the same folder was probably meant.
func (l *loader) meantFile(d *diag.Diagnostic, name string) {
	n := l.nearFile(name)
	if n == "" {
		d.Fix = "look for it beside the model"
		return
	}
	d.Fix = fmt.Sprintf("did you mean %q?", n)
	text, ok := l.textAt(d.Span)
	base := path.Base(name)
	if ok && strings.Count(text, base) == 1 && !strings.ContainsAny(base+n, `"'\`) {
		at := strings.Index(text, base)
		d.Fixes = []diag.Fix{{Label: "write " + n, Edits: []diag.Edit{{Span: part(d.Span, text, at, at+len(base)), Text: n}}}}
	}
}

// distrust takes back fixes that name moves, actions and marks where another error may have kept the story from being told
// to its end: what was probably meant may be what is missing.
func (l *loader) distrust() {
	told := func(code string) bool {
		return slices.Contains([]string{errMark, errLabel, errAction, errAsked}, code)
	}
	if !slices.ContainsFunc(l.list, func(d diag.Diagnostic) bool { return d.Severity == diag.Error && !told(d.Code) }) {
		return
	}
	for i := range l.list {
		if told(l.list[i].Code) {
			l.list[i].Fixes = nil
		}
	}
}

// identifierText is a name of the language.
var identifierText = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// renaming returns the edit that writes another name within a span: the span is the name, the argument of that name, or
// holds it as a text in quotation marks, once. ok is false where the text does not say it so plainly.
func (l *loader) renaming(span diag.Span, found, name string) (e diag.Edit, ok bool) {
	text, ok := l.textAt(span)
	if !ok {
		return e, false
	}
	if rest, ok := strings.CutPrefix(text, found); ok && identifierText.MatchString(found) && identifierText.MatchString(name) {
		if rest = strings.TrimLeft(rest, " \t"); rest == "" || strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==") {
			return diag.Edit{Span: part(span, text, 0, len(found)), Text: name}, true
		}
	}
	for _, mark := range []string{`"`, `'`} {
		quoted := mark + found + mark
		if strings.ContainsAny(found+name, `"'\`) || strings.Count(text, quoted) != 1 {
			continue
		}
		at := strings.Index(text, quoted)
		return diag.Edit{Span: part(span, text, at, at+len(quoted)), Text: mark + name + mark}, true
	}
	return e, false
}

// rewriting is the change of text that puts another in place of a span, which stands on one line; nil if it does not.
func (l *loader) rewriting(label string, span diag.Span, to func(text string) string) []diag.Fix {
	text, ok := l.textAt(span)
	if !ok {
		return nil
	}
	new := to(text)
	if new == "" {
		return nil
	}
	return []diag.Fix{{Label: label, Edits: []diag.Edit{{Span: span, Text: new}}}}
}

// textAt returns what stands at a span of a file that was read.
func (l *loader) textAt(span diag.Span) (string, bool) {
	src, ok := l.sources[span.Start.File]
	if !ok {
		return "", false
	}
	return diag.Slice(src, span)
}

// part is the span of some bytes of a span's text.
func part(span diag.Span, text string, from, to int) diag.Span {
	out := diag.Span{Start: span.Start, End: span.Start}
	out.Start.Col += len([]rune(text[:from]))
	out.End.Col += len([]rune(text[:to]))
	return out
}

// everywhere is the change that writes another name wherever a file has one that nothing defines.
func everywhere(f *syntax.File, found, name string) []diag.Fix {
	fix := diag.Fix{Label: "write " + name}
	syntax.Walk(f, func(n syntax.Node) bool {
		if id, ok := n.(*syntax.Ident); ok && id.Name == found && unbound(id) {
			fix.Edits = append(fix.Edits, diag.Edit{Span: spanOf(id), Text: name})
		}
		return true
	})
	if n := len(fix.Edits); n > 1 {
		fix.Label += ", in " + strconv.Itoa(n) + " places"
	}
	return []diag.Fix{fix}
}
