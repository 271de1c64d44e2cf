// Package parley_test checks the project as a whole: which package may import which, and that the
// documentation is true.
package parley_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers says what each package may import: packages of the project by their directory, modules by
// their path. The standard library is free but for the packages in forbidden. A package stands below
// all that it may import. ARCHITECTURE.md says why.
var layers = []struct{ pkg, may string }{
	// numbers and messages
	{"num", ""},
	{"expr", "num"},
	{"dual", "num expr"},
	{"diag", "golang.org/x/text"},
	{"internal/near", ""},
	{"internal/bibtex", ""},
	{"internal/partition", ""},
	{"internal/fault", ""},
	{"internal/fixedseed", "pgregory.net/rapid"},
	{"internal/integer", "num"},
	{"internal/linprog", "num internal/integer"},
	{"internal/polytope", "num internal/integer"},
	{"internal/poly", "num internal/linprog"},
	{"internal/ratfunc", "num internal/poly"},
	{"internal/pathfollow", ""},
	{"internal/pivoting", "num internal/integer"},
	{"internal/sparse", "num"},
	{"internal/simplex", "internal/sparse"},
	{"internal/affine", "num"},

	// games
	{"game", "num expr"},
	{"game/gametest", "num expr game"},
	{"game/sequence", "num game"},
	{"gamefile", "num expr diag internal/near game"},

	// solutions; no method marks its own work, and verify knows the word equilibrium but no method
	{"solve", "num game"},
	{"verify", "num game solve"},
	{"solve/sequential", "num expr internal/linprog internal/poly game solve internal/partition"},
	{"solve/nash", "num expr game solve solve/sequential solve/dominance"},
	{"solve/vertices", "num game internal/linprog internal/polytope solve solve/nash"},
	{"solve/spe", "num expr game solve solve/nash solve/vertices solve/sequential"},
	{"solve/pure", "num game solve solve/nash"},
	{"solve/logit", "num game solve solve/nash internal/linprog internal/pathfollow internal/poly"},
	{"solve/cfr", "game game/sequence solve"},
	{"solve/dominance", "num internal/linprog game solve"},
	{"solve/correlated", "num internal/integer internal/linprog internal/sparse internal/simplex game solve"},
	{"solve/refine", "num expr internal/linprog internal/poly game solve solve/sequential solve/dominance solve/logit"},
	{"solve/symbolic", "num expr internal/linprog internal/poly internal/ratfunc game internal/partition"},
	{"solve/lp", "num internal/linprog internal/sparse internal/simplex game game/sequence solve"},
	{"solve/lemke", "num internal/pivoting internal/sparse game game/sequence solve"},
	{"solve/all", "internal/fault game solve solve/cfr solve/sequential solve/nash solve/spe solve/pure solve/lp solve/lemke solve/dominance solve/vertices solve/correlated solve/logit"},
	{"solve/solvetest", "num game game/gametest gamefile solve verify"},

	// texts; only page knows HTML
	{"account", "num"},
	{"reading", "num account"},
	{"reading/page", "reading codeberg.org/readeck/go-readability golang.org/x/net"},

	// models and what is asked of them; only model knows Starlark
	{"query", "num expr dual internal/near game solve"},
	{"model", "num expr diag internal/near game account reading query go.starlark.net"},
	{"ledger", "num diag internal/bibtex internal/near account reading model"},
	{"sweep", "num expr model internal/linprog internal/partition internal/fault"},
	{"probe", "num expr game query model solve solve/sequential solve/refine"},
	{"sweep/table", "num game query model solve probe sweep"},
	{"sweepfile", "diag sweep/table github.com/parquet-go/parquet-go"}, // nothing else knows Parquet
	{"slope", "num expr dual internal/linprog game query model solve"},
	{"prove", "num expr internal/affine game query model sweep probe"},
	{"regime", "num expr game internal/poly internal/ratfunc model query probe solve solve/symbolic sweep"},
	{"sensitivity", ""},
	{"evidence", "num game model probe sweep solve"},
	{"formulas", "num game model sweep solve solve/sequential solve/symbolic"},
	{"audit", "num expr game diag ledger query model sweep probe slope sensitivity solve solve/refine verify prove regime"},

	{"estimate", "diag internal/near game solve solve/logit"},

	// people; only report writes for them, only the command touches flags, files and the terminal
	{"draw", ""},
	{"draw/fonts", "draw codeberg.org/go-fonts/liberation golang.org/x/image"},
	{"draw/raster", "draw draw/fonts golang.org/x/image"},
	{"draw/pdf", "draw draw/fonts"},
	{"draw/drawtest", "draw"},
	{"report", "evidence reading ledger num expr diag internal/near draw internal/ratfunc game gamefile account query model regime sweep slope sensitivity solve solve/refine solve/symbolic formulas verify audit estimate prove"},
	{"report/page", "draw report golang.org/x/net"},
	{"workbench", "evidence num expr diag internal/near internal/fault game account reading ledger query model sweep probe regime solve solve/all solve/refine verify audit draw report"},
	{"internal/release", ""},
	{"internal/web/dist", ""},
	{"internal/web", "diag workbench internal/web/dist"},
	{"cmd/parley-wasm", "workbench internal/release"},
	{"examples", ""},
	{"internal/playground", "diag model examples internal/web/dist github.com/andybalholm/brotli"},
	{"internal/playground/pack", "internal/playground"},
	{"cmd/parley", "evidence examples reading reading/page ledger report/page workbench internal/release internal/web internal/playground prove num expr diag internal/near internal/fault game gamefile account query model sweep slope solve solve/sequential solve/all solve/refine solve/logit solve/symbolic verify sweep/table sweepfile regime audit formulas estimate draw draw/fonts draw/raster draw/pdf report " +
		"github.com/spf13/cobra github.com/spf13/pflag golang.org/x/term github.com/vbauerster/mpb"},
}

// forbidden are packages of the standard library that only some of ours may import. What a browser
// build needs must not depend on them either.
var forbidden = map[string][]string{
	"net/http":  {"internal/web"},
	"math/rand": nil,                                   // math/rand/v2 with an explicit source, so that runs repeat
	"os/exec":   {"cmd/parley", "internal/playground"}, // to open the browser; to build the engine with the Go toolchain
	"flag":      {"internal/fixedseed"},
	"log":       {"internal/web"}, // to silence net/http
	"testing":   {"solve/solvetest", "game/gametest"},
}

func TestLayers(t *testing.T) {
	found := map[string]map[string]string{} // package to what it imports, and where
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules" || isModule(path)):
			return filepath.SkipDir
		case filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(filepath.Dir(path))
		if found[pkg] == nil {
			found[pkg] = map[string]string{}
		}
		for _, i := range f.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			found[pkg][imported] = path
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		imports, ok := found[l.pkg]
		if !ok {
			t.Errorf("package %s stands in the table of layers_test.go and nowhere else: take its line out", l.pkg)
		}
		delete(found, l.pkg)
		may := strings.Fields(l.may)
		for imported, file := range imports {
			if !allowed(imported, l.pkg, may) {
				t.Errorf("%s imports %s, which package %s may not: use something below it, or weigh a change to the table of layers_test.go", file, imported, l.pkg)
			}
		}
	}
	for pkg := range found {
		t.Errorf("package %s has no line in the table of layers_test.go: add it at its layer, with what it may import", pkg)
	}
}

// portable are packages that run in a browser as well, as WebAssembly: neither they nor what they stand on, down to the
// standard library, may need a network, other processes, a terminal or Parquet.
var portable = []string{"cmd/parley-wasm", "workbench", "solve/all", "draw", "report", "audit", "regime", "sweep", "probe"}

// heavy are what portable packages must not depend on, each with all below it.
var heavy = []string{"net", "os/exec", "github.com/parquet-go/parquet-go", "github.com/spf13", "golang.org/x/term", "github.com/vbauerster/mpb", "golang.org/x/image", "codeberg.org/go-fonts", "testing"}

func TestPortablePackages(t *testing.T) {
	if testing.Short() {
		t.Skip("it asks the go command")
	}
	for _, pkg := range portable {
		cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "./"+pkg)
		cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list -deps ./%s: %v", pkg, err)
		}
		for _, dep := range strings.Fields(string(out)) {
			for _, h := range heavy {
				if dep == h || strings.HasPrefix(dep, h+"/") && dep != "net/url" {
					t.Errorf("%s depends on %s, which has no place in a browser: go list -deps -f '{{.ImportPath}} {{.Imports}}' ./%s tells through which package", pkg, dep, pkg)
				}
			}
		}
	}
}

func allowed(imported, pkg string, may []string) bool {
	if ours, ok := strings.CutPrefix(imported, "parley/"); ok {
		return slices.Contains(may, ours)
	}
	if users, ok := forbidden[imported]; ok {
		return slices.Contains(users, pkg)
	}
	first, _, _ := strings.Cut(imported, "/")
	if !strings.Contains(first, ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(may, func(m string) bool { return imported == m || strings.HasPrefix(imported, m+"/") })
}

// isModule tells whether a folder is a module of its own: what it needs is no business of the product.
func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}
