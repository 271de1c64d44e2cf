package main

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// serving runs parley serve until the test ends and returns the first lines that it prints.
func serving(t *testing.T, env map[string]string, lines int, args ...string) []string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, w := io.Pipe()
	var stderr strings.Builder
	status := make(chan int)
	go func() {
		status <- run(ctx, append([]string{"serve"}, args...), strings.NewReader(""), w, &stderr, func(name string) string { return env[name] })
		w.Close()
	}()
	t.Cleanup(func() {
		stop()
		if got := <-status; got != exitDone {
			t.Errorf("status %d\n%s", got, stderr.String())
		}
	})
	var text strings.Builder
	buf := make([]byte, 4096)
	for strings.Count(text.String(), "\n") < lines {
		n, err := r.Read(buf)
		text.Write(buf[:n])
		if err != nil {
			t.Fatalf("it ends after %q", text.String())
		}
	}
	go io.Copy(io.Discard, r) //nolint:errcheck // until it ends
	return strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
}

func TestServePrintsItsAddress(t *testing.T) {
	lines := serving(t, nil, 2, "../../examples/crisis-signalling/model.star")
	if !regexp.MustCompile(`^Serving \S+model\.star at http://127\.0\.0\.1:\d+/   \(only this machine; Ctrl-C stops\)$`).MatchString(lines[0]) {
		t.Errorf("%q", lines[0])
	}
	link, ok := strings.CutPrefix(lines[1], "Open ")
	if !ok {
		t.Fatalf("%q", lines[1])
	}
	client := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, want := range []int{http.StatusSeeOther, http.StatusForbidden} {
		resp, err := client.Get(link) //nolint:noctx // a test
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("status %d, want %d", resp.StatusCode, want)
		}
	}
}

func TestServeOverSSH(t *testing.T) {
	lines := serving(t, map[string]string{"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, 2, "../../examples/crisis-signalling/model.star")
	if !regexp.MustCompile(`^On your own machine: ssh -L (\d+):127\.0\.0\.1:\d+ HOST, and then open http://127\.0\.0\.1:\d+/open\?t=\w+$`).MatchString(lines[1]) {
		t.Errorf("%q", lines[1])
	}
}

// A script reads the address and the token from one line.
func TestServeForScripts(t *testing.T) {
	for _, token := range []string{"", "a token of my own"} {
		lines := serving(t, map[string]string{tokenVariable: token}, 1, "--print-url", "../../examples/crisis-signalling/model.star")
		address, given, ok := strings.Cut(lines[0], " ")
		if !ok || token != "" && given != token {
			t.Fatalf("%q", lines[0])
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"api/v1/solve", strings.NewReader(`{"set": {"prior": "1/2"}}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+given)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(text), `"command":"parley solve ../../examples/crisis-signalling/model.star --set prior=1/2"`) {
			t.Errorf("%d %v %.300s", resp.StatusCode, err, text)
		}
	}
}
