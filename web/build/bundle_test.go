package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// modules fetches the packages that the lock file names, where that can be done.
func modules(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("../node_modules/preact"); err == nil {
		return
	}
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("npm is not installed: the bundle cannot be built afresh here")
	}
	if out, err := exec.Command("npm", "ci", "--prefix", "..", "--no-audit", "--no-fund", "--ignore-scripts").CombinedOutput(); err != nil {
		t.Skipf("npm ci: %v (no network?)\n%s", err, out)
	}
}

// The committed bundle is what its sources make.
func TestCommittedBundle(t *testing.T) {
	modules(t)
	files, err := bundle("..")
	if err != nil {
		t.Fatal(err)
	}
	dist := "../../internal/web/dist"
	names := map[string]bool{}
	for _, f := range files {
		names[f.name] = true
		committed, err := os.ReadFile(filepath.Join(dist, f.name))
		if err != nil || !bytes.Equal(committed, f.text) {
			t.Errorf("%s is not what web/src makes: go -C web/build run .", f.name)
		}
	}
	entries, err := os.ReadDir(dist)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".go" && !names[e.Name()] {
			t.Errorf("%s is in no bundle: go -C web/build run .", e.Name())
		}
	}
}

// The sources are well typed.
func TestTypes(t *testing.T) {
	modules(t)
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed")
	}
	cmd := exec.Command("node", "node_modules/typescript/bin/tsc", "--noEmit")
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// The lock file pins every package by its hash and names no place to fetch it from.
func TestLockFile(t *testing.T) {
	text, err := os.ReadFile("../package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), `"resolved"`) {
		t.Error(`package-lock.json has "resolved" addresses: npm install --omit-lockfile-registry-resolved`)
	}
	if strings.Count(string(text), `"integrity"`) < 10 {
		t.Error("package-lock.json pins no hashes")
	}
}
