package workbench

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/game"
	"parley/model"
	"parley/num"
	"parley/probe"
	"parley/query"
	"parley/report"
	"parley/solve"
	"parley/solve/all"
	"parley/solve/refine"
	"parley/verify"
)

// concepts are the concepts that calls solve for: those that list equilibria and whose queries can be answered.
var concepts = []solve.Concept{solve.Sequential, solve.SPE, solve.Nash, solve.Pure}

// A subject is a model prepared for one concept. It may be used by many goroutines.
type subject struct {
	model   *model.Model
	concept solve.Concept

	once  sync.Once
	err   error // why nothing can be solved
	probe *probe.Subject
}

func newSubject(m *model.Model, c solve.Concept) *subject { return &subject{model: m, concept: c} }

// prepare compiles what the model asks and prepares its solvers, once.
func (s *subject) prepare() error {
	s.once.Do(func() {
		opt := probe.Options{Prepare: func(g *game.Game) (solve.Solver, error) { return all.Prepare(s.concept, g) }}
		s.probe, s.err = probe.New(s.model, opt)
	})
	return s.err
}

// subject returns the model prepared for a concept.
func (k *book) subject(c solve.Concept) *subject {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.subjects[c]
	if s == nil {
		s = newSubject(k.model, c)
		k.subjects[c] = s
	}
	return s
}

// A point is a model solved at given values of its params. One goroutine at a time looks at it.
type point struct {
	key  string
	hold chan struct{} // taken by whoever looks

	subject   *subject
	values    []num.Rat
	unrefined bool             // equilibria are not judged by refinements
	late      bool             // the clock cut the search short
	broken    []int            // assumptions that do not hold
	solution  *report.Solution // nil until it is solved
	judged    *judged          // nil until the model's questions are answered
}

// judged is what the model asks and concludes, in each equilibrium.
type judged struct {
	answers [][]query.Answer // by question; nil if a variant that it needs could not be solved
	truths  [][]query.Truth  // by conclusion; likewise
	whys    [][]string       // by conclusion: why a truth is not defined throughout
	because string           // why some list of equilibria of a variant is not proved complete, or there is none; "" else
}

// mostPoints is how many points of a model are kept.
const mostPoints = 24

// point returns the point of a request for the caller alone, who has to let go of it.
func (b *Bench) point(ctx context.Context, k *book, at *At, c solve.Concept) (*point, error) {
	values, set, err := at.settings(k.model)
	if err != nil {
		return nil, err
	}
	if len(all.For(c)) == 0 {
		return nil, &Error{Code: NotThere, Message: fmt.Sprintf("concept: %s is not solved for in a browser; %s is", c, concepts[0]), Fix: b.command(k, "solve", set, conceptFlag(c)...)}
	}
	p := k.pointAt(c, values, set)
	select {
	case p.hold <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if p.solution == nil {
		if err := b.solvePoint(ctx, k, p, set); err != nil {
			p.solution = nil
			p.letGo()
			return nil, err
		}
	}
	return p, nil
}

// letGo leaves the point to the next one. What the clock cut short is for nobody else.
func (p *point) letGo() {
	if p.late {
		p.late, p.solution, p.judged = false, nil, nil
	}
	<-p.hold
}

// pointAt finds or makes a point. Documents say which params were set, so that is what tells points apart.
func (k *book) pointAt(c solve.Concept, values []num.Rat, set []report.Setting) *point {
	var key strings.Builder
	key.WriteString(string(c))
	for _, x := range set {
		fmt.Fprintf(&key, " %s=%s", x.Name, x.Value)
	}
	s := k.subject(c)
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := slices.IndexFunc(k.points, func(p *point) bool { return p.key == key.String() }); i >= 0 {
		p := k.points[i]
		k.points = slices.Insert(slices.Delete(k.points, i, i+1), 0, p)
		return p
	}
	p := &point{key: key.String(), hold: make(chan struct{}, 1), subject: s, values: values}
	k.points = slices.Insert(k.points, 0, p)
	if len(k.points) > mostPoints {
		k.points = slices.Delete(k.points, mostPoints, len(k.points))
	}
	return p
}

// solvePoint finds, checks and judges the equilibria of the model's own game.
func (b *Bench) solvePoint(ctx context.Context, k *book, p *point, set []report.Setting) error {
	if err := p.subject.prepare(); err != nil {
		return err
	}
	broken, err := k.model.Violated(p.values)
	if err != nil {
		return &Error{Code: BadValues, Message: err.Error()}
	}
	in, err := game.NewInstance(k.model.Game, p.values)
	if err != nil {
		return &Error{Code: BadValues, Message: err.Error(), Fix: "take other values of the params"}
	}
	r, err := p.search(ctx)
	if err != nil {
		return err
	}
	if r.In == nil || r.In.Game == in.Game {
		r.In = in // the probe goes on to other values
	}
	p.broken = broken
	p.solution = &report.Solution{Version: b.opt.Version, Path: b.shown(k), Digest: k.digest, Game: in, Set: set, Result: r, Warnings: k.list}
	if p.solution.Regrets, err = verified(ctx, in, r); err != nil {
		return err
	}
	if p.subject.concept == solve.Sequential && !p.unrefined {
		intuitive(ctx, p.solution)
	}
	return context.Cause(ctx)
}

// search finds the equilibria. It leaves a part of the time that there is for looking at what it found.
func (p *point) search(ctx context.Context) (*solve.Result, error) {
	solver, err := p.subject.probe.Take()
	if err != nil {
		return nil, err
	}
	defer p.subject.probe.Give(solver)
	at, err := solver.At(p.values)
	if err != nil {
		return nil, &Error{Code: BadValues, Message: err.Error()}
	}
	searching, cancel := shorter(ctx)
	defer cancel()
	start := time.Now()
	solver.Lean = false
	err = at.Solve(searching, "")
	solver.Lean = true
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, err
	}
	r := at.Result("")
	if searching.Err() != nil && !r.Complete && !r.Finished {
		p.late = true
		r.IncompleteBecause = fmt.Sprintf("the search was stopped after %s", time.Since(start).Round(time.Second))
	}
	return r, nil
}

// verified checks what a result lists and returns, by equilibrium, the most that a player could gain by deviating. That one
// is none happens only if there is a fault in Parley, and then nothing is shown.
func verified(ctx context.Context, in *game.Instance, r *solve.Result) ([]num.Rat, error) {
	if r.In != nil {
		in = r.In
	}
	checker, err := verify.New(in.Game)
	if err != nil {
		return nil, err
	}
	var out []num.Rat
	for i := range r.Equilibria {
		regret, err := checker.Equilibrium(ctx, in, &r.Equilibria[i], r.Concept)
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case err != nil:
			return nil, &Error{Code: Internal, Message: fmt.Sprintf("internal fault: what the solver returned as number %d of %d is no %s equilibrium: %s", i+1, len(r.Equilibria), r.Concept, err), Fix: "please report this together with the model"}
		}
		out = append(out, regret)
	}
	return out, nil
}

// shorter returns a context that leaves a quarter of the time that there is for what follows.
func shorter(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(end)*3/4)
}

// grace is how long the equilibria of what the time cut short are still checked.
const grace = 10 * time.Second

// lingering returns a context for checking what was found, that does not end with the time of the call. It ends if nobody waits any more.
func lingering(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	stop := context.AfterFunc(ctx, func() {
		if gone(ctx) != nil {
			cancel()
		}
	})
	return longer, func() { stop(); cancel() }
}

// gone is why nobody waits for an answer any more; that the time is over is no such reason.
func gone(ctx context.Context) error {
	var late *timeout
	if cause := context.Cause(ctx); !errors.As(cause, &late) {
		return cause
	}
	return nil
}

// intuitive judges the equilibria by the intuitive criterion, as the command does without being asked.
func intuitive(ctx context.Context, s *report.Solution) {
	s.Refinements = refine.JudgeIntuitive(ctx, s.Game, s.Result)
	for _, list := range s.Refinements {
		for _, x := range list {
			f := refine.Finding{Passes: x.Verdict != refine.Fails}
			if x.Verdict == refine.Fails || x.Verdict == refine.Undecided {
				f.Reason = x.Reason
			}
			s.Intuitive = append(s.Intuitive, f)
		}
	}
}

// judge answers the model's questions in each equilibrium and judges its conclusions.
func (p *point) judge(ctx context.Context) (*judged, error) {
	if p.judged != nil {
		return p.judged, nil
	}
	s := p.subject.probe
	b, err := s.Take()
	if err != nil {
		return nil, err
	}
	defer s.Give(b)
	j := &judged{}
	if r := p.solution.Result; p.solution.Played().Game != p.subject.model.Game {
		j.because = report.NoMoves(r, "ask about")
		j.answers, j.truths, j.whys = make([][]query.Answer, len(s.Questions)), make([][]query.Truth, len(s.Conclusions)), make([][]string, len(s.Conclusions))
		p.judged = j
		return j, nil
	}
	eval, unsolved, err := p.worlds(ctx, b, s.Wheres(), j)
	if err != nil {
		return nil, err
	}
	n := len(p.solution.Result.Equilibria)
	missing := func(c *query.Compiled) bool {
		return slices.ContainsFunc(c.Where, func(where string) bool { return unsolved[where] })
	}
	for _, q := range s.Questions {
		var list []query.Answer
		for e := 0; e < n && !missing(q); e++ {
			list = append(list, eval.Answer(q, e, nil))
		}
		j.answers = append(j.answers, list)
	}
	for _, c := range s.Conclusions {
		var list []query.Truth
		var whys []string
		for e := 0; e < n && !missing(c); e++ {
			t, why := eval.Truth(c, e, nil)
			list, whys = append(list, t), append(whys, why)
		}
		j.truths, j.whys = append(j.truths, list), append(j.whys, whys)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	p.judged = j
	return j, nil
}

// worlds solves the variants and returns what queries are answered from, with the variants that have no game at these values.
func (p *point) worlds(ctx context.Context, b *probe.Probe, wheres []string, j *judged) (*query.Evaluation, map[string]bool, error) {
	at, err := b.At(p.values)
	if err != nil {
		return nil, nil, &Error{Code: BadValues, Message: err.Error()}
	}
	r := p.solution.Result
	worlds := query.Worlds{"": {In: p.solution.Played(), Equilibria: r.Equilibria}}
	unsolved := map[string]bool{}
	for _, where := range wheres {
		err := at.Solve(ctx, where)
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
		if err != nil {
			unsolved[where], j.because = true, err.Error()
			continue
		}
		v := at.Result(where)
		if w, _ := at.Solved(where); v.In != nil && v.In.Game != w.In.Game {
			unsolved[where], j.because = true, report.NoMoves(v, "ask about")
			continue
		}
		if !v.Complete && j.because == "" {
			j.because = fmt.Sprintf("in the variant %q: %s", where, v.IncompleteBecause)
		}
		worlds[where], _ = at.Solved(where)
	}
	at.Eval.Reset(maps.Clone(worlds))
	return at.Eval, unsolved, nil
}

// shown is how documents and commands name a book's main file.
func (b *Bench) shown(k *book) string { return b.shownName(k.name) }
