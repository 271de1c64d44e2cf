package workbench

import (
	"fmt"
	"path"
	"strings"

	"parley/report"
)

// shownName is how documents and commands name a file of the model's folder: as the user named the main file.
func (b *Bench) shownName(name string) string {
	if name == b.opt.Name {
		return b.opt.Path
	}
	return path.Join(path.Dir(b.opt.Path), name)
}

// command writes the shell command that makes the same as a call: the verb, the file, the params that are set and further
// arguments. Where the model has edits that are not saved it says so.
func (b *Bench) command(k *book, verb string, set []report.Setting, more ...string) string {
	words := []string{"parley", verb, b.shown(k)}
	words = append(words, more...)
	for _, s := range set {
		words = append(words, "--set", s.Name+"="+s.Value.String())
	}
	var out strings.Builder
	for i, w := range words {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(report.ShellWord(w))
	}
	if k.edited {
		out.WriteString("   # once the edits are saved")
	}
	return out.String()
}

// number writes a whole number as an argument.
func number(n int) string { return fmt.Sprint(n) }
