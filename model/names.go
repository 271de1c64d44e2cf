package model

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/diag"
	"parley/internal/near"
)

func (l *loader) unknownNames(f *syntax.File, unknown map[string]bool) {
	defined := l.names(f)
	done := map[string]bool{}
	syntax.Walk(f, func(n syntax.Node) bool {
		id, ok := n.(*syntax.Ident)
		if !ok || !unknown[id.Name] || done[id.Name] {
			return true
		}
		if !unbound(id) {
			return true
		}
		done[id.Name] = true
		d := diag.Diagnostic{Code: errName, Summary: fmt.Sprintf("there is nothing called %q", id.Name), Span: spanOf(id)}
		if s, ok := foreign[id.Name]; ok {
			d.Fix = s
			if word, ok := strings.CutPrefix(s, "write "); ok && identifierText.MatchString(word) {
				d.Fixes = everywhere(f, id.Name, word)
			}
		} else if s := near.Name(id.Name, defined); s != "" {
			d.Note = fmt.Sprintf("did you mean %q?", s)
			d.Fix = fmt.Sprintf("write %s, or define %s first", s, id.Name)
			d.Fixes = everywhere(f, id.Name, s)
		} else {
			d.Fix = fmt.Sprintf("define it above (%s = param(%q, ...), or a function), or load it from another file", id.Name, id.Name)
		}
		l.report(d)
		return true
	})
}

// unbound tells whether the file itself says nothing of what a name means.
func unbound(id *syntax.Ident) bool {
	b, ok := id.Binding.(*resolve.Binding)
	return ok && b.Scope == resolve.Predeclared
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
