package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/diag"
	"parley/game"
	"parley/gamefile"
	"parley/internal/near"
	"parley/model"
	"parley/num"
	"parley/reading"
	"parley/reading/page"
	"parley/report"
)

// standardInput is what "-" stands for on a command line; stdinName is what messages call it.
const (
	standardInput = "-"
	stdinName     = "standard input"
)

// A place is a file to read. Other files are opened below its folder only.
type place struct {
	path  string            // as given
	shown string            // what messages call it
	texts map[string]string // of every file read, by what messages call it

	root *os.Root // the folder
	dir  string   // its path as given, "" for the working folder
	name string   // of the file in it
}

// source returns the text of a file that was read.
func (p *place) source(shown string) (string, bool) {
	text, ok := p.texts[shown]
	return text, ok
}

// place finds the file that an argument names and reads it.
func (a *app) place(ctx context.Context, path string) (*place, error) {
	p := &place{path: path, shown: path, texts: map[string]string{}}
	open := func() (io.ReadCloser, error) { return io.NopCloser(a.stdin), nil }
	if path == standardInput {
		p.shown, p.name = stdinName, stdinName
	} else {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, missing(path)
		case err != nil:
			return nil, fmt.Errorf("cannot open %s: %w", path, diag.Cause(err))
		case info.IsDir():
			return nil, folderInstead(path)
		}
		open = func() (io.ReadCloser, error) { return os.Open(path) }
		p.shown = filepath.Clean(path)
		p.dir, p.name = filepath.Split(p.shown)
	}
	text, err := a.readAll(ctx, open, p.shown)
	if err != nil {
		return nil, err
	}
	p.texts[p.shown] = text
	p.root, err = os.OpenRoot(filepath.Clean(p.dir))
	if err != nil {
		return nil, fmt.Errorf("cannot open the folder %s: %w", filepath.Clean(p.dir), diag.Cause(err))
	}
	return p, nil
}

// readAll opens and reads a file as long as ctx lasts: a pipe or a terminal may keep it waiting.
func (a *app) readAll(ctx context.Context, open func() (io.ReadCloser, error), shown string) (string, error) {
	most := gamefile.FileBytes(a.limitNodes)
	read := func() (string, error) {
		f, err := open()
		if err != nil {
			return "", fmt.Errorf("cannot open %s: %w", shown, diag.Cause(err))
		}
		defer f.Close()
		var text strings.Builder
		if f, ok := f.(*os.File); ok {
			if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
				text.Grow(int(min(info.Size(), int64(most))) + 1)
			}
		}
		if _, err := io.Copy(&text, io.LimitReader(f, int64(most)+1)); err != nil {
			return "", fmt.Errorf("cannot read %s: %w", shown, diag.Cause(err))
		}
		return text.String(), nil
	}
	text, ended, err := await(ctx, read)
	switch {
	case !ended:
		return "", fmt.Errorf("%w: %s while %s was read", errStopped, a.stopReason(ctx), shown)
	case len(text) > most:
		return "", fmt.Errorf("%s is larger than %d MiB: make it smaller, or allow a larger tree with --limit-nodes", shown, most>>20)
	}
	return text, err
}

// missing says that there is no such file, and which names are near.
func missing(path string) error {
	dir, name := filepath.Split(path)
	entries, err := os.ReadDir(filepath.Clean(dir))
	if err != nil {
		return fmt.Errorf("there is no file %s, nor a folder %s", path, filepath.Clean(dir))
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if near := near.Name(name, names); near != "" {
		return fmt.Errorf("there is no file %s; did you mean %s?", path, filepath.Join(dir, near))
	}
	return fmt.Errorf("there is no file %s", path)
}

// folderInstead says that a folder was given where a file is wanted.
func folderInstead(path string) error {
	found, err := filepath.Glob(filepath.Join(path, "*.star"))
	if model := filepath.Join(path, "model.star"); err == nil {
		if _, err := os.Stat(model); err == nil {
			found = []string{model}
		}
	}
	if len(found) > 0 {
		return fmt.Errorf("%s is a folder, and a file is wanted: try %s", path, found[0])
	}
	return fmt.Errorf("%s is a folder, and a file is wanted", path)
}

// An input is a file that was read: a model, or a game without one.
type input struct {
	*place
	model    *model.Model // nil for a game file
	game     *game.Game
	instance *game.Instance
	set      []report.Setting
	digest   string
	warnings diag.List
}

// readModel reads a model. A game, which lacks what the command needs, is refused.
func (a *app) readModel(ctx context.Context, cmd *cobra.Command, path, lacks string) (*input, error) {
	in, err := a.read(ctx, cmd, path)
	if err == nil && in.model == nil {
		return nil, fmt.Errorf("%s is a game without %s; %s wants a model (.star)", path, lacks, cmd.Name())
	}
	return in, err
}

// read reads a model or a game file and puts it at the values that --set asks for.
func (a *app) read(ctx context.Context, cmd *cobra.Command, path string) (*input, error) {
	settings, err := a.settings(cmd)
	if err != nil {
		return nil, err
	}
	in, err := a.parse(ctx, path)
	if err != nil {
		return nil, err
	}
	return in, in.at(settings)
}

// largeFile is the size in bytes from which memory is saved rather than time.
const largeFile = 8 << 20

// parse reads a file by its kind: the ending of its name tells, or else its first word.
func (a *app) parse(ctx context.Context, path string) (*input, error) {
	p, err := a.place(ctx, path)
	if err != nil {
		return nil, err
	}
	defer p.root.Close()
	switch ext := strings.ToLower(filepath.Ext(path)); {
	case slices.Contains(gameFiles, ext) || path == standardInput && gamefile.Like(p.texts[p.shown]):
		if len(p.texts[p.shown]) > largeFile {
			debug.SetGCPercent(50) // a large tree lives as long as the command: leave less garbage beside it
		}
		g, list := gamefile.ParseInstance(p.shown, p.texts[p.shown], gamefile.Limits{Nodes: a.limitNodes, Context: ctx})
		switch {
		case gamefile.Stopped(list):
			return nil, fmt.Errorf("%w: %s while the game was read", errStopped, a.stopReason(ctx))
		case g == nil:
			return nil, &wrongInput{list, p.source}
		}
		return &input{place: p, game: g.Game, instance: g, warnings: list}, nil
	case ext == ".star" || path == standardInput:
		return a.parseModel(ctx, p)
	}
	return nil, fmt.Errorf("%s is neither a model (.star) nor a game file (.efg, .nfg, .json)", path)
}

// gameFiles are the endings of game files.
var gameFiles = []string{".efg", ".nfg", ".json"}

func (a *app) parseModel(ctx context.Context, p *place) (*input, error) {
	opt := model.Options{Context: ctx, Nodes: a.limitNodes, Steps: uint64(a.limitSteps), Dir: p.dir, Files: p.texts, Page: readPage}
	m, list := model.LoadSource(p.root.FS(), p.name, p.texts[p.shown], opt)
	switch {
	case m == nil && ctx.Err() != nil:
		return nil, fmt.Errorf("%w: %s while the model was read", errStopped, a.stopReason(ctx))
	case m == nil:
		return nil, &wrongInput{list, p.source}
	}
	return &input{place: p, model: m, game: m.Game, digest: m.Digest, warnings: m.Warnings}, nil
}

// readPage reads the page that a source links.
func readPage(b []byte, name string) (*reading.Document, error) { return page.Read(b, name, "") }

// at puts the game at the baseline with some params moved.
func (in *input) at(settings []setting) error {
	var values []num.Rat
	switch {
	case in.model != nil:
		moved := map[string]num.Rat{}
		for _, s := range settings {
			moved[s.name] = s.value
			in.set = append(in.set, report.Setting{Name: s.name, Value: s.value})
		}
		var err error
		if values, err = in.model.Values(moved); err != nil {
			return fmt.Errorf("--set: %w", err)
		}
		broken, err := in.model.Violated(values)
		if err != nil {
			return fmt.Errorf("%s: %w", in.shown, err)
		}
		for _, i := range broken {
			as := in.model.Assumptions[i]
			in.warnings = append(in.warnings, diag.Diagnostic{Severity: diag.Warning, Summary: "the values given with --set break the assumption " + as.Text,
				Span: diag.Span{Start: as.Pos, End: as.Pos}})
		}
	case len(settings) > 0:
		return fmt.Errorf("--set %s: %s is a game without params", settings[0].name, in.path)
	}
	if in.instance != nil {
		return nil // a game file is at its values
	}
	var err error
	in.instance, err = game.NewInstance(in.game, values)
	if err != nil {
		return fmt.Errorf("%s: %w", in.shown, err)
	}
	return nil
}

// refresh makes the instance anew, once the model's pool has grown.
func (in *input) refresh() (err error) {
	in.instance, err = game.NewInstance(in.game, in.instance.Values)
	return err
}
