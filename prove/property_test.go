package prove

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "parley/internal/fixedseed"
	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/sweep"
)

// randomModel draws a small story of two players with a hidden type, whose payoffs depend on three params, and conclusions about it.
func randomModel(t *rapid.T) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	pick := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, "pick") }
	yes := func() bool { return rapid.Bool().Draw(t, "yes") }
	whole := func(low, high int) int { return rapid.IntRange(low, high).Draw(t, "whole") }
	line(`title("Random")`)
	line(`a = player("A")`)
	line(`b = player("B")`)
	for _, name := range []string{"x", "y", "z"} {
		low, width := whole(-4, 4), whole(0, 6)
		line(`%s = param(%q, %d / 4, within = (%d / 4, %d / 4))`, name, name, low+width/2, low, low+width)
	}
	line(`p = param("p", 1 / 2, within = (%d / 8, %d / 8))`, whole(1, 4), whole(4, 7))
	if yes() {
		line(`assume(x + y >= %d / 4)`, whole(-30, -8))
	}
	amount := func() string {
		terms := []string{fmt.Sprint(whole(-3, 3))}
		for range whole(0, 2) {
			terms = append(terms, pick("x", "y", "z", "x * y", "2 * z", "-x", "-z", "p", "max(x, z)"))
		}
		return strings.Join(terms, " + ")
	}
	line("def story(g):")
	prior := pick("p", "p", "1 / 3")
	types := whole(1, 2)
	if types == 2 {
		line(`    t = g.chance("type", {"hi": %s, "lo": 1 - %s}, seen_by = [%s])`, prior, prior, pick("a", "a", "a, b", ""))
	}
	seen := pick("[a, b]", "[a, b]", "[a]")
	line(`    m = g.choose(a, "first", ["l", "r"%s], seen_by = %s)`, pick("", "", `, "out"`), seen)
	line(`    if m == "out":`)
	line(`        g.pay(a, %s)`, amount())
	line(`        g.pay(b, %s)`, amount())
	line(`        g.stop()`)
	if yes() {
		line(`    if m == "r":`)
		line(`        g.pay(a, %s)`, amount())
		line(`        g.mark("done")`)
		line(`        g.stop()`)
	}
	line(`    n = g.choose(b, "second", ["u", "d"])`)
	if yes() {
		line(`    if n == "u" and g.choose(a, "third", ["fight", "yield"]) == "fight":`)
		line(`        g.mark("war")`)
		line(`        g.pay(a, %s)`, amount())
		line(`        g.pay(b, %s)`, amount())
		line(`        g.stop()`)
	} else {
		line(`    if n == "u":`)
		line(`        g.mark("war")`)
	}
	for _, m := range []string{"l", "r"} {
		for _, n := range []string{"u", "d"} {
			for k := range types {
				cond := ""
				if types == 2 {
					cond = fmt.Sprintf(" and t == %q", []string{"hi", "lo"}[k])
				}
				line(`    if m == %q and n == %q%s:`, m, n, cond)
				line(`        g.pay(a, %s)`, amount())
				line(`        g.pay(b, %s)`, amount())
			}
		}
	}
	line("game(story)")
	line(`variant("other", set = {x: %s})`, pick("1 / 2", "y", "z + 1 / 4"))
	first, second := `event("first", "l")`, `event("second", "u")`
	given := func() string {
		return pick("", "", ", given = "+first, ", given = "+second, ", do = "+first, ", do = "+second)
	}
	q := func() string {
		all := []string{
			fmt.Sprintf(`P(%s%s)`, pick(`"war"`, first, second), given()),
			fmt.Sprintf(`P("war", where = "other")`),
			fmt.Sprintf(`payoff(%s%s)`, pick("a", "b"), given()),
			fmt.Sprintf(`plays(a, "first", "l"%s)`, pick("", ", given = "+second)),
			`plays(b, "second", "u")`, `plays(b, "second", "u", given = ` + first + `)`,
			"x", "z", "p", fmt.Sprintf("%d / 4", whole(-4, 4)), "0", "1", "count()",
		}
		if types == 2 {
			all = append(all, `belief(b, event("type", "hi"), at = `+first+`)`, `plays(a, "first", "l", given = event("type", "hi"))`, `P("war", given = event("type", "lo"))`)
		}
		out := pick(all...)
		if whole(0, 5) == 0 {
			out = fmt.Sprintf("%s %s %s", out, pick("+", "-", "*"), pick(all...))
		}
		return out
	}
	comparison := func() string {
		if whole(0, 7) == 0 {
			return fmt.Sprintf(`near(%s + 0 * P("war"), %s, %d / 4)`, q(), q(), whole(1, 12))
		}
		return fmt.Sprintf(`%s + 0 * P("war") %s %s`, q(), pick("<", "<=", ">", ">="), q())
	}
	for i := range 6 {
		c := comparison()
		switch whole(0, 4) {
		case 0:
			c = fmt.Sprintf("all_of(%s, %s)", c, comparison())
		case 1:
			c = fmt.Sprintf("any_of(%s, %s)", c, comparison())
		case 2:
			c = fmt.Sprintf("not_(%s)", c)
		}
		line(`conclude("C%d", %s)`, i, c)
	}
	return strings.ReplaceAll(b.String(), ` + 0 * P("war")`, "")
}

// What is proved holds at every point that is tried: draws, and points of a coarse grid where payoffs tend to coincide. What is
// refuted fails at its counterexample, which lies in the region.
func TestProofsHoldAndCounterexamplesFail(t *testing.T) {
	count := map[Status]int{}
	rapid.Check(t, func(t *rapid.T) {
		text := randomModel(t)
		m, list := model.LoadSource(nil, "model.star", text, model.Options{})
		if list.HasErrors() {
			t.Skip(list) // a conclusion about something that cannot happen in this story
		}
		s, err := probe.New(m, probe.Options{})
		if err != nil {
			t.Skip(err)
		}
		var base []num.Rat
		for _, p := range m.Params {
			base = append(base, p.Value)
		}
		space, err := sweep.NewSpace(m, base)
		if err != nil {
			t.Skip(err)
		}
		p := New(s, space, base, Options{Boxes: 60, Workers: 1})
		fresh, err := s.Probe()
		if err != nil {
			t.Fatal(err)
		}
		points := grid(t, p)
		for i := range m.Conclusions {
			r, err := p.Conclusion(t.Context(), i, nil)
			if err != nil {
				t.Fatal(err)
			}
			count[r.Status]++
			switch r.Status {
			case Proved:
				for _, values := range points {
					at, err := fresh.At(values)
					if err != nil {
						continue
					}
					f, err := at.Face(t.Context(), s.Conclusions[i], false)
					if err != nil {
						t.Fatal(err)
					}
					if f != probe.All {
						t.Fatalf("%s\nproved: %s\nbut at %v it is %s", text, m.Conclusions[i].Condition, values, f)
					}
				}
			case Refuted:
				if !p.Within(r.Counterexample.Values) {
					t.Fatalf("%s\nthe counterexample %v is outside of the region", text, r.Counterexample.Values)
				}
				at, err := fresh.At(r.Counterexample.Values)
				if err != nil {
					t.Fatal(err)
				}
				if f, err := at.Face(t.Context(), s.Conclusions[i], false); err != nil || f == probe.All || f != r.Counterexample.Face {
					t.Fatalf("%s\nrefuted: %s\n%s at %v, but it is %s (%v)", text, m.Conclusions[i].Condition, r.Counterexample.Face, r.Counterexample.Values, f, err)
				}
			case Undecided:
				if !(r.Undecided > 0) || r.Because == "" {
					t.Fatalf("undecided without a share or a reason: %+v", r)
				}
			}
		}
	})
	t.Log(count)
}

// grid returns points of the region: draws, and points of which each coordinate is an end, the middle or a quarter of its range.
func grid(t *rapid.T, p *Prover) (out [][]num.Rat) {
	for i := range 12 {
		if v, err := p.space.Draw(7, i); err == nil {
			out = append(out, v)
		}
	}
	for range 24 {
		v := slices.Clone(p.baseline)
		for i := range v {
			v[i] = p.low[i].Add(p.top[i].Sub(p.low[i]).Mul(num.Frac(int64(rapid.IntRange(0, 4).Draw(t, "at")), 4)))
		}
		if p.Within(v) {
			out = append(out, v)
		}
	}
	return out
}
