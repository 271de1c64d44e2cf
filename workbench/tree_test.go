package workbench

import (
	"slices"
	"strings"
	"testing"

	"parley/report"
	"parley/solve/refine"
)

// beer is signalling with two components of equilibria, of which one fails the intuitive criterion (Cho and Kreps 1987).
const beer = "../textbook"

func beerBench(t *testing.T) *Bench {
	t.Helper()
	b := open(t, beer)
	b.opt.Name, b.opt.Path = "beer-quiche.star", "beer-quiche.star"
	return b
}

// Each node names the line that makes its move, the events at its end and the params that stand there; the picture says which
// group is which node.
func TestTreeLinks(t *testing.T) {
	b := open(t, crisis)
	a, err := call[TreeAnswer](t, b, "tree", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Nodes) != len(a.Table) {
		t.Fatalf("%d nodes for %d rows", len(a.Nodes), len(a.Table))
	}
	m, err := call[ModelAnswer](t, b, "model", nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(m.Files[0].Text, "\n")
	wars, moves := 0, 0
	for _, n := range a.Nodes {
		if n.Move != "" {
			moves++
			if n.File != "model.star" || n.Line < 1 || !strings.Contains(strings.Join(lines[n.Line-1:max(n.Line, n.EndLine)], "\n"), `"`+n.Move+`"`) {
				t.Errorf("the move %q stands in %s:%d", n.Move, n.File, n.Line)
			}
		} else if n.Line != 0 {
			t.Errorf("an end of play has the line %d", n.Line)
		}
		if slices.Contains(n.Events, "war") {
			wars++
			if !slices.Contains(n.Params, "war_cost") || slices.Contains(n.Params, "audience_cost") {
				t.Errorf("an end with war has the params %v", n.Params)
			}
		}
		if !strings.Contains(a.SVG, `id="`+n.ID+`" data-node="`) {
			t.Errorf("the picture has no data of %s", n.ID)
		}
	}
	if wars != 2 || moves != 7 {
		t.Errorf("%d ends with war and %d moves, want 2 and 7", wars, moves)
	}
	if a.Nodes[0].Params[0] != "prior" {
		t.Errorf("chance rests on %v", a.Nodes[0].Params)
	}
	i := slices.IndexFunc(a.Stakes, func(s Stake) bool { return s.Player == "defender" })
	if s := a.Stakes[i]; s.Play.Exact != "0" || s.Gain.Exact != "0" || !s.Actions[0].Best || !s.Actions[1].Best || s.Actions[0].Probability != "77 %" {
		t.Errorf("the defender, who is indifferent at 0: %+v", s)
	}
}

// The sentence is what its pieces say, and each event has its name and its probability.
func TestSentenceParts(t *testing.T) {
	a, err := call[SolveAnswer](t, open(t, crisis), "solve", nil)
	if err != nil {
		t.Fatal(err)
	}
	text, said := "", map[string][]report.PartOf{}
	for _, p := range a.Parts {
		text += p.Text
		if p.Event != "" {
			said[p.Event] = append(said[p.Event], p.Of)
		}
	}
	if text != a.Sentence || len(said) != 4 || !slices.Equal(said["war"], []report.PartOf{report.PartName, report.PartProbability}) {
		t.Errorf("%q in pieces: %q, %v", a.Sentence, text, said)
	}
}

func TestTreeOpensAndCloses(t *testing.T) {
	b := open(t, crisis)
	ask := func(q TreeRequest) *TreeAnswer {
		t.Helper()
		a, err := call[TreeAnswer](t, b, "tree", q)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	path := ask(TreeRequest{Collapse: report.FoldPath})
	i := slices.IndexFunc(path.Nodes, func(n TreeNode) bool { return n.Fold })
	if i < 0 || path.Nodes[i].Opens < 0 || path.Command != "parley draw model.star --collapse path -o tree.svg" {
		t.Fatalf("%+v, %s", path.Nodes, path.Command)
	}
	open := path.Nodes[i].Opens
	if more := ask(TreeRequest{Collapse: report.FoldPath, Open: []int{open}}); len(more.Nodes) <= len(path.Nodes) || more.Command != "parley draw model.star --collapse path --open "+number(open)+" -o tree.svg" {
		t.Errorf("opened: %d nodes after %d; %s", len(more.Nodes), len(path.Nodes), more.Command)
	}
	if none := ask(TreeRequest{Close: []int{0}}); len(none.Nodes) != 1 || !none.Nodes[0].Fold || none.Nodes[0].Opens != 0 {
		t.Errorf("closed at the root: %+v", none.Nodes)
	}
	for _, q := range []TreeRequest{{Open: []int{99}}, {Close: []int{-1}}, {Open: []int{2}}} {
		if _, err := call[TreeAnswer](t, b, "tree", q); err == nil || q.Open != nil && q.Open[0] == 2 && !strings.Contains(err.Error(), "play ends there") {
			t.Errorf("%+v: %v", q, err)
		}
	}
	found := ask(TreeRequest{Collapse: report.FoldPath, Find: "war"}).Found
	if found.Total != 2 || len(found.Nodes) != 2 || found.Nodes[0].ID != "" || found.Nodes[0].Open != 4 {
		t.Errorf("found %+v", found)
	}
	if found := ask(TreeRequest{Collapse: report.FoldPath, Open: []int{4}, Find: "war"}).Found; found.Nodes[0].ID == "" {
		t.Errorf("opened and found %+v", found)
	}
}

func TestTreeAgainst(t *testing.T) {
	b := beerBench(t)
	a, err := call[TreeAnswer](t, b, "tree", TreeRequest{Against: 2})
	if err != nil {
		t.Fatal(err)
	}
	if a.Against != 2 || a.Command != "parley draw beer-quiche.star --against 2 -o tree.svg" || !strings.Contains(a.SVG, "100 % → 0 %") {
		t.Errorf("against %d, %s", a.Against, a.Command)
	}
	kinds := map[report.DifferenceKind]int{}
	for _, d := range a.Differences {
		kinds[d.Kind]++
	}
	if kinds[report.DiffersInOutcome] != 4 || kinds[report.DiffersInPlay] != 4 || kinds[report.DiffersInBelief] != 2 {
		t.Errorf("differences: %v in %+v", kinds, a.Differences)
	}
	for _, q := range []TreeRequest{{Against: 1}, {Against: 3}, {Against: -1}, {Against: 2, Plain: true}, {Collapse: report.FoldChanges}} {
		if _, err := call[TreeAnswer](t, b, "tree", q); err == nil {
			t.Errorf("%+v is answered", q)
		}
	}
}

// Refinements that take long are judged when asked for: of the two components one fails the intuitive criterion, D1 and the limit.
func TestRefine(t *testing.T) {
	b := beerBench(t)
	a, err := call[RefineAnswer](t, b, "refine", nil)
	if err != nil {
		t.Fatal(err)
	}
	for e, want := range []refine.Verdict{refine.Passes, refine.Fails} {
		got := map[string]Refinement{}
		for _, r := range a.Equilibria[e].Refinements {
			got[r.Name] = r
		}
		for _, name := range []string{"intuitive", "d1", "qre-limit"} {
			if got[name].Verdict != want || want == refine.Fails && got[name].Reason == "" {
				t.Errorf("equilibrium %d, %s: %+v", e+1, name, got[name])
			}
		}
	}
	if a.Command != "parley solve beer-quiche.star --refine all" {
		t.Error(a.Command)
	}
	if _, err := call[RefineAnswer](t, b, "refine", RefineRequest{Names: []string{"nonsense"}}); err == nil {
		t.Error("a refinement of no such name")
	}
	cards, err := call[SolveAnswer](t, b, "solve", nil)
	if err != nil {
		t.Fatal(err)
	}
	if c := cards.Cards; c[0].Group != 1 || c[1].Group != 2 || c[0].Class == c[1].Class || len(c[0].Ranges) != 1 || c[0].Ranges[0].Range != "50–100 %" || !c[0].Ranges[0].Off {
		t.Errorf("cards %+v", c)
	}
}

func TestStrategic(t *testing.T) {
	a, err := call[StrategicAnswer](t, open(t, crisis), "strategic", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Strategies) != 2 || len(a.Strategies[0]) != 9 || len(a.Cells) != 18 || a.Command != "parley draw model.star --strategic -o strategic.svg" {
		t.Errorf("%+v", a)
	}
	if c := a.Cells[6]; !slices.Equal(c.Payoffs, []string{"0.08", "0.4"}) || !slices.Equal(c.Best, []bool{true, false}) || c.Reach != "51 %" {
		t.Errorf("escalate, fight, stay quiet against resist: %+v", c)
	}
	_, err = call[StrategicAnswer](t, open(t, "../examples/beijing-2018"), "strategic", nil)
	if e, ok := err.(*Error); !ok || e.Code != NoAnswer || !strings.Contains(e.Message, "more than 144 profiles") {
		t.Errorf("a large game: %v", err)
	}
}

// The class of a card is that of the map, so that a card can tell where else its equilibrium exists.
func TestCardsAndMaps(t *testing.T) {
	b := open(t, crisis)
	cards, err := call[SolveAnswer](t, b, "solve", nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := call[MapAnswer](t, b, "map", MapRequest{X: "prior", Y: "audience_cost", Grid: 8})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(m.Data.Classes, func(c report.ClassJSON) bool { return c.Key == cards.Cards[0].Class })
	if at < 0 || !slices.Contains(m.Data.Classes[at].Regimes, m.Data.BaselineRegime) {
		t.Errorf("the class %q of the card is none of the map's regime %s: %+v", cards.Cards[0].Class, m.Data.BaselineRegime, m.Data.Classes)
	}
}
