package playground

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestWeigh tells, with -v, what the engine consists of: the code of each package, as it is and as it is compressed by itself.
func TestWeigh(t *testing.T) {
	if testing.Short() || !testing.Verbose() {
		t.Skip("it builds the engine; what it tells is shown with -v")
	}
	file := filepath.Join(t.TempDir(), "named.wasm")
	if _, err := toolchain(t.Context(), "../..", "build", "-trimpath", "-buildvcs=false", "-gcflags=all=-l", "-o", file, "./cmd/parley-wasm"); err != nil {
		t.Fatal(err)
	}
	wasm, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if wasm, err = slim(wasm); err != nil {
		t.Fatal(err)
	}
	packages := weigh(wasm)
	if len(packages) < 100 {
		t.Fatalf("the engine has code of %d packages only", len(packages))
	}
	for _, p := range packages[:40] {
		t.Logf("%5d functions %9d bytes %8d compressed  %s", p.functions, len(p.code), squeezed(t, p.code), p.name)
	}
}

type weighed struct {
	name      string
	functions int
	code      []byte
}

// weigh returns the code of a program by package, the largest first, and at the head what memory holds.
func weigh(wasm []byte) []weighed {
	var imports int
	var names map[int]string
	var bodies, memory []byte
	for r := (&reader{b: wasm, at: wasmHead}); r.at < len(wasm); {
		id := r.byte()
		s := &reader{b: r.bytes(r.unsigned())}
		switch id {
		case 0:
			if string(s.bytes(s.unsigned())) == "name" {
				names = functionNames(s)
			}
		case 2:
			imports = s.unsigned()
		case 10:
			bodies = s.b
		case dataSection:
			memory = s.b
		}
	}
	at := map[string]int{}
	out := []weighed{{name: "(memory: types, texts, tables)", code: memory}}
	s := &reader{b: bodies}
	for i := range s.unsigned() {
		pkg := packageOf(names[imports+i])
		k, ok := at[pkg]
		if !ok {
			k, at[pkg] = len(out), len(out)
			out = append(out, weighed{name: pkg})
		}
		out[k].functions++
		out[k].code = append(out[k].code, s.bytes(s.unsigned())...)
	}
	slices.SortFunc(out, func(a, b weighed) int { return cmp.Compare(len(b.code), len(a.code)) })
	return out
}

// functionNames reads the names of functions from a section of names.
func functionNames(r *reader) map[int]string {
	out := map[int]string{}
	for r.at < len(r.b) {
		kind := r.byte()
		s := &reader{b: r.bytes(r.unsigned())}
		if kind != 1 {
			continue
		}
		for range s.unsigned() {
			i := s.unsigned()
			out[i] = string(s.bytes(s.unsigned()))
		}
	}
	return out
}

// packageOf is the package of a function; the linker writes _ for what has no place in a name.
func packageOf(name string) string {
	if strings.HasPrefix(name, "go.starlark.net_") {
		return "go.starlark.net"
	}
	pkg, _, _ := strings.Cut(name, ".")
	return pkg
}

func squeezed(t *testing.T, b []byte) int {
	t.Helper()
	packed, err := pack(t.Context(), b, Tight-1, func(string, int, int) {}) // a tenth of the time, a tenth more
	if err != nil {
		t.Fatal(err)
	}
	return len(packed)
}
