package main

import (
	"bytes"
	"cmp"
	"errors"
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
	for _, name := range []string{"worker", "decoder"} {
		f, err := script(root, name)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
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

// script bundles what a worker of a page without a server runs into one script. What runs Go programs (wasm_exec.js of the Go
// release that built the engine) is put before worker.js when such a page is written.
func script(root, name string) (file, error) {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: root, EntryPoints: []string{"src/playground/" + name + ".ts"}, Outfile: name + ".js",
		Bundle: true, Format: api.FormatIIFE, Platform: api.PlatformBrowser, Target: api.ES2022,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Charset: api.CharsetUTF8,
		LegalComments: api.LegalCommentsNone,
	})
	if len(result.Errors) > 0 {
		text := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return file{}, fmt.Errorf("%s", strings.Join(text, ""))
	}
	return file{name + ".js", result.OutputFiles[0].Contents}, nil
}

// licences collects the licences of all packages whose code is in the bundle, as they demand.
func licences(root string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("The page of the workbench holds code of these packages.\n")
	modules := filepath.Join(root, "node_modules")
	var packages []string
	for _, pattern := range []string{"[^.@]*", "@*/*"} {
		found, err := filepath.Glob(filepath.Join(modules, pattern))
		if err != nil {
			return nil, err
		}
		packages = append(packages, found...)
	}
	slices.Sort(packages)
	for _, dir := range packages {
		name, err := filepath.Rel(modules, dir)
		if err != nil {
			return nil, err
		}
		name = filepath.ToSlash(name)
		if name == "axe-core" || name == "typescript" { // for tests only
			continue
		}
		text, err := licence(root, dir, name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "\n%s\n\n%s\n", name, bytes.TrimSpace(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))))
	}
	return out.Bytes(), nil
}

// licence reads the licence of a package: the file in it, or for a package without one, what stands in web/licences.
func licence(root, dir, name string) ([]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if base := strings.ToUpper(e.Name()); base == "LICENSE" || base == "LICENSE.MD" || base == "LICENSE.TXT" {
			return os.ReadFile(filepath.Join(dir, e.Name()))
		}
	}
	text, err := os.ReadFile(filepath.Join(root, "licences", filepath.FromSlash(name)+".txt"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the package %s has no licence in it: put its text into web/licences/%s.txt", name, name)
	}
	return text, err
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
