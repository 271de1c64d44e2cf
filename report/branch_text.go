package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"parley/game"
	"parley/solve"
)

// hardlyEver is a probability of play's coming to an information set below which the text leaves it out.
const hardlyEver = 1e-6

// branchHeadline says what was found on a branch of quantal response equilibria.
func (s *Solution) branchHeadline() string {
	r, br := s.Result, s.Result.Branch
	how := "floating point" + picked(r)
	branch := strings.ToUpper(r.Method[:1]) + r.Method[1:]
	last := br.Points[len(br.Points)-1].Lambda
	switch {
	case s.Fit != nil && math.IsInf(s.Fit.Lambda, 1):
		return fmt.Sprintf("Observed play fits the better the larger lambda is, along %s (%s)", r.Method, how)
	case s.Fit != nil:
		return fmt.Sprintf("lambda = %s fits observed play best, along %s (%s)", sig(s.Fit.Lambda), r.Method, how)
	case !br.End && len(r.Equilibria) == 0:
		return fmt.Sprintf("No quantal response equilibrium at the lambda asked for: %s was followed to lambda = %s (%s)", r.Method, sig(last), r.IncompleteBecause)
	case !br.End:
		return fmt.Sprintf("%s at lambda = %s, on %s (%s)", Count(len(r.Equilibria), conceptWords[solve.QRE][0], conceptWords[solve.QRE][1]), sig(br.At[0].Lambda), r.Method, how)
	case !br.Settled:
		return fmt.Sprintf("%s was followed to lambda = %s and no further: %s", branch, sig(last), br.Because)
	case br.Limit.Equilibrium == nil:
		return fmt.Sprintf("%s was followed to lambda = %s; its limit is not identified: %s", branch, sig(last), br.Limit.Why)
	}
	return fmt.Sprintf("%s leads to a %s (%s)", branch, conceptWords[br.Limit.Concept][0], how)
}

// branchText writes the limit and the points that were asked for.
func (s *Solution) branchText(b *strings.Builder, st Style) {
	r, br := s.Result, s.Result.Branch
	fmt.Fprintf(b, "%s\n", "Other equilibria may exist: "+r.IncompleteBecause+".")
	if s.Fit != nil {
		s.fitText(b, st)
	}
	if br.Limit != nil && br.Limit.Equilibrium != nil {
		e := br.Limit.Equilibrium
		fmt.Fprintf(b, "\n%s\n\n", st.Bold("Limit  "+Names(s.Played(), []solve.Equilibrium{*e})[0]))
		if e.Certificate == solve.Interval {
			fmt.Fprintf(b, "  a %s; numbers lie within %.1g of those shown (proved)\n", conceptWords[br.Limit.Concept][0], e.Radius)
		} else {
			fmt.Fprintf(b, "  a %s, in exact arithmetic\n", conceptWords[br.Limit.Concept][0])
		}
		fmt.Fprintf(b, "  that the branch leads to it is inferred from its last point, which is within %.1g of it\n\n", br.Limit.Distance)
		newView(s.Played(), e).text(b, st)
	}
	for i := range r.Equilibria {
		title := "lambda = " + sig(br.At[i].Lambda)
		if br.End {
			title = "Last point  " + title
		}
		fmt.Fprintf(b, "\n%s\n\n", st.Bold(title))
		fmt.Fprintf(b, "  each probability is within %.1g of the logit response to the others; nobody gains more than %.1g by another strategy\n\n",
			s.Responses[i].Residual+s.Responses[i].Rounding, s.Regrets[i].Float())
		s.pointView(i).text(b, st)
	}
}

// pointView is a view of a point of the branch.
func (s *Solution) pointView(i int) *view {
	v := newView(s.Played(), &s.Result.Equilibria[i])
	v.logp = s.Result.Branch.At[i].LogP
	return v
}

// responseMoves writes the actions at h with the probabilities of a quantal response: all of them.
func (v *view) responseMoves(h game.InfosetID) string {
	var parts []string
	by := ", "
	for _, a := range v.in.ActionsAt(h) {
		name := Plain(v.in.Actions[a].Name)
		if strings.Contains(name, ",") {
			by = "; "
		}
		parts = append(parts, name+" "+response(v.logp[a]))
	}
	return join(parts, by)
}

// response writes a probability with four decimals, or with two digits where that would hide it.
func response(logp float64) string {
	switch p := math.Exp(logp); {
	case p == 0:
		return fmt.Sprintf("e^%.4g", logp)
	case p < 5e-4:
		return strconv.FormatFloat(p, 'g', 2, 64)
	default:
		return strconv.FormatFloat(p, 'f', 4, 64)
	}
}

// sig writes a number with five significant digits.
func sig(x float64) string {
	if math.IsInf(x, 1) {
		return "infinity"
	}
	text := strconv.FormatFloat(x, 'g', 5, 64)
	return strings.Replace(text, "e+0", "e", 1)
}
