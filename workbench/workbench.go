// Package workbench answers what the page of the workbench, a script or any other front end asks about one model: what
// it holds, its equilibria at given values of its params, pictures, maps, audits. Each call takes a JSON request and
// returns an answer that becomes JSON; Calls is the table of them. The answers hold the documents that the commands
// print with --json, and the command that makes the same.
//
// It knows nothing of HTTP, processes or the terminal, so that the same code runs behind a server and, compiled to
// WebAssembly, in a browser. What calls share (the loaded model, prepared solvers, solved points) is kept between them,
// and no answer depends on it: an answer follows from the texts of the model and the request alone.
package workbench

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"time"

	"parley/internal/fault"
	"parley/reading"
)

// Options say which model a bench works on and what its calls may cost. Zero values of the bounds stand for the defaults.
type Options struct {
	FS       fs.FS  // the model's folder; nil if every request brings its files
	Name     string // of the main file in FS, with slashes
	Path     string // of the main file as the user gave it: documents and commands name it so; "" for Name
	Writable bool   // files may be written back; the front end does that, not the bench
	Version  string // of Parley, for the documents
	// Report makes reports: see Reports. nil where none are made: what makes them is large, and so it is not brought along.
	Report Reporter

	// Source reads the HTML of a source that links a page, as model.Options.Page; nil where pages are not read.
	Source func(b []byte, name string) (*reading.Document, error)

	Workers int           // processors that one long call may use; 0: what is left by one quick call, shared among long ones
	Quick   time.Duration // that a quick call may take: 30 s
	Long    time.Duration // that a long call may take: 15 min
	Request int           // bytes of a request: 4 MiB
	Steps   uint64        // of a model's program: 20 million
	Nodes   int           // of a game: model.DefaultNodes
	Memory  uint64        // bytes that loading a model may take: 512 MiB
	Waiting int           // quick calls that may wait for their turn: 64; a quarter as many long ones
}

func (o *Options) defaults() {
	o.Path = cmp.Or(o.Path, o.Name)
	o.Workers = cmp.Or(o.Workers, max(1, (runtime.GOMAXPROCS(0)-1)/longAtOnce()))
	o.Quick = cmp.Or(o.Quick, 30*time.Second)
	o.Long = cmp.Or(o.Long, 15*time.Minute)
	o.Request = cmp.Or(o.Request, 4<<20)
	o.Steps = cmp.Or(o.Steps, 20_000_000)
	o.Memory = cmp.Or(o.Memory, 512<<20)
	o.Waiting = cmp.Or(o.Waiting, 64)
}

// longAtOnce is how many long calls run at once.
func longAtOnce() int { return max(1, runtime.GOMAXPROCS(0)/4) }

// A Bench answers calls about a model. It may be used by many goroutines.
type Bench struct {
	opt         Options
	shelf       shelf
	quick, long *gate
}

// New returns a bench. It reads nothing yet: a model with mistakes can be worked on as well.
func New(opt Options) (*Bench, error) {
	opt.defaults()
	opt.Name = path.Clean(opt.Name)
	if !fs.ValidPath(opt.Name) || opt.Name == "." {
		return nil, fmt.Errorf("%q does not name a file of the model's folder", opt.Name)
	}
	b := &Bench{opt: opt, quick: newGate(max(2, runtime.GOMAXPROCS(0)), opt.Waiting), long: newGate(longAtOnce(), max(1, opt.Waiting/4))}
	b.shelf.loading = make(chan struct{}, 1)
	return b, nil
}

// Progress says how far a long call is. Total is 0 where it is not known.
type Progress struct {
	Stage string `json:"stage"`
	Done  int    `json:"done"`
	Total int    `json:"total"`
}

// Call answers one request, a JSON object or nothing for an empty one. What it returns is to be encoded as JSON. Errors are of
// the type *Error. When ctx ends the work is dropped: a front end ends it when a newer request makes this one pointless.
// Progress, if not nil, is called now and then, by one goroutine at a time, before Call returns.
func (b *Bench) Call(ctx context.Context, name string, request []byte, progress func(Progress)) (answer any, err error) {
	c := callNamed(name)
	if c == nil {
		return nil, noSuchCall(name)
	}
	if len(request) > b.opt.Request {
		return nil, &Error{Code: TooLarge, Message: fmt.Sprintf("the request has %d bytes, and %d is the most", len(request), b.opt.Request)}
	}
	asked := c.newRequest()
	if err := decode(request, asked); err != nil {
		return nil, err
	}
	g, limit := b.quick, b.opt.Quick
	if c.Long {
		g, limit = b.long, b.opt.Long
	}
	if c.Long && progress != nil && g.full() {
		progress(Progress{Stage: "waiting for another long call"})
	}
	if err := g.enter(ctx); err != nil {
		return nil, err
	}
	defer g.leave()
	ctx, cancel := context.WithTimeoutCause(ctx, limit, &timeout{limit})
	defer cancel()
	defer func() {
		if value := recover(); value != nil {
			answer, err = nil, faulty(fault.Of(value))
		}
	}()
	answer, err = c.run(b, ctx, asked, func(p Progress) {
		if progress != nil {
			progress(p)
		}
		b.quick.yield(ctx)
	})
	if err != nil {
		return nil, plainError(ctx, err)
	}
	return answer, nil
}

// A timeout is the cause of a context that ended because a call took too long.
type timeout struct{ limit time.Duration }

func (t *timeout) Error() string { return fmt.Sprintf("stopped after %s", t.limit) }

// JSON encodes an answer or an error as it goes over the wire.
func JSON(v any) ([]byte, error) {
	var failed *Error
	if err, ok := v.(error); ok {
		if !errors.As(err, &failed) {
			failed = &Error{Code: Internal, Message: err.Error()}
		}
		v = Failure{failed}
	}
	return json.Marshal(v)
}

// Name is that of the main file, within the model's folder.
func (b *Bench) Name() string { return b.opt.Name }

// Writable tells whether files may be written back.
func (b *Bench) Writable() bool { return b.opt.Writable }

// Digest is that of the model as it is on disk, whether it has mistakes or not. It costs next to nothing while nothing changes.
func (b *Bench) Digest(ctx context.Context) (_ string, err error) {
	defer fault.Catch(&err)
	k, err := b.book(ctx, &Edited{})
	if err != nil {
		return "", plainError(ctx, err)
	}
	return k.digest, nil
}
