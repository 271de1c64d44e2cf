package evidence_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/evidence"
	"parley/expr"
	"parley/game"
	_ "parley/internal/fixedseed"
	"parley/num"
	"parley/solve"
)

// A play is one way through a random game, as whoever enumerates plays sees it: what is hidden, what each observer saw, how likely it is.
type play struct {
	hidden string
	seen   map[string][]string // by observer: "label=action"
	p      num.Rat
}

// A maker builds a random game and, beside it, the list of its plays.
type maker struct {
	t       *rapid.T
	b       game.Builder
	players int
	probs   []num.Rat // by action
	plays   []play
	moves   int // labels used
}

const hiddenLabel = "type"

func (k *maker) names() []string { return []string{"ann", "bob"}[:k.players] }

// chances draws probabilities that sum to 1; some are 0.
func (k *maker) chances(n int) []num.Rat {
	weights := make([]int64, n)
	sum := int64(0)
	for i := range weights {
		weights[i] = int64(rapid.IntRange(0, 3).Draw(k.t, "weight"))
		sum += weights[i]
	}
	if sum == 0 {
		weights[0], sum = 1, 1
	}
	out := make([]num.Rat, n)
	for i, w := range weights {
		out[i] = num.Frac(w, sum)
	}
	return out
}

// grow adds a subtree: a hidden move first, then random moves that random players see, sometimes one that has a label of before.
func (k *maker) grow(depth int, logs []game.LogID, now play) {
	end := depth > 0 && (depth == 4 || rapid.IntRange(0, 4).Draw(k.t, "end") == 0)
	if end {
		zero := k.b.Pool.Const(num.Zero)
		payoffs := make([]expr.ID, k.players)
		for i := range payoffs {
			payoffs[i] = zero
		}
		k.b.Terminal(payoffs)
		k.b.Saw(logs)
		k.plays = append(k.plays, now)
		return
	}
	label, actions, mover := fmt.Sprint("m", rapid.IntRange(1, 3).Draw(k.t, "label")), []string{"l", "r"}, rapid.IntRange(-1, k.players-1).Draw(k.t, "mover")
	if depth == 0 {
		label, mover = hiddenLabel, -1
	}
	if depth == 0 && rapid.Bool().Draw(k.t, "three") {
		actions = append(actions, "c")
	}
	p := k.chances(len(actions))
	spec := game.InfosetSpec{Player: game.PlayerID(mover), Label: label, Name: label, Actions: actions}
	if mover < 0 {
		var ids []expr.ID
		for _, x := range p {
			ids = append(ids, k.b.Pool.Const(x))
		}
		k.b.Chance(spec, ids)
	} else {
		k.moves++
		spec.Key = fmt.Sprint(k.moves)
		k.b.Decision(spec)
	}
	k.probs = append(k.probs, p...)
	k.b.Saw(logs)
	sees := make([]bool, k.players)
	for i := range sees {
		sees[i] = i == mover || depth > 0 && rapid.Bool().Draw(k.t, "sees")
	}
	for i, a := range actions {
		mine := play{hidden: now.hidden, seen: map[string][]string{}, p: now.p.Mul(p[i])}
		next := slices.Clone(logs)
		add := func(who string, at int, yes bool) {
			mine.seen[who] = now.seen[who]
			if yes {
				mine.seen[who] = append(slices.Clone(now.seen[who]), label+"="+a)
				if at >= 0 {
					next[at] = k.b.Logs.After(next[at], label, a, game.PlayerID(mover))
				}
			}
		}
		for j, name := range k.names() {
			add(name, j, sees[j])
		}
		add(evidence.Public, k.players, !slices.Contains(sees, false))
		add(evidence.Everything, -1, depth > 0)
		if depth == 0 {
			mine.hidden = a
		}
		k.grow(depth+1, next, mine)
	}
}

// weight adds up the plays of a type ("" for any) in which the observer's record begins with this.
func weight(plays []play, who, hidden string, begins []string) num.Rat {
	sum := num.Zero
	for _, x := range plays {
		if s := x.seen[who]; (hidden == "" || x.hidden == hidden) && len(s) >= len(begins) && slices.Equal(s[:len(begins)], begins) {
			sum = sum.Add(x.p)
		}
	}
	return sum
}

// stops adds up those that end there.
func stops(plays []play, who, hidden string, record []string) num.Rat {
	sum := num.Zero
	for _, x := range plays {
		if (hidden == "" || x.hidden == hidden) && slices.Equal(x.seen[who], record) {
			sum = sum.Add(x.p)
		}
	}
	return sum
}

func random(t *rapid.T) (*maker, *game.Instance, *solve.Equilibrium) {
	k := &maker{t: t, players: rapid.IntRange(1, 2).Draw(t, "players")}
	k.b = game.Builder{Title: "random", Players: k.names(), Pool: &expr.Pool{}, Logs: &game.Logs{}}
	k.grow(0, make([]game.LogID, k.players+1), play{seen: map[string][]string{}, p: num.One})
	g, err := k.b.Build()
	if err != nil {
		t.Fatal(err)
	}
	in, err := game.NewInstance(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	return k, in, &solve.Equilibrium{Assessment: game.Assessment{Profile: k.probs}, Certificate: solve.Exact}
}

func texts(of []evidence.Move) []string {
	out := []string{}
	for _, m := range of {
		out = append(out, m.Label+"="+m.Action)
	}
	return out
}

func agrees(t *rapid.T, what string, s evidence.Span, part, whole num.Rat) {
	if s.Defined != !whole.IsZero() {
		t.Fatalf("%s: defined is %v, and plays say %s of %s", what, s.Defined, part, whole)
	}
	if s.Defined && !s.Value.Equal(part.Quo(whole)) {
		t.Fatalf("%s: %s, and plays say %s of %s", what, s.Value, part, whole)
	}
}

// Every likelihood, posterior and ratio is what the list of all plays says, for each observer; Bayes' rule in odds holds exactly; and what
// all occasions are expected to tell adds up to what everything tells, which is at most the uncertainty of the prior.
func TestAgreesWithEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, in, e := random(t)
		who := rapid.SampledFrom(append([]string{evidence.Public, evidence.Everything}, k.names()...)).Draw(t, "observer")
		f, err := evidence.New(in.Game, []string{hiddenLabel}, who)
		if err != nil {
			t.Fatal(err)
		}
		at, err := f.Place(nil)
		if err != nil {
			t.Fatal(err)
		}
		r := f.Read(in, e, 1, at)
		expected := 0.0
		for i := range r.Occasions {
			o := &r.Occasions[i]
			before := texts(f.Moves(o.Record))
			agrees(t, "occasion", o.Reach, weight(k.plays, who, "", before), num.One)
			expected += o.Expected.Value
			for j := range o.Next {
				check(t, k, f, who, before, &o.Next[j])
			}
		}
		if math.Abs(expected-r.Told.Value) > 1e-9 || r.Told.Value > r.PriorBits.Value+1e-9 {
			t.Fatalf("occasions tell %g bits, all together %g of %g", expected, r.Told.Value, r.PriorBits.Value)
		}
	})
}

func check(t *rapid.T, k *maker, f *evidence.Frame, who string, before []string, s *evidence.Step) {
	of := func(hidden string) (was, is num.Rat) {
		was = weight(k.plays, who, hidden, before)
		if s.End {
			return was, stops(k.plays, who, hidden, before)
		}
		return was, weight(k.plays, who, hidden, append(slices.Clone(before), s.Move.Label+"="+s.Move.Action))
	}
	allWas, allIs := of("")
	silent := true
	for i := range f.Types {
		was, is := of(f.TypeName(i))
		x := &s.Kinds[i]
		agrees(t, "likelihood", x.Likelihood, is, was)
		agrees(t, "posterior", x.Posterior, is, allIs)
		others := allWas.Sub(was)
		if defined := !was.IsZero() && !others.IsZero() && !allIs.IsZero(); defined != x.Ratio.Defined {
			t.Fatalf("ratio defined: %v", x.Ratio.Defined)
		}
		if !x.Ratio.Defined {
			continue
		}
		// Posterior odds are prior odds times the ratio: is/(allIs-is) = was/others · For/Against.
		q := x.Ratio.Value
		if !is.Mul(others).Mul(q.Against).Equal(allIs.Sub(is).Mul(was).Mul(q.For)) {
			t.Fatalf("Bayes: odds %s:%s become %s:%s by %s:%s", was, others, is, allIs.Sub(is), q.For, q.Against)
		}
		silent = silent && q.CmpOne() == 0
	}
	if !s.Never() && silent != s.Silent() {
		t.Fatalf("silent: %v", s.Silent())
	}
}

// What several observed moves say together is what the list of plays says of plays in which all of them were seen, whatever their order;
// and the ratios of the steps multiply to the ratio of all.
func TestObservedAgreesWithEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, in, e := random(t)
		who := rapid.SampledFrom([]string{evidence.Public, evidence.Everything, "ann"}).Draw(t, "observer")
		f, err := evidence.New(in.Game, []string{hiddenLabel}, who)
		if err != nil {
			t.Fatal(err)
		}
		seen := rapid.SampledFrom(k.plays).Draw(t, "play").seen[who]
		var events []evidence.Event
		var want []string
		for _, m := range seen {
			if rapid.Bool().Draw(t, "named") {
				label, action, _ := strings.Cut(m, "=")
				events, want = append(events, evidence.Event{Label: label, Action: action}), append(want, m)
			}
		}
		if rapid.Bool().Draw(t, "reversed") {
			slices.Reverse(events)
		}
		at, err := f.Place(events)
		if err != nil {
			t.Fatal(err)
		}
		r := f.Read(in, e, 1, at)
		sum := func(hidden string) num.Rat {
			out := num.Zero
			for _, x := range k.plays {
				if (hidden == "" || hidden == x.hidden) && holds(x.seen[who], want) {
					out = out.Add(x.p)
				}
			}
			return out
		}
		agrees(t, "reach", r.Reach, sum(""), num.One)
		for i := range f.Types {
			agrees(t, "posterior", r.Now[i], sum(f.TypeName(i)), sum(""))
			product, prior := num.One, weight(k.plays, who, f.TypeName(i), nil)
			for j := range r.Observed {
				if l := r.Observed[j].Kinds[i].Likelihood; l.Defined {
					product = product.Mul(l.Value)
				} else {
					product = num.Zero
				}
			}
			if got := sum(f.TypeName(i)); !got.Equal(prior.Mul(product)) {
				t.Fatalf("likelihoods multiply to %s, and plays say %s of %s", product, got, prior)
			}
		}
	})
}

// holds tells whether all of the moves are among those seen, each as often.
func holds(seen, moves []string) bool {
	left := slices.Clone(seen)
	for _, m := range moves {
		i := slices.Index(left, m)
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}
