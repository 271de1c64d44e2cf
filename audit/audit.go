// Package audit judges an account by its model: it answers the model's questions in every
// equilibrium, says of each conclusion in which equilibria it holds, in what share of the draws of the
// params, which single params flip it and which assumptions it rests on, and why.
//
// A conclusion is about equilibria, of which there may be several, at values that are uncertain. So the
// audit has two sides: the baseline, where everything is exact and every equilibrium is looked at by
// itself, and the draws, where each conclusion leaves one of four faces (all, some, none, undefined).
// verdict.go defines the words.
package audit

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"parley/game"
	"parley/ledger"
	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/prove"
	"parley/query"
	"parley/regime"
	"parley/slope"
	"parley/solve"
	"parley/solve/refine"
	"parley/sweep"
	"parley/verify"
)

// Options steer an audit. The zero value stands for the defaults given here.
type Options struct {
	Draws   int    // of each model's params; 0 means DefaultDraws, below 0 none
	Seed    uint64 // of the draws; 0 means 1
	Workers int    // 0: one for each processor. No result depends on it
	Limits  solve.Limits

	// Baseline gives params other baselines (--set), by name. A name that no model has is an error.
	Baseline map[string]num.Rat

	// Refined is in how many of the draws, the first ones, equilibria are looked at by the refinement
	// as well. 0 means DefaultRefined, below 0 none.
	Refined int
	// Without is how many draws that break an assumption are looked at, at most, to tell what rests on
	// it. 0 means DefaultWithout, below 0 none.
	Without int
	// Steps is how many steps a param's range is scanned in for flips. 0 means DefaultSteps, below 0 none.
	Steps int
	// Joint is how many points are looked at, at most, for the nearest joint change that overturns a
	// conclusion. 0 means DefaultJoint, below 0 none.
	Joint int
	// Sensitivity is how many rows the design has from which Sobol indices are estimated: each is solved
	// as often as there are factors, and twice more. 0 means none, below 0 what DefaultRows says.
	Sensitivity int

	// Prove asks for a proof, or a counterexample, of each conclusion over the whole region. It needs Prepare to be nil: it is
	// about sequential equilibria.
	Prove bool
	// Boxes is how many boxes of params are looked at for one conclusion, at most. 0 means prove.DefaultBoxes.
	Boxes int

	// Prepare returns a solver for a game, used by one goroutine at many values. Nil: sequential
	// equilibria.
	Prepare func(*game.Game) (solve.Solver, error)
	// Refine returns a check of equilibria of a game, used by one goroutine, one finding for each. Nil:
	// the intuitive criterion.
	Refine func(*game.Game) func(context.Context, *game.Instance, *solve.Result) ([]refine.Finding, error)

	// Progress, if not nil, is called now and then, from one goroutine at a time.
	Progress func(Progress)
}

// The defaults of Options.
const (
	DefaultDraws   = 10_000
	DefaultRefined = 1000
	DefaultWithout = 150
	DefaultSteps   = 16
	DefaultJoint   = 64
)

// Progress says how far an audit is.
type Progress struct {
	Model       string // its title
	Number, Of  int    // which model of how many, from 1
	Stage       string // "baseline", "draws", "linchpins", "outside the ranges", "assumptions", "joint changes", "proof", "sensitivity"
	Done, Total int    // of the stage
}

// An Audit is what was found about one or several models of an account.
type Audit struct {
	Models []ModelAudit
	Ledger []Entry // the claims of all models
	// Conflicts are the params over which claims conflict, or whose range leaves out what claims give; those of models that were not reached are among them.
	Conflicts []ledger.Conflict
	// Entries are, for each model that was given and each of its claims, the entry of the ledger.
	Entries [][]int
	Draws   int // asked for, of each model
	Seed    uint64
	// Stopped tells that the context ended before everything was done: what stands here was found, with
	// as many draws as each model says.
	Stopped bool
}

// A ModelAudit is what was found about one model.
type ModelAudit struct {
	Model    *model.Model
	Baseline []num.Rat   // by param
	Games    []Game      // the model's own, then the variants that something asks about
	Draws    int         // done; the first ones if the audit was stopped
	Complete Share       // draws at which every list of equilibria is proved complete
	Several  Share       // draws at which the model's own game has several equilibria (or components)
	Counts   map[int]int // draws by the number of equilibria of the model's own game

	Questions   []Question
	Conclusions []Conclusion
	Idle        []int   // params on which no payoff, probability or query of the model depends
	Design      *Design // of the Sobol indices; nil if none were asked for
	Stages      Stages
}

// Stages tells what was done before the audit stopped, if it was.
type Stages struct{ Derivatives, Draws, Linchpins, Beyond, Assumptions, Proof, Joint, Sensitivity bool }

// A Game is one game of a model at its baseline.
type Game struct {
	Variant  string // "" for the model's own
	In       *game.Instance
	Result   *solve.Result
	Findings []refine.Finding // the intuitive criterion, one for each equilibrium
	Regrets  []num.Rat        // by equilibrium: the most that a player could gain by deviating, as checked
	// Found is by equilibrium, of the model's own game: the draws in which one of its kind was found, which uses the same actions where
	// play may come, and for certain the same replies to a single departure (regime.Replies). Nil if there are no draws.
	Found []Share
}

// Passing counts the equilibria that pass the intuitive criterion.
func (g *Game) Passing() int {
	n := 0
	for _, f := range g.Findings {
		if f.Passes {
			n++
		}
	}
	return n
}

// A Question is one of the model's, answered.
type Question struct {
	model.Question
	Answers []query.Answer // at the baseline, by equilibrium of the model's own game
	Slopes  []slope.Table  // its derivatives there
	Base    bool           // whether it asks anything of the model's own game
	Range   Range          // over the draws
	Mean    Mean           // over the draws, of the middle between lowest and highest
	RestsOn []Shift        // every assumption; Carries marks those that matter
	Swings  []Swing        // one param at a time
	Indices *Indices       // nil if there are none
}

// A Range is how a number spreads over draws, each of which gives a lowest and a highest value over its
// equilibria.
type Range struct {
	Defined   Share   // draws in which some equilibrium gives the number a value
	Low, High float64 // the 5 % quantile of the lowest, the 95 % quantile of the highest values
	Min, Max  float64
	Median    float64 // of the middle between lowest and highest
}

// A Conclusion is one of the model's, judged.
type Conclusion struct {
	model.Conclusion
	Verdict  Verdict
	Base     bool // whether it asks anything of the model's own game
	Variants []string

	Truths  []query.Truth // at the baseline, by equilibrium of the model's own game
	Why     []string      // by equilibrium: why it is not defined, where it is not
	Plain   Judged        // over all equilibria
	Refined Judged        // over those that pass the intuitive criterion, in variants too; over Options.Refined draws
	Same    Share         // as Plain.All, over the draws of Refined

	Parts     []Part   // the comparisons that it is made of, at the baseline
	Margins   []Margin // the same ones, with their derivatives in every equilibrium
	Reasons   []Reason
	Contrast  *Contrast // nil unless it is true in some equilibria and not in others
	Linchpins []Linchpin
	Proof     *prove.Result // nil unless Options.Prove was set
	Beyond    []Linchpin    // flips outside the ranges; only if few params flip it within theirs
	RestsOn   []Rest        // every assumption; Carries marks those that matter
	Joint     *Joint        // the nearest joint change that was found to overturn it; nil if none was
	Boxes     []Region      // where its face is mostly not the baseline's
	Indices   *Indices      // nil if there are none
}

// Judged is a conclusion's face at the baseline and the shares of draws with each face.
type Judged struct {
	Baseline Face
	All      Share // true in all equilibria
	Some     Share // true in all or in some
	Nowhere  Share // never reached
}

// Run audits models. It returns an error for wrong input only: a baseline or a draw at which a model is
// not a game, assumptions that no draw satisfies. If ctx ends, what was found is returned and marked.
func Run(ctx context.Context, models []*model.Model, opt Options) (*Audit, error) {
	opt = opt.filled()
	if opt.Prove && opt.Prepare != nil {
		return nil, fmt.Errorf("a proof is about sequential equilibria: it cannot be had with another solver")
	}
	a := &Audit{Draws: opt.Draws, Seed: opt.Seed}
	for name := range opt.Baseline {
		if !slices.ContainsFunc(models, func(m *model.Model) bool { return paramOf(m, name) >= 0 }) {
			return nil, fmt.Errorf("there is no param %q to set", name)
		}
	}
	for i, m := range models {
		r, err := newRun(m, opt)
		if err != nil {
			return nil, err
		}
		if opt.Progress != nil {
			r.progress = func(p Progress) {
				p.Model, p.Number, p.Of = m.Title, i+1, len(models)
				opt.Progress(p)
			}
		}
		if err := r.all(ctx); err != nil {
			return nil, err
		}
		a.Models = append(a.Models, r.out)
		if ctx.Err() != nil {
			a.Stopped = true
			break
		}
	}
	a.Ledger, a.Entries = ledger.Entries(models)
	a.Conflicts = ledger.Conflicts(models, a.Entries)
	return a, nil
}

func (o Options) filled() Options {
	o.Draws = max(0, cmp.Or(o.Draws, DefaultDraws))
	o.Seed = cmp.Or(o.Seed, 1)
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	o.Refined = cmp.Or(o.Refined, DefaultRefined)
	o.Without = cmp.Or(o.Without, DefaultWithout)
	o.Steps = cmp.Or(o.Steps, DefaultSteps)
	o.Joint = cmp.Or(o.Joint, DefaultJoint)
	return o
}

func paramOf(m *model.Model, name string) int {
	return slices.IndexFunc(m.Params, func(p model.Param) bool { return p.Name == name })
}

// A run is the audit of one model under way.
type run struct {
	m           *model.Model
	opt         Options
	baseline    []num.Rat
	space       *sweep.Space
	subject     *probe.Subject
	questions   []*query.Compiled
	conclusions []*query.Compiled
	progress    func(Progress)
	failing     [][]int   // by conclusion: draws at which it does not hold in all equilibria
	records     []*record // of the draws
	kinds       []string  // by equilibrium of the model's own game at the baseline
	varied      []int     // params that have a range and on which something depends
	out         ModelAudit
}

func newRun(m *model.Model, opt Options) (*run, error) {
	r := &run{m: m, opt: opt, progress: func(Progress) {}}
	for _, p := range m.Params {
		v, ok := opt.Baseline[p.Name]
		if !ok {
			v = p.Value
		}
		r.baseline = append(r.baseline, v)
	}
	var err error
	if r.space, err = sweep.NewSpace(m, r.baseline); err != nil {
		return nil, err
	}
	if r.subject, err = probe.New(m, probe.Options{Limits: opt.Limits, Prepare: opt.Prepare, Refine: opt.Refine}); err != nil {
		return nil, err
	}
	r.questions, r.conclusions = r.subject.Questions, r.subject.Conclusions
	r.out = ModelAudit{Model: m, Baseline: r.baseline}
	return r, nil
}

func (r *run) all(ctx context.Context) error {
	if err := r.base(ctx); err != nil {
		return err
	}
	if err := r.draws(ctx); err != nil {
		return err
	}
	if err := r.linchpins(ctx); err != nil {
		return err
	}
	if err := r.beyond(ctx); err != nil {
		return err
	}
	if err := r.assumptions(ctx); err != nil {
		return err
	}
	if err := r.prove(ctx); err != nil {
		return err
	}
	return r.carry(ctx)
}

// base does everything that is exact, at the baseline.
func (r *run) base(ctx context.Context) error {
	r.progress(Progress{Stage: "baseline", Total: 1})
	b, err := r.subject.Probe()
	if err != nil {
		return err
	}
	s, err := b.At(r.baseline)
	if err != nil {
		return fmt.Errorf("%s: at the baseline: %w", r.m.Path, err)
	}
	for _, where := range append([]string{""}, r.subject.Wheres()...) {
		if err := s.Refine(ctx, where); err != nil {
			return err
		}
		g := Game{Variant: where, In: s.Result(where).In, Result: s.Result(where), Findings: s.Findings(where)}
		if err := g.verify(); err != nil {
			return fmt.Errorf("%s: %w", r.m.Path, err)
		}
		r.out.Games = append(r.out.Games, g)
	}
	base := &r.out.Games[0]
	if base.In.Game == r.m.Game { // and not its strategic form
		r.kinds = regime.Kinds(r.m.Game, regime.Replies)(base.Result.Equilibria)
	}
	n := len(base.Result.Equilibria)
	for i, c := range r.questions {
		q := Question{Question: r.m.Questions[i], Base: c.Base}
		for e := range n {
			q.Answers = append(q.Answers, s.Eval.Answer(c, e, nil))
		}
		r.out.Questions = append(r.out.Questions, q)
	}
	for i, c := range r.conclusions {
		k := Conclusion{Conclusion: r.m.Conclusions[i], Base: c.Base, Variants: c.Where}
		for e := range n {
			t, why := s.Eval.Truth(c, e, nil)
			k.Truths, k.Why = append(k.Truths, t), append(k.Why, why)
		}
		k.Plain.Baseline = probe.FaceOf(k.Truths)
		k.Verdict = verdict(k.Plain.Baseline, k.Plain.All) // for as long as there are no draws
		if k.Refined.Baseline, err = s.Face(ctx, c, true); err != nil {
			return err
		}
		x := explainer{r: r, s: s}
		k.Parts, k.Reasons, k.Contrast = x.explain(k.Condition, k.Truths)
		r.out.Conclusions = append(r.out.Conclusions, k)
	}
	if err := r.slopes(ctx, s); err != nil {
		return err
	}
	r.progress(Progress{Stage: "baseline", Done: 1, Total: 1})
	return nil // b is not given back: the games that were found refer to its instances
}

// verify checks every equilibrium by code that shares nothing with the solver.
func (g *Game) verify() error {
	c, err := verify.New(g.In.Game)
	if err != nil {
		return err
	}
	for i := range g.Result.Equilibria {
		e := &g.Result.Equilibria[i]
		most := num.Zero
		for _, a := range e.Members() {
			found, err := c.CheckWithin(g.In, &a, g.Result.Concept, e.Radius)
			if err != nil {
				return err
			}
			if !found.OK() {
				return fmt.Errorf("internal fault: the solver's equilibrium %d of %s is none: %s", i+1, cmp.Or(g.Variant, "the game"), found.Failure())
			}
			most = num.Max(most, found.Local)
		}
		g.Regrets = append(g.Regrets, most)
	}
	return nil
}
