package model

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.starlark.net/resolve"
	"go.starlark.net/syntax"

	"parley/diag"
)

// resolveErrors reports what is wrong with the use of names and statements.
func (l *loader) resolveErrors(err error) {
	var list resolve.ErrorList
	if !errors.As(err, &list) {
		l.report(diag.Diagnostic{Code: errResolve, Summary: err.Error()})
		return
	}
	for _, e := range list {
		d := diag.Diagnostic{Code: errResolve, Summary: e.Msg, Span: l.wordAt(e.Pos)}
		for _, r := range resolveMessages {
			if m := r.pattern.FindStringSubmatch(e.Msg); m != nil {
				d.Summary, d.Fix = r.say(m)
				if r.code != "" {
					d.Code = r.code
				}
				break
			}
		}
		if m := declaredAt.FindStringSubmatch(e.Msg); m != nil {
			line, _ := strconv.ParseInt(m[1], 10, 32)
			col, _ := strconv.ParseInt(m[2], 10, 32)
			d.Related = []diag.Related{{Span: l.wordAt(syntax.MakePosition(&d.Span.Start.File, int32(line), int32(col))), Note: "defined here"}}
		}
		l.report(d)
	}
}

var declaredAt = regexp.MustCompile(` declared at .*?:(\d+):(\d+)$`)

var resolveMessages = []struct {
	pattern *regexp.Regexp
	code    string
	say     func(m []string) (summary, fix string)
}{
	{regexp.MustCompile(`^cannot reassign \S+ (\S+) declared at`), errTwice, func(m []string) (string, string) {
		return fmt.Sprintf("%s is defined twice", m[1]), "a name outside functions keeps its first value: take another name"
	}},
	{regexp.MustCompile(`^cannot reassign top-level (\S+)`), errTwice, func(m []string) (string, string) {
		return fmt.Sprintf("%s is defined twice", m[1]), "a name outside functions keeps its first value: take another name"
	}},
	{regexp.MustCompile(`while loops?`), "", func([]string) (string, string) {
		return "the model language has no while, so that every story ends", "write for round in range(n)"
	}},
	{regexp.MustCompile(`^return statement not within`), "", func([]string) (string, string) {
		return "return stands outside a function", "indent it into the function that it belongs to"
	}},
	{regexp.MustCompile(`^(\S+) not in a loop`), "", func(m []string) (string, string) {
		return m[1] + " stands outside a loop", "indent it into the loop that it belongs to"
	}},
	{regexp.MustCompile(`^load statement within`), "", func([]string) (string, string) {
		return "load stands inside a block", "move it to the top of the file"
	}},
	{regexp.MustCompile(`^load: names with leading underscores are not exported: (\S+)`), errImport, func(m []string) (string, string) {
		return m[1] + " is private to its file", "rename it there without the leading underscore"
	}},
	{regexp.MustCompile(`^keyword argument "?(\w+)"? is repeated`), errArgument, func(m []string) (string, string) {
		return m[1] + " is given twice", "leave one of them out"
	}},
	{regexp.MustCompile(`^positional argument may not follow`), errArgument, func([]string) (string, string) {
		return "an argument without a name stands after one with a name", "put arguments without names first"
	}},
	{regexp.MustCompile(`^duplicate parameter: (\S+)`), "", func(m []string) (string, string) {
		return "the function has two parameters called " + m[1], "rename one of them"
	}},
	{regexp.MustCompile(`^required parameter may not follow optional`), "", func([]string) (string, string) {
		return "a parameter without a default stands after one with a default", "put parameters without defaults first"
	}},
	{regexp.MustCompile(`^can't assign to (.+)$`), "", func(m []string) (string, string) {
		return "nothing can be assigned to " + m[1], "put a name on the left of ="
	}},
	{regexp.MustCompile(`^can't use (\w+) expression in augmented assignment`), "", func([]string) (string, string) {
		return "several names cannot be changed by one += ", "write one statement for each"
	}},
}

// wordAt returns the span of the word at a position.
func (l *loader) wordAt(p syntax.Position) diag.Span {
	s := diag.Span{Start: posOf(p), End: posOf(p)}
	if src, ok := l.sources[p.Filename()]; ok {
		t := newText(p.Filename(), src)
		off := t.offset(int(p.Line), int(p.Col))
		s.End = t.pos(off + wordLength(strings.SplitN(src[off:], "\n", 2)[0]))
	}
	return s
}
