package playground

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// An Engine is the engine of the workbench as a browser runs it.
type Engine struct {
	Wasm []byte // cmd/parley-wasm, packed with Brotli
	Glue []byte // wasm_exec.js of the Go release that built Wasm
}

// ErrNone says that the program has no engine in it and cannot build one.
var ErrNone = errors.New("this parley was built without the engine for browsers")

// Load returns the engine that stands in the program. A program without one (see embed.go) that runs where its own source and
// a Go toolchain are builds it, packs it as tightly as a release has it, and tells what it does.
func Load(ctx context.Context, tell Tell) (*Engine, error) {
	if embedded != nil {
		return embedded, nil
	}
	root := sourceRoot()
	if root == "" {
		return nil, ErrNone
	}
	return Build(ctx, root, Tight, tell)
}

// module is the first line of the project's go.mod.
const module = "module parley\n"

// sourceRoot is the folder of the source that the program was built from, or of the checkout that it runs in; "" for none.
func sourceRoot() string {
	var starts []string
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) { // it is not with -trimpath
		starts = append(starts, filepath.Dir(file))
	}
	if wd, err := os.Getwd(); err == nil {
		starts = append(starts, wd)
	}
	for _, dir := range starts {
		for {
			if text, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
				if bytes.HasPrefix(text, []byte(module)) {
					return dir
				}
				break
			}
			up := filepath.Dir(dir)
			if up == dir {
				break
			}
			dir = up
		}
	}
	return ""
}

// Build builds the engine from the source in root with the Go toolchain, and packs it. The same source and toolchain make the same
// bytes. It may be stopped by ctx, and tell may be nil.
func Build(ctx context.Context, root string, q Quality, tell Tell) (*Engine, error) {
	if tell == nil {
		tell = func(string, int, int) {}
	}
	tell("building the engine for browsers", 0, 1)
	if _, err := exec.LookPath("go"); err != nil {
		return nil, fmt.Errorf("%w, and there is no Go toolchain to build it with", ErrNone)
	}
	dir, err := os.MkdirTemp("", "parley-playground-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "parley.wasm")
	if _, err := toolchain(ctx, root, "build", "-trimpath", "-buildvcs=false", "-gcflags=all=-l", "-ldflags=-s -w", "-o", out, "./cmd/parley-wasm"); err != nil {
		return nil, err
	}
	goroot, err := toolchain(ctx, root, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	glue, err := os.ReadFile(filepath.Join(strings.TrimSpace(goroot), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return nil, fmt.Errorf("the Go toolchain is not whole: %w", err)
	}
	wasm, err := os.ReadFile(out)
	if err != nil {
		return nil, err
	}
	small, err := slim(wasm)
	if err != nil {
		return nil, err
	}
	packed, err := pack(ctx, small, q, tell)
	if err != nil {
		return nil, err
	}
	return &Engine{packed, glue}, nil
}

// toolchain runs the go command for a browser's WebAssembly and returns what it prints.
func toolchain(ctx context.Context, root string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOWASM=", "GOEXPERIMENT=")
	var said, failed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &failed
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", fmt.Errorf("building the engine for browsers: go %s: %w\n%s", args[0], err, strings.TrimSpace(failed.String()))
	}
	return said.String(), nil
}
