package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/account"
	"parley/diag"
	"parley/internal/playground"
)

func (a *app) playgroundCommand() *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:   "playground -o FOLDER [MODEL ...]",
		Short: "Write the workbench as web pages that need no server",
		Long: "Writes a folder of static files that any web server can hand out: the workbench, the engine compiled to WebAssembly, and\n" +
			"models as text. Whoever opens it solves, draws, edits and audits the models in the browser; nothing is sent anywhere, and the\n" +
			"address holds what was changed. Without MODEL the folder holds example models; a folder as MODEL stands for the models in\n" +
			"it. Files of the same names are replaced. docs/playground.md says more.",
		Example:           "  parley playground -o site\n  parley playground -o site crisis.star\n  python3 -m http.server --directory site",
		Args:              args(0, -1, ""),
		ValidArgsFunction: completeFile("star"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.playground(cmd, folder, args)
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print nothing")
	f.StringVar(&a.color, "color", "auto", "`WHEN` to colour messages: auto, always or never")
	f.StringVarP(&folder, "out", "o", "", "`FOLDER` to write; it is made if it is not there")
	fixed(cmd, "color", "auto", "always", "never")
	return cmd
}

func (a *app) playground(cmd *cobra.Command, folder string, paths []string) error {
	if folder == "" {
		return usagef(cmd, "playground wants a folder to write: -o FOLDER")
	}
	if info, err := os.Stat(folder); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file, and a folder is wanted", folder)
	}
	ctx := cmd.Context()
	models, err := a.carriedModels(ctx, paths)
	if err != nil {
		return err
	}
	engine, err := a.engine(ctx)
	switch {
	case errors.Is(err, playground.ErrNone):
		return fmt.Errorf("%w: take a release of Parley, which has it, or run this from a clone of the source with Go installed: go run ./cmd/parley playground -o %s", err, folder)
	case err != nil:
		return err
	}
	files, err := playground.Site(engine, models)
	if err != nil {
		return err
	}
	return a.writeSite(folder, files, len(models))
}

// engine loads the engine, and says so before it has to be built.
func (a *app) engine(ctx context.Context) (*playground.Engine, error) {
	var bar *progress
	e, err := playground.Load(ctx, func(stage string, done, total int) {
		if bar == nil {
			bar = a.progress()
			if !a.quiet {
				fmt.Fprintln(a.stderr, "parley: the engine for browsers is built and packed, which takes about half a minute; a release of Parley has it in itself")
			}
		}
		bar.count(stage, done, total)
	})
	if bar != nil {
		bar.done()
	}
	return e, err
}

// carriedModels reads the models that a playground is to hold.
func (a *app) carriedModels(ctx context.Context, paths []string) ([]playground.Model, error) {
	if len(paths) == 0 {
		return playground.Examples()
	}
	paths, err := models(paths)
	if err != nil {
		return nil, err
	}
	var out []playground.Model
	taken := map[string]bool{}
	for _, path := range paths {
		m, err := a.carriedModel(ctx, path)
		if err != nil {
			return nil, err
		}
		base := m.Name
		for i := 2; taken[m.Name]; i++ {
			m.Name = fmt.Sprintf("%s-%d", base, i)
		}
		taken[m.Name] = true
		out = append(out, m)
	}
	return out, nil
}

// carriedModel reads one model and makes sure that it loads from what a page can hold: model files.
func (a *app) carriedModel(ctx context.Context, path string) (playground.Model, error) {
	in, err := a.parse(ctx, path)
	if err != nil {
		return playground.Model{}, err
	}
	if in.model == nil || path == standardInput {
		return playground.Model{}, fmt.Errorf("%s is no model file (.star), and a playground holds models only", in.shown)
	}
	files := map[string]string{}
	for shown, text := range in.texts {
		name, err := filepath.Rel(filepath.Clean(in.dir), shown)
		if err == nil && filepath.Ext(name) == ".star" {
			files[filepath.ToSlash(name)] = text
		}
	}
	m, list := playground.Read(playground.Texts(files), in.name, carriedName(path))
	if list.HasErrors() {
		return m, fmt.Errorf("%s cannot be put into a playground, which holds model files only: %s", in.shown, list[0].Summary)
	}
	a.warn(in)
	if slices.ContainsFunc(in.model.Sources, func(s account.Source) bool { return s.File != "" }) && !a.quiet {
		fmt.Fprintf(a.stderr, "parley: %s: the texts that its sources link stay here: the page shows the quotes from them and says that it does not check them\n", in.shown)
	}
	return m, nil
}

// carriedName is the word that stands for a model in an address: the name of its file, or of its folder if the file is model.star.
func carriedName(path string) string {
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if whole, err := filepath.Abs(path); err == nil && filepath.Base(path) == mainModel {
		name = filepath.Base(filepath.Dir(whole))
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, name)
}

func (a *app) writeSite(folder string, files []playground.File, models int) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return fmt.Errorf("cannot make the folder %s: %w", folder, diag.Cause(err))
	}
	size := 0
	for _, f := range files {
		size += len(f.Text)
		if err := writeFile(filepath.Join(folder, f.Name), func(w io.Writer) error { _, err := w.Write(f.Text); return err }); err != nil {
			return err
		}
	}
	if a.quiet {
		return nil
	}
	word := "models"
	if models == 1 {
		word = "model"
	}
	return a.print(fmt.Appendf(nil, "%s: %d files, %.1f MB, %d %s\nTo look at it: python3 -m http.server --directory %s, then open http://localhost:8000/\n", folder, len(files), float64(size)/1e6, models, word, folder))
}
