package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"parley/game"
	"parley/num"
	"parley/regime"
)

// MapJSON is the document of parley map --json. Points are pairs of values of the two params.
type MapJSON struct {
	Schema     string            `json:"schema"`
	Parley     string            `json:"parley"`
	Model      string            `json:"model"`
	File       string            `json:"file"`
	SHA256     string            `json:"sha256,omitempty"`
	Set        map[string]string `json:"set,omitempty"`
	X          MapAxisJSON       `json:"x"`
	Y          MapAxisJSON       `json:"y"`
	Basis      string            `json:"basis"` // replies or path: which behaviour tells equilibria apart
	Grid       int               `json:"grid"`  // cells along each axis before refinement
	Points     int               `json:"points"`
	Precision  float64           `json:"precision"` // of boundary points, as a share of the axis; unless unfinished
	Unfinished string            `json:"unfinished,omitempty"`
	Regimes    []RegimeJSON      `json:"regimes"`
	Classes    []ClassJSON       `json:"classes"`
	Regions    []RegionJSON      `json:"regions"`
	Boundaries []BoundaryJSON    `json:"boundaries"`
	Junctions  [][2]float64      `json:"junctions"`
	Baseline   [2]float64        `json:"baseline"`
	// BaselineRegime is the letter of the regime in which the baseline lies; "" if it lies outside or on a boundary.
	BaselineRegime string `json:"baseline_regime"`
}

// MapAxisJSON is an axis: the interval that is mapped, and the param's own range.
type MapAxisJSON struct {
	Param string      `json:"param"`
	About string      `json:"about,omitempty"`
	Low   string      `json:"low"`
	High  string      `json:"high"`
	Range *[2]float64 `json:"range,omitempty"`
}

// RegimeJSON is a regime.
type RegimeJSON struct {
	Letter string  `json:"letter"`
	Name   string  `json:"name"`
	Kind   string  `json:"kind"` // equilibria, no game, breaks, incomplete, unknown
	Why    string  `json:"why,omitempty"`
	Share  float64 `json:"share"`
	// InRanges is the share of the box of the params' own ranges, as far as it lies on the map.
	InRanges   float64              `json:"share_of_ranges"`
	Points     int                  `json:"points"`
	Condition  string               `json:"condition,omitempty"` // of formulas of boundaries; it holds at all points of the regime that were solved and at no others
	Classes    []int                `json:"classes"`             // numbers of classes, one for each equilibrium
	Answers    []MapAnswerJSON      `json:"answers"`
	At         map[string]string    `json:"at,omitempty"` // a point of it
	Equilibria []MapEquilibriumJSON `json:"equilibria"`   // there
}

// MapAnswerJSON is the range of a question's answer over the points of a regime that were solved and all equilibria there.
type MapAnswerJSON struct {
	Question string   `json:"question"`
	Query    string   `json:"query"`
	Low      *float64 `json:"low"` // null if it is nowhere defined
	High     *float64 `json:"high"`
}

// MapEquilibriumJSON is an equilibrium at the point that stands for a regime, with its class.
type MapEquilibriumJSON struct {
	Class int `json:"class"`
	EquilibriumJSON
}

// ClassJSON is a class of equilibria.
type ClassJSON struct {
	Name    string   `json:"name"`
	Key     string   `json:"key"` // of the behaviour; the same in all maps of one game
	Regimes []string `json:"regimes"`
	Play    []string `json:"play"` // by information set on the path and one departure away from it
}

// RegionJSON is a connected piece of a regime: an outline counter-clockwise, and holes.
type RegionJSON struct {
	Regime  string         `json:"regime"`
	Share   float64        `json:"share"`
	Outline [][2]float64   `json:"outline"`
	Holes   [][][2]float64 `json:"holes,omitempty"`
}

// BoundaryJSON is a boundary: all points found by bisection, and a formula where one fits.
type BoundaryJSON struct {
	Regimes [2]string    `json:"regimes"`
	Formula string       `json:"formula,omitempty"`      // in all params if it is derived
	Here    string       `json:"formula_here,omitempty"` // the same with all other params at the baseline
	Known   string       `json:"formula_is,omitempty"`   // derived or fitted
	Fresh   int          `json:"fresh_points,omitempty"`
	Points  [][2]float64 `json:"points"`
}

// JSON returns the document.
func (d *Mapped) JSON() MapJSON {
	out := MapJSON{Schema: "parley/map/1", Parley: d.Version, Model: d.Model.Title, File: d.Model.Path, SHA256: d.Model.Digest,
		X: d.axisJSON(d.X), Y: d.axisJSON(d.Y), Basis: string(d.Basis), Grid: d.Grid, Points: d.Points, Precision: regime.Precision, Unfinished: d.Because,
		Regimes: []RegimeJSON{}, Classes: []ClassJSON{}, Regions: []RegionJSON{}, Boundaries: []BoundaryJSON{}, Junctions: d.places(d.Junctions)}
	out.Set = settingsJSON(d.Set)
	out.Baseline = [2]float64{d.Map.Baseline[d.X.Param].Float(), d.Map.Baseline[d.Y.Param].Float()}
	if d.AtRegime >= 0 {
		out.BaselineRegime = letter(d.AtRegime)
	}
	for i := range d.Regimes {
		out.Regimes = append(out.Regimes, d.regimeJSON(i))
	}
	for i, c := range d.Classes {
		k := ClassJSON{Name: d.classes[i], Key: c.Key, Regimes: []string{}, Play: []string{}}
		for _, r := range c.Regimes {
			k.Regimes = append(k.Regimes, letter(r))
		}
		for j := range c.Moves {
			k.Play = append(k.Play, moveText(d.Model.Game, &c.Moves[j]))
		}
		out.Classes = append(out.Classes, k)
	}
	for _, g := range d.Regions {
		r := RegionJSON{Regime: letter(g.Regime), Share: g.Share, Outline: d.places(g.Outer)}
		for _, h := range g.Holes {
			r.Holes = append(r.Holes, d.places(h))
		}
		out.Regions = append(out.Regions, r)
	}
	for _, b := range d.Boundaries {
		k := BoundaryJSON{Regimes: [2]string{letter(b.Left), letter(b.Right)}, Points: d.places(b.Points)}
		if b.Formula >= 0 {
			f := &d.Formulas[b.Formula]
			k.Formula, k.Here, k.Known, k.Fresh = d.Map.Text(f), d.PlaneText(f), string(f.Known), f.Points
		}
		out.Boundaries = append(out.Boundaries, k)
	}
	return out
}

func (d *Mapped) axisJSON(a regime.Axis) MapAxisJSON {
	p := d.Model.Params[a.Param]
	out := MapAxisJSON{Param: p.Name, About: p.About, Low: a.Low.String(), High: a.High.String()}
	if p.Dist.Kind != "fixed" {
		out.Range = &[2]float64{p.Dist.Low.Float(), p.Dist.High.Float()}
	}
	return out
}

func (d *Mapped) regimeJSON(i int) RegimeJSON {
	r := &d.Regimes[i]
	out := RegimeJSON{Letter: letter(i), Name: d.regimes[i], Kind: string(r.Kind), Why: r.Why, Share: r.Share, InRanges: r.Inside, Points: r.Solved,
		Condition: d.condition(i), Classes: append([]int{}, r.Classes...), Answers: []MapAnswerJSON{}, Equilibria: []MapEquilibriumJSON{}}
	texts, queries := d.asked()
	for q, text := range texts {
		a := MapAnswerJSON{Question: text, Query: queries[q].String()}
		if q < len(r.Answers) && r.Answers[q].Defined {
			a.Low, a.High = &r.Answers[q].Low, &r.Answers[q].High
		}
		out.Answers = append(out.Answers, a)
	}
	if r.At == nil {
		return out
	}
	out.At = map[string]string{}
	for p, v := range r.At {
		out.At[d.Model.Params[p].Name] = v.String()
	}
	if r.Result != nil {
		out.Equilibria = d.equilibriaJSON(r)
	}
	return out
}

// place returns a vertex as values of the params, to nine significant digits of the axes.
func (d *Mapped) place(v regime.Vertex) [2]float64 {
	one := func(a regime.Axis, share float64) float64 {
		switch share {
		case 0:
			return a.Low.Float()
		case 1:
			return a.High.Float()
		}
		width := a.High.Sub(a.Low).Float()
		x, err := strconv.ParseFloat(num.FromFloat(a.Low.Float()+share*width).Decimal(digits(width)), 64)
		if err != nil {
			return a.Low.Float() + share*width
		}
		return x
	}
	return [2]float64{one(d.X, v.X), one(d.Y, v.Y)}
}

// digits is the number of decimals that a billionth of the width needs.
func digits(width float64) int {
	n := 9
	for ; width >= 10 && n > 0; width /= 10 {
		n--
	}
	for ; width < 1 && n < 30; width *= 10 {
		n++
	}
	return n
}

func (d *Mapped) places(list []regime.Vertex) [][2]float64 {
	out := make([][2]float64, len(list))
	for i, v := range list {
		out[i] = d.place(v)
	}
	return out
}

// CSV writes outlines of regions and points of boundaries as one table: what, its number, the ring (0 is the outline), the
// regimes, and a point for each row.
func (d *Mapped) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"what", "number", "ring", "regime", "other", "formula", d.axisName(d.X), d.axisName(d.Y)}}
	add := func(head []string, list []regime.Vertex) {
		for _, v := range list {
			p := d.place(v)
			rows = append(rows, append(append([]string{}, head...), full(p[0]), full(p[1])))
		}
	}
	for i, g := range d.Regions {
		for k, ring := range append([][]regime.Vertex{g.Outer}, g.Holes...) {
			add([]string{"region", strconv.Itoa(i + 1), strconv.Itoa(k), letter(g.Regime), "", ""}, ring)
		}
	}
	for i, b := range d.Boundaries {
		formula := ""
		if b.Formula >= 0 {
			formula = d.Map.Text(&d.Formulas[b.Formula])
		}
		add([]string{"boundary", strconv.Itoa(i + 1), "0", letter(b.Left), letter(b.Right), formula}, b.Points)
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

// equilibriaJSON lists the equilibria at the point that stands for a regime.
func (d *Mapped) equilibriaJSON(r *regime.Regime) []MapEquilibriumJSON {
	out := []MapEquilibriumJSON{}
	in, err := game.NewInstance(d.Model.Game, r.At)
	if err != nil {
		return out
	}
	for i, e := range EquilibriaJSON(in, r.Result.Equilibria) {
		if regrets := d.Regrets[r]; regrets != nil {
			e.MaxRegret = regrets[i].Float()
		}
		out = append(out, MapEquilibriumJSON{Class: r.Class[i], EquilibriumJSON: e})
	}
	return out
}
