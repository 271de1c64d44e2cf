package model

import (
	"slices"
	"strings"
)

// A File is one of the files that a model was loaded from.
type File struct {
	Name string // as in diagnostics
	Text string
}

// Files returns the texts that the model was loaded from: its own file, then those that it loads, by name.
func (m *Model) Files() []File {
	if m.loader == nil {
		return nil
	}
	var out []File
	for name, text := range m.loader.texts {
		out = append(out, File{m.loader.display(name), text})
	}
	slices.SortFunc(out, func(a, b File) int {
		switch {
		case a.Name == m.Path && b.Name != m.Path:
			return -1
		case b.Name == m.Path && a.Name != m.Path:
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}
