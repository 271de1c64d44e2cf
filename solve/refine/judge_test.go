package refine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"parley/game"
	. "parley/game/gametest"
	"parley/model"
	"parley/num"
	"parley/solve"
	"parley/solve/nash"
	"parley/solve/refine"
	"parley/solve/sequential"
	"parley/solve/solvetest"
	"parley/solve/spe"
)

func textbook(t *testing.T, file string) *game.Instance {
	t.Helper()
	m, diags := model.Load(os.DirFS("../../textbook"), file, model.Options{})
	if m == nil {
		t.Fatal(diags)
	}
	in, err := game.NewInstance(m.Game, m.Baseline())
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func judge(t *testing.T, s solve.Solver, in *game.Instance, names ...string) (*solve.Result, [][]refine.Judgement) {
	t.Helper()
	res, err := s.Solve(context.Background(), in, solve.Options{Limits: solve.Limits{Supports: 20_000}})
	if err != nil {
		t.Fatal(err)
	}
	if names == nil {
		names = refine.Names()
	}
	out, err := refine.Judge(context.Background(), in, res, names)
	if err != nil {
		t.Fatal(err)
	}
	return res, out
}

// show writes play and judgements of each equilibrium.
func show(in *game.Instance, res *solve.Result, list [][]refine.Judgement) string {
	if res.In != nil {
		in = res.In
	}
	var b strings.Builder
	for i := range res.Equilibria {
		fmt.Fprintf(&b, "E%d, dimension %d:", i+1, res.Equilibria[i].Dimension)
		for a := range in.Actions {
			if low, high := res.Equilibria[i].Range(game.ActionID(a)); high.Sign() > 0 && in.Infosets[in.Actions[a].Infoset].Player != game.Chance {
				fmt.Fprintf(&b, " [%s] %s %s..%s", in.Infosets[in.Actions[a].Infoset].Name, in.Actions[a].Name, low, high)
			}
		}
		for _, x := range list[i] {
			fmt.Fprintf(&b, "\n   %s: %s %s (member %v)", x.Property.Name, x.Verdict, x.Reason, x.Member)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// simultaneous is a game of two players who choose at once.
func simultaneous(rows, cols string, cells ...[2]int64) *game.Instance {
	r, c := strings.Fields(rows), strings.Fields(cols)
	first := []Branch{}
	for i, row := range r {
		second := []Branch{}
		for j, col := range c {
			x := cells[i*len(c)+j]
			second = append(second, Do(col, End(x[0], x[1])))
		}
		first = append(first, Do(row, Move(1, "column", second...)))
	}
	return Instance(Game(Move(0, "row", first...), "Row", "Column"))
}

// Verdicts that the literature has, or that follow by hand. Each equilibrium is named by something that it
// alone plays for sure, "information set: action"; what is not said of it is not looked at.
func TestKnownVerdicts(t *testing.T) {
	// Row's bottom and Column's right are weakly dominated, and an equilibrium.
	dominated := simultaneous("top bottom", "left right", [2]int64{1, 1}, [2]int64{0, 0}, [2]int64{0, 0}, [2]int64{0, 0})
	stag := simultaneous("stag hare", "stag hare", [2]int64{4, 4}, [2]int64{0, 3}, [2]int64{3, 0}, [2]int64{3, 3})
	// After "ask" the receiver says yes to A and no to B. With p on yes A gains 3p-1 and B 2p-1: wherever B
	// does not lose, from 1/2 on, A gains. Both gain by yes, so that the intuitive criterion rules out nobody.
	asks := func(kind string, yes, no, right, wrong int64) Tree {
		return Move(0, kind, Do("keep", End(0, 0)), Do("ask", Move(1, "answer", Do("yes", End(yes, right)), Do("no", End(no, wrong)))))
	}
	d1 := Instance(Game(Nature("kind", With("1/2", "a", asks("kind a", 2, -1, 1, 0)), With("1/2", "b", asks("kind b", 1, -1, 0, 1))), "sender", "receiver"))
	horse := textbook(t, "horse.star")

	type says map[string]refine.Verdict
	for _, c := range []struct {
		name   string
		in     *game.Instance
		solver solve.Solver
		plays  string
		says   says
		reason string // in the reason of a failure
	}{
		{"beer", textbook(t, "beer-quiche.star"), sequential.Solver{}, "breakfast | kind=weak: beer", says{"intuitive": refine.Passes, "d1": refine.Passes, "payoff-dominant": refine.Passes, "qre-limit": refine.Passes}, ""},
		{"quiche", textbook(t, "beer-quiche.star"), sequential.Solver{}, "breakfast | kind=weak: quiche", says{"intuitive": refine.Fails, "d1": refine.Fails, "qre-limit": refine.Fails}, `"breakfast | kind=surly" would gain`},
		{"Spence, separating", textbook(t, "spence.star"), sequential.Solver{}, "school | kind=able: study", says{"intuitive": refine.Passes, "d1": refine.Passes}, ""},
		{"Spence, pooling", textbook(t, "spence.star"), sequential.Solver{}, "school | kind=able: leave", says{"intuitive": refine.Fails, "d1": refine.Fails}, `"study"`},
		{"D1 alone", d1, sequential.Solver{}, "kind a: keep", says{"intuitive": refine.Passes, "d1": refine.Fails}, `is not believed to come from "kind b" ("kind a" gains wherever he does not lose); then sender at "kind a" would gain at least 2`},
		{"Selten's horse, sequential", horse, sequential.Solver{}, "one: across", says{"perfect": refine.Passes, "undominated": refine.Passes, "intuitive": refine.Inapplicable}, ""},
		{"Selten's horse, Nash only", horse, nash.Solver{}, "one: down", says{"perfect": refine.Fails, "undominated": refine.Passes, "d1": refine.Inapplicable}, `two plays "across", and "down" is better`},
		{"dominated", dominated, nash.Solver{}, "row: bottom", says{"perfect": refine.Fails, "undominated": refine.Fails, "payoff-dominant": refine.Fails}, `Row plays "bottom", and "top" is never worse and up to 1 better`},
		{"not dominated", dominated, nash.Solver{}, "row: top", says{"perfect": refine.Passes, "undominated": refine.Passes, "payoff-dominant": refine.Passes}, ""},
		{"stag", stag, sequential.Solver{}, "row: stag", says{"payoff-dominant": refine.Passes, "risk-dominant": refine.Fails, "qre-limit": refine.Fails, "perfect": refine.Passes}, "deviating would cost 3 × 3 there, 1 × 1 here"},
		{"hare", stag, sequential.Solver{}, "row: hare", says{"payoff-dominant": refine.Fails, "risk-dominant": refine.Passes, "qre-limit": refine.Passes, "perfect": refine.Passes}, "Row 4 instead of 3"},
		{"inspection, no funds", textbook(t, "inspection.star"), nash.Solver{}, "budget: save", says{"perfect": refine.Fails, "undominated": refine.Passes}, `inspector plays "stay", and "inspect" is better`},
		{"two guards", textbook(t, "common-belief.star"), nash.Solver{}, "way: left", says{"perfect": refine.Passes}, ""},
		{"Kuhn poker", textbook(t, "kuhn-poker.star"), sequential.Solver{}, "last | Ann's card=jack: fold", says{"perfect": refine.Passes, "undominated": refine.Passes, "payoff-dominant": refine.Passes}, ""},
		{"chain store", textbook(t, "chain-store.star"), sequential.Solver{}, "entry 1: in", says{"perfect": refine.Passes, "intuitive": refine.Passes}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, list := judge(t, c.solver, c.in)
			found, told := 0, c.reason == ""
			for i := range res.Equilibria {
				if !playsForSure(c.in, res, i, c.plays) {
					continue
				}
				found++
				for _, x := range list[i] {
					if want, ok := c.says[x.Property.Name]; ok && x.Verdict != want {
						t.Errorf("%s: %s (%s), want %s", x.Property.Name, x.Verdict, x.Reason, want)
					}
					told = told || x.Verdict == refine.Fails && strings.Contains(x.Reason, c.reason)
					if x.Verdict != refine.Passes && x.Reason == "" {
						t.Errorf("%s: %s without a reason", x.Property.Name, x.Verdict)
					}
				}
			}
			if found != 1 || !told {
				t.Errorf("%d equilibria play that; the reason is told: %v\n%s", found, told, show(c.in, res, list))
			}
		})
	}
}

// playsForSure tells whether all members of equilibrium i play "information set: action"; in a strategic
// form the strategies of that action's player hold it.
func playsForSure(in *game.Instance, res *solve.Result, i int, plays string) bool {
	set, action, ok := strings.Cut(plays, ": ")
	if !ok {
		return true
	}
	e := &res.Equilibria[i]
	if res.In == nil || res.In.Game == in.Game {
		low, _ := e.Range(Action(in.Game, set, action))
		return low.Equal(num.One)
	}
	for a := range res.In.Actions {
		owner := res.In.Infosets[res.In.Actions[a].Infoset].Player
		if low, _ := e.Range(game.ActionID(a)); owner == in.Infosets[Infoset(in.Game, set)].Player && low.Sign() > 0 && strings.Contains(res.In.Actions[a].Name, action) {
			return true
		}
	}
	return false
}

// Selten's agents fear their own later mistakes: only ending at once is perfect, though "go" and then "good"
// is worth as much and weakly dominated by nothing.
func TestOwnMistakes(t *testing.T) {
	in := Instance(Game(Move(0, "now", Do("end", End(1, 0)), Do("go", Move(0, "then", Do("good", End(1, 0)), Do("bad", End(0, 0))))), "A", "B"))
	for action, want := range map[string]refine.Verdict{"now end": refine.Passes, "now go": refine.Fails} {
		a := &game.Assessment{Profile: Profile(in, map[string]string{action: "1", "then good": "1"})}
		if x := refine.PerfectByTrembles(in, a); x.Verdict != want {
			t.Errorf("%s: %s %s", action, x.Verdict, x.Reason)
		}
	}
}

// In two-player games an equilibrium is perfect exactly if it uses no weakly dominated strategy (van Damme
// 1991). The search for trembles and the tests against them, which do not use that, must agree with it.
func TestPerfectAgainstUndominated(t *testing.T) {
	counts := map[refine.Verdict]int{}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 11))
		n, m := 2+r.IntN(3), 2+r.IntN(3)
		var cells [][2]int64
		for range n * m {
			cells = append(cells, [2]int64{r.Int64N(3), r.Int64N(3)})
		}
		in := simultaneous(strings.Join(strings.Split("tuvw"[:n], ""), " "), strings.Join(strings.Split("abcd"[:m], ""), " "), cells...)
		res, list := judge(t, nash.Solver{}, in, "undominated", "perfect")
		for i := range res.Equilibria {
			e := &res.Equilibria[i]
			if e.Dimension > 0 {
				continue
			}
			if list[i][0].Verdict != list[i][1].Verdict {
				t.Fatalf("perfect %s, undominated %s", list[i][0].Verdict, list[i][1].Verdict)
			}
			x := refine.PerfectByTrembles(res.In, &e.Assessment)
			counts[x.Verdict]++
			if x.Verdict != refine.Undecided && x.Verdict != list[i][1].Verdict {
				t.Errorf("seed %d: by trembles %s (%s), by dominance %s (%s)\n%s", seed, x.Verdict, x.Reason, list[i][1].Verdict, list[i][1].Reason, show(in, res, list))
			}
		}
	}
	t.Log(counts)
	if counts[refine.Passes] < 100 || counts[refine.Fails] < 20 || counts[refine.Undecided] > (counts[refine.Passes]+counts[refine.Fails])/10 {
		t.Errorf("too few decided: %v", counts)
	}
}

// Perfect equilibria are sequential (Kreps and Wilson 1982, section 7): of the subgame-perfect ones of a
// tree, those that pass are in the list of sequential equilibria. And where a sequential equilibrium is
// strict it passes.
func TestPerfectIsSequential(t *testing.T) {
	passes, fails, open := 0, 0, 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 12))
		in := Instance(Random(r, Config{MaxInfosets: 5, Span: 6}))
		all, err := sequential.Solver{}.Solve(context.Background(), in, solve.Options{Limits: solve.Limits{Supports: 20_000}})
		if err != nil {
			t.Fatal(err)
		}
		res, list := judge(t, spe.Solver{}, in, "perfect")
		if !all.Complete || res.In != nil && res.In.Game != in.Game {
			continue
		}
		for i := range res.Equilibria {
			switch list[i][0].Verdict {
			case refine.Passes:
				passes++
				a := res.Equilibria[i].Assessment
				a.Beliefs = nil
				if !solvetest.Listed(all, &a) {
					t.Errorf("seed %d: E%d passes and is not sequential\n%s%s\n%s", seed, i+1, Describe(in), show(in, res, list), solvetest.ShowResult(all))
				}
			case refine.Fails:
				fails++
			default:
				open++
			}
		}
	}
	t.Logf("%d pass, %d fail, %d open", passes, fails, open)
	if passes < 100 || fails < 10 {
		t.Errorf("%d pass, %d fail, %d open: the games are too tame", passes, fails, open)
	}
}

// What passes D1 passes the intuitive criterion, as D1 rules out at least as much. It tells more than it.
func TestD1AgainstIntuitive(t *testing.T) {
	both, d1Only, none := 0, 0, 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 13))
		in := Instance(Signalling(r, 2+r.IntN(2), 2, 2+r.IntN(2), []int64{3, 20}[r.IntN(2)]))
		res, list := judge(t, sequential.Solver{}, in, "intuitive", "d1")
		for i := range res.Equilibria {
			if res.Equilibria[i].Certificate != solve.Exact {
				continue
			}
			switch ic, d1 := list[i][0].Verdict, list[i][1].Verdict; {
			case ic == refine.Fails && d1 == refine.Fails:
				both++
			case ic == refine.Fails:
				t.Errorf("seed %d: E%d fails the intuitive criterion and %s D1\n%s%s", seed, i+1, d1, Describe(in), show(in, res, list))
			case d1 == refine.Fails:
				d1Only++
			default:
				none++
			}
		}
	}
	t.Logf("fail both %d, D1 only %d, neither %d", both, d1Only, none)
	if both < 20 || d1Only < 5 || none < 100 {
		t.Errorf("fail both %d, D1 only %d, neither %d: the games are too tame", both, d1Only, none)
	}
}

// D1 against its definition on a grid: with two types and two replies best replies and gains can be looked
// at point by point.
func TestD1OnAGrid(t *testing.T) {
	const n = 240
	fails := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 14))
		in := Instance(Signalling(r, 2, 2, 2, 9))
		res, list := judge(t, sequential.Solver{}, in, "d1")
		for i := range res.Equilibria {
			e := &res.Equilibria[i]
			if e.Certificate != solve.Exact {
				continue
			}
			want := true
			for m := range 2 {
				want = want && d1OnGrid(in, e, m, n)
			}
			if got := list[i][0].Verdict == refine.Passes; got != want {
				t.Errorf("seed %d: E%d passes %v, on a grid %v\n%s%s", seed, i+1, got, want, Describe(in), show(in, res, list))
			}
			if !want {
				fails++
			}
		}
	}
	if fails < 20 {
		t.Errorf("only %d fail", fails)
	}
}

// d1OnGrid judges message m of a signalling game of two types and two replies: for each belief b/n in type 1
// and each mixed reply k/n the receiver's and the sender's gains are computed in floating point.
func d1OnGrid(in *game.Instance, e *solve.Equilibrium, m, n int) bool {
	types := []game.InfosetID{Infoset(in.Game, "type 0"), Infoset(in.Game, "type 1")}
	var now [2]float64
	var gain, worth [2][2]float64 // type, reply
	values := in.NodeValues(e.Profile)
	for t, h := range types {
		if !e.Profile[int(in.Infosets[h].First)+m].IsZero() {
			return true
		}
		node := in.Infosets[h].Nodes[0]
		now[t] = values[int(node)*2].Float()
		answer := in.Child(node, m)
		for a := range 2 {
			end := in.Child(answer, a)
			gain[t][a] = in.PayoffAt(end, 0).Float() - now[t]
			worth[t][a] = in.PayoffAt(end, 1).Float()
		}
	}
	const tiny = 1e-9
	best := func(b, k int) bool { // is the mixture k/n on reply 1 best at belief b/n in type 1?
		x := float64(b) / float64(n)
		diff := (1-x)*(worth[0][1]-worth[0][0]) + x*(worth[1][1]-worth[1][0])
		return diff > tiny && k == n || diff < -tiny && k == 0 || diff >= -tiny && diff <= tiny
	}
	// The belief at which the receiver is indifferent need not lie on the grid.
	crosses := (worth[0][1]-worth[0][0])*(worth[1][1]-worth[1][0]) <= 0
	reply := func(k int, beliefs []int) bool {
		if crosses && len(beliefs) == 2 {
			return true
		}
		for _, b := range beliefs {
			if best(b*n, k) {
				return true
			}
		}
		return false
	}
	at := func(t, k int) float64 { x := float64(k) / float64(n); return (1-x)*gain[t][0] + x*gain[t][1] }
	left := []int{}
	for t := range 2 {
		o := 1 - t
		inside, gains := true, false
		for k := range n + 1 {
			if !reply(k, []int{0, 1}) {
				continue
			}
			inside = inside && (at(t, k) < -tiny || at(o, k) > tiny)
			gains = gains || at(o, k) > tiny
		}
		if !(inside && gains) {
			left = append(left, t)
		}
	}
	for k := range n + 1 {
		if reply(k, left) && at(0, k) <= tiny && at(1, k) <= tiny {
			return true
		}
	}
	return false
}

// Names and order change no verdict about whole sets.
func TestJudgementsOfRelabelledGames(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 15))
		in := Instance(Signalling(r, 2, 2, 2, 5))
		if seed%2 == 1 {
			in = Instance(Random(r, Config{MaxInfosets: 4}))
		}
		names := []string{"intuitive", "d1", "undominated", "payoff-dominant", "risk-dominant"}
		count := func(in *game.Instance) []string {
			res, list := judge(t, sequential.Solver{}, in, names...)
			var out []string
			for i := range res.Equilibria {
				text := fmt.Sprint(res.Equilibria[i].Dimension)
				for _, x := range list[i] {
					if x.Member { // which member is shown depends on the order
						x.Verdict = "open"
					}
					text += " " + string(x.Verdict)
				}
				out = append(out, text)
			}
			slices.Sort(out)
			return out
		}
		if before, after := count(in), count(Instance(Relabel(r, in).Game)); !slices.Equal(before, after) {
			t.Errorf("seed %d: %v, relabelled %v\n%s", seed, before, after, Describe(in))
		}
	}
}

// Weak dominance against brute force: whatever pure strategy weakly dominates another is found.
func TestUndominatedAgainstBruteForce(t *testing.T) {
	found := 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 16))
		var cells [][2]int64
		for range 9 {
			cells = append(cells, [2]int64{r.Int64N(3), r.Int64N(3)})
		}
		in := simultaneous("t u v", "a b c", cells...)
		res, list := judge(t, nash.Solver{}, in, "undominated")
		for i := range res.Equilibria {
			e := &res.Equilibria[i]
			if e.Dimension > 0 {
				continue
			}
			for k := range 3 {
				for o := range 3 {
					never, better := true, false
					for c := range 3 {
						never = never && cells[o*3+c][0] >= cells[k*3+c][0]
						better = better || cells[o*3+c][0] > cells[k*3+c][0]
					}
					if never && better && e.Profile[k].Sign() > 0 {
						found++
						if list[i][0].Verdict != refine.Fails {
							t.Errorf("seed %d: row %d dominates row %d, played\n%s", seed, o, k, show(in, res, list))
						}
					}
				}
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d", found)
	}
}

func TestJudgeRefusesUnknownNames(t *testing.T) {
	in := simultaneous("t", "a", [2]int64{0, 0})
	if _, err := refine.Judge(context.Background(), in, &solve.Result{}, []string{"divine"}); err == nil || !strings.Contains(err.Error(), "intuitive") {
		t.Errorf("%v", err)
	}
}

// Without time nothing is decided.
func TestJudgeInterrupted(t *testing.T) {
	in := textbook(t, "beer-quiche.star")
	res, err := sequential.Solver{}.Solve(context.Background(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	list, err := refine.Judge(ctx, in, res, refine.Names())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list[0] {
		if x.Verdict != refine.Undecided || x.Reason == "" {
			t.Errorf("%s: %s %s", x.Property.Name, x.Verdict, x.Reason)
		}
	}
}
