// Package examples_test checks the models that Parley ships: that they load, that the Beijing game is the
// one that its README describes, and that no claim of its ledger is lost.
package examples_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/account"
	"parley/game"
	"parley/ledger"
	"parley/model"
	"parley/num"
	"parley/reading"
)

const beijing = "beijing-2018"

// read returns the model of a file of this folder. Warnings are failures too: an example shows how it is done.
func read(t *testing.T, file string) *model.Model {
	t.Helper()
	m, diags := model.Load(os.DirFS("."), file, model.Options{})
	for _, d := range diags {
		t.Errorf("%s: %s", file, d.String())
	}
	if m == nil {
		t.FailNow()
	}
	return m
}

// models returns the files below this folder that declare a game, as paths.
func models(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	declares := regexp.MustCompile(`(?m)^game\(`)
	files = slices.DeleteFunc(files, func(f string) bool {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		return !declares.Match(text)
	})
	if len(files) == 0 {
		t.Fatalf("no model matches %s", pattern)
	}
	return files
}

func TestEveryExampleLoadsWithoutAWarningAndAsksSomething(t *testing.T) {
	for _, file := range models(t, "*/*.star") {
		m := read(t, file)
		if m == nil {
			continue
		}
		if m.Title == "" || len(m.Questions)+len(m.Conclusions) == 0 {
			t.Errorf("%s: a shipped example has a title and asks or concludes something", file)
		}
		for _, p := range m.Params {
			if p.About == "" {
				t.Errorf("%s: param %s does not say what it is about", file, p.Name)
			}
		}
	}
}

func TestEveryExampleHasAREADME(t *testing.T) {
	for _, file := range models(t, "*/*.star") {
		if _, err := os.Stat(filepath.Join(filepath.Dir(file), "README.md")); err != nil {
			t.Error(err)
		}
	}
}

func TestTheBeijingGameHasItsPublishedShape(t *testing.T) {
	g := read(t, beijing+"/model.star").Game
	sets := map[string]int{}
	for i := range g.Infosets {
		if p := g.Infosets[i].Player; p != game.Chance {
			sets[g.Players[p]]++
		}
	}
	if diff := cmp.Diff(map[string]int{"Kim": 22, "Xi": 32, "Trump": 55}, sets); diff != "" {
		t.Errorf("information sets by player (-want +got):\n%s", diff)
	}
	if got := g.Terminals(); got != 350 {
		t.Errorf("%d terminal nodes, want 350", got)
	}
	// Kim's intent is all that is hidden: what Xi and Trump cannot tell apart differs in it alone.
	for i := range g.Infosets {
		h := &g.Infosets[i]
		want := 2
		if h.Player == game.Chance || g.Players[h.Player] == "Kim" {
			want = 1
		}
		if len(h.Nodes) != want {
			t.Errorf("%s holds %d histories, want %d", h.Name, len(h.Nodes), want)
		}
	}
}

// Payoffs at the baseline, by Kim, Xi and Trump. They come from a program of its own that adds up the terms that
// apply on each way through the tree; it shares nothing with the model.
var payoffs = []struct{ history, kim, xi, trump string }{
	{"sincere away wait calm", "-3/10", "0", "-7/20"},
	{"sincere away bilateral comply broken", "-1/2", "-3/5", "-1/20"},
	{"sincere away bilateral breach exposed punish stay_out", "-4", "-3", "-3/20"},
	{"sincere away multilateral refuse walk", "-7/20", "-3/10", "-17/20"},
	{"sincere away multilateral refuse strike defend", "-5/2", "-6", "-79/20"},
	{"sincere call back bilateral breach hidden", "2/5", "-1/5", "-23/20"},
	{"sincere call back bilateral refuse walk", "-3/20", "-11/20", "-11/20"},
	{"sincere call back bilateral refuse strike secure accept", "-81/20", "-7/4", "-21/20"},
	{"sincere call back multilateral breach exposed tolerate", "0", "-17/20", "-33/20"},
	{"sincere call withhold bilateral comply kept", "7/20", "1/2", "17/20"},
	{"sincere call withhold bilateral refuse strike stay_out", "-81/20", "-3", "-9/20"},
	{"sincere visit back wait calm", "-1/4", "1/4", "-7/20"},
	{"sincere visit back wait drift defend", "-27/10", "-23/4", "-39/10"},
	{"sincere visit back bilateral comply kept", "3/4", "9/10", "3/4"},
	{"sincere visit back bilateral breach exposed punish secure push", "-21/5", "-5", "-13/4"},
	{"sincere visit back multilateral comply kept", "3/4", "21/20", "9/20"},
	{"sincere visit back multilateral breach exposed punish secure push", "-21/5", "-97/20", "-71/20"},
	{"sincere visit back multilateral breach exposed punish defend", "-27/10", "-117/20", "-81/20"},
	{"sincere visit back multilateral refuse strike defend", "-27/10", "-23/4", "-87/20"},
	{"sincere visit withhold strike secure accept", "-21/5", "-7/5", "-1/2"},
	{"sincere visit withhold wait drift defend", "-27/10", "-59/10", "-7/2"},
	{"sincere visit withhold bilateral breach exposed punish secure push", "-21/5", "-49/10", "-57/20"},
	{"stalling away bilateral comply kept", "-1/2", "1/2", "17/20"},
	{"stalling away multilateral breach exposed punish secure accept", "-4", "-27/20", "-13/20"},
	{"stalling away multilateral refuse walk", "-1/20", "-3/10", "-17/20"},
	{"stalling call back wait calm", "1/10", "-1/4", "-7/20"},
	{"stalling call withhold strike stay_out", "-81/20", "-3", "-3/10"},
	{"stalling call withhold bilateral refuse strike defend", "-51/20", "-6", "-73/20"},
	{"stalling call withhold multilateral breach exposed punish defend", "-51/20", "-117/20", "-73/20"},
	{"stalling visit back strike secure accept", "-49/10", "-5/4", "-9/10"},
	{"stalling visit back bilateral comply broken", "-23/20", "-1/5", "-1/20"},
	{"stalling visit back multilateral breach exposed tolerate", "-1/4", "-7/20", "-33/20"},
	{"stalling visit withhold bilateral breach exposed punish stay_out", "-49/10", "-29/10", "-3/20"},
	{"stalling visit withhold multilateral breach hidden", "1/10", "3/20", "-29/20"},
}

// Sums over all 350 terminal nodes, by the same program.
var payoffSums = map[string]string{"Kim": "-4718/5", "Xi": "-4687/5", "Trump": "-5647/10"}

func TestTheBeijingPayoffsAreTheTermsThatApply(t *testing.T) {
	m := read(t, beijing+"/model.star")
	in := baseline(t, m)
	at := map[string]game.NodeID{}
	sums := map[string]num.Rat{"Kim": num.Zero, "Xi": num.Zero, "Trump": num.Zero}
	for i := range in.Nodes {
		z := game.NodeID(i)
		if !in.Terminal(z) {
			continue
		}
		at[strings.Join(in.History(z), " ")] = z
		for p, name := range in.Players {
			sums[name] = sums[name].Add(in.PayoffAt(z, game.PlayerID(p)))
		}
	}
	for _, want := range payoffs {
		z, ok := at[want.history]
		if !ok {
			t.Errorf("no way through the tree is %q", want.history)
			continue
		}
		got := map[string]string{}
		for p, name := range in.Players {
			got[name] = in.PayoffAt(z, game.PlayerID(p)).String()
		}
		if diff := cmp.Diff(map[string]string{"Kim": want.kim, "Xi": want.xi, "Trump": want.trump}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.history, diff)
		}
	}
	for name, want := range payoffSums {
		if got := sums[name].String(); got != want {
			t.Errorf("the payoffs of %s sum to %s, want %s", name, got, want)
		}
	}
}

func TestTheBeijingCapsHoldWherePayoffsAreDrawnBeyondThem(t *testing.T) {
	m := read(t, beijing+"/model.star")
	in := baseline(t, m)
	values := slices.Clone(in.Values)
	set := func(name string, v num.Rat) {
		i := slices.IndexFunc(m.Params, func(p model.Param) bool { return p.Name == name })
		if i < 0 {
			t.Fatalf("no param is called %s", name)
		}
		values[i] = v
	}
	set("h0", num.Frac(1, 20)) // below h1, which is capped at it
	set("h1", num.Frac(1, 10))
	set("a", num.Frac(1, 10)) // below rho, which is capped at it
	set("rho", num.Frac(2, 5))
	if err := in.Set(values); err != nil {
		t.Fatal(err)
	}
	for i := range in.Nodes {
		n := game.NodeID(i)
		switch strings.Join(in.History(n), " ") {
		case "sincere visit back wait drift":
			if got := in.Prob(in.Nodes[n].Via); !got.Equal(num.Frac(1, 20)) {
				t.Errorf("a backed Kim is struck by drift with probability %s, want h0 = 1/20", got)
			}
		case "sincere visit back wait calm": // dR + i_v - a + min(rho, a)
			if got := in.PayoffAt(n, playerOf(t, in, "Xi")); !got.Equal(num.Frac(3, 10)) {
				t.Errorf("backing a visitor in calm is worth %s to Xi, want dR + i_v = 3/10", got)
			}
		}
	}
}

func baseline(t *testing.T, m *model.Model) *game.Instance {
	t.Helper()
	values := make([]num.Rat, len(m.Params))
	for i, p := range m.Params {
		values[i] = p.Value
	}
	in, err := game.NewInstance(m.Game, values)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func playerOf(t *testing.T, in *game.Instance, name string) game.PlayerID {
	t.Helper()
	i := slices.Index(in.Players, name)
	if i < 0 {
		t.Fatalf("no player is called %s", name)
	}
	return game.PlayerID(i)
}

func TestTheBeijingLedgerHoldsEveryClaimOnceWithItsTurn(t *testing.T) {
	// The claims of each turn, by number; 0 is the introduction.
	turns := map[string][2]int{"0": {1, 4}, "1": {10, 19}, "2": {20, 21}, "3": {22, 28}, "4": {29, 36}, "5": {37, 42}, "6": {43, 47},
		"7": {48, 52}, "8": {53, 61}, "9": {62, 63}, "10": {64, 69}, "11": {70, 74}, "12": {75, 78}, "13": {79, 83}, "14": {84, 89}}
	want := map[string]string{}
	for turn, r := range turns {
		for n := r[0]; n <= r[1]; n++ {
			want[claimID(n)] = turn
		}
	}
	if len(want) != 84 {
		t.Fatalf("the test knows %d claims, the account makes 84", len(want))
	}
	m := read(t, beijing+"/model.star")
	got := map[string]string{}
	for _, c := range m.Claims {
		if _, twice := got[c.ID]; twice {
			t.Errorf("claim %s stands twice", c.ID)
		}
		places, err := account.ParsePlaces(c.Turn)
		if err != nil {
			t.Fatalf("claim %s: %v", c.ID, err)
		}
		for _, p := range places {
			if p.Whole() {
				t.Errorf("claim %s names no sentence: %s", c.ID, c.Turn)
			}
		}
		got[c.ID] = strconv.Itoa(places[0].Number())
		if c.Says == "" || c.Kind == "" || c.Hedge == "" {
			t.Errorf("claim %s lacks its wording, kind or hedge", c.ID)
		}
		if c.Quote != "" || m.Sources[c.Source].File != "" {
			t.Errorf("claim %s is tied to a text that is not shipped", c.ID)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("claims and their turns (-want +got):\n%s", diff)
	}
}

func claimID(n int) string { return fmt.Sprintf("C%02d", n) }

// What is left aside, and why, stands in the README as well.
var leftAside = []string{"C22"}

func TestEveryBeijingClaimHasItsPlace(t *testing.T) {
	var list []*model.Model
	for _, file := range models(t, beijing+"/*.star") {
		list = append(list, read(t, file))
	}
	l := ledger.New(list, nil)
	ids := func(entries []int) []string {
		out := []string{}
		for _, j := range entries {
			out = append(out, l.Entries[j].Claim.ID)
		}
		return out
	}
	if idle := ids(l.Idle()); len(idle) > 0 {
		t.Errorf("claims that bear on nothing and are not left aside: %v", idle)
	}
	if diff := cmp.Diff(leftAside, ids(l.Aside())); diff != "" {
		t.Errorf("claims left aside (-want +got):\n%s", diff)
	}
	if len(l.Sources) != 1 || len(l.Entries) != 84 {
		t.Errorf("%d claims of %d sources, want 84 of one", len(l.Entries), len(l.Sources))
	}
	readme, err := os.ReadFile(beijing + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, found := strings.Cut(string(readme), "## Claims left aside")
	if !found {
		t.Fatal(`the README has no part "Claims left aside"`)
	}
	part, _, _ = strings.Cut(part, "\n## ")
	if diff := cmp.Diff(leftAside, regexp.MustCompile(`C\d\d`).FindAllString(part, -1)); diff != "" {
		t.Errorf("claims that the README excuses (-want +got):\n%s", diff)
	}
}

// The interview lies beside the repository where its owner has it. Each claim names sentences that stand in it, and every sentence of an answer has a claim.
func TestTheBeijingLedgerCoversTheInterview(t *testing.T) {
	b, err := os.ReadFile("../../shared/beijing-2018/source.txt")
	if err != nil {
		t.Skip("the interview is not beside the repository")
	}
	d, err := reading.Read(b, "source.txt")
	if err != nil {
		t.Fatal(err)
	}
	l := ledger.New([]*model.Model{read(t, beijing+"/model.star")}, map[int]*reading.Index{0: reading.NewIndex(d)})
	c := l.Sources[0].Coverage
	want := &ledger.Coverage{
		Turns: ledger.Share{Count: 15, Of: 15}, Answers: ledger.Share{Count: 14, Of: 14}, Sentences: ledger.Share{Count: 71, Of: 91}, Candidates: ledger.Share{Count: 68, Of: 73},
	}
	got := *c
	got.Loose = nil
	if diff := cmp.Diff(want, &got); diff != "" {
		t.Errorf("coverage (-want +got):\n%s", diff)
	}
	for _, i := range c.Loose {
		if id := l.Sources[0].Text.Sentences[i].Sentence.ID; !strings.HasPrefix(id, "0.") {
			t.Errorf("%s may claim something, and no claim rests on it", id)
		}
	}
}

func TestTheBeijingModelAsksAllFourteenQuestionsAndJudgesAllSeventeenConclusions(t *testing.T) {
	m := read(t, beijing+"/model.star")
	asked, judged := map[string]bool{}, map[string]bool{}
	number := regexp.MustCompile(`^(\d+)[a-z]?\. `)
	for _, q := range m.Questions {
		if n := number.FindStringSubmatch(q.Text); n != nil {
			asked[n[1]] = true
		}
		if len(q.Claims) == 0 {
			t.Errorf("question %q does not name the turn that it comes from", q.Text)
		}
	}
	label := regexp.MustCompile(`^(Q\d\d)\b`)
	for _, c := range m.Conclusions {
		if n := label.FindStringSubmatch(c.Text); n != nil {
			judged[n[1]] = true
		}
		if len(c.Claims) == 0 {
			t.Errorf("conclusion %q does not name the claims that it restates", c.Text)
		}
	}
	for n := 1; n <= 14; n++ {
		if !asked[strconv.Itoa(n)] {
			t.Errorf("question %d is not asked", n)
		}
	}
	for _, id := range strings.Fields("Q01 Q02 Q03 Q04 Q05 Q06 Q07 Q08 Q09 Q10 Q11 Q12 Q13 Q16 Q18 Q19 Q22") {
		if !judged[id] {
			t.Errorf("%s is not among the conclusions", id)
		}
	}
}
