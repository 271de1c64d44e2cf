package query

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"parley/game"
	_ "parley/internal/fixedseed"
	"parley/num"
	"parley/solve"
)

// shares are what probabilities are drawn from: often 0 or 1, so that members agree in places.
var shares = []num.Rat{num.Zero, num.Zero, num.One, num.One, num.Half, num.Frac(1, 3)}

// drawEquilibrium draws play at the two-action information sets of the visit game, most often like
// that of another equilibrium, with beliefs of any kind where play does not reach.
func drawEquilibrium(t *rapid.T, in *game.Instance, name string, like ...solve.Equilibrium) solve.Equilibrium {
	p := make(game.Profile, len(in.Actions))
	for i := range in.Infosets {
		h := in.Infosets[i]
		if h.Player == game.Chance {
			p[h.First], p[h.First+1] = in.Prob(h.First), in.Prob(h.First+1)
			continue
		}
		if len(like) > 0 && rapid.IntRange(0, 3).Draw(t, fmt.Sprint(name, " differs at ", h.Name)) < 3 {
			copy(p[h.First:h.First+2], like[0].Profile[h.First:h.First+2])
			continue
		}
		x := rapid.SampledFrom(shares).Draw(t, fmt.Sprint(name, " ", h.Name))
		p[h.First], p[h.First+1] = x, num.One.Sub(x)
	}
	b := bayes(in, p)
	reach := in.Reach(p)
	for _, h := range in.Infosets {
		if len(h.Nodes) == 2 && reach[h.Nodes[0]].IsZero() && reach[h.Nodes[1]].IsZero() {
			x := rapid.SampledFrom(shares).Draw(t, fmt.Sprint(name, " belief at ", h.Name))
			b[h.Nodes[0]], b[h.Nodes[1]] = x, num.One.Sub(x)
		}
	}
	return solve.Point(game.Assessment{Profile: p, Beliefs: b})
}

// drawEvent draws an event of the visit game.
func drawEvent(t *rapid.T, name string, depth int) Event {
	atoms := []Event{called, visited, sincere, stalling, backed, Move{"answer", []string{"refuse"}}, Move{"approach", []string{"call", "visit"}}}
	kind := 0
	if depth > 0 {
		kind = rapid.IntRange(0, 3).Draw(t, name+" kind")
	}
	switch kind {
	case 1:
		return NotEvent{drawEvent(t, name+"~", depth-1)}
	case 2:
		return Both{drawEvent(t, name+"a", depth-1), drawEvent(t, name+"b", depth-1)}
	case 3:
		return Either{drawEvent(t, name+"a", depth-1), drawEvent(t, name+"b", depth-1)}
	}
	return rapid.SampledFrom(atoms).Draw(t, name)
}

func drawQuery(t *rapid.T) Query {
	var given, do Event
	if rapid.Bool().Draw(t, "given?") {
		given = drawEvent(t, "given", 1)
	}
	if rapid.Bool().Draw(t, "do?") {
		do = rapid.SampledFrom([]Event{called, visited, Both{visited, Move{"answer", []string{"back"}}}, Move{"approach", []string{"call", "visit"}}, NotEvent{called}, sincere}).Draw(t, "do")
	}
	player := rapid.SampledFrom([]string{"Kim", "Xi"}).Draw(t, "player")
	switch rapid.IntRange(0, 6).Draw(t, "query") {
	case 0:
		return Payoff{Player: player, Given: given, Do: do}
	case 1:
		return Belief{Player: "Xi", Event: drawEvent(t, "event", 2), At: rapid.SampledFrom([]Event{called, visited, sincere}).Draw(t, "at")}
	case 2:
		return Plays{Player: "Xi", Label: "answer", Action: "back", Given: given}
	case 3:
		return Informs{Label: "answer", About: "intent"}
	case 4:
		return Influence{Player: player, Over: "Xi", Through: map[string]string{"Kim": "approach", "Xi": "answer"}[player]}
	case 5:
		return Alignment{A: "Kim", B: "Xi"}
	}
	return Prob{Event: drawEvent(t, "event", 2), Given: given, Do: do}
}

func sameAnswer(a, b Answer) bool {
	value := func(v, w Value) bool {
		return v.Defined == w.Defined && v.Exact == w.Exact && v.Why == w.Why && abs(v.Float-w.Float) < 1e-12 && (!v.Exact || v.Rat.Equal(w.Rat))
	}
	return value(a.Low, b.Low) && value(a.High, b.High) && a.Partly == b.Partly && a.Why == b.Why
}

// Many equilibria at once, with what they share evaluated once, are what each is by itself.
func TestTogetherAsOneByOne(t *testing.T) {
	g := visit(t)
	rapid.Check(t, func(t *rapid.T) {
		in, err := game.NewInstance(g, []num.Rat{rapid.SampledFrom([]num.Rat{num.Frac(2, 5), num.Zero, num.One}).Draw(t, "p")})
		if err != nil {
			t.Fatal(err)
		}
		w := Worlds{"": {In: in}}
		s := w[""]
		for i := range rapid.IntRange(1, 6).Draw(t, "equilibria") {
			s.Equilibria = append(s.Equilibria, drawEquilibrium(t, in, fmt.Sprint("E", i+1), s.Equilibria[:min(i, 1)]...))
		}
		w[""] = s
		e := NewEvaluator(w.games())
		var queries []Query
		var compiled []*Compiled
		for range 12 {
			q := drawQuery(t)
			c, err := e.Query(q)
			if err != nil {
				t.Fatal(err)
			}
			queries, compiled = append(queries, q), append(compiled, c)
		}
		ev := e.At(w)
		for n, c := range compiled {
			q := queries[n]
			for i := range s.Equilibria {
				alone, err := Ask(q, Worlds{"": {In: in, Equilibria: s.Equilibria[i : i+1]}}, 0)
				if err != nil {
					t.Fatal(err)
				}
				if together := ev.Answer(c, i, nil); !sameAnswer(alone, together) {
					t.Errorf("%s in E%d: %+v by itself, %+v among %d", q, i+1, alone, together, len(s.Equilibria))
				}
				est := ev.Estimate(c, i, nil)
				if est.Low.Defined != alone.Low.Defined || abs(est.Low.Float-alone.Low.Float) > 1e-12 || abs(est.High.Float-alone.High.Float) > 1e-12 {
					t.Errorf("%s in E%d: estimate %+v, exactly %+v", q, i+1, est, alone)
				}
			}
		}
	})
}

// The laws of probability, and what do= means.
func TestLawsOfProbability(t *testing.T) {
	g := visit(t)
	rapid.Check(t, func(t *rapid.T) {
		in, err := game.NewInstance(g, []num.Rat{num.Frac(2, 5)})
		if err != nil {
			t.Fatal(err)
		}
		w := Worlds{"": {In: in, Equilibria: []solve.Equilibrium{drawEquilibrium(t, in, "E")}}}
		p := func(event, given, do Event) (num.Rat, bool) {
			a, err := Ask(Prob{Event: event, Given: given, Do: do}, w, 0)
			if err != nil {
				t.Fatal(err)
			}
			return a.Low.Rat, a.Low.Defined
		}
		a, b := drawEvent(t, "a", 2), drawEvent(t, "b", 2)
		var do Event
		if rapid.Bool().Draw(t, "do?") {
			do = rapid.SampledFrom([]Event{called, visited}).Draw(t, "do")
		}
		pa, _ := p(a, nil, do)
		pb, _ := p(b, nil, do)
		not, _ := p(NotEvent{a}, nil, do)
		both, _ := p(Both{a, b}, nil, do)
		either, _ := p(Either{a, b}, nil, do)
		if !pa.Add(not).Equal(num.One) {
			t.Errorf("P(%s) + P(not) = %s", a, pa.Add(not))
		}
		if !pa.Add(pb).Equal(both.Add(either)) {
			t.Errorf("P(a) + P(b) = %s, P(a & b) + P(a | b) = %s", pa.Add(pb), both.Add(either))
		}
		if cond, ok := p(a, b, do); ok != (pb.Sign() > 0) || ok && !cond.Mul(pb).Equal(both) {
			t.Errorf("P(a given b) = %s, %v; P(b) = %s, P(a & b) = %s", cond, ok, pb, both)
		}
		if do != nil {
			if sure, _ := p(do, nil, do); !sure.Equal(num.One) {
				t.Errorf("P(x, do = x) = %s", sure)
			}
			// Forcing Kim's approach tells nothing about what chance drew before.
			if before, _ := p(sincere, nil, do); !before.Equal(num.Frac(2, 5)) {
				t.Errorf("P(sincere, do = %s) = %s", do, before)
			}
		}
	})
}
