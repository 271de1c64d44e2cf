package model

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/account"
	"parley/diag"
	"parley/expr"
	"parley/num"
)

// Options bound what loading a model may cost. Zero values stand for the defaults.
type Options struct {
	Context context.Context // ends the load; nil for never
	Steps   uint64          // of the interpreter, in all: 100 million
	Nodes   int             // of a game: 200,000
	Moves   int             // on one branch of the story: 2,000
	Memory  uint64          // bytes in use by the process beyond those at the start: 1 GiB

	// Dir is put before the names of files in diagnostics and in Model.Path.
	Dir string
	// Files, if not nil, receives the text of every file read, by the name that diagnostics use.
	Files map[string]string
	// Print receives what the model prints, if not nil.
	Print func(string)
}

// The default bounds of Options, and bounds that are fixed.
const (
	DefaultSteps  = 100_000_000
	DefaultNodes  = 200_000
	DefaultMoves  = 2_000
	DefaultMemory = 1 << 30

	maxFile  = 1 << 20 // bytes of a model file
	maxDepth = 1000    // nesting of a file's syntax
	maxDiags = 200

	maxGlobals = 1 << 20 // parts of a file's globals, all together
)

func contextOrBackground(ctx context.Context) context.Context {
	if ctx == nil {
		return context.Background()
	}
	return ctx
}

func (o *Options) defaults() {
	o.Context = contextOrBackground(o.Context)
	o.Steps = cmp.Or(o.Steps, DefaultSteps)
	o.Nodes = cmp.Or(o.Nodes, DefaultNodes)
	o.Moves = cmp.Or(o.Moves, DefaultMoves)
	o.Memory = cmp.Or(o.Memory, DefaultMemory)
}

// Load reads the model in the named file of fsys and the files that it loads, which lie in the same
// folder or below. It returns a model unless some diagnostic is an error; warnings stand in the list
// and in Model.Warnings.
func Load(fsys fs.FS, name string, opt Options) (*Model, diag.List) {
	return newLoader(fsys, opt).load(name, nil)
}

// LoadSource is Load for a main file whose text is given. The files that it loads are looked for in
// fsys, which may be nil for none.
func LoadSource(fsys fs.FS, name, text string, opt Options) (*Model, diag.List) {
	return newLoader(fsys, opt).load(name, &text)
}

// A loader carries one load. What it learns goes into model and list.
type loader struct {
	fsys  fs.FS
	opt   Options
	model *Model
	list  diag.List
	said  map[string]bool // diagnostics already in list, by code and place

	env      starlark.StringDict // the builtins
	sites    map[place]*site
	modules  map[string]*module
	loading  []string          // paths, outermost first
	root     string            // folder of the main file
	texts    map[string]string // of the files run, by path
	sources  map[string]string // the same, by the name that is shown
	defs     map[string]def
	quotable map[string]account.Text // sources' files, by path

	used  uint64 // steps
	stuck string // why nothing further can run: a bound or the context

	base      []num.Rat          // baseline of each expression of the pool
	size      []int              // parts of each expression, written out
	alts      [3][]num.Rat       // values of each expression at other points, for sums that are 1 by accident
	undefined [3][]bool          // where these have none
	bad       map[expr.ID]string // "zero" or "large": expressions without a value at the baseline

	playerPos  map[string]diag.Span
	paramPos   map[string]diag.Span
	paramUsed  []bool // named in a variant's set, a query or an assumption
	claimPos   map[string]diag.Span
	variantPos map[string]diag.Span
	scale      string
	wordUsed   bool

	methods  map[string]*starlark.Builtin // of the story object
	tokens   []token
	tokenIDs map[token]int32
	moved    map[string]bool // changes of a variant that had an effect
	tree     *shape          // of the model's own story
	told     bool            // that story has been told
	asked    []asked         // of the questions and conclusions
	asking   bool            // a question is being read, not the model

	story    starlark.Callable
	storyAt  diag.Span
	run      *run // while the story runs
	shape    *shape
	variants []*variantDecl
	checks   []func() // what can only be checked when the story has run
	globals  starlark.StringDict
	reached  bool // the end of the main file was reached
}

// A module is a file that has been run.
type module struct {
	globals starlark.StringDict
}

var errReported = errors.New("reported")

func newLoader(fsys fs.FS, opt Options) *loader {
	opt.defaults()
	l := &loader{fsys: fsys, opt: opt, model: &Model{Pool: &expr.Pool{}}, said: map[string]bool{}, sites: map[place]*site{},
		modules: map[string]*module{}, texts: map[string]string{}, sources: map[string]string{}, defs: map[string]def{}, quotable: map[string]account.Text{}, bad: map[expr.ID]string{}, playerPos: map[string]diag.Span{}, paramPos: map[string]diag.Span{},
		claimPos: map[string]diag.Span{}, variantPos: map[string]diag.Span{}, tokenIDs: map[token]int32{}, moved: map[string]bool{}}
	l.env = l.builtins()
	return l
}

func (l *loader) load(name string, text *string) (*Model, diag.List) {
	defer l.guardMemory()()
	name = path.Clean(strings.ReplaceAll(name, "\\", "/"))
	l.root = path.Dir(name)
	l.model.Path = l.display(name)
	if m := l.runFile(name, text, nil); m != nil {
		l.globals = m.globals
	}
	l.finish()
	l.model.Digest = l.digest()
	slices.SortStableFunc(l.list, compareDiagnostics)
	if l.list.HasErrors() {
		return nil, l.list
	}
	l.model.Warnings = slices.Clone(l.list)
	l.model.loader = l
	return l.model, l.list
}

func compareDiagnostics(a, b diag.Diagnostic) int {
	return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Span.Start.File, b.Span.Start.File),
		cmp.Compare(a.Span.Start.Line, b.Span.Start.Line), cmp.Compare(a.Span.Start.Col, b.Span.Start.Col))
}

func (l *loader) display(name string) string {
	if l.opt.Dir == "" {
		return name
	}
	return path.Join(l.opt.Dir, name)
}

// digest is SHA-256 over the names and texts of all files loaded.
func (l *loader) digest() string {
	h := sha256.New()
	names := make([]string, 0, len(l.texts))
	for n := range l.texts {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		fmt.Fprintf(h, "%d %s %d\n%s\n", len(n), n, len(l.texts[n]), l.texts[n])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// report adds a diagnostic, once for each code and place. While the story runs it adds the history.
func (l *loader) report(d diag.Diagnostic) {
	if d.Severity == "" {
		d.Severity = diag.Error
	}
	key := fmt.Sprint(d.Code, d.Span)
	if l.said[key] || len(l.list) >= maxDiags {
		return
	}
	l.said[key] = true
	if l.run != nil {
		d.Detail = append(d.Detail, l.run.where())
	}
	l.list = append(l.list, d)
}

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
			l.report(diag.Diagnostic{Code: errTooLarge, Summary: fmt.Sprintf("%s holds more than %d parts", name, maxGlobals), Span: diag.Span{Start: at, End: at},
				Fix: "look for a loop that puts a list into itself again and again"})
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
			l.report(diag.Diagnostic{Code: errFile, Summary: "the file " + shown + " cannot be read: " + reason(err), Span: at, Fix: l.nearFile(name)})
			return "", false
		}
		src = string(b)
	}
	src = strings.TrimPrefix(src, "\ufeff")
	switch {
	case len(src) > maxFile:
		l.report(diag.Diagnostic{Code: errTooLarge, Summary: fmt.Sprintf("the file %s has %d bytes: a model file may have %d", shown, len(src), maxFile), Span: at,
			Fix: "split it into files that the model loads"})
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

// nearFile suggests a file of the same folder.
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
	if n := nearest(strings.TrimSuffix(path.Base(name), path.Ext(name)), stems); n != "" {
		return fmt.Sprintf("did you mean %q?", n+path.Ext(name))
	}
	return "look for it beside the model"
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
		l.report(diag.Diagnostic{Code: errTooLarge, Summary: fmt.Sprintf("an expression is nested more than %d deep", maxDepth), Span: diag.Span{Start: at, End: at},
			Fix: "give parts of it names of their own"})
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

func (l *loader) unknownNames(f *syntax.File, unknown map[string]bool) {
	defined := l.names(f)
	done := map[string]bool{}
	syntax.Walk(f, func(n syntax.Node) bool {
		id, ok := n.(*syntax.Ident)
		if !ok || !unknown[id.Name] || done[id.Name] {
			return true
		}
		if b, ok := id.Binding.(*resolve.Binding); !ok || b.Scope != resolve.Predeclared {
			return true
		}
		done[id.Name] = true
		d := diag.Diagnostic{Code: errName, Summary: fmt.Sprintf("there is nothing called %q", id.Name), Span: spanOf(id)}
		if s, ok := foreign[id.Name]; ok {
			d.Fix = s
		} else if s := nearest(id.Name, defined); s != "" {
			d.Note = fmt.Sprintf("did you mean %q?", s)
			d.Fix = fmt.Sprintf("write %s, or define %s first", s, id.Name)
		} else {
			d.Fix = fmt.Sprintf("define it above (%s = param(%q, ...), or a function), or load it from another file", id.Name, id.Name)
		}
		l.report(d)
		return true
	})
}

// foreign is names from other languages that newcomers write.
var foreign = map[string]string{
	"true": "write True", "false": "write False", "none": "write None", "null": "write None", "nil": "write None",
	"math": "there is no math module: + - * / min max abs sum and exact fractions are built in",
	"not_": "", "random": "a model is not random: use g.chance for nature's moves, and within= or dist= for what is uncertain",
}

// names returns all names that the file can use, its own first.
func (l *loader) names(f *syntax.File) []string {
	var out, known []string
	for name := range l.env {
		if isName(name) {
			known = append(known, name)
		}
	}
	for name := range starlark.Universe {
		known = append(known, name)
	}
	syntax.Walk(f, func(n syntax.Node) bool {
		if id, ok := n.(*syntax.Ident); ok {
			if b, ok := id.Binding.(*resolve.Binding); ok && b.Scope != resolve.Predeclared && b.Scope != resolve.Universal {
				out = append(out, id.Name)
			}
		}
		return true
	})
	slices.Sort(out)
	slices.Sort(known)
	return append(slices.Compact(out), slices.Compact(known)...)
}

func isName(s string) bool {
	switch s {
	case "if", "and", "or", "not", "in", "for": // operators have builtins of these names
		return false
	}
	return s != "" && (s[0] == '_' || s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z') && !strings.ContainsRune(s, ' ')
}

// requests notes the names that each load statement asks for, so that what fails to load stands for
// unknown values.
func (l *loader) requests(f *syntax.File) {
	for _, s := range f.Stmts {
		if ld, ok := s.(*syntax.LoadStmt); ok {
			st := l.sites[placeOf(ld.Load)]
			for i, id := range ld.To {
				_ = id
				st.args[i+1].name = ld.From[i].Name
			}
		}
	}
}

// thread returns an interpreter with what is left of the steps.
func (l *loader) thread(name string) *starlark.Thread {
	t := &starlark.Thread{Name: name, Load: l.loadModule}
	t.Print = func(_ *starlark.Thread, msg string) {
		if l.opt.Print != nil {
			l.opt.Print(msg)
		}
	}
	left := uint64(1)
	if l.opt.Steps > l.used {
		left = l.opt.Steps - l.used
	}
	t.SetMaxExecutionSteps(left)
	t.OnMaxSteps = func(t *starlark.Thread) {
		l.stuck = stuckSteps
		t.Cancel(stuckSteps)
	}
	if l.stuck != "" {
		t.Cancel(l.stuck)
	}
	return t
}

// Reasons for which a thread is cancelled.
const (
	stuckSteps    = "steps"
	stuckContext  = "context"
	stuckMemory   = "memory"
	stuckReported = "reported" // a bound that a builtin has reported
)

// watch cancels the thread when the context ends; what it returns stops watching.
func (l *loader) watch(t *starlark.Thread) func() {
	ctx := l.opt.Context
	stop := context.AfterFunc(ctx, func() {
		if errors.Is(context.Cause(ctx), errMemory) {
			t.Cancel(stuckMemory)
		} else {
			t.Cancel(stuckContext)
		}
	})
	return func() { stop() }
}

var errMemory = errors.New("out of memory")

// guardMemory ends the context when the process uses too much memory: steps alone do not bound what
// a model holds. What it returns stops watching.
func (l *loader) guardMemory() func() {
	ctx, cancel := context.WithCancelCause(l.opt.Context)
	l.opt.Context = ctx
	limit := heapInUse() + l.opt.Memory
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if heapInUse() > limit {
					runtime.GC() // what is no longer used does not count
					if heapInUse() > limit {
						cancel(errMemory)
						return
					}
				}
			}
		}
	}()
	return func() { cancel(nil) }
}

func heapInUse() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
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
		l.report(diag.Diagnostic{Code: errFile, Summary: fmt.Sprintf("%q does not lie in the model's folder", name), Span: s.args[0].span,
			Fix: "put the file beside the model and load it by its name"})
		return out, nil
	}
	if i := slices.Index(l.loading, file); i >= 0 {
		chain := append(slices.Clone(l.loading[i:]), file)
		l.report(diag.Diagnostic{Code: errCycle, Summary: "files load each other in a circle: " + strings.Join(chain, " loads "), Span: s.args[0].span,
			Fix: "move what both need into a third file"})
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
				if n := nearest(a.name, m.globals.Keys()); n != "" {
					d.Note = fmt.Sprintf("did you mean %q?", n)
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

// enumerate joins the first names of a list.
func enumerate(names []string, none string) string {
	const most = 8
	if len(names) == 0 {
		return none
	}
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", ..."
	}
	return strings.Join(names, ", ")
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

// baseline computes the newest expressions of the pool at the baseline and at the other points. It
// notes in l.bad which divide by zero at the baseline or have a monstrous value there.
func (l *loader) baseline() {
	p := l.model.Pool
	for i := len(l.base); i < len(p.Nodes); i++ {
		n := p.Nodes[i]
		size := 1
		switch n.Op {
		case expr.Const, expr.Param:
		case expr.Neg:
			size += l.size[n.A]
		default:
			size = min(size+l.size[n.A]+l.size[n.B], math.MaxInt32)
		}
		l.size = append(l.size, size)
		value := num.Zero
		if n.Op == expr.Param {
			value = l.model.Params[n.A].Value
		}
		x, bad := evaluate(p, n, l.base, value)
		l.base = append(l.base, x)
		for k := range l.alts {
			if n.Op == expr.Param {
				value = l.elsewhere(k, int(n.A))
			}
			y, none := evaluate(p, n, l.alts[k], value)
			undefined := none != ""
			if n.Op != expr.Const && n.Op != expr.Param {
				undefined = undefined || l.undefined[k][n.A] || n.Op != expr.Neg && l.undefined[k][n.B]
			}
			l.alts[k], l.undefined[k] = append(l.alts[k], y), append(l.undefined[k], undefined)
		}
		if bad != "" {
			l.bad[expr.ID(i)] = bad
		}
	}
}

// evaluate computes one expression from the values of earlier ones; param is its value if it is a
// param.
func evaluate(p *expr.Pool, n expr.Node, vals []num.Rat, param num.Rat) (x num.Rat, bad string) {
	switch n.Op {
	case expr.Const:
		x = p.Consts[n.A]
	case expr.Param:
		x = param
	case expr.Neg:
		x = vals[n.A].Neg()
	case expr.Add:
		x = vals[n.A].Add(vals[n.B])
	case expr.Sub:
		x = vals[n.A].Sub(vals[n.B])
	case expr.Mul:
		x = vals[n.A].Mul(vals[n.B])
	case expr.Min:
		x = num.Min(vals[n.A], vals[n.B])
	case expr.Max:
		x = num.Max(vals[n.A], vals[n.B])
	case expr.Div:
		if vals[n.B].IsZero() {
			return num.Zero, "zero"
		}
		x = vals[n.A].Quo(vals[n.B])
	}
	if bits(x) > maxBits {
		return num.Zero, "large"
	}
	return x, ""
}

// maxBits bounds the numerators and denominators of numbers.
const maxBits = 1 << 13

func bits(x num.Rat) int { return x.BitLen() }

// text writes an expression in the model language, unless it is monstrous.
func (l *loader) text(id expr.ID) string {
	if l.size[id] > 500 {
		return fmt.Sprintf("(an expression of %d parts)", l.size[id])
	}
	return l.model.Pool.String(id)
}

// symbolic returns the value of an expression: a plain number if it is constant.
func (l *loader) symbolic(id expr.ID) starlark.Value {
	if x, ok := l.model.Pool.Value(id); ok {
		return number(x)
	}
	return symValue{id, l}
}
