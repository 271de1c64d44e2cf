package estimate_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"parley/estimate"
	"parley/game"
	"parley/game/gametest"
	"parley/solve"
	"parley/solve/logit"
)

func fit(t *testing.T, in *game.Instance, counts estimate.Counts) *estimate.Fit {
	t.Helper()
	b, err := logit.Trace(t.Context(), in, solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	limit, _, _ := b.Identify(t.Context())
	f, err := estimate.Lambda(t.Context(), b, counts, limit)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.10g, want %.10g within %g", what, got, want, tol)
	}
}

// choice is one player who chooses between 1 and 0: the probability of 1 is 1/(1+exp(-lambda)).
func choice() *game.Instance {
	return gametest.Instance(gametest.Game(gametest.Move(0, "move", gametest.Do("one", gametest.End(1)), gametest.Do("nothing", gametest.End(0))), "Ann"))
}

// With one choice the estimate is the log-odds, and its standard error 1/sqrt(n p (1-p)).
func TestOneChoiceByHand(t *testing.T) {
	f := fit(t, choice(), estimate.Counts{75, 25})
	near(t, "lambda", f.Lambda, math.Log(3), 1e-9)
	near(t, "standard error", f.StdErr, 1/math.Sqrt(100*0.75*0.25), 1e-6)
	logLik := func(lambda float64) float64 {
		return -75*math.Log1p(math.Exp(-lambda)) - 25*math.Log1p(math.Exp(lambda))
	}
	near(t, "log-likelihood", f.LogLik, logLik(math.Log(3)), 1e-9)
	near(t, "at lambda 0", f.LogLikUniform, 100*math.Log(0.5), 1e-9)
	near(t, "of free frequencies", f.LogLikFree, f.LogLik, 1e-9)
	for _, end := range []float64{f.Low, f.High} {
		near(t, "twice the loss at the end of the interval", 2*(f.LogLik-logLik(end)), 3.841458820694124, 1e-6)
	}
	if !(f.Low < f.Lambda && f.Lambda < f.High) || f.N != 100 || f.Free != 1 || !math.IsInf(f.LogLikNash, -1) || !f.NashExact {
		t.Errorf("%+v", f)
	}
}

func TestEstimatesAtTheEnds(t *testing.T) {
	for _, c := range []struct {
		counts   estimate.Counts
		want     float64
		openHigh bool
	}{
		{estimate.Counts{50, 50}, 0, false},
		{estimate.Counts{40, 60}, 0, false},
		{estimate.Counts{1000, 0}, math.Inf(1), true},
		{estimate.Counts{3, 0}, math.Inf(1), true},
	} {
		f := fit(t, choice(), c.counts)
		if f.Lambda != c.want || math.IsInf(f.High, 1) != c.openHigh || !math.IsNaN(f.StdErr) {
			t.Errorf("%v: lambda %g in [%g, %g], standard error %g; want %g, none", c.counts, f.Lambda, f.Low, f.High, f.StdErr, c.want)
		}
		if c.want == 0 && f.Low != 0 {
			t.Errorf("%v: the interval begins at %g", c.counts, f.Low)
		}
		if c.openHigh { // (1+exp(-low))^-n is exp(-1.92)
			n := float64(c.counts.Total())
			near(t, "low end", f.Low, -math.Log(math.Expm1(3.841458820694124/2/n)), 1e-6)
		}
	}
}

func TestNothingObserved(t *testing.T) {
	b, err := logit.Trace(t.Context(), choice(), solve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := estimate.Lambda(t.Context(), b, estimate.Counts{0, 0}, nil); !errors.Is(err, estimate.ErrNothing) {
		t.Errorf("got %v", err)
	}
}

// pennies is matching pennies in which one player gains nine times as much on one side (Ochs 1995).
func pennies() *game.Instance {
	row := func(a, b [2]int64) gametest.Tree {
		return gametest.Move(1, "column", gametest.Do("left", gametest.End(a[0], a[1])), gametest.Do("right", gametest.End(b[0], b[1])))
	}
	return gametest.Instance(gametest.Game(gametest.Move(0, "row", gametest.Do("up", row([2]int64{9, 0}, [2]int64{0, 1})), gametest.Do("down", row([2]int64{0, 1}, [2]int64{1, 0}))), "Row", "Column"))
}

// poker has an information set off the beaten track, chance and beliefs.
func poker() *game.Instance {
	hand := func(name string, win int64) gametest.Tree {
		return gametest.Move(0, name, gametest.Do("bet", gametest.Move(1, "response", gametest.Do("call", gametest.End(2*win, -2*win)), gametest.Do("fold", gametest.End(1, -1)))),
			gametest.Do("fold", gametest.End(-1, 1)))
	}
	return gametest.Instance(gametest.Game(gametest.Nature("deal", gametest.With("1/2", "king", hand("king", 1)), gametest.With("1/2", "queen", hand("queen", -1))), "Alice", "Bob"))
}

// Data drawn at a known lambda: the interval holds it in about 95 of 100 samples, and at the estimate the
// likelihood is stationary.
func TestSimulatedDataAreRecovered(t *testing.T) {
	for name, in := range map[string]*game.Instance{"pennies": pennies(), "poker": poker()} {
		b, err := logit.Trace(t.Context(), in, solve.Options{})
		if err != nil {
			t.Fatal(err)
		}
		const samples = 300
		for _, lambda := range []float64{0.3, 1} {
			truth, err := b.Crossings(lambda)
			if err != nil || len(truth) != 1 {
				t.Fatal(err, len(truth))
			}
			r := rand.New(rand.NewPCG(7, uint64(lambda*10)))
			inside, sum := 0, 0.0
			for range samples {
				counts := draw(r, in, truth[0].P, 200)
				f, err := estimate.Lambda(t.Context(), b, counts, nil)
				if err != nil {
					t.Fatal(err)
				}
				if f.Low <= lambda && lambda <= f.High {
					inside++
				}
				sum += f.Lambda
				if f.Lambda > 0 && !math.IsInf(f.Lambda, 1) {
					near(t, "slope at the estimate", slope(t, b, counts, f.Lambda), 0, 1e-2)
				}
			}
			if inside < samples*91/100 || inside > samples*99/100 {
				t.Errorf("%s: lambda = %g lies in %d of %d intervals", name, lambda, inside, samples)
			}
			near(t, name+": mean of the estimates", sum/samples, lambda, 0.1*lambda)
		}
	}
}

// slope is the derivative of the log-likelihood by lambda, from differences between points found afresh.
func slope(t *testing.T, b *logit.Branch, counts estimate.Counts, lambda float64) float64 {
	t.Helper()
	h := 1e-4 * lambda
	var logs [2]float64
	for k, at := range []float64{lambda - h, lambda + h} {
		list, err := b.Crossings(at)
		if err != nil || len(list) != 1 {
			t.Fatal(err, len(list))
		}
		for a, n := range counts {
			if n > 0 {
				logs[k] += float64(n) * list[0].LogP[a]
			}
		}
	}
	return (logs[1] - logs[0]) / (2 * h)
}

// draw plays the game n times, with every information set visited as often as play visits it.
func draw(r *rand.Rand, in *game.Instance, p []float64, n int) estimate.Counts {
	counts := make(estimate.Counts, len(in.Actions))
	for range n {
		at := game.NodeID(0)
		for !in.Terminal(at) {
			s := &in.Infosets[in.Nodes[at].Infoset]
			x := r.Float64()
			k := 0
			prob := func(k int) float64 {
				if s.Player == game.Chance {
					return in.ProbsF[int(s.First)+k]
				}
				return p[int(s.First)+k]
			}
			for k < s.Num-1 && x >= prob(k) {
				x -= prob(k)
				k++
			}
			if s.Player != game.Chance {
				counts[int(s.First)+k]++
			}
			at = in.Child(at, k)
		}
	}
	return counts
}

// In matching pennies with a payoff of 9 both the own-payoff effect and Nash's indifference matter: data that
// are exactly Nash are fitted only at the end of the branch.
func TestNashDataAreFittedAtTheEnd(t *testing.T) {
	f := fit(t, pennies(), estimate.Counts{500, 500, 100, 900})
	if !math.IsInf(f.Lambda, 1) || !math.IsInf(f.High, 1) {
		t.Errorf("lambda %g in [%g, %g]", f.Lambda, f.Low, f.High)
	}
	near(t, "log-likelihood", f.LogLik, f.LogLikNash, 1e-3)
	near(t, "of the free frequencies", f.LogLikFree, f.LogLikNash, 1e-9)
}
