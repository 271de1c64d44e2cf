package web_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// pageBudget bounds what a browser loads in all, compressed (issue: 300 KB).
const pageBudget = 300_000

func TestPageSize(t *testing.T) {
	total := 0
	for name, text := range pageFiles(t) {
		if strings.HasSuffix(name, ".txt") {
			continue // the licences: the page does not load them
		}
		var zipped bytes.Buffer
		w, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
		w.Write(text)
		w.Close()
		t.Logf("%7d bytes, %7d compressed  %s", len(text), zipped.Len(), name)
		total += zipped.Len()
	}
	if total == 0 || total > pageBudget {
		t.Errorf("the page has %d bytes compressed; it may have %d", total, pageBudget)
	}
}

// The page stands alone: no file names a place on the network to load from, and index.html has nothing inline.
func TestPageStandsAlone(t *testing.T) {
	for name, text := range pageFiles(t) {
		if strings.HasSuffix(name, ".txt") {
			continue
		}
		for _, word := range []string{"fetch(\"http", "src=\"http", "href=\"http", "url(http", "@import", "sourceMappingURL"} {
			if bytes.Contains(text, []byte(word)) {
				t.Errorf("%s holds %s", name, word)
			}
		}
	}
	index := string(pageFiles(t)["index.html"])
	for _, word := range []string{"<style", "style=", "onload=", "<script>"} {
		if strings.Contains(index, word) {
			t.Errorf("index.html holds %s, which the policy of the server forbids", word)
		}
	}
}

func pageFiles(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	entries, err := fs.ReadDir(os.DirFS("dist"), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		text, err := fs.ReadFile(os.DirFS("dist"), e.Name())
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = text
	}
	return out
}
