package sequential_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/game"
	"parley/gamefile"
	"parley/solve"
	"parley/solve/sequential"
	"parley/verify"
)

// slow are reference games that are too large for the search.
var slow = []string{"contrib/bayes2a.efg"}

// Games that Gambit's project publishes, where they are at hand: every game of perfect recall is solved
// completely in short time, and every assessment that comes out passes the checker.
func TestReferenceGames(t *testing.T) {
	root := "../../../shared/reference/gambit/games"
	if _, err := os.Stat(root); err != nil {
		t.Skip("no reference games here")
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".efg") {
			return err
		}
		t.Run(strings.TrimPrefix(path, root+"/"), func(t *testing.T) {
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			g, diags := gamefile.ReadEFG(path, f, gamefile.Limits{})
			if g == nil {
				t.Fatal(diags)
			}
			if slices.Contains(slow, strings.TrimPrefix(path, root+"/")) {
				t.Skip("too large")
			}
			in, err := game.NewInstance(g, nil)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			start := time.Now()
			res, err := sequential.Solver{}.Solve(ctx, in, solve.Options{})
			if errors.Is(err, solve.ErrUnsuited) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d information sets, %d entries, complete %v %s, %v, %+v", g.PersonalInfosets(), len(res.Equilibria), res.Complete, res.IncompleteBecause, time.Since(start).Round(time.Millisecond), res.Stats)
			if !res.Complete {
				t.Errorf("not complete: %s", res.IncompleteBecause)
			}
			for i := range res.Equilibria {
				e := &res.Equilibria[i]
				for j, m := range e.Members() {
					cert, err := verify.CheckWithin(in, &m, solve.Sequential, e.Radius)
					if err != nil {
						t.Fatal(err)
					}
					if !cert.OK() {
						t.Fatalf("entry %d, member %d: %s", i+1, j, cert.Failure())
					}
				}
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
