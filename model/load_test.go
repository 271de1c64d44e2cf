package model

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"parley/account"
	"parley/diag"
	"parley/num"
)

func render(list diag.List, files map[string]string) string {
	r := diag.Renderer{Source: func(f string) (string, bool) { t, ok := files[f]; return t, ok }, Most: 100}
	return r.Render(list)
}

// loadText loads a model that consists of one file.
func loadText(t *testing.T, text string) *Model {
	t.Helper()
	m, list := LoadSource(fstest.MapFS{}, "model.star", text, Options{})
	if m == nil {
		t.Fatal("\n" + render(list, map[string]string{"model.star": text}))
	}
	return m
}

// still is a story for models in which the story does not matter.
const still = "\ndef story(g):\n    if g.choose(kim, \"approach\", [\"call\", \"visit\"]) == \"visit\":\n        g.mark(\"visited\")\n        g.pay(kim, 1)\n" +
	"    g.choose(xi, \"answer\", [\"back\", \"refuse\"])\n    g.pay(xi, 1)\ngame(story)\n"

func TestTheVisit(t *testing.T) {
	m, list := Load(os.DirFS("testdata"), "visit.star", Options{})
	if m == nil || len(list) > 0 {
		t.Fatal(list)
	}
	g := m.Game
	if len(g.Nodes) != 15 || g.Terminals() != 8 || len(g.Infosets) != 5 || g.PersonalInfosets() != 4 {
		t.Errorf("%d nodes, %d terminal, %d information sets, %d of them of players; want 15, 8, 5, 4", len(g.Nodes), g.Terminals(), len(g.Infosets), g.PersonalInfosets())
	}
	var names []string
	for _, h := range g.Infosets {
		names = append(names, h.Name)
	}
	want := []string{"intent", "approach | intent=sincere", "answer | approach=call", "answer | approach=visit", "approach | intent=stalling"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("information sets: -want +got\n%s", diff)
	}
	if got := m.Pool.String(g.Payoff(6, 0)); got != "backing - face" {
		t.Errorf("Kim gets %s, want backing - face", got)
	}
	if p := m.Params[0]; p.Name != "p_sincere" || p.Value.String() != "2/5" || p.Dist.String() != "uniform(1/10, 9/10)" || p.Dist.Low.String() != "1/10" {
		t.Errorf("the first param is %+v", p)
	}
	if a := m.Assumptions[0]; a.Text != "shame > face" || a.Op != ">" || !slices.Equal(a.Claims, []int{0}) {
		t.Errorf("the assumption is %+v", a)
	}
	if k := m.Conclusions[0]; k.Condition.String() != `P("backed", do = event("approach", "visit")) > P("backed", do = event("approach", "call"))` || k.Pos.Line != 30 {
		t.Errorf("the conclusion is %s at %v", k.Condition, k.Pos)
	}
	if c := m.Claims[0]; !cmp.Equal(c, account.Claim{Source: 0, Turn: "12", Says: "Only a journey could have persuaded Xi.", Hedge: "certain", Line: 13, File: "visit.star"}) {
		t.Errorf("the claim is %+v", c)
	}
}

// Numbers are exact, whatever way they come about.
func TestNumbers(t *testing.T) {
	for _, c := range []struct{ expr, want string }{
		{"0.1 + 0.2", "3/10"},
		{"1/3", "1/3"},
		{"1/3*3", "1"},
		{"6/4", "3/2"},
		{"-0.5", "-1/2"},
		{"2.0", "2"},
		{"1e3", "1000"},
		{".5", "1/2"},
		{"7 // 2", "3"},
		{"-7 // 2", "-4"},
		{"7.5 // 2", "3"},
		{"7.5 % 2", "3/2"},
		{"-7 % 3", "2"},
		{"[10, 20][2.0 / 2]", "20"},
		{"min(0.5, 1/3)", "1/3"},
		{"max([1, 2.5])", "5/2"},
		{"abs(-0.5)", "1/2"},
		{"sum([0.1] * 10)", "1"},
		{"sum([1, 2], 0.5)", "7/2"},
		{"float(\"1/3\")", "1/3"},
		{"int(2.7)", "2"},
		{"int(-2.7)", "-2"},
		{"sorted([0.5, 0.25, 1])[0]", "1/4"},
		{"1 if 0.1 + 0.2 == 0.3 else 0", "1"},
		{"1 if 0.5 < 2/3 else 0", "1"},
		{"1 if 1/2 == 0.5 and 2/2 == 1 else 0", "1"},
		{"{0.5: 1, 1/3: 2}[2/6]", "2"},
		{"1 if 0.5 in [1/2] else 0", "1"},
		{"100000000000000000000 / 200000000000000000000", "1/2"},
	} {
		m := loadText(t, two+"x = "+c.expr+"\np = param(\"p\", x, within = (x - 1, x + 1))\n"+still)
		if got := m.Params[0].Value.String(); got != c.want {
			t.Errorf("%s is %s, want %s", c.expr, got, c.want)
		}
	}
}

func TestSymbolicNumbers(t *testing.T) {
	for _, c := range []struct{ expr, want string }{
		{"a + 1", "a + 1"},
		{"1 - a", "1 - a"},
		{"-a", "-a"},
		{"+a", "a"},
		{"a * b / 2", "a * b / 2"},
		{"0.5 * a", "a * 1/2"},
		{"a / 0.5", "a / (1/2)"},
		{"min(a, b)", "min(a, b)"},
		{"max(a, 1, b)", "max(b, max(a, 1))"},
		{"abs(a)", "max(a, -a)"},
		{"sum([a, b, 1])", "a + b + 1"},
		{"a - a", "0"},
		{"max([a])", "a"},
		{"min(b, a)", "min(a, b)"},
	} {
		m := loadText(t, two+"a = param(\"a\", 1, within = (0, 2))\nb = param(\"b\", 3, within = (0, 4))\ndef story(g):\n    g.choose(kim, \"k\", [\"x\"])\n    g.pay(kim, "+c.expr+")\ngame(story)\n")
		if got := m.Pool.String(m.Game.Payoff(1, 0)); got != c.want {
			t.Errorf("%s is %s, want %s", c.expr, got, c.want)
		}
	}
}

func TestAugmentedAssignments(t *testing.T) {
	m := loadText(t, two+`
def compute():
    x = 1
    x += 1      # 2
    x *= 3      # 6
    x /= 4      # 3/2
    x -= 0.5    # 1
    d = {"k": 8}
    d["k"] //= 3
    d["k"] %= 2
    l = [1]
    same = l
    l += [2]
    e = {"a": 1}
    e |= {"b": 5}
    return x + d["k"] + len(same) + e["b"]
p = param("p", compute(), within = (0, 99))
`+still)
	if got := m.Params[0].Value.String(); got != "8" {
		t.Errorf("got %s, want 8", got)
	}
}

func TestDistributions(t *testing.T) {
	for _, c := range []struct{ args, dist, low, high string }{
		{"1", "fixed(1)", "1", "1"},
		{"1, within = (0, 2)", "uniform(0, 2)", "0", "2"},
		{"1, within = (1, 1)", "fixed(1)", "1", "1"},
		{"1, dist = triangular(0, 1/2, 2)", "triangular(0, 1/2, 2)", "0", "2"},
		{"0.5, dist = beta(2, 5)", "beta(2, 5)", "0", "1"},
		{"10, dist = loguniform(1, 100)", "loguniform(1, 100)", "1", "100"},
		{"1, dist = normal(1, 2)", "normal(1, 2)", "-4.151659", "6.151659"},
		{"1, dist = lognormal(0, 1)", "lognormal(0, 1)", "0.076091", "13.142212"},
		{"very_likely", "uniform(4/5, 19/20)", "0.8", "0.95"},
		{"\"very likely\"", "uniform(4/5, 19/20)", "0.8", "0.95"},
		{"likely, dist = beta(7, 3)", "beta(7, 3)", "0", "1"},
	} {
		m := loadText(t, two+"p = param(\"p\", "+c.args+")\n"+still)
		d := m.Params[0].Dist
		if d.String() != c.dist || d.Low.Decimal(6) != c.low || d.High.Decimal(6) != c.high {
			t.Errorf("param(%s): %s on [%s, %s], want %s on [%s, %s]", c.args, d, d.Low.Decimal(6), d.High.Decimal(6), c.dist, c.low, c.high)
		}
	}
}

func TestWordsOfEstimativeProbability(t *testing.T) {
	m := loadText(t, two+`p = param("p", likely)`+still)
	if p := m.Params[0]; p.Word != "likely" || p.Value.String() != "27/40" || m.Scale != "icd203" {
		t.Errorf("on %s likely is %+v", m.Scale, p)
	}
	m = loadText(t, two+`scale("ipcc")`+"\n"+`p = param("p", likely)`+still)
	if p := m.Params[0]; p.Value.String() != "83/100" || m.Scale != "ipcc" {
		t.Errorf("on %s likely is %+v", m.Scale, p)
	}
}

// A mechanism file is run once, however often it is loaded, and sees the same builtins.
func TestFilesBesideTheModel(t *testing.T) {
	fsys := fstest.MapFS{
		"case/model.star":        {Data: []byte("load(\"war.star\", \"strike\", \"kim\", d = \"dread\")\nload(\"parts/ledger.star\", \"C1\")\nxi = player(\"Xi\")\ndef story(g):\n    strike(g)\n    g.choose(xi, \"x\", [\"a\"])\n    g.pay(xi, d)\ngame(story)\nassume(d > 0, because = C1)\n")},
		"case/war.star":          {Data: []byte("load(\"parts/ledger.star\", \"C1\")\nkim = player(\"Kim\")\ndread = param(\"dread\", 1, within = (0, 2), because = [C1])\ndef strike(g):\n    g.choose(kim, \"strike\", [\"yes\", \"no\"])\n    g.pay(kim, -dread)\n")},
		"case/parts/ledger.star": {Data: []byte("C1 = claim(source(\"Interview\", file = \"../interview.txt\"), id = \"C1\", says = \"War is near.\", quote = \"war ... near\")\n")},
		"case/interview.txt":     {Data: []byte("She said that war\nis very near.")},
	}
	files := map[string]string{}
	m, list := Load(fsys, "case/model.star", Options{Files: files, Dir: "here"})
	if m == nil {
		t.Fatal(render(list, files))
	}
	if len(m.Claims) != 1 || len(m.Players) != 2 || len(files) != 3 || m.Path != "here/case/model.star" || m.Claims[0].File != "here/case/parts/ledger.star" {
		t.Errorf("%d claims, %d players, %d files, path %s, claim %+v", len(m.Claims), len(m.Players), len(files), m.Path, m.Claims[0])
	}
	again, _ := Load(fsys, "case/model.star", Options{})
	if again.Digest != m.Digest || len(m.Digest) != 64 {
		t.Errorf("digests %s and %s", again.Digest, m.Digest)
	}
	fsys["case/war.star"] = &fstest.MapFile{Data: append(fsys["case/war.star"].Data, '#')}
	if changed, _ := Load(fsys, "case/model.star", Options{}); changed.Digest == m.Digest {
		t.Error("the digest should change with any file")
	}
}

func TestValues(t *testing.T) {
	m, _ := Load(os.DirFS("testdata"), "visit.star", Options{})
	v, err := m.Values(map[string]num.Rat{"face": num.Int(3), "shame": num.Int(2)})
	if err != nil || v[2].String() != "3" || v[4].String() != "2" || v[0].String() != "2/5" {
		t.Errorf("values %v, %v", v, err)
	}
	if bad, err := m.Violated(v); err != nil || !slices.Equal(bad, []int{0}) {
		t.Errorf("violated %v, %v; want the first assumption", bad, err)
	}
	if bad, err := m.Violated(m.Baseline()); err != nil || len(bad) > 0 {
		t.Errorf("the baseline violates %v, %v", bad, err)
	}
	_, err = m.Values(map[string]num.Rat{"fase": num.One})
	if want := `the model has no param called "fase"; did you mean "face"?`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestParseQuery(t *testing.T) {
	m, _ := Load(os.DirFS("testdata"), "visit.star", Options{})
	for _, c := range []struct{ text, want string }{
		{`P("backed")`, `P("backed")`},
		{`P("backed", do = visit) - P("backed", do = call)`, `P("backed", do = event("approach", "visit")) - P("backed", do = event("approach", "call"))`},
		{`P("backed" & visit | ~event("intent", "sincere"))`, `P("backed" & event("approach", "visit") | ~event("intent", "sincere"))`},
		{`payoff(kim, given = "backed") / 2`, `payoff("Kim", given = "backed") / 2`},
		{`belief(xi, event("intent", "sincere"), at = visit)`, `belief("Xi", event("intent", "sincere"), at = event("approach", "visit"))`},
		{`plays("Kim", "approach", "visit", given = event("intent", "sincere"))`, `plays("Kim", "approach", "visit", given = event("intent", "sincere"))`},
		{`informs("approach", about = "intent")`, `informs("approach", about = "intent")`},
		{`alignment(kim, xi, weight = "uniform")`, `alignment("Kim", "Xi", weight = "uniform")`},
		{`influence(kim, over = xi, through = "approach")`, `influence("Kim", over = "Xi", through = "approach")`},
		{`count() + face`, `count() + face`},
		{`P("backed") > p`, `P("backed") > p_sincere`},
		{`near(P("backed"), 0.4, 0.01)`, `near(P("backed"), 2/5, 0.01)`},
		{`any_of(all_of(P("backed") > 0, count() < 2), not_(face < shame))`, `any_of(all_of(P("backed") > 0, count() < 2), not_(face < shame))`},
	} {
		q, cond, list := ParseQuery(m, c.text)
		got := ""
		switch {
		case len(list) > 0:
			got = list.Error()
		case q != nil && cond == nil:
			got = q.String()
		case cond != nil && q == nil:
			got = cond.String()
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
}

func TestParseQueryReportsErrors(t *testing.T) {
	m, _ := Load(os.DirFS("testdata"), "visit.star", Options{})
	for _, c := range []struct{ text, want string }{
		{`P("bakced")`, `query:1:3: the story sets no mark called "bakced"`},
		{`P(visits)`, `query:1:3: there is nothing called "visits"`},
		{`visit`, `query:1:1: this is an event, not yet a question`},
		{`"backed"`, `query:1:1: this is a text, not yet a question`},
		{`P("backed"`, `query:1:11: expected , or ) here, found the end of the file`},
		{`P("backed") P("backed")`, `query:1:13: expected the end of the question, found P`},
		{`P("backed") == 1`, `query:1:1: == has no answer here: a query differs from draw to draw`},
		{`player("Trump")`, `query:1:1: player declares something, and a question cannot`},
		{`1.5 / 0`, `query:1:7: this divides by zero`},
		{`[1]`, `query:1:1: a question is a query or a condition`},
		{``, `query:1:1: expected a value here, found the end of the file`},
		{`list(range(1 << 40))`, `query:1:6: this range has more than 131072 elements`},
	} {
		q, cond, list := ParseQuery(m, c.text)
		if q != nil || cond != nil || len(list) == 0 || list[0].String() != c.want {
			t.Errorf("%s: got %v, want %s", c.text, list, c.want)
		}
	}
	if q, _, list := ParseQuery(m, `P("backed")`); q == nil {
		t.Errorf("a query after wrong ones: %v", list)
	}
	if len(m.Players) != 2 {
		t.Error("a question changed the model")
	}
}

func TestBuiltinsAreDocumentedNames(t *testing.T) {
	names := strings.Join(Builtins(), " ")
	for _, n := range []string{
		"title", "player", "param", "source", "claim", "assume", "game", "event", "variant", "ask", "conclude", "uniform", "likely", "even_chance", "remote", "P", "payoff",
		"belief", "plays", "informs", "alignment", "influence", "count", "near", "all_of", "any_of", "not_", "scale", "sum", "min", "max", "abs",
	} {
		if !strings.Contains(" "+names+" ", " "+n+" ") {
			t.Errorf("%s is not among %s", n, names)
		}
	}
}
