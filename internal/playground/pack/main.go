// Command pack makes the engine that the build tag playground embeds: the files in internal/playground/engine. It runs in
// internal/playground:
//
//	go generate ./internal/playground && go build -tags playground ./cmd/parley
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"parley/internal/playground"
)

func main() {
	if err := pack(); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func pack() error {
	e, err := playground.Build(context.Background(), "../..")
	if err != nil {
		return err
	}
	if err := os.MkdirAll("engine", 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join("engine", "parley.wasm.gz"), e.Wasm, 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join("engine", "wasm_exec.js"), e.Glue, 0o666)
}
