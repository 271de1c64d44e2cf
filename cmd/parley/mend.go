package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/diag"
	"parley/model"
	"parley/report"
)

// mostRounds is how often a mended model is read again: one mistake may hide others.
const mostRounds = 20

// mend makes the changes of text that the errors of a model offer, shows them and writes the files, each whole or not at all. It
// tells of nothing else.
func (a *app) mend(cmd *cobra.Command, path string) error {
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	if path == standardInput || !strings.EqualFold(filepath.Ext(path), ".star") {
		return usagef(cmd, "--fix mends model files (.star), and got %s", path)
	}
	p, err := a.place(ctx, path)
	if err != nil {
		return err
	}
	defer p.root.Close()
	m := &mending{app: a, place: p, over: &overlay{below: p.root.FS(), texts: map[string]string{p.name: p.texts[p.shown]}}, was: map[string]string{}}
	made, err := m.run(ctx)
	if err != nil {
		return err
	}
	if made == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(m.was)) {
		err := writeFile(filepath.Join(p.dir, name), func(w io.Writer) error {
			_, err := io.WriteString(w, m.over.texts[name])
			return err
		})
		if err != nil {
			return err
		}
	}
	if a.json || a.quiet {
		return nil
	}
	return a.print([]byte(m.text(made)))
}

// A mending is a model in memory, mended step by step.
type mending struct {
	app   *app
	place *place
	over  *overlay
	was   map[string]string // the texts on disk of files that were changed
}

// run mends until nothing is left that says how, and returns the number of fixes made.
func (m *mending) run(ctx context.Context) (made int, err error) {
	p := m.place
	for range mostRounds {
		opt := model.Options{Context: ctx, Nodes: m.app.limitNodes, Steps: uint64(m.app.limitSteps), Dir: p.dir}
		_, list := model.LoadSource(m.over, p.name, m.over.texts[p.name], opt)
		if ctx.Err() != nil {
			return 0, fmt.Errorf("%w: %s while the model was mended; no file was changed", errStopped, m.app.stopReason(ctx))
		}
		n := 0
		for _, d := range list {
			if d.Severity == diag.Error && len(d.Fixes) > 0 && m.apply(d.Fixes[0]) {
				n++
			}
		}
		if n == 0 {
			break
		}
		made += n
	}
	return made, nil
}

// apply makes one fix in memory, if all of it can be made where the text still is what it was.
func (m *mending) apply(f diag.Fix) bool {
	if len(f.Edits) == 0 {
		return false
	}
	shown := f.Edits[0].Span.Start.File
	for _, e := range f.Edits {
		if e.Span.Start.File != shown {
			return false
		}
	}
	rel, err := filepath.Rel(filepath.Clean(m.place.dir), shown)
	if err != nil {
		return false
	}
	name := filepath.ToSlash(rel)
	text, err := fs.ReadFile(m.over, name)
	if err != nil {
		return false
	}
	mended, n := diag.Apply(string(text), f.Edits)
	if n != len(f.Edits) {
		return false
	}
	if _, known := m.was[name]; !known {
		m.was[name] = string(text)
	}
	m.over.texts[name] = mended
	return true
}

// text shows what was changed: edits stay on their lines, so that lines can be set side by side.
func (m *mending) text(made int) string {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(m.was)) {
		fmt.Fprintln(&b, report.Plain(filepath.Join(m.place.dir, name)))
		before, after := strings.Split(m.was[name], "\n"), strings.Split(m.over.texts[name], "\n")
		width := len(fmt.Sprint(len(before)))
		for i := range before {
			if i < len(after) && before[i] != after[i] {
				fmt.Fprintf(&b, "  - %*d | %s\n", width, i+1, report.Plain(strings.TrimRight(before[i], "\r")))
				fmt.Fprintf(&b, "  + %*d | %s\n", width, i+1, report.Plain(strings.TrimRight(after[i], "\r")))
			}
		}
	}
	fmt.Fprintf(&b, "%s made in %s. What follows is of the mended text.\n\n", report.Count(made, "fix", "fixes"), report.Count(len(m.was), "file", ""))
	return b.String()
}

// An overlay lays texts over the files of a folder.
type overlay struct {
	below fs.FS
	texts map[string]string
}

// Open opens a file of the folder: texts that are laid over it are read with ReadFile.
func (o *overlay) Open(name string) (fs.File, error) {
	if _, ok := o.texts[name]; ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
	}
	return o.below.Open(name)
}

// ReadFile reads a text that is laid over the folder, or else a file of it.
func (o *overlay) ReadFile(name string) ([]byte, error) {
	if text, ok := o.texts[name]; ok {
		return []byte(text), nil
	}
	return fs.ReadFile(o.below, name)
}
