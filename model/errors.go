package model

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/diag"
)

// syntaxError reports what the parser could not read.
func (l *loader) syntaxError(shown, src string, err error) {
	var e syntax.Error
	if !errors.As(err, &e) {
		l.report(diag.Diagnostic{Code: errSyntax, Summary: err.Error(), Span: diag.Span{Start: diag.Pos{File: shown}}})
		return
	}
	at := diag.Span{Start: posOf(e.Pos), End: posOf(e.Pos)}
	l.report(diag.Diagnostic{Code: errSyntax, Summary: e.Msg, Span: at})
}

// resolveErrors reports what is wrong with the use of names.
func (l *loader) resolveErrors(err error) {
	var list resolve.ErrorList
	if !errors.As(err, &list) {
		l.report(diag.Diagnostic{Code: errResolve, Summary: err.Error()})
		return
	}
	for _, e := range list {
		at := diag.Span{Start: posOf(e.Pos), End: posOf(e.Pos)}
		l.report(diag.Diagnostic{Code: errResolve, Summary: e.Msg, Span: at})
	}
}

var _ = regexp.MustCompile
var _ = strings.Contains

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
	var s *site
	for i := len(e.CallStack) - 1; i >= 0; i-- {
		if p := e.CallStack[i].Pos; p.Filename() != "<builtin>" {
			s = l.siteOf(p)
			break
		}
	}
	if s == nil {
		s = &site{}
	}
	l.report(diag.Diagnostic{Code: errRuntime, Summary: fmt.Sprint(e.Msg), Span: s.span, Related: l.callers(e.CallStack)})
}
