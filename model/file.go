package model

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/diag"
	"parley/internal/near"
)

// runFile runs a model file, unless it has been run before. It returns nil if the file cannot be run
// at all; from is where it is loaded.
func (l *loader) runFile(name string, text *string, from *site) *module {
	if m, ok := l.modules[name]; ok {
		return m
	}
	l.modules[name] = nil
	src, ok := l.read(name, text, from)
	if !ok {
		return nil
	}
	shown := l.display(name)
	l.texts[name], l.sources[shown] = src, src
	if l.opt.Files != nil {
		l.opt.Files[shown] = src
	}
	prog, env := l.compile(shown, src)
	if prog == nil {
		return nil
	}
	l.loading = append(l.loading, name)
	defer func() { l.loading = l.loading[:len(l.loading)-1] }()
	t := l.thread(shown)
	defer l.watch(t)()
	globals, err := prog.Init(t, env)
	l.used += t.Steps
	if err != nil {
		l.runtimeError(t, err)
	}
	if !l.freeze(shown, globals) {
		return nil
	}
	m := &module{globals: globals}
	l.modules[name] = m
	if len(l.loading) == 1 {
		l.reached = err == nil
	}
	return m
}

// freeze makes a file's globals immutable. It reports what has grown beyond all measure, by sharing
// or by nesting, since freezing goes through all of it.
func (l *loader) freeze(shown string, globals starlark.StringDict) bool {
	n := 0
	for _, name := range globals.Keys() {
		if n += weigh(globals[name], maxGlobals-n); n > maxGlobals {
			at := diag.Pos{File: shown}
			l.report(diag.Diagnostic{
				Code: errTooLarge, Summary: fmt.Sprintf("%s holds more than %d parts", name, maxGlobals), Span: diag.Span{Start: at, End: at},
				Fix: "look for a loop that puts a list into itself again and again",
			})
			return false
		}
	}
	globals.Freeze()
	return true
}

var parseOptions = &syntax.FileOptions{Set: true, TopLevelControl: true, LoadBindsGlobally: true}

func (l *loader) read(name string, text *string, from *site) (string, bool) {
	shown := l.display(name)
	at := diag.Span{Start: diag.Pos{File: shown}, End: diag.Pos{File: shown}}
	if from != nil {
		at = from.args[0].span
	}
	var src string
	if text != nil {
		src = *text
	} else {
		b, err := l.readFile(name)
		if err != nil {
			d := diag.Diagnostic{Code: errFile, Summary: "the file " + shown + " cannot be read: " + reason(err), Span: at}
			l.meantFile(&d, name)
			l.report(d)
			return "", false
		}
		src = string(b)
	}
	src = strings.TrimPrefix(src, "\ufeff")
	switch {
	case len(src) > maxFile:
		l.report(diag.Diagnostic{
			Code: errTooLarge, Summary: fmt.Sprintf("the file %s has %d bytes: a model file may have %d", shown, len(src), maxFile), Span: at,
			Fix: "split it into files that the model loads",
		})
		return "", false
	case !utf8.ValidString(src):
		bad := 0
		for i, r := range src {
			if r == utf8.RuneError {
				if _, w := utf8.DecodeRuneInString(src[i:]); w == 1 {
					bad = i
					break
				}
			}
		}
		p := diag.Pos{File: shown, Line: 1 + strings.Count(src[:bad], "\n"), Col: 1 + utf8.RuneCountInString(src[strings.LastIndexByte(src[:bad], '\n')+1:bad])}
		l.report(diag.Diagnostic{Code: errFile, Summary: "the file " + shown + " is not text in UTF-8", Span: diag.Span{Start: p, End: p}, Fix: "save the file in UTF-8"})
		return "", false
	}
	return src, true
}

func (l *loader) readFile(name string) ([]byte, error) {
	if l.fsys == nil {
		return nil, fs.ErrNotExist
	}
	if !fs.ValidPath(name) {
		return nil, errors.New("its path leaves the folder")
	}
	return fs.ReadFile(l.fsys, name)
}

func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// nearFile suggests a file of the same folder, "" for none.
func (l *loader) nearFile(name string) string {
	if l.fsys == nil {
		return ""
	}
	entries, err := fs.ReadDir(l.fsys, path.Dir(name))
	if err != nil {
		return ""
	}
	var stems []string
	for _, e := range entries {
		if stem, ok := strings.CutSuffix(e.Name(), path.Ext(name)); ok && !e.IsDir() {
			stems = append(stems, stem)
		}
	}
	if n := near.Name(strings.TrimSuffix(path.Base(name), path.Ext(name)), stems); n != "" {
		return n + path.Ext(name)
	}
	return ""
}

// compile parses a file, lowers it and resolves its names. Unknown names are all reported, and stand
// for unknown values from then on.
func (l *loader) compile(shown, src string) (*starlark.Program, starlark.StringDict) {
	f, err := parseOptions.Parse(shown, src, 0)
	if err != nil {
		l.syntaxError(shown, src, err)
		return nil, nil
	}
	if n := tooDeep(f); n != nil {
		at := posOf(syntax.Start(n))
		l.report(diag.Diagnostic{
			Code: errTooLarge, Summary: fmt.Sprintf("an expression is nested more than %d deep", maxDepth), Span: diag.Span{Start: at, End: at},
			Fix: "give parts of it names of their own",
		})
		return nil, nil
	}
	index(f, l.sites, l.defs)
	l.requests(f)
	broken := false
	low := &lowering{numerals: starlark.StringDict{}, fail: func(n syntax.Node, code, summary, fix string) {
		broken = true
		l.report(diag.Diagnostic{Code: code, Summary: summary, Span: spanOf(n), Fix: fix})
	}}
	low.stmts(f.Stmts)
	if broken {
		return nil, nil
	}
	return l.program(f, low.numerals)
}

func (l *loader) program(f *syntax.File, numerals starlark.StringDict) (*starlark.Program, starlark.StringDict) {
	env := starlark.StringDict{}
	for k, v := range l.env {
		env[k] = v
	}
	for k, v := range numerals {
		env[k] = v
	}
	unknown := map[string]bool{}
	prog, err := starlark.FileProgram(f, func(name string) bool {
		if _, ok := env[name]; ok {
			return true
		}
		if starlark.Universe.Has(name) {
			return false
		}
		unknown[name] = true
		return true
	})
	if err != nil {
		l.resolveErrors(err)
		return nil, nil
	}
	if len(unknown) > 0 {
		l.unknownNames(f, unknown)
		for name := range unknown {
			env[name] = unknownValue{}
		}
	}
	return prog, env
}

func tooDeep(f *syntax.File) (found syntax.Node) {
	depth := 0
	syntax.Walk(f, func(n syntax.Node) bool {
		if n == nil {
			depth--
			return true
		}
		depth++
		if depth > maxDepth {
			if found == nil {
				found = n
			}
			depth-- // Walk does not report the end of a node that it does not enter
			return false
		}
		return true
	})
	return found
}

// requests notes the names that each load statement asks for, so that what fails to load stands for
// unknown values.
func (l *loader) requests(f *syntax.File) {
	for _, s := range f.Stmts {
		if ld, ok := s.(*syntax.LoadStmt); ok {
			st := l.sites[placeOf(ld.Load)]
			for i := range ld.To {
				st.args[i+1].name = ld.From[i].Name
			}
		}
	}
}

// loadModule runs the file that a load statement names.
func (l *loader) loadModule(t *starlark.Thread, name string) (starlark.StringDict, error) {
	s := l.siteAt(t, 0)
	names := map[string]bool{}
	for _, a := range s.args[min(1, len(s.args)):] {
		names[a.name] = true
	}
	out := starlark.StringDict{}
	for n := range names {
		out[n] = unknownValue{}
	}
	here := path.Dir(l.loading[len(l.loading)-1])
	file := path.Join(here, name)
	if path.IsAbs(name) || strings.Contains(name, "\\") || file == ".." || strings.HasPrefix(file, "../") || l.root != "." && !strings.HasPrefix(file, l.root+"/") {
		l.report(diag.Diagnostic{
			Code: errFile, Summary: fmt.Sprintf("%q does not lie in the model's folder", name), Span: s.args[0].span,
			Fix: "put the file beside the model and load it by its name",
		})
		return out, nil
	}
	if i := slices.Index(l.loading, file); i >= 0 {
		chain := append(slices.Clone(l.loading[i:]), file)
		l.report(diag.Diagnostic{
			Code: errCycle, Summary: "files load each other in a circle: " + strings.Join(chain, " loads "), Span: s.args[0].span,
			Fix: "move what both need into a third file",
		})
		return out, nil
	}
	before := t.Steps
	l.used += before
	m := l.runFile(file, nil, s)
	l.used -= before
	if m == nil {
		return out, nil
	}
	for _, a := range s.args[1:] {
		v, ok := m.globals[a.name]
		if !ok {
			if !l.list.HasErrors() || l.complete(file) {
				d := diag.Diagnostic{Code: errImport, Summary: fmt.Sprintf("%s defines nothing called %q", name, a.name), Span: a.span}
				if n := near.Name(a.name, m.globals.Keys()); n != "" {
					l.meant(&d, a.name, n)
				}
				d.Fix = "it defines " + enumerate(m.globals.Keys(), "nothing")
				l.report(d)
			}
			continue
		}
		out[a.name] = v
	}
	return out, nil
}

// complete tells whether no error has been reported in a file.
func (l *loader) complete(name string) bool {
	shown := l.display(name)
	for _, d := range l.list {
		if d.Span.Start.File == shown && d.Severity == diag.Error {
			return false
		}
	}
	return true
}
