package verify_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/game"
	. "parley/game/gametest"
	"parley/num"
	"parley/solve"
	"parley/verify"
)

// horse is Selten's (1975): A may hand the move to B, C cannot tell which of them left the way.
func horse() *game.Instance {
	c := func(set string, l, r Tree) Tree { return Move(2, set, Do("L", l), Do("R", r)) }
	return Instance(Game(Move(0, "A",
		Do("D", c("C", End(3, 3, 2), End(0, 0, 0))),
		Do("C", Move(1, "B",
			Do("d", c("C", End(4, 4, 0), End(0, 0, 1))),
			Do("c", End(1, 1, 1)))),
	), "A", "B", "C"))
}

// assess returns the assessment that trembles lead to, actions not named having order 1 and weight 1.
// A name of `orders` gives another order; `weights` give the support and other weights.
func assess(in *game.Instance, support map[string]string, orders map[string]int32, weights map[string]string) *game.Assessment {
	p := Profile(in, support)
	t := &game.Trembles{Order: make([]int32, len(p)), Weight: make([]num.Rat, len(p))}
	for a := range p {
		name := in.Infosets[in.Actions[a].Infoset].Name + " " + in.Actions[a].Name
		t.Weight[a] = p[a]
		if p[a].IsZero() {
			t.Order[a], t.Weight[a] = 1, num.One
			if k, ok := orders[name]; ok {
				t.Order[a] = k
			}
			if w, ok := weights[name]; ok {
				t.Weight[a] = num.MustParse(w)
			}
		}
	}
	return &game.Assessment{Profile: p, Beliefs: Limit(in, t), Trembles: t}
}

func check(t *testing.T, in *game.Instance, a *game.Assessment, c solve.Concept) verify.Certificate {
	t.Helper()
	cert, err := verify.Check(in, a, c)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func TestHorse(t *testing.T) {
	in := horse()
	// (C, c, R): C at his move, off the path, believes that A and not B erred with 1/3 at least, so
	// that 2·belief ≤ 1·(1-belief): the weights 1 and 2 give just 1/3.
	good := assess(in, map[string]string{"A C": "1", "B c": "1", "C R": "1"}, nil, map[string]string{"A D": "1", "B d": "2"})
	cert := check(t, in, good, solve.Sequential)
	if !cert.OK() || !cert.Consistent || cert.Local.Sign() != 0 || cert.Bayes.Sign() != 0 {
		t.Errorf("the sequential equilibrium fails: %s (%+v)", cert.Failure(), cert)
	}
	for p, v := range cert.Value {
		if !v.Equal(num.One) || cert.Regret[p].Sign() != 0 {
			t.Errorf("player %d gets %v with regret %v, want 1 and 0", p, v, cert.Regret[p])
		}
	}

	// (D, c, L) is a Nash equilibrium, but B would gain 3 at his information set.
	bad := assess(in, map[string]string{"A D": "1", "B c": "1", "C L": "1"}, nil, nil)
	if cert := check(t, in, bad, solve.Nash); !cert.OK() {
		t.Errorf("the Nash equilibrium fails: %s", cert.Failure())
	}
	cert = check(t, in, bad, solve.Sequential)
	if cert.OK() || !cert.Local.Equal(num.Int(3)) || !cert.Consistent || !strings.Contains(cert.Failure(), `at "B" B gains 3 by another strategy from there on; "d" alone gains 3`) {
		t.Errorf("the Nash equilibrium that is not sequential: local %v, %q", cert.Local, cert.Failure())
	}
}

// Each way to break a good assessment is noticed, in words that name the place.
func TestFailures(t *testing.T) {
	for _, c := range []struct {
		name    string
		concept solve.Concept
		spoil   func(in *game.Instance, a *game.Assessment)
		want    string
	}{
		{"sum", solve.Nash, func(in *game.Instance, a *game.Assessment) { a.Profile[Action(in.Game, "B", "d")] = num.Half }, `the probabilities at "B" sum to 3/2`},
		{"negative", solve.Nash, func(in *game.Instance, a *game.Assessment) {
			a.Profile[Action(in.Game, "B", "d")], a.Profile[Action(in.Game, "B", "c")] = num.Int(-1), num.Int(2)
		}, `at "B" the probability of "d" is -1`},
		{"mixed", solve.Pure, func(in *game.Instance, a *game.Assessment) {
			a.Profile[Action(in.Game, "B", "d")], a.Profile[Action(in.Game, "B", "c")] = num.Half, num.Half
		}, `B mixes at "B"`},
		{"regret", solve.Nash, func(in *game.Instance, a *game.Assessment) {
			a.Profile[Action(in.Game, "C", "L")], a.Profile[Action(in.Game, "C", "R")] = num.One, num.Zero
		}, "A gains 2 by another strategy; B gains 3 by another strategy"},
		{"belief", solve.Sequential, func(in *game.Instance, a *game.Assessment) {
			n := in.Infosets[Infoset(in.Game, "C")].Nodes
			a.Beliefs[n[0]], a.Beliefs[n[1]] = num.Zero, num.One
		}, `at "C" the belief is 0, the trembles give 1/3`},
		{"belief and action", solve.Sequential, func(in *game.Instance, a *game.Assessment) {
			n := in.Infosets[Infoset(in.Game, "C")].Nodes
			a.Beliefs[n[0]], a.Beliefs[n[1]] = num.Half, num.Half
		}, `at "C" C gains 1/2 by another strategy from there on; "L" alone gains 1/2`},
		{"belief sum", solve.Sequential, func(in *game.Instance, a *game.Assessment) {
			a.Beliefs[in.Infosets[Infoset(in.Game, "C")].Nodes[0]] = num.One
		}, `the beliefs at "C" sum to 5/3`},
		{"Bayes", solve.Sequential, func(in *game.Instance, a *game.Assessment) {
			a.Beliefs[in.Infosets[Infoset(in.Game, "B")].Nodes[0]] = num.Zero
		}, `the beliefs at "B" sum to 0`},
		{"no witness", solve.Sequential, func(in *game.Instance, a *game.Assessment) { a.Trembles = nil }, "there is no witness"},
		{"order 0", solve.Sequential, func(in *game.Instance, a *game.Assessment) { a.Trembles.Order[Action(in.Game, "B", "d")] = 0 }, `the tremble to "d" at "B" has order 0`},
		{"order of support", solve.Sequential, func(in *game.Instance, a *game.Assessment) { a.Trembles.Order[Action(in.Game, "B", "c")] = 1 }, `the tremble to "c" at "B" has order 1`},
		{"weight 0", solve.Sequential, func(in *game.Instance, a *game.Assessment) {
			a.Trembles.Weight[Action(in.Game, "B", "d")] = num.Zero
		}, `the tremble to "d" at "B" has weight 0`},
		{"weight of support", solve.Sequential, func(in *game.Instance, a *game.Assessment) {
			a.Trembles.Weight[Action(in.Game, "B", "c")] = num.Half
		}, `the tremble to "c" at "B" has weight 1/2: it should be its probability 1`},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := horse()
			a := assess(in, map[string]string{"A C": "1", "B c": "1", "C R": "1"}, nil, map[string]string{"A D": "1", "B d": "2"})
			c.spoil(in, a)
			if cert := check(t, in, a, c.concept); cert.OK() || !strings.Contains(cert.Failure(), c.want) {
				t.Errorf("got %q, want %q", cert.Failure(), c.want)
			}
		})
	}
}

// A chance move that has probability 0 keeps its place in the profile, and trembles as well.
func TestChance(t *testing.T) {
	in := Instance(Game(Nature("weather",
		With("0", "rain", Move(0, "go", Do("in", End(0)), Do("out", End(1)))),
		With("1", "sun", Move(0, "go", Do("in", End(2)), Do("out", End(0)))),
	), "A"))
	a := assess(in, map[string]string{"go in": "1"}, nil, nil)
	if cert := check(t, in, a, solve.Sequential); !cert.OK() {
		t.Error(cert.Failure())
	}
	a.Trembles.Order[Action(in.Game, "weather", "rain")] = 0
	if cert := check(t, in, a, solve.Sequential); cert.OK() {
		t.Error("the order 0 of an event of probability 0 passes")
	}
	a.Profile[Action(in.Game, "weather", "rain")], a.Profile[Action(in.Game, "weather", "sun")] = num.One, num.Zero
	if cert := check(t, in, a, solve.Nash); !strings.Contains(cert.Failure(), "the game says 1") {
		t.Errorf("another weather: %q", cert.Failure())
	}
}

// One-shot deviations that gain nothing do not make an equilibrium if beliefs are free: the player
// would gain by changing both of his moves. Such beliefs are not consistent, and the check of whole
// continuations finds the gain as well.
func TestTwoMoves(t *testing.T) {
	in := Instance(Game(Move(1, "b",
		Do("l", Move(0, "first", Do("stop", End(1, 1)), Do("go", Move(0, "second", Do("x", End(0, 1)), Do("y", End(3, 1)))))),
		Do("r", Move(0, "first", Do("stop", End(1, 1)), Do("go", Move(0, "second", Do("x", End(2, 1)), Do("y", End(0, 1)))))),
	), "A", "B"))
	a := assess(in, map[string]string{"b l": "1", "first stop": "1", "second x": "1"}, nil, nil)
	nodes := in.Infosets[Infoset(in.Game, "second")].Nodes
	a.Beliefs[nodes[0]], a.Beliefs[nodes[1]] = num.Zero, num.One // as if B had played r
	cert := check(t, in, a, solve.Sequential)
	for _, want := range []string{"A gains 2 by another strategy", `at "first" A gains 2 by another strategy from there on`, `at "second" the belief is 0, the trembles give 1`} {
		if !strings.Contains(cert.Failure(), want) {
			t.Errorf("%q does not say %q", cert.Failure(), want)
		}
	}
	if strings.Contains(cert.Failure(), "alone") {
		t.Errorf("%q: no single action gains", cert.Failure())
	}
}

// In the subgame after "in" the entrant's threat is empty (Selten 1978): a Nash equilibrium that is not
// subgame perfect.
func TestSubgamePerfect(t *testing.T) {
	in := Instance(Game(Move(0, "entry", Do("out", End(0, 2)), Do("in", Move(1, "reply", Do("fight", End(-1, -1)), Do("yield", End(1, 1))))), "entrant", "incumbent"))
	a := &game.Assessment{Profile: Profile(in, map[string]string{"entry out": "1", "reply fight": "1"})}
	if cert := check(t, in, a, solve.Pure); !cert.OK() {
		t.Error(cert.Failure())
	}
	if cert := check(t, in, a, solve.SPE); !cert.Local.Equal(num.Int(2)) || cert.Failure() != `in the subgame at "reply" incumbent gains 2 by another strategy` {
		t.Errorf("local %v, %q", cert.Local, cert.Failure())
	}
	a.Profile = Profile(in, map[string]string{"entry in": "1", "reply yield": "1"})
	if cert := check(t, in, a, solve.SPE); !cert.OK() {
		t.Error(cert.Failure())
	}
}

// Numbers near those of matching pennies with a prize of 1/3 pass within their radius and not exactly.
func TestWithin(t *testing.T) {
	in := Instance(Game(Move(0, "A", Do("h", Move(1, "B", Do("h", End(2, 0)), Do("t", End(0, 1)))), Do("t", Move(1, "B", Do("h", End(0, 1)), Do("t", End(1, 0))))), "A", "B"))
	a := assess(in, map[string]string{"A h": "0.50001", "A t": "0.49999", "B h": "0.33333", "B t": "0.66667"}, nil, nil)
	if cert := check(t, in, a, solve.Sequential); cert.OK() {
		t.Error("numbers that are not exact pass the exact check")
	}
	for radius, want := range map[float64]bool{0: false, 1e-9: false, 1e-5: true, 1e-4: true} {
		cert, err := verify.CheckWithin(in, a, solve.Sequential, radius)
		if err != nil || cert.OK() != want {
			t.Errorf("radius %v: %v, %q; want %v", radius, err, cert.Failure(), want)
		}
	}
	if _, err := verify.CheckWithin(in, a, solve.Sequential, -1); err == nil {
		t.Error("a negative radius passes")
	}
}

func TestErrors(t *testing.T) {
	in := horse()
	good := assess(in, map[string]string{"A C": "1", "B c": "1", "C R": "1"}, nil, nil)
	forgetful := Instance(Game(Move(0, "x", Do("l", Move(0, "y", Do("l", End(1)), Do("r", End(0)))), Do("r", Move(0, "y", Do("l", End(1)), Do("r", End(0))))), "A"))
	for name, run := range map[string]func() error{
		"short profile": func() error {
			_, err := verify.Check(in, &game.Assessment{Profile: good.Profile[1:]}, solve.Nash)
			return err
		},
		"no beliefs": func() error {
			_, err := verify.Check(in, &game.Assessment{Profile: good.Profile}, solve.Sequential)
			return err
		},
		"short trembles": func() error {
			_, err := verify.Check(in, &game.Assessment{Profile: good.Profile, Beliefs: good.Beliefs, Trembles: &game.Trembles{}}, solve.Sequential)
			return err
		},
		"concept": func() error { _, err := verify.Check(in, good, "magic"); return err },
		"imperfect recall": func() error {
			_, err := verify.Check(forgetful, &game.Assessment{}, solve.Nash)
			if !errors.Is(err, game.ErrImperfectRecall) {
				t.Errorf("%v is not ErrImperfectRecall", err)
			}
			return err
		},
	} {
		if run() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Regret and local gains agree with trying every pure strategy, on random games at random
// assessments; and the limit of random trembles passes as consistent, another belief does not.
func TestAgreesWithEveryPureStrategy(t *testing.T) {
	local := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 0))
		in := Instance(Random(r, Config{MaxInfosets: 6, ZeroChance: seed%3 == 0}))
		a := Assessment(r, in)
		cert := check(t, in, a, solve.Sequential)

		for p := range in.Players {
			best, own := tryAll(in, a.Profile, game.PlayerID(p), []game.NodeID{0}, []num.Rat{num.One})
			if !cert.Value[p].Equal(own) || !cert.Regret[p].Equal(best.Sub(own)) {
				t.Fatalf("seed %d: player %d gets %v with regret %v; want %v and %v\n%s", seed, p, cert.Value[p], cert.Regret[p], own, best.Sub(own), Describe(in))
			}
		}
		want := num.Zero
		for _, s := range in.Infosets {
			if s.Player == game.Chance {
				continue
			}
			var weights []num.Rat
			for _, n := range s.Nodes {
				weights = append(weights, a.Beliefs[n])
			}
			best, own := tryAll(in, a.Profile, s.Player, s.Nodes, weights)
			want = num.Max(want, best.Sub(own))
		}
		if !cert.Local.Equal(want) {
			t.Fatalf("seed %d: local gain %v, want %v\n%s", seed, cert.Local, want, Describe(in))
		}
		if want.Sign() > 0 {
			local++
		}
		if !cert.Consistent || cert.Bayes.Sign() != 0 {
			t.Fatalf("seed %d: the limit of trembles is not consistent: %s\n%s", seed, cert.Failure(), Describe(in))
		}
		for _, s := range in.Infosets {
			if s.Player == game.Chance || len(s.Nodes) < 2 {
				continue
			}
			n := s.Nodes[r.IntN(len(s.Nodes))]
			old := append(game.Beliefs(nil), a.Beliefs...)
			for _, m := range s.Nodes {
				a.Beliefs[m] = a.Beliefs[m].Mul(num.Half)
			}
			a.Beliefs[n] = a.Beliefs[n].Add(num.Half)
			if !a.Beliefs[n].Equal(old[n]) && check(t, in, a, solve.Sequential).Consistent {
				t.Fatalf("seed %d: another belief passes as consistent", seed)
			}
			a.Beliefs = old
		}
	}
	if local < 50 {
		t.Errorf("only %d of the assessments had a gain to find", local)
	}
}

// tryAll returns what player p expects from the given nodes on, with these weights: the most over all
// his pure strategies, and under the profile.
func tryAll(in *game.Instance, profile game.Profile, p game.PlayerID, from []game.NodeID, weights []num.Rat) (best, own num.Rat) {
	expected := func(q game.Profile) num.Rat {
		sum := num.Zero
		for i, root := range from {
			for n := root; n < in.Nodes[root].End; n++ {
				if !in.Terminal(n) {
					continue
				}
				prob := weights[i]
				for m := n; m != root; m = in.Nodes[m].Parent {
					prob = prob.Mul(q[in.Nodes[m].Via])
				}
				sum = sum.Add(prob.Mul(in.PayoffAt(n, p)))
			}
		}
		return sum
	}
	own = expected(profile)
	q := append(game.Profile(nil), profile...)
	first := true
	var choose func(h int)
	choose = func(h int) {
		if h == len(in.Infosets) {
			if v := expected(q); first || best.Less(v) {
				best, first = v, false
			}
			return
		}
		if in.Infosets[h].Player != p {
			choose(h + 1)
			return
		}
		acts := in.ActionsAt(game.InfosetID(h))
		for _, a := range acts {
			for _, b := range acts {
				q[b] = num.Zero
			}
			q[a] = num.One
			choose(h + 1)
		}
	}
	choose(0)
	return best, own
}

func BenchmarkCheck(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	in := Instance(Random(r, Config{MinInfosets: 40, MaxInfosets: 80, MaxNodes: 400}))
	a := Assessment(r, in)
	k, err := verify.New(in.Game)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(in.Nodes)), "nodes")
	for b.Loop() {
		if _, err := k.Check(in, a, solve.Sequential); err != nil {
			b.Fatal(err)
		}
	}
}

// Payoffs made to fit an assessment make it a sequential equilibrium.
func TestPlanted(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		in := Instance(Random(r, Config{MaxInfosets: 7, ZeroChance: seed%3 == 0}))
		a := Assessment(r, in)
		in = Instance(Plant(r, in, a))
		if cert := check(t, in, a, solve.Sequential); !cert.OK() {
			t.Fatalf("seed %d: %s\n%s", seed, cert.Failure(), Describe(in))
		}
	}
}
