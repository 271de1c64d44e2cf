package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/workbench"
)

// A site is a server that runs, with the folder of its model.
type site struct {
	t      *testing.T
	s      *Server
	url    string
	folder string
}

func serve(t *testing.T, change ...func(*Options, *workbench.Options)) *site {
	t.Helper()
	folder := t.TempDir()
	text, err := os.ReadFile("../../examples/crisis-signalling/model.star")
	if err != nil {
		t.Fatal(err)
	}
	put(t, folder, "model.star", string(text))
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	bench := workbench.Options{FS: root.FS(), Name: "model.star", Writable: true, Version: "test"}
	opt := Options{Root: root, Version: "test", Token: "a token for these tests", Poll: 20 * time.Millisecond}
	for _, f := range change {
		f(&opt, &bench)
	}
	if opt.Bench, err = workbench.New(bench); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(opt, l)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return &site{t: t, s: s, url: s.URL(), folder: folder}
}

func put(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
}

// A request is one that is let in, unless change says otherwise.
func (x *site) request(method, path, body string, change ...func(*http.Request)) *http.Request {
	x.t.Helper()
	r, err := http.NewRequestWithContext(x.t.Context(), method, x.url+path, strings.NewReader(body))
	if err != nil {
		x.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+x.s.Token())
	r.Header.Set("Content-Type", "application/json")
	for _, f := range change {
		f(r)
	}
	return r
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func host(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }

func (x *site) do(method, path, body string, change ...func(*http.Request)) (status int, answer string) {
	x.t.Helper()
	resp, err := http.DefaultClient.Do(x.request(method, path, body, change...))
	if err != nil {
		x.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// good makes the next good request, which has to be answered.
func (x *site) good() {
	x.t.Helper()
	if status, answer := x.do("POST", "api/v1/solve", `{"set": {"prior": "1/2"}}`); status != 200 || !strings.Contains(answer, "semi-separating") {
		x.t.Fatalf("the next good request: %d %.300s", status, answer)
	}
}

func TestRequestsThatAreRefused(t *testing.T) {
	x := serve(t)
	secretFile := filepath.Join(filepath.Dir(x.folder), "outside.star")
	put(t, filepath.Dir(x.folder), "outside.star", "secret")
	if err := os.Symlink(secretFile, filepath.Join(x.folder, "link.star")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Dir(x.folder), filepath.Join(x.folder, "up")); err != nil {
		t.Fatal(err)
	}
	write := func(file string) string {
		b, _ := json.Marshal(workbench.WriteRequest{File: file, Text: "x"}) //nolint:errcheck // plain texts
		return string(b)
	}
	without := func(r *http.Request) { r.Header.Del("Authorization") }
	for _, c := range []struct {
		name         string
		method, path string
		body         string
		change       []func(*http.Request)
		status       int
		want         string
	}{
		{"a foreign Host", "POST", "api/v1/solve", "", []func(*http.Request){host("evil.example")}, 403, "not known by the name evil.example"},
		{"a Host that leads here by its name", "POST", "api/v1/solve", "", []func(*http.Request){host("127.0.0.1.nip.io")}, 403, "not known by the name"},
		{"another address of this machine", "GET", "", "", []func(*http.Request){host("192.168.1.7")}, 403, "not known by the name"},
		{"a foreign Host for the page", "GET", "", "", []func(*http.Request){host("evil.example:80")}, 403, "not known"},
		{"a foreign Host for the launch link", "GET", "open?t=x", "", []func(*http.Request){host("evil.example")}, 403, "not known"},
		{"a POST from another site", "POST", "api/v1/solve", "", []func(*http.Request){header("Origin", "http://evil.example")}, 403, "another site"},
		{"a POST that the browser says is from elsewhere", "POST", "api/v1/write", write("model.star"), []func(*http.Request){header("Sec-Fetch-Site", "cross-site")}, 403, "another site"},
		{"a form", "POST", "api/v1/solve", "", []func(*http.Request){header("Content-Type", "text/plain")}, 400, "JSON"},
		{"no token", "POST", "api/v1/solve", "", []func(*http.Request){without}, 401, "neither the token nor the cookie"},
		{"no token for the page", "GET", "", "", []func(*http.Request){without}, 401, "does not open the workbench"},
		{"a wrong token", "POST", "api/v1/solve", "", []func(*http.Request){header("Authorization", "Bearer a token for these test")}, 401, "neither"},
		{"a wrong cookie", "POST", "api/v1/solve", "", []func(*http.Request){without, header("Cookie", x.s.cookie()+"=guess")}, 401, "neither"},
		{"the cookie of another port", "POST", "api/v1/solve", "", []func(*http.Request){without, header("Cookie", "parley-1="+x.s.session)}, 401, "neither"},
		{"a wrong launch link", "GET", "open?t=guess", "", []func(*http.Request){without}, 403, "does not open"},
		{"an empty launch link", "GET", "open", "", []func(*http.Request){without}, 403, "does not open"},
		{"a call with GET", "GET", "api/v1/solve", "", nil, 405, "POST"},
		{"no such call", "POST", "api/v1/solv", "", nil, 404, `did you mean \"solve\"`},
		{"no such place", "GET", "api/v2/solve", "", nil, 404, "/api/v1/NAME"},
		{"no JSON", "POST", "api/v1/solve", "{", nil, 400, "it ends too early"},
		{"two documents", "POST", "api/v1/solve", "{} {}", nil, 400, "more than one"},
		{"a misspelt field", "POST", "api/v1/solve", `{"sett": {}}`, nil, 400, `unknown field \"sett\"`},
		{"a number that is not exact", "POST", "api/v1/solve", `{"set": {"prior": 0.4}}`, nil, 400, "write numbers as text"},
		{"a misspelt param", "POST", "api/v1/solve", `{"set": {"priorr": "0.4"}}`, nil, 400, `did you mean \"prior\"`},
		{"values that make no game", "POST", "api/v1/solve", `{"set": {"prior": "2"}}`, nil, 422, "probability"},
		{"a monstrous number", "POST", "api/v1/solve", `{"set": {"prior": "1e999999999"}}`, nil, 400, "prior"},
		{"a path out of the folder", "POST", "api/v1/solve", `{"model": {"path": "../outside.star"}}`, nil, 403, "within the model's folder"},
		{"an absolute path", "POST", "api/v1/solve", `{"model": {"path": "/etc/passwd"}}`, nil, 403, "within the model's folder"},
		{"a file that is no model", "POST", "api/v1/model", `{"model": {"path": "secrets.txt"}}`, nil, 400, ".star"},
		{"a load out of the folder", "POST", "api/v1/solve", `{"model": {"files": {"model.star": "load(\"../outside.star\", \"x\")"}}}`, nil, 422, "outside.star"},
		{"a load through a link", "POST", "api/v1/solve", `{"model": {"files": {"model.star": "load(\"link.star\", \"x\")"}}}`, nil, 422, "link.star"},
		{"writing out of the folder", "POST", "api/v1/write", write("../outside.star"), nil, 403, "within the model's folder"},
		{"writing to an absolute path", "POST", "api/v1/write", write("/tmp/outside.star"), nil, 403, "within the model's folder"},
		{"writing to a path of another system", "POST", "api/v1/write", write(`..\outside.star`), nil, 403, "within the model's folder"},
		{"writing through a link", "POST", "api/v1/write", write("link.star"), nil, 403, "no plain file"},
		{"writing through a link to a folder", "POST", "api/v1/write", write("up/outside.star"), nil, 403, "up/outside.star"},
		{"writing what is no model", "POST", "api/v1/write", write(".bashrc"), nil, 403, "no model file"},
		{"writing a hidden file", "POST", "api/v1/write", write(".star"), nil, 403, "no model file"},
		{"writing without knowing what is there", "POST", "api/v1/write", write("model.star"), nil, 409, "changed on disk"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, answer := x.do(c.method, c.path, c.body, c.change...)
			if status != c.status || !strings.Contains(answer, c.want) {
				t.Errorf("%d, want %d with %q:\n%s", status, c.status, c.want, answer)
			}
			if strings.Contains(answer, "secret") && c.name != "a file that is no model" {
				t.Errorf("it tells what is outside:\n%s", answer)
			}
		})
	}
	if text, err := os.ReadFile(secretFile); err != nil || string(text) != "secret" {
		t.Errorf("the file outside: %q, %v", text, err)
	}
	x.good()
}

func TestNamesOfThisMachine(t *testing.T) {
	x := serve(t, func(o *Options, _ *workbench.Options) { o.Hosts = []string{"Lab.example"} })
	for _, name := range []string{"localhost", "localhost.", "LOCALHOST:8080", "127.0.0.1:9999", "127.8.8.8", "[::1]:80", "lab.example:80"} {
		if status, answer := x.do("POST", "api/v1/check", "", host(name)); status != 200 {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
}

// A launch link lets one browser in, which then is known by its cookie.
func TestLaunchLink(t *testing.T) {
	x := serve(t)
	link := x.s.Link()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	get := func(c *http.Client, address string, change ...func(*http.Request)) (*http.Response, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), "GET", address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range change {
			f(r)
		}
		resp, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, string(text)
	}
	resp, text := get(browser, link)
	if resp.StatusCode != 200 || resp.Request.URL.String() != x.url || !strings.Contains(text, "<title>") {
		t.Errorf("the link leads to %s with %d", resp.Request.URL, resp.StatusCode)
	}
	cookies := jar.Cookies(resp.Request.URL)
	if len(cookies) != 1 || cookies[0].Name != "parley-"+x.s.Port() {
		t.Errorf("cookies %v", cookies)
	}
	if resp, _ := get(http.DefaultClient, link); resp.StatusCode != 403 {
		t.Errorf("the link is good twice: %d", resp.StatusCode)
	}
	if resp, _ := get(browser, link); resp.StatusCode != 200 {
		t.Errorf("who is in is not let in again: %d", resp.StatusCode)
	}
	direct := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, _ = get(direct, x.s.Link())
	if c := resp.Header.Get("Set-Cookie"); resp.StatusCode != 303 || !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Strict") {
		t.Errorf("%d, cookie %q", resp.StatusCode, c)
	}
	// Sent by a page elsewhere, a browser would not give a strict cookie after a redirect.
	resp, _ = get(direct, x.s.Link(), header("Sec-Fetch-Site", "cross-site"))
	if resp.StatusCode != 200 || resp.Header.Get("Refresh") != "0; url=/" {
		t.Errorf("from another site: %d, Refresh %q", resp.StatusCode, resp.Header.Get("Refresh"))
	}
	if a, b := x.s.Link(), x.s.Link(); a == b {
		t.Error("two links are one")
	}
}

func TestAnswersTellBrowsersWhatTheyMayDo(t *testing.T) {
	x := serve(t)
	for _, path := range []string{"", "api/v1/openapi.json", "open?t=no", "nothing.js"} {
		resp, err := http.DefaultClient.Do(x.request("GET", path, ""))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := resp.Header.Get(name); !strings.HasPrefix(got, want) {
				t.Errorf("/%s: %s is %q", path, name, got)
			}
		}
		csp := resp.Header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "script-src 'self' 'unsafe") {
			t.Errorf("policy %q", csp)
		}
	}
}

func TestPage(t *testing.T) {
	x := serve(t)
	status, text := x.do("GET", "", "")
	if status != 200 || !strings.Contains(text, "<!doctype html>") {
		t.Fatalf("%d %.200s", status, text)
	}
	if strings.Contains(text, "<script>") || strings.Contains(text, "onclick") {
		t.Error("the page has scripts in it, which its own policy forbids")
	}
	if status, again := x.do("GET", "some/address", ""); status != 200 || again != text {
		t.Errorf("an address of the page: %d", status)
	}
	if status, _ := x.do("GET", "no.js", ""); status != 404 {
		t.Errorf("a file that is not there: %d", status)
	}
}

func TestWrite(t *testing.T) {
	x := serve(t)
	file := filepath.Join(x.folder, "model.star")
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write := func(file, text, base string) (int, workbench.WriteAnswer) {
		t.Helper()
		body, _ := json.Marshal(workbench.WriteRequest{File: file, Text: text, BaseDigest: base}) //nolint:errcheck // plain texts
		status, answer := x.do("POST", "api/v1/write", string(body))
		var a workbench.WriteAnswer
		if status == 200 {
			if err := json.Unmarshal([]byte(answer), &a); err != nil {
				t.Fatal(err)
			}
		}
		return status, a
	}
	first := strings.Replace(string(old), `"prior", 0.4`, `"prior", 0.35`, 1)
	status, a := write("model.star", first, workbench.TextDigest(string(old)))
	if status != 200 || a.FileDigest != workbench.TextDigest(first) {
		t.Fatalf("%d %+v", status, a)
	}
	if got, _ := os.ReadFile(file); string(got) != first {
		t.Error("it is not written")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	if status, answer := x.do("POST", "api/v1/solve", ""); status != 200 || !strings.Contains(answer, a.Digest) {
		t.Errorf("what is solved is not what is written: %d %.200s", status, answer)
	}
	if status, _ := write("model.star", "later", workbench.TextDigest(string(old))); status != 409 {
		t.Errorf("a writer that read something else: %d", status)
	}
	if status, a = write("model.star", first+"\n", a.Digest); status != 200 {
		t.Errorf("with the digest of the model: %d", status)
	}
	if status, _ := write("lib.star", "x = 1\n", ""); status != 200 {
		t.Errorf("a new file: %d", status)
	}
	if status, _ := write("lib.star", "x = 2\n", ""); status != 409 {
		t.Errorf("a new file that is there: %d", status)
	}
	if status, _ := write("gone.star", "x = 2\n", a.FileDigest); status != 409 {
		t.Errorf("a file that is gone: %d", status)
	}
	entries, err := os.ReadDir(x.folder)
	if err != nil || len(entries) != 2 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestReadOnly(t *testing.T) {
	x := serve(t, func(_ *Options, o *workbench.Options) { o.Writable = false })
	if status, answer := x.do("POST", "api/v1/write", `{"file": "new.star", "text": "x = 1"}`); status != 403 || !strings.Contains(answer, "not written here") {
		t.Errorf("%d %s", status, answer)
	}
}

// next reads an event of a stream.
func next(t *testing.T, r *bufio.Reader) (name, data string) {
	t.Helper()
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatalf("the stream ends in an event %q: %v", name, err)
		}
		switch field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": "); field {
		case "event":
			name = value
		case "data":
			data = value
		case "":
			if name != "" {
				return name, data
			}
		}
	}
}

func TestEventsTellOfChangesOnDisk(t *testing.T) {
	x := serve(t)
	resp, err := http.DefaultClient.Do(x.request("GET", "api/v1/events", ""))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	for x.s.watch.seen() == "" {
		time.Sleep(time.Millisecond)
	}
	put(t, x.folder, "model.star", "title(\"half a model\"")
	name, data := next(t, bufio.NewReader(resp.Body))
	var e workbench.Event
	if err := json.Unmarshal([]byte(data), &e); err != nil || name != "changed" || e.Type != "changed" {
		t.Fatalf("event %q %q", name, data)
	}
	status, answer := x.do("POST", "api/v1/model", "")
	if status != 200 || !strings.Contains(answer, e.Digest) || !strings.Contains(answer, `"ok":false`) {
		t.Errorf("%d %.300s", status, answer)
	}
}

func TestProgress(t *testing.T) {
	x := serve(t)
	resp, err := http.DefaultClient.Do(x.request("POST", "api/v1/audit", `{"draws": 3000}`, header("Accept", "text/event-stream")))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	stream := bufio.NewReader(resp.Body)
	for n := 0; ; n++ {
		name, data := next(t, stream)
		if name == "progress" {
			var p workbench.Progress
			if err := json.Unmarshal([]byte(data), &p); err != nil || p.Stage == "" {
				t.Errorf("progress %q", data)
			}
			continue
		}
		if name != "answer" || !strings.Contains(data, `"verdict"`) || n == 0 {
			t.Errorf("after %d: %s %.200s", n, name, data)
		}
		break
	}
	resp2, err := http.DefaultClient.Do(x.request("POST", "api/v1/map", `{"x": "prior", "y": "prior"}`, header("Accept", "text/event-stream")))
	if err != nil {
		t.Fatal(err)
	}
	defer resp2.Body.Close()
	if name, data := next(t, bufio.NewReader(resp2.Body)); name != "error" || !strings.Contains(data, "two different params") {
		t.Errorf("%s %s", name, data)
	}
}

func TestLargeBodies(t *testing.T) {
	x := serve(t)
	const size = 100 << 20
	for _, announced := range []bool{true, false} {
		r := x.request("POST", "api/v1/solve", "")
		r.Body = io.NopCloser(io.LimitReader(zeros{}, size))
		if r.ContentLength = -1; announced {
			r.ContentLength = size
		}
		resp, err := http.DefaultClient.Do(r)
		if err == nil { // or the connection is closed while the rest is still being sent
			if resp.StatusCode != 413 {
				t.Errorf("announced %v: %d", announced, resp.StatusCode)
			}
			resp.Body.Close()
		}
		x.good()
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestHeaderFlood(t *testing.T) {
	x := serve(t)
	resp, err := http.DefaultClient.Do(x.request("POST", "api/v1/solve", "", header("X-Flood", strings.Repeat("a", 1<<20))))
	if err == nil { // or the connection is closed while the rest is still being sent
		if resp.StatusCode != 431 {
			t.Errorf("%d", resp.StatusCode)
		}
		resp.Body.Close()
	}
	x.good()
}

// A thousand solves at once, each at other values: some are answered, others told to come again, and nothing else happens.
func TestThousandSolvesAtOnce(t *testing.T) {
	x := serve(t, func(o *Options, _ *workbench.Options) { o.Slow = time.Minute })
	var wg sync.WaitGroup
	var mu sync.Mutex
	count := map[int]int{}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1000}}
	defer client.CloseIdleConnections()
	for i := range 1000 {
		r := x.request("POST", "api/v1/solve", fmt.Sprintf(`{"set": {"prior": "%d/2000"}}`, 401+i))
		wg.Go(func() {
			resp, err := client.Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			text, err := io.ReadAll(resp.Body)
			switch {
			case err != nil:
				t.Error(err)
			case resp.StatusCode == 503 && (resp.Header.Get("Retry-After") == "" || !bytes.Contains(text, []byte(`"busy"`))):
				t.Errorf("busy: %s", text)
			}
			mu.Lock()
			defer mu.Unlock()
			count[resp.StatusCode]++
		})
	}
	wg.Wait()
	if count[200] == 0 || count[200]+count[503] != 1000 {
		t.Errorf("by status: %v", count)
	}
	x.good()
}

// Clients that send a byte now and then, or nothing, hold connections until their time is over, and no longer.
func TestSlowClients(t *testing.T) {
	x := serve(t, func(o *Options, _ *workbench.Options) { o.Slow, o.Connections = 300*time.Millisecond, 40 })
	address := strings.TrimSuffix(strings.TrimPrefix(x.url, "http://"), "/")
	for i := range 120 {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		switch i % 3 {
		case 0: // says nothing
		case 1: // never ends its headers
			fmt.Fprintf(c, "POST /api/v1/solve HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
		case 2: // never sends what it announces
			fmt.Fprintf(c, "POST /api/v1/solve HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: 1000\r\n\r\n{", x.s.Token())
		}
	}
	x.good()
}

// When a client goes away its work is dropped: the next good request does not wait for it.
func TestSupersededWorkIsDropped(t *testing.T) {
	x := serve(t)
	for range 20 { // more than the long calls that may wait
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		r := x.request("POST", "api/v1/audit", `{"draws": 1000000}`).WithContext(ctx)
		if resp, err := http.DefaultClient.Do(r); err == nil {
			resp.Body.Close()
			t.Error("a million draws in no time")
		}
		cancel()
	}
	if status, answer := x.do("POST", "api/v1/audit", `{"draws": 10}`); status != 200 {
		t.Errorf("%d %.200s", status, answer)
	}
}

// A program typed into the editor that would never end, or take all memory, ends with a message.
func TestProgramsThatWouldRunAway(t *testing.T) {
	x := serve(t, func(_ *Options, o *workbench.Options) { o.Steps = 3_000_000 })
	for _, text := range []string{"x = list(range(1 << 40))", "def f():\n    for i in range(1 << 40):\n        pass\nf()", "x = [0] * (1 << 40)", "x = " + strings.Repeat("[", 50_000)} {
		body, _ := json.Marshal(map[string]any{"model": map[string]any{"files": map[string]string{"model.star": text}}}) //nolint:errcheck // plain texts
		status, answer := x.do("POST", "api/v1/solve", string(body))
		if status != 422 || !strings.Contains(answer, `"bad_model"`) || !strings.Contains(answer, "diagnostics") {
			t.Errorf("%.40s: %d %.300s", text, status, answer)
		}
	}
	x.good()
}

func TestTokensThatAreTooShort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := New(Options{Token: "short"}, l); err == nil || !strings.Contains(err.Error(), "at least 16") {
		t.Errorf("%v", err)
	}
}
