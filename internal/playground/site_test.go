package playground

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// siteBudget bounds the files of a playground, each compressed, in bytes.
const siteBudget = 3_750_000

func TestSiteSize(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the engine")
	}
	models, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	files, err := Site(engine(t), models)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, f := range files {
		packed, err := compress(f.Text)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%8d bytes, %8d compressed  %s", len(f.Text), len(packed), f.Name)
		total += len(packed)
	}
	t.Logf("%d compressed in all", total)
	if total < 1_000_000 || total > siteBudget {
		t.Errorf("the playground has %d bytes compressed; it may have %d. What the engine consists of: go test ./internal/playground -run Weigh -v", total, siteBudget)
	}
}

var config = regexp.MustCompile(`(?s)<script type="application/json" id="playground">(.*?)</script>`)

// The page holds a policy and the models, and no text of a model can end the element that holds it.
func TestIndex(t *testing.T) {
	models := []Model{{Name: "m", Title: "</script><script>alert(1)</script>", Path: "m.star", Files: map[string]string{"m.star": "# </script> <!-- & \u2028\n"}}}
	files, err := Site(&Engine{Wasm: []byte("w"), Glue: []byte("glue")}, models)
	if err != nil {
		t.Fatal(err)
	}
	text := func(name string) string {
		for _, f := range files {
			if f.Name == name {
				return string(f.Text)
			}
		}
		t.Fatalf("there is no %s", name)
		return ""
	}
	page := text("index.html")
	m := config.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page carries nothing:\n%s", page)
	}
	var got carried
	if err := json.Unmarshal([]byte(m[1]), &got); err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(got.Models, models, func(a, b Model) bool { return a.Title == b.Title && a.Files["m.star"] == b.Files["m.star"] }) {
		t.Errorf("the page carries %+v", got.Models)
	}
	if strings.Contains(page, "alert(1)</script>") || !strings.Contains(page, `http-equiv="Content-Security-Policy" content="default-src 'none'`) {
		t.Errorf("the page reads\n%s", page)
	}
	if at := strings.Index(page, `id="playground"`); at > strings.Index(page, `id="app"`) || at < 0 {
		t.Error("the models stand behind what needs them")
	}
	if worker := text("worker.js"); !strings.HasPrefix(worker, "glue\n") || !strings.Contains(worker, "postMessage") {
		t.Errorf("worker.js begins with %.60q", worker)
	}
}

// Packing depends on nothing but the bytes.
func TestCompress(t *testing.T) {
	in := bytes.Repeat([]byte("parley"), 1000)
	a, err := compress(in)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := compress(in)
	r, err := gzip.NewReader(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	if r.Name != "" || !r.ModTime.IsZero() || !bytes.Equal(a, b) {
		t.Errorf("the packed bytes hold a name or a time: %q %v", r.Name, r.ModTime)
	}
	back, err := unzip(a)
	if err != nil || !bytes.Equal(back, in) {
		t.Errorf("unpacked: %d bytes, %v", len(back), err)
	}
}
