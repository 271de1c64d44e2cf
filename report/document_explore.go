package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/audit"
	"parley/num"
)

// How many params an explorer has, and how many questions: for the first model, and for all others together.
const (
	mostMoved, mostOtherMoved       = 8, 15
	mostExplored, mostOtherExplored = 8, 15
)

// explorer lets the reader move single params to where the audit solved the game. Nil if no param moves an answer.
func (d *document) explorer(i int) *Explorer {
	m := &d.r.Models[i]
	asked := d.explored(i)
	params := d.moved(i, asked)
	if len(params) == 0 {
		return nil
	}
	x := &Explorer{ID: modelID(i) + "-explore", Title: "Move a param", About: "One param at a time, within its range, all others at the baseline. Each place of a slider is a value at which all equilibria were found; there are none in between. Several equilibria give a range of answers."}
	for _, j := range asked {
		q := &m.Questions[j]
		x.Questions = append(x.Questions, ExplorerQuestion{Text: Rich{{Text: Plain(q.Text), Link: "#" + questionID(i, j)}}, Answer: bandText(q, audit.AnswerBand(q.Answers))})
	}
	for _, p := range params {
		x.Params = append(x.Params, d.exploredParam(i, p, asked))
	}
	return x
}

// explored chooses the questions: those with charts, then others that some param moves.
func (d *document) explored(i int) []int {
	m := &d.r.Models[i]
	out := slices.Clone(d.charts[i])
	for j := range m.Questions {
		if q := &m.Questions[j]; m.Stages.Linchpins && !slices.Contains(out, j) && slices.ContainsFunc(q.Swings, func(s audit.Swing) bool { return s.Moves(audit.AnswerBand(q.Answers)) }) {
			out = append(out, j)
		}
	}
	out = out[:min(len(out), d.most(i, mostExplored, mostOtherExplored))]
	slices.Sort(out)
	return out
}

// moved chooses the params: of each question in turn the next one that moves it most.
func (d *document) moved(i int, asked []int) []int {
	m := &d.r.Models[i]
	var orders [][]int
	for _, j := range asked {
		q := &m.Questions[j]
		base := audit.AnswerBand(q.Answers)
		order := orderRows(m, q, base)
		orders = append(orders, slices.DeleteFunc(order, func(p int) bool {
			s := swingOf(q, p)
			return s == nil || !s.Moves(base) || len(s.Points) < 2
		}))
	}
	var out []int
	for k := 0; ; k++ {
		left := false
		for _, order := range orders {
			if k < len(order) {
				left = true
				if !slices.Contains(out, order[k]) && len(out) < d.most(i, mostMoved, mostOtherMoved) {
					out = append(out, order[k])
				}
			}
		}
		if !left {
			return out
		}
	}
}

// swingOf is what a param does to a question, nil if it was not looked at.
func swingOf(q *audit.Question, p int) *audit.Swing {
	k := slices.IndexFunc(q.Swings, func(s audit.Swing) bool { return s.Param == p })
	if k < 0 {
		return nil
	}
	return &q.Swings[k]
}

// exploredParam gathers what the asked questions answer at the places of one param.
func (d *document) exploredParam(i, p int, asked []int) ExplorerParam {
	m := &d.r.Models[i]
	x := &m.Model.Params[p]
	out := ExplorerParam{Name: Plain(x.Name), About: Plain(x.About), Base: -1, Answers: make([][]string, len(asked))}
	points := swingOf(&m.Questions[asked[0]], p).Points
	add := func(at num.Rat, note string, answer func(j int) string) {
		out.Places, out.Notes = append(out.Places, placeText(at)), append(out.Notes, note)
		for k, j := range asked {
			out.Answers[k] = append(out.Answers[k], answer(j))
		}
	}
	base := func() {
		out.Base = len(out.Places)
		add(m.Baseline[p], "", func(j int) string {
			q := &m.Questions[j]
			return bandText(q, audit.AnswerBand(q.Answers))
		})
	}
	for k, point := range points {
		if besideEnd(points, k, x.Dist.Low, x.Dist.High) || point.At.Equal(m.Baseline[p]) {
			continue
		}
		if out.Base < 0 && m.Baseline[p].Less(point.At) {
			base()
		}
		add(point.At, d.brokenText(i, point.Breaks), func(j int) string {
			q := &m.Questions[j]
			at := swingOf(q, p).Points[k]
			if at.Unknown {
				return "not solved"
			}
			return bandText(q, at.Answer)
		})
	}
	if out.Base < 0 {
		base()
	}
	return out
}

// placeText writes a value, with a sign that says so if it is rounded: the points of a scan are no round numbers.
func placeText(at num.Rat) string {
	text := Number(at)
	if exact, err := num.Parse(strings.ReplaceAll(text, "−", "-")); err == nil && exact.Equal(at) {
		return text
	}
	return "≈ " + text
}

// besideEnd tells whether a point of a scan is the one that stands just before an end of the range.
func besideEnd(points []audit.SwingPoint, k int, low, high num.Rat) bool {
	near := high.Sub(low).Mul(num.Frac(1, 200))
	at := points[k].At
	return k == 1 && points[0].At.Equal(low) && at.Sub(low).Less(near) ||
		k == len(points)-2 && points[k+1].At.Equal(high) && high.Sub(at).Less(near)
}

// brokenText says which assumptions do not hold at a place.
func (d *document) brokenText(i int, broken []int) string {
	if len(broken) == 0 {
		return ""
	}
	var list []string
	for _, k := range broken {
		list = append(list, itoa(k+1))
	}
	if len(list) == 1 {
		return fmt.Sprintf("assumption %s does not hold here", list[0])
	}
	return fmt.Sprintf("assumptions %s do not hold here", join(list, ", "))
}
