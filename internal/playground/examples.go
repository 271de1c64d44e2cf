package playground

import (
	"io/fs"
	"path"
	"strings"

	"parley/diag"
	"parley/examples"
	"parley/model"
)

// shown are the example models of a playground, in the order of its list.
var shown = []string{"crisis-signalling", "deterrence", "coordination", "bargaining", "beijing-2018"}

// Examples returns the example models.
func Examples() ([]Model, error) {
	var out []Model
	for _, name := range shown {
		sub, err := fs.Sub(examples.Files, name)
		if err != nil {
			return nil, err
		}
		m, list := Read(sub, "model.star", name)
		if list.HasErrors() {
			return nil, list
		}
		out = append(out, m)
	}
	return out, nil
}

// Read loads a model and returns it with the text of every file that it consists of. A model with mistakes is returned as far as
// that goes, with its diagnostics. Texts that sources link stay where they are: the page shows the claims with their quotes, and a warning that
// these are not checked there.
func Read(fsys fs.FS, file, name string) (Model, diag.List) {
	texts := map[string]string{}
	m, list := model.Load(fsys, file, model.Options{Files: texts, Unread: true})
	out := Model{Name: name, Title: name, Path: file, Files: map[string]string{}}
	for f, text := range texts {
		if path.Ext(f) == ".star" {
			out.Files[f] = text
		}
	}
	if m != nil && strings.TrimSpace(m.Title) != "" {
		out.Title = m.Title
	}
	return out, list
}
