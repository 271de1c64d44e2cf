package pure_test

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
	. "parley/solve/pure"
)

// The pure equilibria that gambit-enumpure lists of games that Gambit's project publishes, where they are at
// hand, are those found here; some of the games lack perfect recall.
func TestReferenceGames(t *testing.T) {
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
		if c.Kind != "all_pure_nash" {
			continue
		}
		t.Run(strings.TrimPrefix(c.Game, "games/"), func(t *testing.T) {
			f, err := os.Open(filepath.Join(root, c.Game))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			g, diags := gamefile.Read(c.Game, f, gamefile.Limits{})
			if g == nil {
				t.Fatal(diags)
			}
			in, err := game.NewInstance(g, nil)
			if err != nil {
				t.Fatal(err)
			}
			res, err := Solver{}.Solve(t.Context(), in, solve.Options{})
			if errors.Is(err, solve.ErrUnsuited) {
				t.Skip(err)
			}
			if err != nil || !res.Complete {
				t.Fatal(err, res.IncompleteBecause)
			}
			var want, got []string
			for _, e := range c.Expected {
				var p []num.Rat
				for _, x := range e {
					p = append(p, num.MustParse(x))
				}
				want = append(want, fmt.Sprint(p))
			}
			for i := range res.Equilibria {
				got = append(got, fmt.Sprint([]num.Rat(res.Equilibria[i].Profile)))
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%d equilibria, expected %d\n%s\nexpected\n%s", len(got), len(want), strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			compared++
		})
	}
	if compared < 100 {
		t.Errorf("only %d games compared", compared)
	}
}
