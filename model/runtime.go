package model

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/diag"
	"parley/internal/near"
)

// Stopped tells whether loading ended at a bound or because its context ended, rather than because
// the model is wrong.
func Stopped(list diag.List) bool {
	for _, d := range list {
		if d.Code == errBound || d.Code == errInterrupted {
			return true
		}
	}
	return false
}

// siteAt returns the site of the depth-th frame of the call stack: 0 for the innermost function of
// the model.
func (l *loader) siteAt(t *starlark.Thread, depth int) *site {
	for i := 0; i < t.CallStackDepth(); i++ {
		p := t.CallFrame(i).Pos
		if p.Filename() == "<builtin>" {
			continue
		}
		if depth > 0 {
			depth--
			continue
		}
		return l.siteOf(p)
	}
	return &site{}
}

func (l *loader) siteOf(p syntax.Position) *site {
	if s, ok := l.sites[placeOf(p)]; ok {
		return s
	}
	at := diag.Span{Start: posOf(p), End: posOf(p)}
	return &site{span: at, head: at}
}

// callers returns where the functions that led to the innermost one were called.
func (l *loader) callers(stack starlark.CallStack) []diag.Related {
	var out []diag.Related
	inner := true
	for i := len(stack) - 1; i >= 0 && len(out) < 3; i-- {
		p := stack[i].Pos
		if p.Filename() == "<builtin>" {
			continue
		}
		if inner {
			inner = false
			continue
		}
		s := l.siteOf(p)
		out = append(out, diag.Related{Span: s.span, Note: "called from here"})
	}
	return out
}

// runtimeError reports an error that ended a run, unless it has been reported where it arose.
func (l *loader) runtimeError(t *starlark.Thread, err error) {
	if errors.Is(err, errReported) || errors.Is(err, errStop) {
		return
	}
	var e *starlark.EvalError
	if !errors.As(err, &e) {
		l.report(diag.Diagnostic{Code: errRuntime, Summary: err.Error(), Span: l.storyAt})
		return
	}
	if e.CallStack.At(0).Pos.Filename() != "<builtin>" && calleeError.MatchString(e.Msg) {
		e.CallStack = e.CallStack[:len(e.CallStack)-1] // the caller is wrong, not the function's first line
	}
	s := &site{span: l.storyAt, head: l.storyAt}
	for i := len(e.CallStack) - 1; i >= 0; i-- {
		if p := e.CallStack[i].Pos; p.Filename() != "<builtin>" {
			s = l.siteOf(p)
			break
		}
	}
	d := diag.Diagnostic{Code: errRuntime, Summary: e.Msg, Span: s.span, Related: l.callers(e.CallStack)}
	if reason, ok := strings.CutPrefix(e.Msg, "Starlark computation cancelled: "); ok {
		l.stuck = reason
		switch reason {
		case stuckContext:
			d = diag.Diagnostic{Code: errInterrupted, Summary: "stopped while the model was read", Span: s.span}
		case stuckSteps:
			d.Code, d.Summary = errBound, fmt.Sprintf("the model takes more than %s steps", thousands(l.opt.Steps))
			d.Fix = "look for a loop that runs too long or a story with too many branches; --limit-steps raises the bound"
		case stuckMemory:
			d.Code, d.Summary = errBound, fmt.Sprintf("the model takes more than %s MB of memory", thousands(l.opt.Memory>>20))
			d.Fix = "look for a list or a number that grows in a loop, or a story with too many branches"
		default:
			return
		}
		l.report(d)
		return
	}
	if strings.Contains(e.Msg, unknownValue{}.Type()) {
		return // a consequence of what has been reported
	}
	l.translate(&d, e.Msg, s)
	l.report(d)
}

// calleeError matches messages that the interpreter places in the function called.
var calleeError = regexp.MustCompile(`^function \S+ (missing|got|accepts|called recursively)`)

// translate words one of the interpreter's messages.
func (l *loader) translate(d *diag.Diagnostic, msg string, s *site) {
	for _, r := range runtimeMessages {
		if m := r.pattern.FindStringSubmatch(msg); m != nil {
			r.say(l, d, s, m)
			return
		}
	}
	if i := strings.Index(msg, ": "); i > 0 && isName(msg[:i]) && s.name == msg[:i] {
		d.Code, d.Summary = errKind, msg
	}
}

var runtimeMessages = []struct {
	pattern *regexp.Regexp
	say     func(l *loader, d *diag.Diagnostic, s *site, m []string)
}{
	{regexp.MustCompile(`^function (\S+) missing \d+ arguments? \((.*)\)`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errMissing, fmt.Sprintf("%s needs %s", m[1], m[2])
		l.showDef(d, m[1])
	}},
	{regexp.MustCompile(`^function (\S+) got an unexpected keyword argument "?([^"]*)"?`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errArgument, fmt.Sprintf("%s has no parameter called %q", m[1], m[2])
		for _, a := range s.args {
			if a.name == m[2] {
				d.Span = a.span
			}
		}
		if def, ok := l.defs[m[1]]; ok {
			if n := near.Name(m[2], def.params); n != "" {
				l.meant(d, m[2], n)
				d.Note = fmt.Sprintf("did you mean %s?", n)
			}
		}
		l.showDef(d, m[1])
	}},
	{regexp.MustCompile(`^function (\S+) got multiple values for parameter "?([^"]*)"?`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errArgument, fmt.Sprintf("%s is given %s twice", m[1], m[2])
		l.showDef(d, m[1])
	}},
	{regexp.MustCompile(`^function (\S+) accepts (no arguments|.*positional arguments?) \((\d+) given\)`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errArgument, fmt.Sprintf("%s is given too many arguments: %s", m[1], m[3])
		l.showDef(d, m[1])
	}},
	{regexp.MustCompile(`^function (\S+) called recursively`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errRecursion, fmt.Sprintf("%s calls itself", m[1])
		d.Fix = "write a loop: for round in range(n). A story that could go on for ever is no finite game"
		if f, ok := l.defs[m[1]]; ok {
			d.Related = append([]diag.Related{{Span: f.span, Note: "defined here"}}, d.Related...)
		}
	}},
	{regexp.MustCompile(`^invalid call of non-function \((.*)\)`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary, d.Span = errKind, fmt.Sprintf("%s is not a function", s.name), s.head
		d.Note = "this is a " + typeWord(m[1])
	}},
	{regexp.MustCompile(`^(local|global) variable (\S+) referenced before assignment`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errName, fmt.Sprintf("%s has no value yet", m[2])
		d.Span = l.wordAt(syntax.MakePosition(&d.Span.Start.File, int32(d.Span.Start.Line), int32(d.Span.Start.Col)))
		d.Fix = "give it one on every way that leads here"
		if m[1] == "global" {
			d.Fix = "define it further up in the file"
		}
	}},
	{regexp.MustCompile(`^(?:append|extend|insert|\w+: )?.*cannot (.+) frozen (list|hash table)`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		what := map[string]string{"list": "list", "hash table": "dictionary or set"}[m[2]]
		d.Code, d.Summary = errFrozen, fmt.Sprintf("this changes a %s that was made outside the story", what)
		d.Fix = "make it inside the story: what stands outside is the same on every branch"
		if l.run == nil {
			d.Summary, d.Fix = fmt.Sprintf("this changes a %s of another file", what), "make a copy: list(...) or dict(...)"
		}
	}},
	{regexp.MustCompile(`cannot (.+) (list|hash table) during iteration`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary, d.Fix = errFrozen, "this changes what a loop is running over", "loop over a copy: for x in list(...)"
	}},
	{regexp.MustCompile(`^fail: (.*)`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary, d.Note = errFail, m[1], "the model calls fail here"
	}},
	{regexp.MustCompile(`^unhashable(?: type)?: (.*)|a (.*) cannot be the key of a dictionary`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errKind, fmt.Sprintf("a %s cannot be the key of a dictionary", typeWord(m[1]+m[2]))
		d.Fix = "texts, numbers, players and params can"
	}},
	{regexp.MustCompile(`^duplicate key: (.*)`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errTwice, fmt.Sprintf("the dictionary has the key %s twice", m[1])
		d.Fix = "leave one of them out"
	}},
	{regexp.MustCompile(`^too (?:many|few) values to unpack \(got (\d+), want (\d+)\)`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errKind, fmt.Sprintf("%s names stand for %s values", m[2], m[1])
		d.Fix = "write as many names as there are values"
	}},
	{regexp.MustCompile(`^(\w+): (?:for parameter (\S+): )?got (.+), want (.+)$|^got (.+), want (.+)$`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		if m[1] == "" {
			m[1], m[3], m[4] = s.name, m[5], m[6]
		}
		if n := argumentCount.FindStringSubmatch(m[3]); n != nil {
			want := strings.TrimPrefix(m[4], "exactly ")
			d.Code, d.Summary = errArgument, fmt.Sprintf("%s takes %s, and here %s", m[1], plural1(want), are(n[1]))
			d.Fix = "give it " + plural1(want)
			return
		}
		d.Code, d.Summary = errKind, fmt.Sprintf("%s needs a %s", m[1], typeWord(m[4]))
		d.Note = "this is a " + typeWord(m[3])
		if len(s.args) == 1 {
			d.Span = s.args[0].span
		}
	}},
	{regexp.MustCompile(`^(\w+): unexpected keyword arguments?|^(\w+) does not accept keyword arguments`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errArgument, fmt.Sprintf("%s takes no argument of that name", m[1]+m[2])
		for _, a := range s.args {
			if a.name != "" {
				d.Span = a.span
			}
		}
		d.Fix = "leave the name out"
	}},
	{regexp.MustCompile(`^(\w+): missing argument for (\w+)|^(\w+) requires at least one positional argument`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errMissing, fmt.Sprintf("%s needs an argument", m[1]+m[3])
		d.Fix = "write " + m[1] + m[3] + "(...)"
	}},
	{regexp.MustCompile(`^(\w+): argument #\d+ is not iterable: (.+)$|^(\w+): (.+) value is not iterable$`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary, d.Note = errKind, fmt.Sprintf("%s needs lists", m[1]+m[3]), "this is a "+typeWord(m[2]+m[4])
	}},
	{regexp.MustCompile(`^int: invalid literal with base \d+: (.*)`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errKind, fmt.Sprintf("%q is no whole number", m[1])
		d.Fix = "write int(\"12\"), say; float(text) reads fractions"
	}},
	{regexp.MustCompile(`^argument after \*`), func(l *loader, d *diag.Diagnostic, s *site, m []string) {
		d.Code, d.Summary = errKind, "what stands after * should be a list, after ** a dictionary"
	}},
}

var argumentCount = regexp.MustCompile(`^(\d+) arguments?$`)

// plural1 adds the noun to a count such as "1" or "at most 2".
func plural1(n string) string {
	if n == "1" || strings.HasSuffix(n, " 1") {
		return n + " argument"
	}
	return n + " arguments"
}

func are(n string) string {
	if n == "1" {
		return "is 1"
	}
	return "are " + n
}

// typeWord is a Starlark type in words that a modeller knows.
func typeWord(t string) string {
	switch t {
	case "string":
		return "text"
	case "int", "float":
		return "number"
	case "NoneType":
		return "None"
	case "dict":
		return "dictionary"
	case "builtin_function_or_method":
		return "function"
	case "int or float":
		return "number"
	case "bool":
		return "truth value"
	case "iterable":
		return "list"
	}
	return t
}

// A def is a function of the model.
type def struct {
	span   diag.Span
	params []string
}

func (l *loader) showDef(d *diag.Diagnostic, name string) {
	if f, ok := l.defs[name]; ok {
		d.Related = append([]diag.Related{{Span: f.span, Note: "defined here"}}, d.Related...)
		d.Fix = "write " + name + "(" + strings.Join(f.params, ", ") + ")"
	}
}

// thousands writes a number with commas.
func thousands[T int | uint64](n T) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
