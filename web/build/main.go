// Command build bundles the page of the workbench from web/src into internal/web/dist, which the program embeds. It is a module of
// its own, so that neither the product nor its users need esbuild:
//
//	npm ci --prefix web && go -C web/build run .
//
// Node is needed for fetching the packages of web/package-lock.json only.
package main

import (
	"fmt"
	"os"
)

func main() {
	files, err := bundle("..")
	if err == nil {
		err = write("../../internal/web/dist", files)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
	for _, f := range files {
		fmt.Printf("%8d  %s\n", len(f.text), f.name)
	}
}
