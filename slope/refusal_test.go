package slope_test

import (
	"math"
	"testing"

	"parley/query"
)

// Where the theorem does not apply there is no derivative, or one from one side only, and a reason.
func TestWhereThereIsNoDerivative(t *testing.T) {
	tests := []struct {
		name, model, query string
		entry              int
		want               string // the derivative in x
	}{{
		name: "two actions equally good: which is taken is open",
		model: `
def story(g):
    g.pay(a, x if g.choose(a, "move", ["this", "that"]) == "this" else 1)
`,
		query: `plays("a", "move", "this")`,
		want:  "its value is not one number, it differs within the continuum of equilibria",
	}, {
		name: "nor is it known by how much he does better, as the equilibria near there use other actions",
		model: `
def story(g):
    g.pay(a, x if g.choose(a, "move", ["this", "that"]) == "this" else 1)
`,
		query: `payoff("a")`,
		want:  "up a tie: at “move” this is worth as much as that, down a tie: at “move” that is worth as much as this",
	}, {
		name: "a tie off the path that one member of the continuum does not have",
		model: `
def story(g):
    if g.choose(a, "move", ["wait", "go"]) == "wait":
        g.pay(a, x)
        return
    if g.choose(b, "answer", ["strike", "bear it"]) == "strike":
        g.pay(a, -2)
        g.pay(b, 1)
    else:
        g.pay(a, 1/2)
        g.pay(b, x)
`,
		query: `payoff("a")`,
		want:  "1",
	}, {
		name: "a continuum of which only parts go on, each in another way",
		model: `
def story(g):
    i = g.choose(a, "move", ["this", "that"], seen_by = [])
    j = g.choose(b, "guess", ["this", "that"])
    g.pay(a, 1 if i == j else 0)
    g.pay(b, x if i == j else 1)
`,
		query: `payoff("b")`,
		want:  "up no equilibrium near this one uses the same actions: a coincidence makes that and this equally good at “guess”, down a tie: at “guess” that is worth as much as this",
	}, {
		name: "what is the same for him is not for others",
		model: `
def story(g):
    g.pay(b, x if g.choose(a, "move", ["this", "that"]) == "this" else 1)
`,
		query: `payoff("b")`,
		want:  "the members of the continuum of equilibria give it different ones",
	}, {
		name: "nor does it matter",
		model: `
def story(g):
    g.choose(a, "move", ["this", "that"])
    g.pay(b, x * x)
`,
		query: `payoff("b")`,
		want:  "2",
	}, {
		name: "a smaller of two",
		model: `
def story(g):
    g.choose(a, "rest", ["well"])
    g.pay(a, min(2 * x, 3 - x))
`,
		query: `payoff("a")`,
		want:  "up -1, down 2",
	}, {
		name: "a smaller of two that have the same derivative",
		model: `
def story(g):
    g.choose(a, "rest", ["well"])
    g.pay(a, max(2 * x, x * x + 1))
`,
		query: `payoff("a")`,
		want:  "2",
	}, {
		name: "a kink that no path of play meets",
		model: `
def story(g):
    if g.choose(a, "move", ["this", "that"]) == "this":
        g.pay(a, 3 * x)
    else:
        g.pay(a, min(2 * x, 3 - x))
`,
		query: `payoff("a")`,
		want:  "3",
	}, {
		name: "a probability of 0 cannot shrink",
		model: `
def story(g):
    if g.chance("luck", {"good": 1 - x, "bad": x}) == "good":
        g.mark("good")
`,
		query: `P("good")`,
		want:  `the probability of “good” at “luck” is 0 just here`,
	}, {
		name: "one who mixes between three by a coincidence of numbers",
		model: `
def story(g):
    i = g.choose(a, "left or right", ["left", "right", "out"], seen_by = [])
    j = g.choose(b, "guess", ["left", "right"])
    if i == "out":
        g.pay(a, x - 1)
        g.mark("out")
    elif i == j:
        g.pay(b, 1)
        g.pay(a, -1)
    else:
        g.pay(a, 1)
        g.pay(b, -1)
`,
		query: `payoff("a")`,
		want:  "up a tie: at “left or right” out is worth as much as left, down a tie: at “left or right” left is worth as much as out",
	}, {
		name: "what is believed off the path is open",
		model: `
def story(g):
    kind = g.chance("kind", {"good": 1/2, "bad": 1/2}, seen_by = [a])
    if g.choose(a, "move", ["wait", "go"]) == "wait":
        g.pay(a, 5 + x)
        return
    if g.choose(b, "answer", ["yes", "no"]) == "yes":
        g.pay(b, 1 if kind == "good" else -1)
`,
		query: `belief("b", event("kind", "good"), at = event("move", "go"))`,
		want:  "its value is not one number, it differs within the continuum of equilibria",
	}, {
		name: "and does not matter to what happens on it",
		model: `
def story(g):
    kind = g.chance("kind", {"good": 1/2, "bad": 1/2}, seen_by = [a])
    if g.choose(a, "move", ["wait", "go"]) == "wait":
        g.pay(a, 5 + x)
        return
    if g.choose(b, "answer", ["yes", "no"]) == "yes":
        g.pay(b, 1 if kind == "good" else -1)
`,
		query: `payoff("a")`,
		want:  "1",
	}, {
		name: "never reached",
		model: `
def story(g):
    if g.choose(a, "move", ["wait", "go"]) == "wait":
        g.pay(a, x)
`,
		query: `P(event("move", "go"), given = event("move", "go"))`,
		want:  `it has no value: play never reaches event("move", "go")`,
	}, {
		name: "a number of equilibria",
		model: `
def story(g):
    g.choose(a, "rest", ["well"])
    g.pay(a, x)
`,
		query: `count()`,
		want:  "a number of equilibria has no derivative",
	}, {
		name: "a variant with several equilibria that answer alike",
		model: `
def story(g):
    i = g.choose(a, "side a", ["left", "right"])
    j = g.choose(b, "side b", ["left", "right"])
    if i == j:
        g.pay(a, y)
        g.pay(b, y)
        g.pay(c, x)
    else:
        g.pay(c, x)
y = param("y", -1)
c = player("c")
variant("together", set = {y: x})
`,
		query: `payoff("c", where = "together")`,
		want:  "1",
	}, {
		name: "and one whose equilibria answer differently",
		model: `
def story(g):
    i = g.choose(a, "side a", ["left", "right"], seen_by = [])
    j = g.choose(b, "side b", ["left", "right"])
    if i == j:
        g.pay(a, y)
        g.pay(b, y)
        g.mark("together")
y = param("y", -1)
variant("together", set = {y: x})
`,
		query: `P("together", where = "together")`,
		want:  "its value is not one number: the variant “together” has 3 equilibria",
	}, {
		name: "a variant sets a param to a function of others",
		model: `
def story(g):
    g.choose(a, "rest", ["well"])
    g.pay(a, y)
y = param("y", 2)
variant("square", set = {y: 5 * x * x + y})
`,
		query: `payoff("a", where = "square") - payoff("a")`,
		want:  "10",
	}, {
		name: "a greatest difference that two pairs share",
		model: `
def story(g):
    i = g.choose(a, "signal", ["one", "two", "three"])
    p = {"one": 0, "two": 1/2 * x, "three": 1/2}[i]
    g.pay(b, 1 if g.chance("answer", {"yes": p, "no": 1 - p}) == "yes" else 0)
`,
		query: `influence("a", over = "b", through = "signal")`,
		want:  "what it compares is equal just here",
	}}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := source(t, "a = player(\"a\")\nb = player(\"b\")\nx = param(\"x\", 1)\n"+test.model+"\ngame(story)\n")
			s, c := at(t, m, []query.Query{parse(t, m, test.query)}, nil)
			if got := s.derivative(c[0], 0, "x"); got != test.want {
				t.Errorf("%s", got)
			}
		})
	}
}

// The three-player game of Nau, Gomez Canovas and Hansen 2004, whose only equilibrium is irrational, with one of its
// payoffs a param: the derivative is known in floating point, and said to be.
func TestDerivativeOfAnIrrationalEquilibrium(t *testing.T) {
	m := source(t, `
p = [player("A"), player("B"), player("C")]
x = param("x", 3)
table = [(x, 0, 2), (1, 0, 0), (0, 2, 0), (0, 1, 0), (0, 1, 0), (0, 3, 0), (1, 0, 0), (2, 0, 3)]

def story(g):
    k = 0
    for i in range(3):
        k = 2 * k + (1 if g.choose(p[i], "move %d" % i, ["0", "1"], seen_by = []) == "1" else 0)
    for i in range(3):
        g.pay(p[i], table[k][i])

game(story)
`)
	s, c := at(t, m, []query.Query{parse(t, m, `payoff("B")`)}, nil)
	table := s.field.Query(c[0], 0)
	if table.Why != "" {
		t.Fatal(table.Why)
	}
	d, ok := table.Of[0].Both()
	if !ok || d.Exact || d.Float == 0 || math.IsNaN(d.Float) {
		t.Fatalf("%+v", table.Of[0])
	}
	if n, moved := s.agree(c, 0, false, t.Errorf); n != 2 || moved != 2 {
		t.Errorf("%d derivatives compared, %d not 0", n, moved)
	}
}
