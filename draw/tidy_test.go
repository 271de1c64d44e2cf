package draw

import (
	"math"
	"math/rand/v2"
	"testing"
)

// random returns a tree with boxes of random sizes, aligned by depth but for the ends, which may reach further.
func random(r *rand.Rand, most int) *tidy {
	t := &tidy{}
	var grow func(depth int) int
	grow = func(depth int) int {
		k := len(t.nodes)
		t.nodes = append(t.nodes, tidyNode{start: float64(depth), end: float64(depth + 1), lo: 1 + r.Float64()*9, hi: 1 + r.Float64()*9})
		var kids []int
		for range r.IntN(4) {
			if len(t.nodes) < most && depth < 12 {
				kids = append(kids, grow(depth+1))
			}
		}
		t.nodes[k].children = kids
		if kids == nil {
			t.nodes[k].end += r.Float64() * 4
		}
		return k
	}
	for len(t.nodes) < most/3 {
		t.nodes = nil
		grow(0)
	}
	return t
}

// naive places a tree like tidy, by comparing every box of a subtree with every box of those before it.
func naive(t *tidy, v int) map[int]float64 {
	x := map[int]float64{}
	n := &t.nodes[v]
	for _, c := range n.children {
		sub := naive(t, c)
		shift := math.Inf(-1)
		if len(x) == 0 {
			shift = 0
		}
		for a, xa := range x {
			for b, xb := range sub {
				p, q := &t.nodes[a], &t.nodes[b]
				if p.start < q.end && q.start < p.end {
					shift = math.Max(shift, xa+p.hi+q.lo-xb)
				}
			}
		}
		for b, xb := range sub {
			x[b] = xb + shift
		}
	}
	if k := len(n.children); k > 0 {
		x[v] = (x[n.children[0]] + x[n.children[k-1]]) / 2
	} else {
		x[v] = 0
	}
	return x
}

func TestTidy(t *testing.T) {
	for seed := range uint64(300) {
		tree := random(rand.New(rand.NewPCG(seed, 1)), 90)
		tree.place(0)
		for i := range tree.nodes {
			a := &tree.nodes[i]
			if k := len(a.children); k > 0 {
				if mid := (tree.nodes[a.children[0]].x + tree.nodes[a.children[k-1]].x) / 2; math.Abs(mid-a.x) > 1e-6 {
					t.Fatalf("seed %d: node %d stands at %g, its outer children's middle is %g", seed, i, a.x, mid)
				}
			}
			for j := range i {
				b := &tree.nodes[j]
				if a.start < b.end-1e-9 && b.start < a.end-1e-9 && a.x-a.lo < b.x+b.hi-1e-6 && b.x-b.lo < a.x+a.hi-1e-6 {
					t.Fatalf("seed %d: boxes %d and %d overlap", seed, i, j)
				}
			}
		}
	}
}

// Wherever siblings are too few to be spread, the linear algorithm is as compact as comparing all boxes.
func TestTidyIsCompact(t *testing.T) {
	tried := 0
	for seed := range uint64(400) {
		tree := random(rand.New(rand.NewPCG(seed, 2)), 60)
		few := true
		for i := range tree.nodes {
			few = few && len(tree.nodes[i].children) < 3
		}
		if !few {
			for i := range tree.nodes { // keep two children of each
				n := &tree.nodes[i]
				n.children = n.children[:min(2, len(n.children))]
			}
			tree = reachable(tree)
		}
		tried++
		want := naive(tree, 0)
		tree.place(0)
		for i := range tree.nodes {
			if got := tree.nodes[i].x - tree.nodes[0].x; math.Abs(got-(want[i]-want[0])) > 1e-6 {
				t.Fatalf("seed %d: node %d stands %g from the root, want %g", seed, i, got, want[i]-want[0])
			}
		}
	}
	if tried < 100 {
		t.Fatal("too few trees")
	}
}

// reachable drops the nodes that no longer hang on the root.
func reachable(t *tidy) *tidy {
	out := &tidy{}
	var visit func(v int) int
	visit = func(v int) int {
		k := len(out.nodes)
		out.nodes = append(out.nodes, t.nodes[v])
		var kids []int
		for _, c := range t.nodes[v].children {
			kids = append(kids, visit(c))
		}
		out.nodes[k].children = kids
		return k
	}
	visit(0)
	return out
}

// A tree and its mirror image are placed as mirror images.
func TestTidyIsSymmetric(t *testing.T) {
	for seed := range uint64(200) {
		a := random(rand.New(rand.NewPCG(seed, 3)), 60)
		b := &tidy{nodes: make([]tidyNode, len(a.nodes))}
		for i, n := range a.nodes {
			n.lo, n.hi = n.hi, n.lo
			kids := make([]int, len(n.children))
			for k, c := range n.children {
				kids[len(kids)-1-k] = c
			}
			n.children = kids
			b.nodes[i] = n
		}
		// Spreading what is left free among siblings goes from the first to the last, so only trees without room to spread agree.
		a, b = twos(a), twos(b)
		wide := a.place(0)
		if other := b.place(0); math.Abs(wide-other) > 1e-6 {
			t.Fatalf("seed %d: %g wide, and its mirror image %g", seed, wide, other)
		}
	}
}

func twos(t *tidy) *tidy {
	for i := range t.nodes {
		if n := &t.nodes[i]; len(n.children) > 2 {
			n.children = []int{n.children[0], n.children[len(n.children)-1]}
		}
	}
	return reachable(t)
}

// Twice as large a tree takes about twice the time: here only that a large, deep one is no trouble.
func TestTidyLarge(t *testing.T) {
	tree := &tidy{nodes: make([]tidyNode, 200_000)}
	for i := range tree.nodes {
		n := &tree.nodes[i]
		n.lo, n.hi = 1, 1
		if i%2 == 0 && i+2 < len(tree.nodes) { // a spine with an end at each step
			n.children = []int{i + 1, i + 2}
		}
		n.start = float64((i + 1) / 2)
		n.end = n.start + 1
	}
	if wide := tree.place(0); !(wide > 0) {
		t.Errorf("%g wide", wide)
	}
}
