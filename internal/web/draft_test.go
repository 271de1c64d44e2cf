package web

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/workbench"
)

func (x *site) draft(request string) (int, workbench.DraftAnswer, string) {
	x.t.Helper()
	status, text := x.do("POST", "api/v1/draft", request)
	var a workbench.DraftAnswer
	if status == 200 {
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			x.t.Fatal(err)
		}
	}
	return status, a, text
}

// Edits that are not saved are kept beside the model, out of git, until they are forgotten.
func TestDraft(t *testing.T) {
	x := serve(t)
	if _, a, _ := x.draft(""); a.Draft != nil || !a.Kept {
		t.Errorf("before anything is kept: %+v", a)
	}
	if entries, _ := os.ReadDir(x.folder); len(entries) != 1 {
		t.Errorf("to look makes files: %v", entries)
	}
	_, a, _ := x.draft(`{"keep": {"files": {"model.star": "title(\"x\")\n"}, "base": "abc"}}`)
	if a.Draft == nil || a.Draft.At == "" || a.Draft.Files["model.star"] != "title(\"x\")\n" {
		t.Errorf("kept: %+v", a.Draft)
	}
	if _, b, _ := x.draft("{}"); b.Draft == nil || b.Draft.Base != "abc" || b.Draft.At != a.Draft.At {
		t.Errorf("what is kept: %+v", b.Draft)
	}
	ignore, err := os.ReadFile(filepath.Join(x.folder, ".parley", ".gitignore"))
	if err != nil || !strings.HasSuffix(string(ignore), "\n*\n") {
		t.Errorf("git is told %q, %v", ignore, err)
	}
	info, err := os.Stat(filepath.Join(x.folder, ".parley", "model.star.edits.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	for _, forget := range []string{`{"forget": true}`, `{"keep": {"files": {}, "base": ""}}`} {
		x.draft(`{"keep": {"files": {"model.star": "x"}, "base": ""}}`)
		if _, c, _ := x.draft(forget); c.Draft != nil {
			t.Errorf("%s: %+v", forget, c.Draft)
		}
		if _, c, _ := x.draft("{}"); c.Draft != nil {
			t.Errorf("after %s: %+v", forget, c.Draft)
		}
	}
	if entries, _ := os.ReadDir(filepath.Join(x.folder, ".parley")); len(entries) != 1 {
		t.Errorf("files are left behind: %v", entries)
	}
	x.good()
}

// Nothing leaves the folder, nothing but models is kept, and what is no draft is passed over.
func TestDraftHostile(t *testing.T) {
	x := serve(t)
	for _, c := range []struct {
		request string
		status  int
	}{
		{`{"keep": {"files": {"../other.star": "x"}}}`, 403},
		{`{"keep": {"files": {"/etc/x.star": "x"}}}`, 403},
		{`{"keep": {"files": {"notes.txt": "x"}}}`, 403},
		{`{"keep": {"files": {".hidden.star": "x"}}}`, 403},
		{`{"keep": {"files": {"c:\\x.star": "x"}}}`, 403},
		{`{"keep": {"files": {"model.star": "x"}}, "forget": true}`, 400},
		{`[1]`, 400},
		{`{"keep": {"files": {"model.star": "` + strings.Repeat("x", 6<<20) + `"}}}`, 413},
	} {
		if status, _, text := x.draft(c.request); status != c.status {
			t.Errorf("%.60s: %d %.200s", c.request, status, text)
		}
	}
	if status, _ := x.do("POST", "api/v1/draft", "{}", header("Sec-Fetch-Site", "cross-site")); status != 403 {
		t.Errorf("another site: %d", status)
	}
	file := filepath.Join(x.folder, ".parley", "model.star.edits.json")
	x.draft(`{"keep": {"files": {"model.star": "x"}, "base": ""}}`)
	for _, text := range []string{"", "{", `{"files": {"../x.star": "x"}}`, `{"files": 5}`} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, a, _ := x.draft("{}"); status != 200 || a.Draft != nil {
			t.Errorf("of %q: %d %+v", text, status, a.Draft)
		}
	}
	outside := t.TempDir()
	put(t, outside, "secret.json", `{"files": {"model.star": "secret"}}`)
	if os.Remove(file) != nil || os.Symlink(filepath.Join(outside, "secret.json"), file) != nil {
		t.Fatal("no link can be made")
	}
	if _, a, text := x.draft("{}"); a.Draft != nil || strings.Contains(text, "secret") {
		t.Errorf("through a link out of the folder: %s", text)
	}
	x.good()
}

// A server that writes nothing keeps nothing.
func TestDraftReadOnly(t *testing.T) {
	x := serve(t, func(_ *Options, b *workbench.Options) { b.Writable = false })
	if status, a, _ := x.draft(`{"keep": {"files": {"model.star": "x"}, "base": ""}}`); status != 200 || a.Kept || a.Draft != nil {
		t.Errorf("%d %+v", status, a)
	}
	if entries, _ := os.ReadDir(x.folder); len(entries) != 1 {
		t.Errorf("files were written: %v", entries)
	}
}
