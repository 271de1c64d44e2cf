package vertices_test

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
	"parley/solve/nash"
	"parley/solve/vertices"
)

// The extreme equilibria that gambit-enummixed lists of games that Gambit's project publishes, where they are
// at hand, are those found here, in mixed strategies of the reduced strategic form.
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
		if c.Kind != "all_extreme_nash" || len(c.Expected) == 0 { // none at all is an error (Nash 1951)
			continue
		}
		t.Run(strings.TrimPrefix(c.Game, "games/"), func(t *testing.T) {
			form := reference(t, filepath.Join(root, c.Game))
			res, err := vertices.Mixed(t.Context(), form, solve.Options{})
			if err != nil || !res.Complete {
				t.Fatal(err, res.IncompleteBecause)
			}
			var want []string
			for _, e := range c.Expected {
				var p []num.Rat
				for _, x := range e {
					p = append(p, num.MustParse(x))
				}
				want = append(want, fmt.Sprint(p))
			}
			slices.Sort(want)
			want = slices.Compact(want) // enummixed repeats itself on degenerate games
			if got := checked(t, res); !slices.Equal(got, want) {
				t.Errorf("%d extreme equilibria, expected %d\n%s\nexpected\n%s", len(got), len(want), strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			compared++
		})
	}
	if compared < 80 {
		t.Errorf("only %d games compared", compared)
	}
}

// reference reads a game file and returns its strategic form; it skips the test if that is too large.
func reference(t *testing.T, path string) *game.Strategic {
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
	form, err := nash.Form(in)
	if errors.Is(err, solve.ErrUnsuited) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return form
}
