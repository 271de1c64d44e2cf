package report_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parley/draw"
	"parley/draw/drawtest"
	"parley/game/gametest"
	"parley/report"
	"parley/solve"
)

// texts lists what a scene says.
func texts(items []draw.Item, to []string) []string {
	for _, it := range items {
		switch it := it.(type) {
		case draw.Group:
			to = texts(it.Items, to)
		case draw.Text:
			to = append(to, it.Text)
		}
	}
	return to
}

var continued = regexp.MustCompile(`^(A\d+), continued from A\d+: after `)

// On pages nothing overlaps or reaches outside, every part is continued from exactly one place, and no page is larger than its paper.
func TestPages(t *testing.T) {
	split := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 77))
		in := gametest.Instance(gametest.Random(r, gametest.Config{MinInfosets: 6, MaxInfosets: 14, MaxNodes: 400}))
		d := &report.Drawing{Game: in}
		if seed%2 == 0 {
			e := solve.Point(*gametest.Assessment(r, in))
			d.Solution = &report.Solution{Game: in, Result: &solve.Result{Concept: solve.Sequential, Complete: true, Equilibria: []solve.Equilibrium{e}}}
		}
		paper := report.Papers[seed%uint64(len(report.Papers))]
		var to, from, ends []string
		for k, s := range d.Pages(paper) {
			for _, f := range drawtest.Faults(s) {
				t.Errorf("seed %d, page %d: %s", seed, k+1, f)
			}
			if s.Width > paper.Width+1 || s.Height > paper.Height+1 {
				t.Errorf("seed %d, page %d: %.0f by %.0f on %s", seed, k+1, s.Width, s.Height, paper.Name)
			}
			for _, text := range texts(s.Items, nil) {
				if name, ok := strings.CutPrefix(text, "→ "); ok {
					to = append(to, name)
				}
				if m := continued.FindStringSubmatch(text); m != nil {
					from = append(from, m[1])
				}
			}
			ends = append(ends, endGroups(s.Items)...)
		}
		if slices.Sort(to); len(to) > 0 {
			split++
		}
		if slices.Sort(from); !slices.Equal(to, from) {
			t.Errorf("seed %d: parts %v are pointed to, and %v are there", seed, to, from)
		}
		if len(ends) != in.Terminals() || len(slices.Compact(ends)) != len(ends) {
			t.Errorf("seed %d: %d ends are drawn, and there are %d", seed, len(ends), in.Terminals())
		}
	}
	if split < 20 {
		t.Errorf("%d of 60 trees are split", split)
	}
}

// endGroups lists the nodes of ends of play in a scene.
func endGroups(items []draw.Item) (out []string) {
	for _, it := range items {
		g, ok := it.(draw.Group)
		if !ok {
			continue
		}
		if strings.HasPrefix(g.Title, "End") {
			out = append(out, fmt.Sprint(g.Data[0].Value))
		}
		out = append(out, endGroups(g.Items)...)
	}
	slices.Sort(out)
	return out
}
