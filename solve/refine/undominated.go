package refine

import (
	"fmt"
	"strings"

	"parley/game"
	"parley/num"
	"parley/solve/dominance"
)

// mostProfiles and mostStrategies bound the strategic forms that are looked at for weak dominance.
const (
	mostProfiles   = 50_000
	mostStrategies = 400
)

// strategic returns the strategic form whose strategies the equilibria play: the game itself if it is one.
func (j *judging) strategic() (*game.Strategic, error) {
	if !j.formTried {
		j.formTried = true
		j.form, j.formErr = game.NewStrategic(j.in, mostProfiles)
		for i := 0; j.formErr == nil && i < len(j.form.Strategies); i++ {
			if n := len(j.form.Strategies[i]); n > mostStrategies {
				j.formErr = fmt.Errorf("%w: %s has %d strategies", game.ErrTooLarge, j.in.Players[i], n)
			}
		}
	}
	return j.form, j.formErr
}

// undominated tells whether somebody plays a strategy, pure or mixed, that is weakly dominated in the
// reduced strategic form. An equilibrium of two players without any is normal-form perfect, and the other
// way round (van Damme 1991, chapter 3).
func (j *judging) undominated(i int) Judgement {
	e := &j.res.Equilibria[i]
	form, err := j.strategic()
	if err != nil {
		return undecided("%s", err)
	}
	if x, ok := exact(e); !ok {
		return x
	}
	// Whether a mixed strategy is dominated depends on its support only, and one with a larger support
	// is if one with a smaller is. So for a set of equilibria the union of supports comes first.
	union := make(game.Profile, len(e.Profile))
	always := make(game.Profile, len(e.Profile)) // played in every one
	for a := range union {
		low, high := e.Range(game.ActionID(a))
		if high.Sign() > 0 {
			union[a] = num.One
		}
		if low.Sign() > 0 {
			always[a] = num.One
		}
	}
	if j.dominated(form, union) == "" {
		return pass()
	}
	if e.Dimension > 0 {
		if why := j.dominated(form, always); why != "" {
			return fail("%s", why)
		}
	}
	why := j.dominated(form, e.Profile)
	x := pass()
	if why != "" {
		x = fail("%s", why)
	}
	x.Member = e.Dimension > 0
	return x
}

// dominated names a player whose mixed strategy with the support of p is weakly dominated, and by what; ""
// if there is none. Of the strategies in the support those that are dominated alone come first.
func (j *judging) dominated(form *game.Strategic, p game.Profile) string {
	for i, list := range form.Strategies {
		var support []int
		for k, s := range list {
			played := true
			for _, a := range s {
				played = played && p[a].Sign() > 0
			}
			if played {
				support = append(support, k)
			}
		}
		if len(support) == 0 {
			continue
		}
		x := make([]num.Rat, len(list))
		for _, k := range support {
			x[k] = num.Frac(1, int64(len(support)))
		}
		by, most := dominance.Dominating(j.ctx, form, i, x)
		if by == nil {
			continue
		}
		for _, k := range support {
			alone := make([]num.Rat, len(list))
			alone[k] = num.One
			if b, m := dominance.Dominating(j.ctx, form, i, alone); b != nil {
				return fmt.Sprintf("%s plays %s, and %s is never worse and up to %s better", j.in.Players[i], j.strategy(form, i, k), j.mixture(form, i, b), m.Decimal(3))
			}
		}
		return fmt.Sprintf("%s mixes %s; to play them evenly is never better than %s and up to %s worse, so no mixture of them is admissible",
			j.in.Players[i], j.mixture(form, i, x), j.mixture(form, i, by), most.Decimal(3))
	}
	return ""
}

// strategy names a pure strategy by its actions.
func (j *judging) strategy(form *game.Strategic, player, k int) string {
	var parts []string
	for _, a := range form.Strategies[player][k] {
		name := j.in.Actions[a].Name
		if set := j.in.Infosets[j.in.Actions[a].Infoset].Name; set != "" && len(form.Strategies[player][k]) > 1 {
			name += " at " + set
		}
		parts = append(parts, name)
	}
	return fmt.Sprintf("%q", strings.Join(parts, "; "))
}

func (j *judging) mixture(form *game.Strategic, player int, x []num.Rat) string {
	var parts []string
	for k, p := range x {
		switch {
		case p.IsZero():
		case p.Equal(num.One):
			parts = append(parts, j.strategy(form, player, k))
		default:
			parts = append(parts, p.String()+" "+j.strategy(form, player, k))
		}
	}
	return strings.Join(parts, " + ")
}
