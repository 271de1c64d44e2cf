package workbench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// revealing is a game in which the sender's move tells all, and what both do then settles nothing of what was learnt: three
// equilibria after each move, so nine.
const revealing = `sender, receiver = player("sender"), player("Bob")
good = param("good", 0.3, within = (0.1, 0.9))

def talk(g):
    kind = g.chance("kind", {"good": good, "bad": 1 - good}, seen_by = [sender])
    word = g.choose(sender, "word", ["up", "down"])
    if (kind == "good") != (word == "up"):
        g.pay(sender, -9)
    sides = g.simultaneous({receiver: ("mine", ["left", "right"]), sender: ("yours", ["left", "right"])})
    if sides[receiver] == sides[sender]:
        g.pay(sender, 1)
        g.pay(receiver, 1)

game(talk)
`

// What the sentence says of what is learnt. In the crisis, by hand: with the prior p below 2/3 the defender thinks the challenger
// resolute with 2/3 once he escalates; above it all escalate, and nothing is learnt.
func TestLearntSentence(t *testing.T) {
	deterrence := "../examples/deterrence"
	for _, c := range []struct {
		name, folder string
		set          map[string]string
		want         string // "" for nothing
	}{
		{"a belief that moves", crisis, nil, "Seeing escalate moves the defender from 40 % to 67 % sure that kind is resolute. "},
		{"a lower prior", crisis, map[string]string{"prior": "1/5"}, "Seeing escalate moves the defender from 20 % to 67 % sure that kind is resolute. "},
		{"all do alike", crisis, map[string]string{"prior": "7/10"}, "Seeing escalate leaves the defender 70 % sure that kind is resolute, as before. "},
		{"equilibria that differ in what is learnt", deterrence, nil, ""},
		{"a family", "../examples/beijing-2018", nil, "Seeing visit, then back, then refuse moves Trump from 70 % to 100 % sure that intent is stalling. "},
		{"nothing hidden", "../examples/coordination", nil, ""},
		{"several equilibria that agree", write(t, revealing), nil, "In all 9 equilibria, seeing up moves Bob from 30 % to 100 % sure that kind is good. "},
	} {
		a, err := call[SolveAnswer](t, open(t, c.folder), "solve", SolveRequest{At: At{Set: c.set}})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		told := ""
		for _, p := range a.Parts {
			if p.Infoset != "" {
				told += p.Text
			}
		}
		if c.want == "" && told != "" || !strings.HasPrefix(a.Sentence, c.want) || c.want != "" && !strings.Contains(c.want, told) {
			t.Errorf("%s: %q with %q of an information set, want %q first", c.name, a.Sentence, told, c.want)
		}
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "model.star"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
