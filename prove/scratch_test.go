package prove

import (
	"os"
	"strconv"
	"testing"
	"time"

	"parley/model"
)

func TestBeijingScratch(t *testing.T) {
	file := os.Getenv("BJ")
	if file == "" {
		t.Skip()
	}
	boxes, _ := strconv.Atoi(os.Getenv("BOXES"))
	m, list := model.Load(os.DirFS("../examples/beijing-2018"), file, model.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	p := prover(t, m, Options{Boxes: boxes, Workers: 1})
	for i, c := range m.Conclusions {
		if only := os.Getenv("ONLY"); only != "" && only != strconv.Itoa(i) {
			continue
		}
		start := time.Now()
		r, err := p.Conclusion(t.Context(), i, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d %s: %s boxes %d left %g %s (%v)", i, c.Text, r.Status, r.Boxes, r.Undecided, r.Because, time.Since(start))
	}
}
