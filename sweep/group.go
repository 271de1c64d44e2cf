package sweep

import (
	"sync"

	"parley/internal/partition"
	"parley/model"
)

// A group is params that assumptions tie together, directly or through others. Groups are
// independent, so that a draw that breaks an assumption costs new draws of its group only.
type group struct {
	params      []int
	assumptions []int

	once sync.Once
	how  method
}

// A method is how a group is drawn: by rejection, or by the walk, or not at all.
type method struct {
	rate  float64 // the share of the group's box in which its assumptions hold, as estimated
	walk  *walk
	empty *EmptyError
}

// The pilot tries this many points of a group's box; rejection is cheap if at least cheap of them are
// accepted, 1 in 5,000, which take about as long as solving a small game. It stops early once it has seen
// enough.
const (
	pilot  = 100_000
	cheap  = 20
	enough = 400
)

// method finds out how g is drawn. That does not depend on any seed, so that all draws of a space are
// drawn alike.
func (s *Space) method(g *group) *method {
	g.once.Do(func() { g.how = s.findMethod(g) })
	return &g.how
}

func (s *Space) findMethod(g *group) method {
	if len(g.assumptions) == 0 {
		return method{rate: 1}
	}
	r := stream(0, 0, forPilot, 0)
	tries, accepted := 0, 0
	for tries < pilot && accepted < enough {
		for _, p := range g.params {
			s.place(p, open(r))
		}
		tries++
		if s.broken(g) < 0 {
			accepted++
		}
	}
	if accepted >= cheap {
		return method{rate: float64(accepted) / float64(tries)}
	}
	if e := s.proveEmpty(g); e != nil {
		return method{empty: e}
	}
	if w, rate := s.findRegion(g); w != nil {
		return method{rate: rate, walk: w}
	}
	return method{empty: s.conflict(g)}
}

// A Group is params that are drawn together because assumptions tie them, and how that is done.
type Group struct {
	Params      []model.Param
	Assumptions []model.Assumption // none: the param is drawn from its distribution
	// Share is the share of draws from the params' distributions alone that satisfy the assumptions, as
	// estimated with a relative error of some per cent (of some ten per cent below 1 in 1,000).
	Share float64
	How   How
	// Correlation is that of a draw with the next where How is ByWalk, in the param in which it is
	// greatest, as measured by 200 pairs. Above some 0.3 the walk goes through the region slowly.
	Correlation float64
}

// How says how a group of params is drawn.
type How string

// The ways. What a design says of a group holds if the group is ByDesign.
const (
	ByDesign    How = "by the design"
	ByRejection How = "at random, by rejection"
	ByWalk      How = "at random, by a hit-and-run walk"
)

// Groups tells how a design draws the params. Its error is an *EmptyError or about the design.
func (s *Space) Groups(design Design) ([]Group, error) {
	onDesign, err := s.onDesign(design)
	if err != nil {
		return nil, err
	}
	var out []Group
	for k, g := range s.groups {
		how := s.method(g)
		x := Group{Share: how.rate, How: ByRejection}
		switch {
		case how.walk != nil:
			x.How, x.Correlation = ByWalk, how.walk.correlation
		case onDesign[k]:
			x.How = ByDesign
		}
		for _, p := range g.params {
			x.Params = append(x.Params, s.params[p])
		}
		for _, a := range g.assumptions {
			x.Assumptions = append(x.Assumptions, s.assumptions[a])
		}
		out = append(out, x)
	}
	return out, nil
}

// tie finds the groups, leaving out one assumption (-1 for none).
func (s *Space) tie(without int) {
	tied := partition.New(len(s.params))
	used := make([][]int, len(s.assumptions))
	for k, a := range s.assumptions {
		if k == without {
			continue
		}
		used[k] = append(s.pool.Params(a.Left), s.pool.Params(a.Right)...)
		for _, p := range used[k] {
			tied.Unite(p, used[k][0])
		}
	}
	s.groups = nil
	at := map[int]int{}
	for i := range s.params {
		r := tied.Find(i)
		if _, ok := at[r]; !ok {
			at[r] = len(s.groups)
			s.groups = append(s.groups, &group{})
		}
		g := s.groups[at[r]]
		g.params = append(g.params, i)
	}
	for k := range s.assumptions {
		if len(used[k]) > 0 {
			g := s.groups[at[tied.Find(used[k][0])]]
			g.assumptions = append(g.assumptions, k)
		}
	}
}
