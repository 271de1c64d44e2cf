//go:generate go run parley/internal/playground/pack

// Package playground makes the workbench without a server: a folder of static files with the page, the engine compiled to
// WebAssembly, and models as text.
package playground

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"

	"parley/internal/web/dist"
)

// A Model is a model that a playground carries.
type Model struct {
	Name  string            `json:"name"` // a word for the address
	Title string            `json:"title"`
	Path  string            `json:"path"`  // of the main file, among Files
	Files map[string]string `json:"files"` // texts by name
}

// carried is what the page finds in itself.
type carried struct {
	Wasm    string  `json:"wasm"`
	Size    int     `json:"size"` // of wasm, once it is unpacked
	Worker  string  `json:"worker"`
	Decoder string  `json:"decoder"` // what unpacks in browsers that cannot
	Models  []Model `json:"models"`
}

// A File is one file of the folder.
type File struct {
	Name string
	Text []byte
}

const (
	wasmName    = "parley.wasm.br"
	workerName  = "worker.js"
	decoderName = "decoder.js"
	indexName   = "index.html"
)

// policy lets the page load and ask nothing but the files beside it.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"frame-src 'self' blob:; base-uri 'none'; form-action 'none'"

// fromDisk tells who opens the page as a file why it stays empty.
const fromDisk = "if (location.protocol === 'file:') document.addEventListener('DOMContentLoaded', function () {\n" +
	"  document.getElementById('app').textContent = 'Browsers run no WebAssembly from a file. Serve this folder, for instance with: python3 -m http.server --directory FOLDER, and open http://localhost:8000/'\n})\n"

// Site makes the files of a playground, sorted by name. The first model is the one that is shown at first.
func Site(e *Engine, models []Model) ([]File, error) {
	program, err := unpack(e.Wasm)
	if err != nil {
		return nil, err
	}
	var files []File
	err = fs.WalkDir(dist.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := dist.Files.ReadFile(name)
		if err != nil {
			return err
		}
		switch name {
		case workerName:
			text = slices.Concat(e.Glue, []byte("\n"), text)
		case indexName:
			text, err = index(text, carried{wasmName, len(program), workerName, decoderName, models})
		}
		files = append(files, File{name, text})
		return err
	})
	if err != nil {
		return nil, err
	}
	files = append(files, File{"file.js", []byte(fromDisk)}, File{wasmName, e.Wasm})
	slices.SortFunc(files, func(a, b File) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	return files, nil
}

// index puts the policy and what the page carries into it.
func index(page []byte, c carried) ([]byte, error) {
	config, err := json.Marshal(c) // < and > are escaped: no text ends the element
	if err != nil {
		return nil, err
	}
	for _, put := range []struct{ before, text string }{
		{`<meta name="viewport"`, `<meta http-equiv="Content-Security-Policy" content="` + policy + "\">\n"},
		{`<script type="module"`, "<script src=\"file.js\"></script>\n"},
		{`<div id="app"`, `<script type="application/json" id="playground">` + string(config) + "</script>\n"},
	} {
		at := bytes.Index(page, []byte(put.before))
		if at < 0 {
			return nil, fmt.Errorf("the page has no %s", put.before)
		}
		page = slices.Concat(page[:at], []byte(put.text), page[at:])
	}
	return page, nil
}
