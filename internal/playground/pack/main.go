// Command pack makes the engine that the build tag playground embeds: the files in internal/playground/engine. It runs in
// internal/playground:
//
//	go generate ./internal/playground && go build -tags playground ./cmd/parley
//
// With a folder it writes a playground there whose engine is packed loosely, which takes a moment: for tests of the page. It holds the
// example models and those that are named behind the folder.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"parley/internal/playground"
)

func main() {
	work := pack
	if len(os.Args) > 1 {
		work = func() error { return loose(os.Args[1], os.Args[2:]) }
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func pack() error {
	fmt.Fprintln(os.Stderr, "pack: this takes about half a minute")
	e, err := playground.Build(context.Background(), "../..", playground.Tight, nil)
	if err != nil {
		return err
	}
	return write("engine", []playground.File{{Name: "parley.wasm.br", Text: e.Wasm}, {Name: "wasm_exec.js", Text: e.Glue}})
}

func loose(dir string, more []string) error {
	e, err := playground.Build(context.Background(), ".", playground.Loose, nil)
	if err != nil {
		return err
	}
	models, err := playground.Examples()
	if err != nil {
		return err
	}
	for _, path := range more {
		base := filepath.Base(path)
		m, list := playground.Read(os.DirFS(filepath.Dir(path)), base, strings.TrimSuffix(base, ".star"))
		if list.HasErrors() {
			return list
		}
		models = append(models, m)
	}
	files, err := playground.Site(e, models)
	if err != nil {
		return err
	}
	return write(dir, files)
}

func write(dir string, files []playground.File) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
