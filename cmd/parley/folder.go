package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"parley/diag"
)

// declaresGame finds the line of a model file that makes it a model: a file without one is a library
// that models load.
var declaresGame = regexp.MustCompile(`(?m)^\s*game\s*\(`)

// mainModel is the name of a folder's first model.
const mainModel = "model.star"

// models lists the model files that arguments name: a file stands for itself, a folder for all models
// in it, model.star first.
func models(paths []string) ([]string, error) {
	var out []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if path == standardInput || err != nil || !info.IsDir() {
			out = append(out, path)
			continue
		}
		found, err := modelsIn(path)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(out, func(path string) bool {
		known := seen[filepath.Clean(path)]
		seen[filepath.Clean(path)] = true
		return known
	}), nil
}

func modelsIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("cannot read the folder %s: %w", folder, diag.Cause(err))
	}
	var out, below []string
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		if e.IsDir() {
			if found, err := filepath.Glob(filepath.Join(path, "*.star")); err == nil && len(found) > 0 {
				below = append(below, path)
			}
			continue
		}
		if filepath.Ext(path) != ".star" {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", path, diag.Cause(err))
		}
		if declaresGame.Match(text) {
			out = append(out, path)
		}
	}
	if len(out) == 0 && len(below) > 0 {
		return nil, fmt.Errorf("there is no model in the folder %s; there are some in %s", folder, strings.Join(below, ", "))
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there is no model in the folder %s: no file ending in .star declares a game", folder)
	}
	slices.SortStableFunc(out, func(a, b string) int {
		first := func(path string) string {
			if filepath.Base(path) == mainModel {
				return ""
			}
			return path
		}
		return strings.Compare(first(a), first(b))
	})
	return out, nil
}

// loadAll loads every model, and tells of all that are wrong before it gives up.
func (a *app) loadAll(ctx context.Context, paths []string) ([]*input, error) {
	var out []*input
	var failed error
	for _, path := range paths {
		in, err := a.parse(ctx, path)
		if err == nil && in.model == nil {
			err = fmt.Errorf("%s is a game without a story: models (.star) are wanted", path)
		}
		switch {
		case errors.Is(err, errStopped):
			return nil, err
		case err != nil:
			a.fail(err)
			failed = errReported
			continue
		}
		out = append(out, in)
	}
	return out, failed
}
