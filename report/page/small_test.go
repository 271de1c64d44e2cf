package page

import (
	"math"
	"regexp"
	"strconv"
	"testing"

	_ "parley/internal/fixedseed"

	"pgregory.net/rapid"
)

func TestRelativePaths(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"M227,133.2L319.5,133.2", "M227 133.2h92.5"},
		{"M0,0L0,5.25", "M0 0v5.3"},
		{"M1,1L2,3 4,2.5 4,2.5Z", "M1 1l1 2 2-.5z"},
		{"M10,10L10,20ZM30,30L29.5,31", "M10 10v10zm20 20l-.5 1"},
		{"M-2,8L8,-2M4,14L14,4", "M-2 8l10-10m-4 16l10-10"},
	} {
		if got, ok := relativePath(c.from); !ok || got != c.to {
			t.Errorf("%s became %s, want %s", c.from, got, c.to)
		}
	}
	if _, ok := relativePath("M1,1C2,2 3,3 4,4"); ok {
		t.Error("a curve was rewritten")
	}
}

// However many points there are, each is where it was, to a twentieth of a pixel.
func TestRelativePathsStayInPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "points")
		at := rapid.Float64Range(-900, 900)
		var want [][2]float64
		data := ""
		for i := range n {
			p := [2]float64{math.Round(100*at.Draw(t, "x")) / 100, math.Round(100*at.Draw(t, "y")) / 100}
			want = append(want, p)
			data += map[bool]string{true: "M", false: "L"}[i == 0] + strconv.FormatFloat(p[0], 'f', -1, 64) + "," + strconv.FormatFloat(p[1], 'f', -1, 64)
		}
		out, ok := relativePath(data)
		if !ok {
			t.Fatalf("%s was not understood", data)
		}
		got := absolute(t, out)
		if len(got) > len(want) {
			t.Fatalf("%d points became %d", len(want), len(got))
		}
		for k, p := range []int{0, len(want) - 1} {
			g := got[[]int{0, len(got) - 1}[k]]
			if math.Hypot(g[0]-want[p][0], g[1]-want[p][1]) > 0.0708 {
				t.Fatalf("the point %v is at %v", want[p], g)
			}
		}
	})
}

// absolute reads a path of the commands M, l, h and v.
func absolute(t *rapid.T, data string) [][2]float64 {
	var out [][2]float64
	var x, y float64
	mode := byte(0)
	var pending []float64
	for _, token := range regexp.MustCompile(`[Mlhv]|-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)`).FindAllString(data, -1) {
		if token[0] >= 'A' {
			mode = token[0]
			continue
		}
		v, err := strconv.ParseFloat(token, 64)
		if err != nil {
			t.Fatal(err)
		}
		switch mode {
		case 'h':
			x += v
		case 'v':
			y += v
		default:
			if pending = append(pending, v); len(pending) < 2 {
				continue
			}
			if mode == 'M' {
				x, y = pending[0], pending[1]
			} else {
				x, y = x+pending[0], y+pending[1]
			}
			pending = nil
		}
		out = append(out, [2]float64{x, y})
	}
	return out
}
