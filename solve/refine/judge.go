package refine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"parley/game"
	"parley/solve"
)

// A Property is a refinement of equilibrium, or a rule that selects among equilibria, which an equilibrium
// has or lacks.
type Property struct {
	Name  string // the word for it in lower case, for flags and JSON
	Title string // in text: "fails the ..."
	Cites []string
	judge func(j *judging, i int) Judgement
}

const intuitive, intuitiveTitle = "intuitive", "intuitive criterion"

// Names are the names of all properties.
func Names() []string {
	var out []string
	for _, p := range Properties {
		out = append(out, p.Name)
	}
	return out
}

// A Verdict says whether an equilibrium has a property.
type Verdict string

// The verdicts. Passes and Fails are proved, but for the limit of the QRE branch, which is numeric.
const (
	Passes       Verdict = "passes"
	Fails        Verdict = "fails"
	Undecided    Verdict = "not decided"
	Inapplicable Verdict = "does not apply"
)

// A Judgement is what is known of one property of one equilibrium.
type Judgement struct {
	Property *Property
	Verdict  Verdict
	Reason   string // why it fails, is not decided or does not apply; may be "" where it passes
	// Member is set for a set of equilibria of positive dimension where the verdict is about the member
	// that is shown, and not about all.
	Member bool
}

func pass() Judgement { return Judgement{Verdict: Passes} }

func fail(format string, args ...any) Judgement {
	return Judgement{Verdict: Fails, Reason: fmt.Sprintf(format, args...)}
}

func undecided(format string, args ...any) Judgement {
	return Judgement{Verdict: Undecided, Reason: fmt.Sprintf(format, args...)}
}

func inapplicable(format string, args ...any) Judgement {
	return Judgement{Verdict: Inapplicable, Reason: fmt.Sprintf(format, args...)}
}

// Judge tells of each equilibrium of res, found for in, whether it has each of the named properties,
// in the order of Properties. When ctx ends, what is left is not decided. Its error names an unknown
// property.
func Judge(ctx context.Context, in *game.Instance, res *solve.Result, names []string) ([][]Judgement, error) {
	for _, n := range names {
		if !slices.Contains(Names(), n) {
			return nil, fmt.Errorf("there is no refinement %q; there are %s", n, strings.Join(Names(), ", "))
		}
	}
	var properties []Property
	for _, p := range Properties {
		if slices.Contains(names, p.Name) {
			properties = append(properties, p)
		}
	}
	return judge(ctx, in, res, properties), nil
}

// JudgeIntuitive is Judge for the intuitive criterion alone. A program that calls only this is spared what the others need.
func JudgeIntuitive(ctx context.Context, in *game.Instance, res *solve.Result) [][]Judgement {
	return judge(ctx, in, res, []Property{{intuitive, intuitiveTitle, []string{"chokreps1987"}, (*judging).intuitive}})
}

func judge(ctx context.Context, in *game.Instance, res *solve.Result, properties []Property) [][]Judgement {
	played := in
	if res.In != nil {
		played = res.In
	}
	j := &judging{ctx: ctx, in: played, moved: played != in, res: res, checker: NewChecker(played.Game)}
	out := make([][]Judgement, len(res.Equilibria))
	for i := range out {
		for k := range properties {
			p := &properties[k]
			x := undecided("there was no time left")
			switch y, ok := j.signalling(); {
			case !ok && (p.Name == intuitive || p.Name == "d1"):
				x = y
			case ctx.Err() == nil:
				x = p.judge(j, i)
			}
			x.Property = p
			out[i] = append(out[i], x)
		}
	}
	return out
}

// judging is what the judgements of one result share.
type judging struct {
	ctx     context.Context
	in      *game.Instance // that the profiles belong to
	moved   bool           // it is the strategic form of the game that was solved
	res     *solve.Result
	checker *Checker

	findings  []Finding // of the intuitive criterion, once asked for
	form      *game.Strategic
	formErr   error
	formTried bool
	qre       *Judgement // of the end of the branch: passes if it is an equilibrium of the list, number qreAt
	qreAt     int
}

// exact tells whether the numbers of an equilibrium are known exactly; otherwise there is a judgement.
func exact(e *solve.Equilibrium) (Judgement, bool) {
	switch e.Certificate {
	case solve.Interval:
		return undecided("its probabilities are enclosed and not known exactly"), false
	case solve.Numeric:
		return undecided("its probabilities are known in floating point only"), false
	}
	return Judgement{}, true
}

// signalling tells whether there is a signalling stage.
func (j *judging) signalling() (Judgement, bool) {
	switch {
	case j.moved:
		return inapplicable("the equilibria are of the strategic form, which has no messages"), false
	case len(j.checker.stages) == 0:
		return inapplicable("nobody moves knowing his type before somebody who sees the move and not the type"), false
	}
	return Judgement{}, true
}

// intuitive applies the intuitive criterion.
func (j *judging) intuitive(i int) Judgement {
	e := &j.res.Equilibria[i]
	if x, ok := exact(e); !ok {
		return x
	}
	if j.findings == nil {
		f, err := j.checker.Intuitive(j.ctx, j.in, j.res)
		if err != nil {
			return undecided("%s", err)
		}
		j.findings = f
	}
	f := j.findings[i]
	x := Judgement{Verdict: Passes, Reason: f.Reason, Member: !j.samePath(e)}
	switch {
	case !f.Passes:
		x.Verdict = Fails
	case f.Reason != "":
		x.Verdict = Undecided
	}
	return x
}

// samePath tells whether all members of a set play alike wherever play leads.
func (j *judging) samePath(e *solve.Equilibrium) bool {
	if e.Dimension == 0 {
		return true
	}
	reach := j.in.Reach(e.Profile)
	for h := range j.in.Infosets {
		on := false
		for _, n := range j.in.Infosets[h].Nodes {
			on = on || reach[n].Sign() > 0
		}
		if !on {
			continue
		}
		for _, a := range j.in.ActionsAt(game.InfosetID(h)) {
			if low, high := e.Range(a); !low.Equal(high) {
				return false
			}
		}
	}
	return true
}
