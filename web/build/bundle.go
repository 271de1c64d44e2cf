package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// A file is one of those that make the page.
type file struct {
	name string
	text []byte
}

// bundle makes all files of the page from the folder web. The editor is a chunk of its own, loaded when it is first shown.
func bundle(web string) ([]file, error) {
	if _, err := os.Stat(filepath.Join(web, "node_modules", "preact")); err != nil {
		return nil, fmt.Errorf("%w: run npm ci --prefix web first", err)
	}
	root, err := filepath.Abs(web)
	if err != nil {
		return nil, err
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: root, EntryPointsAdvanced: []api.EntryPoint{{InputPath: "src/main.tsx", OutputPath: "app"}}, Outdir: "dist",
		Bundle: true, Splitting: true, Format: api.FormatESModule, Platform: api.PlatformBrowser, Target: api.ES2022,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Charset: api.CharsetUTF8,
		JSX: api.JSXAutomatic, JSXImportSource: "preact", ChunkNames: "[name]-[hash]", LegalComments: api.LegalCommentsNone,
		Define: map[string]string{"process.env.NODE_ENV": `"production"`},
	})
	if len(result.Errors) > 0 {
		text := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, fmt.Errorf("%s", strings.Join(text, ""))
	}
	var files []file
	for _, f := range result.OutputFiles {
		files = append(files, file{filepath.Base(f.Path), f.Contents})
	}
	worker, err := worker(root)
	if err != nil {
		return nil, err
	}
	files = append(files, worker)
	for _, name := range []string{"index.html", "icon.svg"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, text})
	}
	licences, err := licences(root)
	if err != nil {
		return nil, err
	}
	files = append(files, file{"licences.txt", licences})
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return files, nil
}

// worker bundles the worker of a page without a server into one script. What runs Go programs (wasm_exec.js of the Go release that
// built the engine) is put before it when such a page is written.
func worker(root string) (file, error) {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: root, EntryPoints: []string{"src/playground/worker.ts"}, Outfile: "worker.js",
		Bundle: true, Format: api.FormatIIFE, Platform: api.PlatformBrowser, Target: api.ES2022,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Charset: api.CharsetUTF8,
	})
	if len(result.Errors) > 0 {
		text := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return file{}, fmt.Errorf("%s", strings.Join(text, ""))
	}
	return file{"worker.js", result.OutputFiles[0].Contents}, nil
}

// licences collects the licences of all packages whose code is in the bundle, as they demand.
func licences(root string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("The page of the workbench holds code of these packages.\n")
	modules := filepath.Join(root, "node_modules")
	err := filepath.WalkDir(modules, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(modules, path)
		name = filepath.ToSlash(name)
		if d.IsDir() {
			if depth := strings.Count(name, "/"); strings.HasPrefix(name, ".") || name == "axe-core" || name == "typescript" || depth > 1 || depth == 1 && name[0] != '@' {
				if name != "." {
					return fs.SkipDir
				}
			}
			return nil
		}
		if base := strings.ToUpper(d.Name()); base != "LICENSE" && base != "LICENSE.MD" && base != "LICENSE.TXT" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(&out, "\n%s\n\n%s\n", filepath.ToSlash(filepath.Dir(name)), bytes.TrimSpace(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))))
		return nil
	})
	return out.Bytes(), err
}

// write puts the files into the folder and takes away what an older bundle left there.
func write(dir string, files []file) error {
	old, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	keep := map[string]bool{}
	for _, f := range files {
		keep[f.name] = true
		if err := os.WriteFile(filepath.Join(dir, f.name), f.text, 0o644); err != nil {
			return err
		}
	}
	for _, e := range old {
		if !keep[e.Name()] && filepath.Ext(e.Name()) != ".go" {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
