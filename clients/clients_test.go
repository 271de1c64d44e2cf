// Package clients_test runs the tests of the clients, which are written in the languages of the clients, with a
// program that is built for it.
package clients_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// program is the path of the program, which is built when it is first asked for.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(folder, "parley")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", path, "parley/cmd/parley").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

var folder string // of the program, while the tests run

// lookAtEverything opens all folders of the project. What the tests run are other programs, which read the clients
// and are built from all packages: go test takes a result from its cache unless a folder that was opened here has
// changed. Only what is opened during a test counts.
func lookAtEverything() error {
	return filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && path != ".." && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		return err
	})
}

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "parley-clients"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	status := m.Run()
	if err := os.RemoveAll(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(status)
}

// run runs the tests of a client from the root of the project.
func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if err := lookAtEverything(); err != nil {
		t.Fatal(err)
	}
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "PARLEY="+path, "PYTHONDONTWRITEBYTECODE=1", "LC_ALL=C.UTF-8")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	} else {
		t.Logf("%s", out)
	}
}

// The Python client does what its tests, its docstrings and its notebook say.
func TestPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 here")
	}
	if err := exec.CommandContext(t.Context(), python, "-c", "import sys; sys.exit(sys.version_info < (3, 9))").Run(); err != nil {
		t.Skip("python3 is older than 3.9")
	}
	run(t, python, "-m", "unittest", "discover", "clients/python")
}

// The R client does what its tests and its example say.
func TestR(t *testing.T) {
	r, err := exec.LookPath("Rscript")
	if err != nil {
		t.Skip("there is no R here: apt-get install r-base-core r-cran-jsonlite")
	}
	if err := exec.CommandContext(t.Context(), r, "-e", `if (!requireNamespace("jsonlite", quietly = TRUE)) quit(status = 1)`).Run(); err != nil {
		t.Skip("R has no package jsonlite: apt-get install r-cran-jsonlite")
	}
	run(t, r, "clients/r/test_parley.R")
}
