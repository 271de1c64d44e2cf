package solvetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/game"
	"parley/gamefile"
	"parley/num"
	"parley/solve"
)

// Published compares a solver with the equilibria of one kind that Gambit's tools list of the games that its
// project publishes, where these are at hand beside the project; otherwise it skips the test. find returns all
// equilibria, each with the probabilities in the order of the file; its error may wrap solve.ErrUnsuited. Games
// of which nothing is listed are left out, and repetitions do not count. At least the given number of games
// must have been compared.
func Published(t *testing.T, kind string, least int, find func(t *testing.T, in *game.Instance) ([]game.Profile, error)) {
	root := "../../../shared/reference/gambit"
	text, err := os.ReadFile(filepath.Join(root, "expected_computed.json"))
	if err != nil {
		t.Skip("no reference games here")
	}
	var doc struct {
		Cases []struct {
			Game, Kind string
			Expected   [][]string
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, c := range doc.Cases {
		if c.Kind != kind {
			continue
		}
		t.Run(strings.TrimPrefix(c.Game, "games/"), func(t *testing.T) {
			found, err := find(t, readGame(t, filepath.Join(root, c.Game)))
			if errors.Is(err, solve.ErrUnsuited) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			var got, want []string
			for _, p := range found {
				got = append(got, fmt.Sprint([]num.Rat(p)))
			}
			for _, e := range c.Expected {
				var p []num.Rat
				for _, x := range e {
					p = append(p, num.MustParse(x))
				}
				want = append(want, fmt.Sprint(p))
			}
			slices.Sort(got)
			slices.Sort(want)
			want = slices.Compact(want)                                                 // enummixed repeats itself on degenerate games
			if !slices.Equal(got, want) && (len(want) > 0 || kind == "all_pure_nash") { // without equilibrium otherwise: a fault of the list (Nash 1951)
				t.Errorf("%d equilibria, expected %d\n%s\nexpected\n%s", len(got), len(want), strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			compared++
		})
	}
	if compared < least {
		t.Errorf("only %d games compared", compared)
	}
}

func readGame(t *testing.T, path string) *game.Instance {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	g, diags := gamefile.Read(path, f, gamefile.Limits{})
	if g == nil {
		t.Fatal(diags)
	}
	in, err := game.NewInstance(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	return in
}
