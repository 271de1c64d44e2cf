package sequential_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/game"
	"parley/gamefile"
	"parley/num"
	"parley/solve"
	"parley/solve/sequential"
	"parley/verify"
)

// A listed case is what another tool found in a game: behaviour strategy profiles, player by player,
// information set by information set, action by action.
type listedCase struct {
	Game     string            `json:"game"`
	Solver   string            `json:"solver"`
	Type     string            `json:"profile_type"`
	Flat     bool              `json:"flat"`
	Expected []json.RawMessage `json:"expected"`
}

// Equilibria that Gambit's tools list and that reach every information set are sequential equilibria, as
// Bayes' rule says what is believed everywhere: each must be in a complete list. (Of others the files do not
// say enough: sequence-form tools leave play undefined that its own player's choices exclude.)
func TestListedEquilibria(t *testing.T) {
	root := "../../../shared/reference/gambit"
	compared := 0
	for _, name := range []string{"expected_computed.json", "expected_asserted.json"} {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Skip("no reference games here")
		}
		var doc struct {
			Cases []listedCase `json:"cases"`
		}
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		for _, c := range doc.Cases {
			if c.Type == "behavior" && c.Flat && strings.HasSuffix(c.Game, ".efg") {
				compared += compareListed(t, root, c)
			}
		}
	}
	if compared < 20 {
		t.Errorf("only %d equilibria compared", compared)
	}
}

func compareListed(t *testing.T, root string, c listedCase) (compared int) {
	t.Helper()
	f, err := os.Open(filepath.Join(root, c.Game))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	g, diags := gamefile.ReadEFG(c.Game, f, gamefile.Limits{})
	if g == nil {
		t.Fatal(diags)
	}
	in, err := game.NewInstance(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	var res *solve.Result
	for _, raw := range c.Expected {
		p, ok := flatProfile(in, raw)
		if !ok || !reachesAll(in, p) {
			continue
		}
		cert, err := verify.Check(in, &game.Assessment{Profile: p}, solve.Nash)
		if err != nil || !cert.OK() {
			continue // rounded
		}
		if res == nil {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if res, err = (sequential.Solver{}).Solve(ctx, in, solve.Options{}); err != nil {
				t.Fatal(err)
			}
			if !res.Complete {
				return compared
			}
		}
		compared++
		if !listed(res, p) {
			t.Errorf("%s: %s lists %v, which is missing", c.Game, c.Solver, p)
		}
	}
	return compared
}

// flatProfile reads a flat list of probabilities; not ok where it does not fit the game or is no profile.
func flatProfile(in *game.Instance, raw json.RawMessage) (game.Profile, bool) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil, false
	}
	p := make(game.Profile, len(in.Actions))
	for a := range p {
		if in.Infosets[in.Actions[a].Infoset].Player == game.Chance {
			p[a] = in.Prob(game.ActionID(a))
		}
	}
	at := 0
	for player := range in.Players {
		for number := 1; ; number++ {
			h := -1
			for k := range in.Infosets {
				if int(in.Infosets[k].Player) == player && in.Infosets[k].Number == number {
					h = k
				}
			}
			if h < 0 {
				break
			}
			for _, a := range in.ActionsAt(game.InfosetID(h)) {
				if at == len(list) {
					return nil, false
				}
				x, err := num.Parse(strings.Trim(string(list[at]), `"`))
				if err != nil {
					return nil, false
				}
				p[a] = x
				at++
			}
		}
	}
	return p, at == len(list)
}

func reachesAll(in *game.Instance, p game.Profile) bool {
	reached := make([]bool, len(in.Infosets))
	for n := range in.Nodes {
		h := in.Nodes[n].Infoset
		if h == game.None || reached[h] {
			continue
		}
		reached[h] = true
		for _, a := range in.Path(game.NodeID(n)) {
			if p[a].IsZero() {
				reached[h] = false
			}
		}
	}
	for h := range reached {
		if !reached[h] {
			return false
		}
	}
	return true
}

func listed(res *solve.Result, p game.Profile) bool {
	for i := range res.Equilibria {
		inside := true
		for a := range p {
			low, high := res.Equilibria[i].Range(game.ActionID(a))
			slack := num.FromFloat(res.Equilibria[i].Radius)
			inside = inside && !p[a].Add(slack).Less(low) && !high.Add(slack).Less(p[a])
		}
		if inside {
			return true
		}
	}
	return false
}
