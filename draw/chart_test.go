package draw_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"parley/draw"
	"parley/draw/drawtest"
)

// charts are one of each kind, with the figures of the crisis game of UX.md 4.4 and 5.
func charts(theme *draw.Theme) map[string]*draw.Scene {
	band := func(low, high float64) draw.RangeBand { return draw.RangeBand{Low: low, High: high, Defined: true} }
	at := func(x float64) draw.RangeBand { return band(x, x) }
	ranges := draw.Ranges{
		ID: "ranges", Title: "How likely is war?", Finding: "31 %; over the draws 15 % to 46 %.", Indices: true, Flips: true, Theme: theme,
		Output: &draw.RangeScale{Name: "P(war), one param at a time", Low: 0.154, High: 0.462, Base: at(0.308), BaseText: "at the baseline", Format: func(x float64) string { return fmt.Sprintf("%.0f %%", 100*x) }},
		Rows: []draw.RangeRow{
			{Name: "prior", About: "0.4, from 0.2 to 0.6", AtLow: at(0.154), AtHigh: at(0.462), Span: band(0.154, 0.462), LowText: "15.4 %", HighText: "46.2 %", Total: &draw.RangeIndex{Value: 0.88, Low: 0.84, High: 0.92},
				First: &draw.RangeIndex{Value: 0.43, Low: 0.39, High: 0.47}, IndexText: []string{"ST 0.88 ±0.04", "S1 0.43 ±0.04"}, Track: true, Base: 0.5, Marks: []draw.RangeMark{{At: 0.31}, {At: 1.17, Up: true}}, FlipText: "below 0.325: false in all; above 0.667 (2/3): false in all"},
			{Name: "war_cost", About: "0.5, from 0.3 to 0.9", Still: "alone it does not move it", Total: &draw.RangeIndex{Value: 0.47, Low: 0.4, High: 0.54}, First: &draw.RangeIndex{Value: -0.01, Low: -0.04, High: 0.03},
				IndexText: []string{"ST 0.47 ±0.07", "S1 0 within error"}, Track: true, Base: 1.0 / 3, FlipText: "not alone"},
			{Name: "audience_cost", About: "0.3, from 0.1 to 0.5", AtLow: band(0.35, 0.364), AtHigh: at(0.267), Span: band(0.26, 0.37), LowText: "26 %", HighText: "37 %", IndexText: []string{"no value found"}},
		},
		Notes: []string{"1 param more, which matters less."},
	}
	beliefs := draw.Learning{ID: "beliefs", Title: "What is learnt", Finding: "Escalation moves the defender from 40 % to 67 %.", Theme: theme, Places: []draw.LearningPlace{
		{Name: "defender at reply", About: "about kind; play comes there with 60 %", Reach: 0.6, Comes: true, Words: "How often play comes there, if it is so: resolute 100 %, bluffing 33 %.",
			Kinds: []draw.LearningKind{{"resolute", 0.4, "40 %", 0.667, 0.667, "67 %"}, {"bluffing", 0.6, "60 %", 0.333, 0.333, "33 %"}}},
		{Name: "defender at a reply off the path", About: "about kind; play never comes there", Kinds: []draw.LearningKind{{"resolute", 0.4, "40 %", 0, 0.25, "0–25 %"}, {"bluffing", 0.6, "60 %", 0.75, 1, "75–100 %"}}},
	}}
	matrix := draw.Matrix{ID: "matrix", Title: "How far interests agree", Finding: "Most alike rank Xi and Kim.", Theme: theme, Names: []string{"Xi", "Kim", "Trump", "a name that is too long for its column"},
		Values: [][]float64{{1, 0.62, -0.4, 0}, {0.62, 1, -0.71, math.NaN()}, {-0.4, -0.71, 1, 0.02}, {0, math.NaN(), 0.02, 1}}}
	compared := draw.Comparison{ID: "compared", Title: "Equilibria compared", Finding: "The 3 equilibria have 2 distributions.", Theme: theme, Outcomes: []string{"war", "an outcome with quite a long name"}, Players: []string{"challenger", "defender"},
		Checks: []string{"intuitive criterion", "D1"}, Share: "there is one of its kind in", Notes: []string{"E2 fails D1: the type bluffing gains from an unsent message under fewer beliefs than the type resolute."},
		Cards: []draw.Card{
			{Name: "E1, E3", About: "2 equilibria, the first: pooling on escalate", Bars: []draw.CardBar{{0.31, 0.31, "31 %"}, {0, 0.44, "0–44 %"}}, Payoffs: []string{"0.154", "−0.2 to 0.4"}, Marks: []draw.CardMark{{"1 of 2 pass", draw.RingSign}, {"does not apply", draw.NoSign}}},
			{Name: "E2", About: "separating", Bars: []draw.CardBar{{0, 0, "0 %"}, {1, 1, "100 %"}}, Payoffs: []string{"1", "0"}, Share: draw.CardBar{Low: 0.42, High: 0.42, Text: "42 %"}, Marks: []draw.CardMark{{"passes", draw.TickSign}, {"fails", draw.CrossSign}}},
		}}
	return map[string]*draw.Scene{"ranges": ranges.Scene(), "beliefs": beliefs.Scene(), "matrix": matrix.Scene(), "compared": compared.Scene()}
}

func TestCharts(t *testing.T) {
	for _, theme := range []*draw.Theme{&draw.Light, &draw.Dark} {
		for name, s := range charts(theme) {
			for _, fault := range drawtest.Faults(s) {
				t.Errorf("%s, %s: %s", name, theme.Name, fault)
			}
			text := svg(t, s)
			if theme == &draw.Light {
				golden(t, filepath.Join("testdata", "chart-"+name+".svg"), text)
			}
			if !strings.Contains(text, "<desc") {
				t.Errorf("%s has no description", name)
			}
		}
	}
}

// The bars are as long as the numbers are: S1 within ST, a negative estimate 0.
func TestBarsOfIndices(t *testing.T) {
	text := svg(t, charts(nil)["ranges"])
	for _, want := range []string{`width="105.6"`, `width="51.6"`, `width="56.4"`} { // 0.88, 0.43 and 0.47 of 120
		if !strings.Contains(text, want) {
			t.Errorf("no bar has %s", want)
		}
	}
	if strings.Contains(text, `width="-`) {
		t.Error("a bar has a negative width")
	}
}

// In charts of anything at all no label lies on another.
func TestRandomChartsDoNotCollide(t *testing.T) {
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 7))
		for _, s := range []*draw.Scene{randomRanges(r).Scene(), randomLearning(r).Scene(), randomMatrix(r).Scene(), randomComparison(r).Scene()} {
			for _, fault := range drawtest.Faults(s) {
				t.Fatalf("seed %d, %s: %s", seed, s.ID, fault)
			}
			if s.Width > draw.PageWidth {
				t.Fatalf("seed %d, %s: %.0f wide, more than a page", seed, s.ID, s.Width)
			}
			svg(t, s)
		}
	}
}

func word(r *rand.Rand) string {
	return strings.Repeat("long ", r.IntN(9)) + strings.Repeat("x", 1+r.IntN(30))
}

func randomBand(r *rand.Rand) draw.RangeBand {
	low := r.NormFloat64()
	high := low
	if r.IntN(2) == 0 {
		high += r.Float64()
	}
	return draw.RangeBand{Low: low, High: high, Defined: r.IntN(6) > 0}
}

func randomRanges(r *rand.Rand) *draw.Ranges {
	out := &draw.Ranges{ID: "ranges", Title: word(r), Finding: word(r), Indices: r.IntN(2) == 0, Flips: r.IntN(2) == 0, Notes: []string{word(r)}}
	scale := &draw.RangeScale{Name: word(r), Low: -0.2, High: 0.2, BaseText: word(r), Base: randomBand(r)}
	include := func(b draw.RangeBand) {
		if b.Defined {
			scale.Low, scale.High = math.Min(scale.Low, b.Low), math.Max(scale.High, b.High)
		}
	}
	include(scale.Base)
	for range 1 + r.IntN(8) {
		row := draw.RangeRow{Name: word(r), About: word(r), AtLow: randomBand(r), AtHigh: randomBand(r), LowText: word(r), HighText: word(r), FlipText: word(r), IndexText: []string{word(r), word(r)},
			Total: &draw.RangeIndex{Value: r.NormFloat64(), Low: -r.Float64(), High: 2 * r.Float64()}, First: &draw.RangeIndex{Value: r.NormFloat64()},
			Track: true, Base: r.Float64(), Marks: []draw.RangeMark{{At: 2*r.Float64() - 0.5, Up: true}, {At: 2*r.Float64() - 0.5}}}
		row.Span = draw.RangeBand{Low: math.Inf(1), High: math.Inf(-1), Defined: true}
		for _, b := range []draw.RangeBand{row.AtLow, row.AtHigh, scale.Base} {
			if b.Defined {
				row.Span.Low, row.Span.High = math.Min(row.Span.Low, b.Low), math.Max(row.Span.High, b.High)
			}
		}
		if row.Span.Low > row.Span.High || r.IntN(4) == 0 {
			row.Still = word(r)
			row.Span = draw.RangeBand{}
		}
		include(row.Span)
		out.Rows = append(out.Rows, row)
	}
	if r.IntN(3) > 0 {
		out.Output = scale
	}
	return out
}

func randomLearning(r *rand.Rand) *draw.Learning {
	out := &draw.Learning{ID: "beliefs", Title: word(r), Finding: word(r)}
	for range 1 + r.IntN(5) {
		p := draw.LearningPlace{Name: word(r), About: word(r), Reach: r.Float64(), Comes: r.IntN(2) == 0, Words: word(r)}
		for range 1 + r.IntN(8) {
			low := r.Float64()
			k := draw.LearningKind{Name: word(r), Prior: r.Float64(), PriorText: "12.3 %", Low: low, High: low, PosteriorText: "12.3–45.6 %"}
			if r.IntN(2) == 0 {
				k.High += (1 - low) * r.Float64()
			}
			p.Kinds = append(p.Kinds, k)
		}
		out.Places = append(out.Places, p)
	}
	return out
}

func randomMatrix(r *rand.Rand) *draw.Matrix {
	n := 2 + r.IntN(7)
	out := &draw.Matrix{ID: "matrix", Title: word(r), Finding: word(r), Values: make([][]float64, n)}
	for i := range n {
		out.Names = append(out.Names, word(r))
		for range n {
			out.Values[i] = append(out.Values[i], 2*r.Float64()-1)
		}
	}
	return out
}

func randomComparison(r *rand.Rand) *draw.Comparison {
	out := &draw.Comparison{ID: "compared", Title: word(r), Finding: word(r)}
	for range 1 + r.IntN(6) {
		out.Outcomes = append(out.Outcomes, word(r))
	}
	for range 1 + r.IntN(4) {
		out.Players = append(out.Players, word(r))
	}
	for range r.IntN(4) {
		out.Checks = append(out.Checks, word(r))
	}
	if r.IntN(2) == 0 {
		out.Share = word(r)
	}
	for range 1 + r.IntN(8) {
		c := draw.Card{Name: word(r), About: word(r)}
		for range out.Outcomes {
			low := r.Float64()
			c.Bars = append(c.Bars, draw.CardBar{Low: low, High: low + (1-low)*r.Float64(), Text: word(r)})
		}
		for range out.Players {
			c.Payoffs = append(c.Payoffs, word(r))
		}
		for range out.Checks {
			c.Marks = append(c.Marks, draw.CardMark{Text: word(r), Sign: draw.CardSign(r.IntN(4))})
		}
		if r.IntN(2) == 0 {
			c.Share = draw.CardBar{Low: r.Float64(), Text: word(r)}
		}
		out.Cards = append(out.Cards, c)
	}
	return out
}

// What is left out of lines lies near what is left.
func TestSimplified(t *testing.T) {
	var circle []draw.Point
	for k := range 400 {
		a := 2 * math.Pi * float64(k) / 400
		circle = append(circle, draw.Point{X: 100 + 80*math.Cos(a), Y: 100 + 80*math.Sin(a)})
	}
	s := draw.Scene{Items: []draw.Item{draw.Group{Items: []draw.Item{draw.Polygon{Rings: [][]draw.Point{circle}}, draw.Line{Points: circle[:100]}}}}}
	const within = 0.3
	items := s.Simplified(within).Items[0].(draw.Group).Items
	ring, line := items[0].(draw.Polygon).Rings[0], items[1].(draw.Line).Points
	if n := len(ring); n > 80 || n < 12 {
		t.Errorf("a circle of 400 points has %d left", n)
	}
	if line[0] != circle[0] || line[len(line)-1] != circle[99] {
		t.Error("a line lost its ends")
	}
	for _, p := range circle {
		best := math.Inf(1)
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			for k := range 50 {
				f := float64(k) / 49
				best = math.Min(best, math.Hypot(p.X-a.X-f*(b.X-a.X), p.Y-a.Y-f*(b.Y-a.Y)))
			}
		}
		if best > within+0.2 {
			t.Fatalf("a point lies %.2f from what is left", best)
		}
	}
}
