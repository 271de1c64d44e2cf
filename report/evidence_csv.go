package report

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"

	"parley/evidence"
)

// evidenceColumns are the columns of the table: a row is for an equilibrium, a move at a point of the record and a type.
var evidenceColumns = []string{"equilibrium", "name", "part", "after", "player", "move", "action", "never", "likely", "expected_bits",
	"type", "likelihood_low", "likelihood_high", "ratio_low", "ratio_high", "strength", "posterior_low", "posterior_high",
	"draws_defined", "draws_ratio_low", "draws_ratio_high", "draws_above_1"}

// CSV writes the matrix as a table. Part is observed for what was observed, else next; an infinite ratio is written inf, what is not
// defined is left empty.
func (k *Evidence) CSV() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	write := func(row []string) {
		if err := w.Write(row); err != nil {
			panic("report: " + err.Error()) // a buffer takes everything
		}
	}
	write(evidenceColumns)
	doc := k.JSON()
	for i := range doc.Equilibria {
		e := &doc.Equilibria[i]
		rows := func(part string, s *StepJSON, r *evidence.Step, expected string) {
			player, label, action := "", "", ""
			if m := s.Move; m != nil {
				player, label, action = m.Player, m.Label, m.Action
			}
			for t, x := range s.Types {
				row := []string{strconv.Itoa(e.Equilibrium), e.Name, part, movesText(s.After), player, label, action, strconv.FormatBool(s.Never), cell(s.Next.Value), expected,
					x.Type, cell(x.Likelihood.Low), cell(x.Likelihood.High), ratioCell(x.Ratio, r.Kinds[t].Ratio.Low), ratioCell(x.Ratio, r.Kinds[t].Ratio.High), x.Ratio.Strength, cell(x.Posterior.Low), cell(x.Posterior.High)}
				if len(s.Drawn) > t {
					d := s.Drawn[t]
					row = append(row, strconv.Itoa(d.Defined), drawnCell(d, d.Low), drawnCell(d, d.High), strconv.Itoa(*d.Above))
				} else {
					row = append(row, "", "", "", "")
				}
				write(row)
			}
		}
		r := &k.Readings[i]
		for j := range e.Observed {
			rows("observed", &e.Observed[j], &r.Observed[j], "")
		}
		for j := range e.Occasions {
			o := &e.Occasions[j]
			for n := range o.Next {
				rows("next", &o.Next[n], &r.Occasions[j].Next[n], cell(&o.Expected.Value))
			}
		}
	}
	w.Flush()
	return b.Bytes()
}

func movesText(of []EvidenceMoveJSON) string {
	var parts []string
	for _, m := range of {
		parts = append(parts, m.Label+"="+m.Action)
	}
	return join(parts, ", ")
}

func cell(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'g', -1, 64)
}

func ratioCell(j RatioJSON, r evidence.Ratio) string {
	switch {
	case !j.Defined:
		return ""
	case r.Infinite():
		return "inf"
	}
	x := round(r.Float())
	return cell(&x)
}

// drawnCell is a bound over draws: infinite where draws give one and it is not there.
func drawnCell(d TiltJSON, x *float64) string {
	if x == nil && d.Defined > 0 {
		inf := math.Inf(1)
		return cell(&inf)
	}
	return cell(x)
}
