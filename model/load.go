package model

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"parley/diag"
	"parley/expr"
	"parley/num"
	"parley/reading"
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
	// Page reads the HTML of a source that links a page; reading/page does. Nil: such sources are not checked, and a warning says so.
	Page func(b []byte, name string) (*reading.Document, error)
	// Unread leaves the texts that sources link unread, as in a browser, where they are not at hand: claims are taken as they stand, and
	// a warning says so. The files need not be there.
	Unread bool
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

	env     starlark.StringDict // the builtins
	sites   map[place]*site
	modules map[string]*module
	loading []string          // paths, outermost first
	root    string            // folder of the main file
	texts   map[string]string // of the files run, by path
	sources map[string]string // the same, by the name that is shown
	defs    map[string]def
	linked  map[string]*linked // sources' texts, by path

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
	claimAt    []claimSpans // by claim
	sourcePos  map[string]diag.Span
	rangeSaid  []bool // by param: the model itself says a range
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
	l := &loader{
		fsys: fsys, opt: opt, model: &Model{Pool: &expr.Pool{}}, said: map[string]bool{}, sites: map[place]*site{},
		modules: map[string]*module{}, texts: map[string]string{}, sources: map[string]string{}, defs: map[string]def{}, linked: map[string]*linked{}, bad: map[expr.ID]string{}, playerPos: map[string]diag.Span{}, paramPos: map[string]diag.Span{},
		claimPos: map[string]diag.Span{}, sourcePos: map[string]diag.Span{}, variantPos: map[string]diag.Span{}, tokenIDs: map[token]int32{}, moved: map[string]bool{},
	}
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
	l.distrust()
	l.model.Digest = Digest(l.texts)
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

// Digest is SHA-256 over the names and texts of a model's files, in hex: Model.Digest of one made of them.
func Digest(texts map[string]string) string {
	h := sha256.New()
	for _, n := range slices.Sorted(maps.Keys(texts)) {
		fmt.Fprintf(h, "%d %s %d\n%s\n", len(n), n, len(texts[n]), texts[n])
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

func (l *loader) errors() int {
	n := 0
	for _, d := range l.list {
		if d.Severity == diag.Error {
			n++
		}
	}
	return n
}
