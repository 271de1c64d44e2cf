// Package textbook tests the sequential solver on published games, written in the model language,
// against equilibria worked out by hand.
package textbook

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"parley/game"
	"parley/game/gametest"
	"parley/model"
	"parley/num"
	"parley/solve"
	"parley/solve/nash"
	"parley/solve/sequential"
	"parley/solve/solvetest"
	"parley/verify"
)

// load returns the game of a model, with some params set.
func load(t *testing.T, file string, set map[string]string) *game.Instance {
	t.Helper()
	m, problems := model.Load(os.DirFS("."), file, model.Options{})
	if m == nil {
		t.Fatalf("%s: %v", file, problems)
	}
	values := make([]num.Rat, len(m.Params))
	used := 0
	for i, p := range m.Params {
		values[i] = p.Value
		if x, ok := set[p.Name]; ok {
			values[i] = num.MustParse(x)
			used++
		}
	}
	if used != len(set) {
		t.Fatalf("%s has not all of the params %v", file, set)
	}
	in, err := game.NewInstance(m.Game, values)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func solved(t *testing.T, in *game.Instance) *solve.Result {
	t.Helper()
	res, err := sequential.Solver{}.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !res.Complete {
		t.Errorf("incomplete: %s", res.IncompleteBecause)
	}
	for i := range res.Equilibria {
		e := &res.Equilibria[i]
		for _, a := range e.Members() {
			cert, err := verify.CheckWithin(in, &a, solve.Sequential, e.Radius)
			if err != nil {
				t.Fatal(err)
			}
			if !cert.OK() {
				t.Errorf("a member of equilibrium %d fails: %s", i+1, cert.Failure())
			}
		}
	}
	return res
}

// describe writes an equilibrium as the tables below do: dimension and payoffs, then each information
// set with the actions that may be taken and, where there are several nodes, the beliefs that are
// not always 0; x..y for numbers that differ within a component.
func describe(in *game.Instance, e *solve.Equilibrium) string {
	var b strings.Builder
	fmt.Fprintf(&b, "dimension %d, payoffs", e.Dimension)
	for p := range in.Players {
		fmt.Fprintf(&b, " %s", in.NodeValues(e.Profile)[p])
	}
	b.WriteByte('\n')
	bounds := func(low, high num.Rat) string {
		if low.Equal(high) {
			return low.String()
		}
		return low.String() + ".." + high.String()
	}
	for _, s := range in.Infosets {
		if s.Player == game.Chance {
			continue
		}
		var parts []string
		for k := range s.Num {
			a := s.First + game.ActionID(k)
			if low, high := e.Range(a); !high.IsZero() {
				parts = append(parts, in.Actions[a].Name+" "+bounds(low, high))
			}
		}
		fmt.Fprintf(&b, "%s: %s", s.Name, strings.Join(parts, ", "))
		if len(s.Nodes) > 1 {
			parts = nil
			for _, n := range s.Nodes {
				if low, high := e.BeliefRange(n); !high.IsZero() {
					parts = append(parts, bounds(low, high)+" after "+strings.Join(in.History(n), "-"))
				}
			}
			b.WriteString("; believes " + strings.Join(parts, ", "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// tidy drops the tabs of the tables below and sorts the equilibria.
func tidy(equilibria []string) string {
	var out []string
	for _, e := range equilibria {
		var b strings.Builder
		for line := range strings.Lines(e) {
			if line = strings.TrimSpace(line); line != "" {
				b.WriteString(line + "\n")
			}
		}
		out = append(out, b.String())
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func TestTextbook(t *testing.T) {
	for _, c := range []struct {
		file string
		set  map[string]string
		want []string
	}{
		// Cho and Kreps 1987, section II.2. Both pool on one breakfast; the bully leaves them alone, as he
		// faces the weak with probability 1/10 only. After the other breakfast he duels often enough to
		// keep the type who would like it: 1 + 2·(1-duel) ≤ 2, so duel ≥ 1/2; he does if he believes that
		// the weak have it with 1/2 at least, and he mixes only at 1/2. A type who mixes rules out the other
		// one's mixing, as the duels that make them indifferent have opposite signs, and alone he would
		// betray himself.
		{"beer-quiche.star", nil, []string{`
			dimension 1, payoffs 29/10 9/10
			breakfast | kind=weak: beer 1
			answer | breakfast=beer: leave 1; believes 1/10 after weak-beer, 9/10 after surly-beer
			answer | breakfast=quiche: duel 1/2..1, leave 0..1/2; believes 1/2..1 after weak-quiche, 0..1/2 after surly-quiche
			breakfast | kind=surly: beer 1
		`, `
			dimension 1, payoffs 21/10 9/10
			breakfast | kind=weak: quiche 1
			answer | breakfast=beer: duel 1/2..1, leave 0..1/2; believes 1/2..1 after weak-beer, 0..1/2 after surly-beer
			answer | breakfast=quiche: leave 1; believes 1/10 after weak-quiche, 9/10 after surly-quiche
			breakfast | kind=surly: quiche 1
		`}},

		// The firm pays 1 if it believes "able" with less than 1/4, 2 with more than 3/4, else 3/2; on the
		// border it may mix. Study pays for the able if it raises the wage by 1/4, for the other by 5/4: never.
		// Either the able study and are known by it, or nobody studies and the wage after study, at most
		// 3/2 + 1/4, tempts nobody, that is: at belief 3/4 the wage 2 has at most 1/2. Nor can the able mix:
		// study would reveal them, and 2 is 1/4 above no wage that the others' company leaves (at most 3/2).
		{"spence.star", nil, []string{`
			dimension 0, payoffs 11/8 0
			school | kind=able: study 1
			wage | school=study: 2 1; believes 1 after able-study
			wage | school=leave: 1 1; believes 1 after other-leave
			school | kind=other: leave 1
		`, spencePooling}},

		// If study costs the other 3/4 only, he would rather be taken for able (2 - 3/4 > 1) than known. He
		// studies with 1/3, so that the firm believes "able" with 3/4 after study and mixes 3/2 and 2 evenly:
		// 7/4 - 3/4 = 1. It misses by 1/2 always there, with probability 1/2 + 1/6.
		{"spence.star", map[string]string{"cost_other": "3/4"}, []string{`
			dimension 0, payoffs 5/4 -1/6
			school | kind=able: study 1
			wage | school=study: 3/2 1/2, 2 1/2; believes 3/4 after able-study, 1/4 after other-study
			wage | school=leave: 1 1; believes 1 after other-leave
			school | kind=other: study 1/3, leave 2/3
		`, spencePooling}},

		// Selten 1975, section 3. Three plays L at most with 1/4, lest two go down; so he must believe that
		// one erred with at most 1/3 (2·b ≤ 1-b), and he mixes only at 1/3. With (down, across, L) two would
		// gain by going down.
		{"horse.star", nil, []string{`
			dimension 1, payoffs 1 1 1
			one: across 1
			three: L 0..1/4, R 3/4..1; believes 0..1/3 after down, 2/3..1 after across-down
			two: across 1
		`}},

		// Kreps and Wilson 1982, section 3. In the last market a weak store yields, so the second entrant comes
		// in unless he believes "tough" with more than 1/2. A weak store fights in the first market with y such
		// that a fight leaves him in doubt: 1/5 / (1/5 + 4/5·y) = 1/2, y = 1/4; and he stays out with the 1/2
		// that makes a fight worth its cost: -1 + 2·1/2 = 0. The first entrant meets a fight with 2/5 and
		// still gains 1/2 - 2/5. The second gains 1/2 after a yield (3/5), nothing after a fight.
		{"chain-store.star", nil, []string{`
			dimension 0, payoffs 1/10 3/10 1/5
			entry 1: in 1; believes 1/5 after tough, 4/5 after weak
			reply 1 | kind=tough: fight 1
			entry 2 | entry 1=in, reply 1=fight: in 1/2, out 1/2; believes 1/2 after tough-in-fight, 1/2 after weak-in-fight
			reply 2 | kind=tough, entry 1=in, reply 1=fight: fight 1
			entry 2 | entry 1=in, reply 1=yield: in 1; believes 1 after weak-in-yield
			reply 2 | kind=tough, entry 1=in, reply 1=yield: fight 1
			entry 2 | entry 1=out: in 1; believes 1/5 after tough-out, 4/5 after weak-out
			reply 2 | kind=tough, entry 1=out: fight 1
			reply 1 | kind=weak: fight 1/4, yield 3/4
			reply 2 | kind=weak, entry 1=in, reply 1=fight: yield 1
			reply 2 | kind=weak, entry 1=in, reply 1=yield: yield 1
			reply 2 | kind=weak, entry 1=out: yield 1
		`}},

		// Kuhn 1950. Ann bets a jack with b from 0 to 1/3, a king with 3·b, and calls with a queen with b + 1/3;
		// Bob has one strategy. At b = 0 no bet is expected, and Bob's beliefs about it are free but for a
		// queen, where he mixes: one jack to three kings. After a check he thinks a queen has 1/(2 - 3b) if
		// he holds a jack, a jack (1-b)/(2-4b) if a queen and (1-b)/(2-b) if a king.
		{"kuhn-poker.star", nil, []string{`
			dimension 1, payoffs -1/18 1/18
			open | Ann's card=jack: bet 0..1/3, check 2/3..1; believes 1/2 after jack-queen, 1/2 after jack-king
			answer | Bob's card=queen: call 1/3, fold 2/3; believes 1/4 after jack-queen-bet, 3/4 after king-queen-bet
			raise | Bob's card=queen: check 1; believes 1/2..1 after jack-queen-check, 0..1/2 after king-queen-check
			last | Ann's card=jack: fold 1; believes 1 after jack-king-check-bet
			answer | Bob's card=king: call 1; believes 0..1 after jack-king-bet, 0..1 after queen-king-bet
			raise | Bob's card=king: bet 1; believes 2/5..1/2 after jack-king-check, 1/2..3/5 after queen-king-check
			open | Ann's card=queen: check 1; believes 1/2 after queen-jack, 1/2 after queen-king
			answer | Bob's card=jack: fold 1; believes 0..1 after queen-jack-bet, 0..1 after king-jack-bet
			raise | Bob's card=jack: bet 1/3, check 2/3; believes 1/2..1 after queen-jack-check, 0..1/2 after king-jack-check
			last | Ann's card=queen: call 1/3..2/3, fold 1/3..2/3; believes 1/4 after queen-jack-check-bet, 3/4 after queen-king-check-bet
			open | Ann's card=king: bet 0..1, check 0..1; believes 1/2 after king-jack, 1/2 after king-queen
			last | Ann's card=king: call 1; believes 1 after king-jack-check-bet
		`}},

		// Van Damme 1989. Each of the three equilibria of the battle is one of the whole: 3 > 2 brings her
		// out, 1 and 3/4 keep her at home. He believes what she would play there, off the path too.
		{"outside-option.star", nil, []string{`
			dimension 0, payoffs 3 1
			tonight: out 1
			hers: opera 1
			his: opera 1; believes 1 after out-opera
		`, `
			dimension 0, payoffs 2 2
			tonight: home 1
			hers: fight 1
			his: fight 1; believes 1 after out-fight
		`, `
			dimension 0, payoffs 2 2
			tonight: home 1
			hers: opera 3/4, fight 1/4
			his: opera 1/4, fight 3/4; believes 3/4 after out-opera, 1/4 after out-fight
		`}},

		{"matching-pennies.star", nil, []string{`
			dimension 0, payoffs 0 0
			even: heads 1/2, tails 1/2
			odd: heads 1/2, tails 1/2; believes 1/2 after heads, 1/2 after tails
		`}},

		// Backward induction: who is to move next takes twice as much as he would now leave.
		{"centipede.star", nil, []string{`
			dimension 0, payoffs 4 1
			move 1: take 1
			move 2: take 1
			move 3: take 1
			move 4: take 1
			move 5: take 1
			move 6: take 1
		`}},

		// Avenhaus, von Stengel and Zamir 2002, section 2. Inspected with 1/3 the inspectee gains as much as he
		// loses (2/3 = 2·1/3); with violations at 1/4 inspections cost as much as they save (-2/4 - 3/4 = -5/4).
		// Funds cost 1 and save 24·1/4·1/3 = 2. Funding with less than 1 would need violations at 1/24, at
		// which nobody inspects.
		{"inspection.star", nil, []string{`
			dimension 0, payoffs -5 -5/4 0
			budget: fund 1
			inspector: inspect 1/3, stay 2/3
			inspectee: violate 1/4, comply 3/4; believes 1/3 after fund-inspect, 2/3 after fund-stay
		`}},

		// The owner believes in fair weather with 3/4 whether he expected entry or not; a fight is worth
		// 1/4 - 3/4. Without consistency he might take entry for a sign of foul weather, and deter it.
		{"unknowing.star", nil, []string{`
			dimension 0, payoffs 1 0
			entry: in 1; believes 3/4 after fair, 1/4 after foul
			reply: yield 1; believes 3/4 after fair-in, 1/4 after foul-in
		`}},

		// East shoots if he believes "left" with 2/3, west if he believes "right" with 2/3: never both, as they
		// believe the same. So left is worth 2, right 1, home 0.
		{"common-belief.star", nil, []string{`
			dimension 0, payoffs 2 1 0
			way: left 1
			east: shoot 1; believes 1 after left
			west: hold 1; believes 1 after left-shoot
		`}},
	} {
		name := strings.TrimSuffix(c.file, ".star")
		for k, v := range c.set {
			name += " " + k + "=" + v
		}
		t.Run(name, func(t *testing.T) {
			in := load(t, c.file, c.set)
			res := solved(t, in)
			var got []string
			for i := range res.Equilibria {
				got = append(got, describe(in, &res.Equilibria[i]))
			}
			if got, want := tidy(got), tidy(c.want); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

const spencePooling = `
	dimension 1, payoffs 3/2 -1/4
	school | kind=able: leave 1
	wage | school=study: 1 0..1, 3/2 0..1, 2 0..1/2; believes 0..3/4 after able-study, 1/4..1 after other-study
	wage | school=leave: 3/2 1; believes 1/2 after able-leave, 1/2 after other-leave
	school | kind=other: leave 1
`

// These are Nash equilibria, and the Nash solver lists them; but they are not sequential.
func TestNashOnly(t *testing.T) {
	for _, c := range []struct {
		file    string
		profile map[string]string
	}{
		{"horse.star", map[string]string{"one down": "1", "two across": "1", "three L": "1"}},
		{"unknowing.star", map[string]string{"entry out": "1", "reply fight": "1"}},
		{"common-belief.star", map[string]string{"way home": "1", "east shoot": "1", "west shoot": "1"}},
	} {
		t.Run(strings.TrimSuffix(c.file, ".star"), func(t *testing.T) {
			in := load(t, c.file, nil)
			a := &game.Assessment{Profile: gametest.Profile(in, c.profile)}
			if cert, err := verify.Check(in, a, solve.Nash); err != nil || !cert.OK() {
				t.Errorf("no Nash equilibrium: %v %s", err, cert.Failure())
			}
			if res := solved(t, in); solvetest.Listed(res, a) {
				t.Errorf("listed as sequential:\n%s", solvetest.ShowResult(res))
			}

			form, err := nash.Form(in)
			if err != nil {
				t.Fatal(err)
			}
			res, err := nash.Mixed(context.Background(), form, solve.Options{})
			if err != nil {
				t.Fatal(err)
			}
			mixed := &game.Assessment{Profile: make(game.Profile, len(form.Actions))}
			for p, list := range form.Strategies {
				for j, strategy := range list {
					x := num.One
					for _, act := range strategy {
						x = x.Mul(a.Profile[act])
					}
					mixed.Profile[int(form.Infosets[p].First)+j] = x
				}
			}
			if !solvetest.Listed(res, mixed) {
				t.Errorf("not among the Nash equilibria:\n%s", solvetest.ShowResult(res))
			}
		})
	}
}

// In the game of the two guards the Nash equilibrium passes every test but consistency if one guard
// thinks "left" and the other "right": it is a weak perfect Bayesian equilibrium.
func TestWeakPerfectBayesian(t *testing.T) {
	in := load(t, "common-belief.star", nil)
	a := &game.Assessment{
		Profile: gametest.Profile(in, map[string]string{"way home": "1", "east shoot": "1", "west shoot": "1"}),
		Beliefs: make(game.Beliefs, len(in.Nodes)),
	}
	a.Beliefs[0] = num.One
	for set, action := range map[string]string{"east": "left", "west": "right"} {
		for _, n := range in.Infosets[gametest.Infoset(in.Game, set)].Nodes {
			if h := in.History(n); h[0] == action && (len(h) == 1 || h[1] == "shoot") {
				a.Beliefs[n] = num.One
			}
		}
	}
	cert, err := verify.Check(in, a, solve.Sequential)
	if err != nil {
		t.Fatal(err)
	}
	if !cert.Local.IsZero() || !cert.Bayes.IsZero() || cert.OK() {
		t.Errorf("local gain %v, gap to Bayes' rule %v, passes %v; want 0, 0, false", cert.Local, cert.Bayes, cert.OK())
	}
}

// Nau, Gomez Canovas and Hansen 2004. With a, b, c for top, left, near: one is indifferent if
// b = (2-c)/(3+c), two if a = (3-2c)/(4-c), three if 2ab = 3(1-a)(1-b). Together 2c² + 23c - 9 = 0: c is
// (√601 - 23)/4, no rational number, and the enclosure has to hold it.
func TestIrrational(t *testing.T) {
	in := load(t, "irrational.star", nil)
	res := solved(t, in)
	if len(res.Equilibria) != 1 {
		t.Fatalf("%d equilibria, want 1:\n%s", len(res.Equilibria), solvetest.ShowResult(res))
	}
	e := &res.Equilibria[0]
	if e.Certificate != solve.Interval || e.Radius <= 0 || e.Radius > 1e-6 {
		t.Errorf("certificate %s of radius %v, want an interval below 1e-6", e.Certificate, e.Radius)
	}
	r := num.FromFloat(e.Radius)
	c := e.Profile[gametest.Action(in.Game, "three", "near")]
	f := func(c num.Rat) num.Rat { return num.Int(2).Mul(c).Mul(c).Add(num.Int(23).Mul(c)).Sub(num.Int(9)) }
	if f(c.Sub(r)).Sign() > 0 || f(c.Add(r)).Sign() < 0 {
		t.Errorf("near is %s ± %v: not the root %v", c.Decimal(12), e.Radius, 0.378831)
	}
	// a and b fall as c grows.
	for _, x := range []struct {
		set, action string
		of          func(c num.Rat) num.Rat
	}{
		{"one", "top", func(c num.Rat) num.Rat { return num.Int(3).Sub(c.Add(c)).Quo(num.Int(4).Sub(c)) }},
		{"two", "left", func(c num.Rat) num.Rat { return num.Int(2).Sub(c).Quo(num.Int(3).Add(c)) }},
	} {
		got := e.Profile[gametest.Action(in.Game, x.set, x.action)]
		if low, high := x.of(c.Add(r)).Sub(r), x.of(c.Sub(r)).Add(r); got.Less(low) || high.Less(got) {
			t.Errorf("%s is %s ± %v, want %s", x.action, got.Decimal(12), e.Radius, x.of(c).Decimal(12))
		}
	}
}
