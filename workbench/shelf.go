package workbench

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/diag"
	"parley/model"
	"parley/solve"
)

// A shelf keeps the models that were loaded last, with what was prepared for them.
type shelf struct {
	loading chan struct{} // held by whoever loads: the bound on memory is one of the process

	mu    sync.Mutex
	books []*book // the one used last first
}

// mostBooks is how many models are kept: the one on disk and some states of its edits.
const mostBooks = 4

// A book is a model that was loaded, or why it could not be. What is prepared for it is made when it is first needed.
type book struct {
	name   string    // of the main file
	key    string    // of the main file and the texts that were laid over the folder
	edited bool      // something on disk is different from what was loaded
	until  time.Time // after which it is loaded anew: a bound that was hit may have been one of the moment; zero for never
	layer  *layer
	model  *model.Model // nil if it has errors
	list   diag.List
	digest string

	mu       sync.Mutex
	subjects map[solve.Concept]*subject
	points   []*point // the one used last first

	scratch chan *scratch // holds the one copy of the model that queries may be read with
}

// book returns the model of a request, loaded. One with mistakes has no model.
func (b *Bench) book(ctx context.Context, e *Edited) (*book, error) {
	name, over, err := b.source(e)
	if err != nil {
		return nil, err
	}
	key := sourceKey(name, over)
	if k := b.shelf.find(key); k != nil {
		return k, nil
	}
	select {
	case b.shelf.loading <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-b.shelf.loading }()
	if k := b.shelf.find(key); k != nil { // somebody else wanted it as well
		return k, nil
	}
	k := &book{name: name, key: key, layer: newLayer(b.opt.FS, over), subjects: map[solve.Concept]*subject{}, scratch: make(chan *scratch, 1)}
	k.model, k.list = model.Load(k.layer, name, b.loadOptions(ctx))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if k.model != nil {
		k.model.Path = b.shown(k)
	}
	k.digest = model.Digest(k.layer.loaded())
	k.edited = k.layer.differs()
	k.scratch <- &scratch{}
	if model.Stopped(k.list) {
		k.until = time.Now().Add(10 * time.Second)
	}
	b.shelf.keep(k)
	return k, nil
}

func (b *Bench) loadOptions(ctx context.Context) model.Options {
	return model.Options{Context: ctx, Steps: b.opt.Steps, Nodes: b.opt.Nodes, Memory: b.opt.Memory, Page: b.opt.Source}
}

// good returns the model of a request if it can be used.
func (b *Bench) good(ctx context.Context, e *Edited) (*book, error) {
	k, err := b.book(ctx, e)
	if err == nil && k.model == nil {
		return nil, badModel(k.list)
	}
	return k, err
}

// source reads which files a request is about.
func (b *Bench) source(e *Edited) (name string, over map[string]string, err error) {
	name = b.opt.Name
	if e.Model == nil {
		return name, nil, nil
	}
	if e.Model.Path != "" {
		name = e.Model.Path
	}
	for _, f := range append(slices.Sorted(maps.Keys(e.Model.Files)), name) {
		if !fs.ValidPath(f) || strings.Contains(f, "\\") {
			return "", nil, &Error{Code: Forbidden, Message: fmt.Sprintf("%q is no file within the model's folder", f), Fix: "name files as the call model does"}
		}
		if path.Ext(f) != ".star" {
			return "", nil, badRequest("%q is no model file: its name should end in .star", f)
		}
	}
	return name, e.Model.Files, nil
}

func sourceKey(name string, over map[string]string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", name)
	for _, f := range slices.Sorted(maps.Keys(over)) {
		fmt.Fprintf(h, "%q %d\n%s\n", f, len(over[f]), over[f])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// find returns a book that is still true to what is on disk.
func (s *shelf) find(key string) *book {
	s.mu.Lock()
	at := slices.IndexFunc(s.books, func(k *book) bool { return k.key == key })
	if at < 0 {
		s.mu.Unlock()
		return nil
	}
	k := s.books[at]
	s.books = slices.Insert(slices.Delete(s.books, at, at+1), 0, k)
	s.mu.Unlock()
	if (k.until.IsZero() || time.Now().Before(k.until)) && k.layer.fresh() {
		return k
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books = slices.DeleteFunc(s.books, func(o *book) bool { return o == k })
	return nil
}

func (s *shelf) keep(k *book) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books = slices.Insert(s.books, 0, k)
	if len(s.books) > mostBooks {
		s.books = slices.Delete(s.books, mostBooks, len(s.books))
	}
}

// loaded returns the texts of the model's own files.
func (l *layer) loaded() map[string]string {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := map[string]string{}
	for name, text := range l.texts {
		if path.Ext(name) == ".star" {
			out[name] = text
		}
	}
	return out
}

// differs tells whether a text that was read is not what is on disk.
func (l *layer) differs() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name := range l.texts {
		text, over := l.over[name]
		if !over {
			continue
		}
		if l.below == nil {
			return true
		}
		if disk, err := readBounded(l.below, name); err != nil || string(disk) != text {
			return true
		}
	}
	return false
}

// A scratch is a copy of a model for whoever reads queries, which adds expressions to it.
type scratch struct {
	subject *subject // nil before the first use
	asked   int
}

// mostAsked is how many queries one copy reads.
const mostAsked = 200

// borrow returns the copy of the model that queries may be read with, for one goroutine; giveBack has to follow.
func (b *Bench) borrow(ctx context.Context, k *book) (*scratch, error) {
	var s *scratch
	select {
	case s = <-k.scratch:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.asked++; s.subject != nil && s.asked <= mostAsked {
		return s, nil
	}
	m, err := b.again(ctx, k)
	if err != nil {
		k.scratch <- s
		return nil, err
	}
	s.subject, s.asked = newSubject(m, solve.Sequential), 1
	return s, nil
}

func (k *book) giveBack(s *scratch) { k.scratch <- s }

// again loads the same model once more.
func (b *Bench) again(ctx context.Context, k *book) (*model.Model, error) {
	select {
	case b.shelf.loading <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-b.shelf.loading }()
	m, list := model.Load(k.layer.frozen(), k.name, b.loadOptions(ctx))
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case m == nil:
		return nil, badModel(list)
	}
	m.Path = b.shown(k)
	return m, nil
}
