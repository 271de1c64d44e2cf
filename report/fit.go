package report

import (
	"fmt"
	"math"
	"strings"

	"parley/estimate"
	"parley/game"
)

// fitText writes an estimate of lambda with the observed and fitted frequencies.
func (s *Solution) fitText(b *strings.Builder, st Style) {
	f := s.Fit
	fmt.Fprintf(b, "\n%s\n\n", st.Bold(fmt.Sprintf("Fit  to %s", Count(int(f.N), "choice", ""))))
	line := "  lambda " + sig(f.Lambda)
	line += fmt.Sprintf(", %.0f %% interval %s to %s (likelihood ratio)", 100*estimate.Level, sig(f.Low), sig(f.High))
	if !math.IsNaN(f.StdErr) {
		line += ", standard error " + sig(f.StdErr)
	}
	fmt.Fprintln(b, line)
	switch {
	case math.IsInf(f.Lambda, 1):
		fmt.Fprintf(b, "  the likelihood grows up to the end of the branch: play is as precise as the data can tell, and there is no standard error\n")
	case f.Lambda == 0:
		fmt.Fprintf(b, "  no lambda above 0 fits better than choice at random, and there is no standard error\n")
	}
	b.WriteString("\n")
	writeTable(b, [][]string{
		{"log-likelihood", "", "twice the gap to the fit"},
		{"fit", fixed(f.LogLik), ""},
		{"lambda = 0 (random choice)", fixed(f.LogLikUniform), fixed(2 * (f.LogLik - f.LogLikUniform))},
		{s.nashName(), fixed(f.LogLikNash), fixed(2 * (f.LogLik - f.LogLikNash))},
		{fmt.Sprintf("observed frequencies (%s)", Count(f.Free, "free number", "")), fixed(f.LogLikFree), fixed(2 * (f.LogLik - f.LogLikFree))},
	})
	b.WriteString("\n")
	s.frequencies(b)
	for _, o := range f.Others {
		fmt.Fprintf(b, "  another local maximum: lambda %s, log-likelihood %s\n", sig(o.Lambda), fixed(o.LogLik))
	}
	for _, w := range f.Warnings {
		fmt.Fprintf(b, "  %s\n", w)
	}
}

func (s *Solution) nashName() string {
	if s.Fit.NashExact {
		return "limit of the branch (Nash)"
	}
	return "last point of the branch"
}

// frequencies writes observed beside fitted frequencies, of information sets where somebody was observed.
func (s *Solution) frequencies(b *strings.Builder) {
	in := s.Played()
	rows := [][]string{{"player", "at", "action", "count", "observed", "fitted"}}
	if strategic(in.Game) {
		rows = [][]string{{"player", "", "action", "count", "observed", "fitted"}}
	}
	for _, h := range personal(in.Game) {
		set := &in.Infosets[h]
		total := observedAt(in, s.Fit, h)
		if total == 0 {
			continue
		}
		for k, a := range in.ActionsAt(h) {
			row := []string{"", "", Plain(in.Actions[a].Name), Thousands(int(s.Fit.Counts[a])), fmt.Sprintf("%.4f", float64(s.Fit.Counts[a])/float64(total)), response(s.Fit.Point.LogP[a])}
			if k == 0 {
				row[0], row[1] = Plain(in.Players[set.Player]), Plain(set.Name)
			}
			rows = append(rows, row)
		}
	}
	writeTable(b, rows)
}

func observedAt(in *game.Instance, f *estimate.Fit, h game.InfosetID) int64 {
	sum := int64(0)
	for _, a := range in.ActionsAt(h) {
		sum += f.Counts[a]
	}
	return sum
}

// fixed writes a log-likelihood.
func fixed(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return "infinite"
	case math.IsInf(x, -1):
		return "−infinite"
	}
	return strings.Replace(fmt.Sprintf("%.3f", x), "-", "−", 1)
}

// writeTable writes rows in columns; all but the texts at the left are set right.
func writeTable(b *strings.Builder, rows [][]string) {
	columns := make([][]string, len(rows[0]))
	for _, r := range rows {
		for j, c := range r {
			columns[j] = append(columns[j], c)
		}
	}
	texts := len(columns) - 3 // the last three columns are numbers
	texts = max(texts, 1)
	for i := range rows {
		line := " "
		for j, col := range columns {
			w := widest(col)
			switch {
			case w == 0:
			case j < texts:
				line += " " + pad(col[i], w) + " "
			default:
				line += " " + padLeft(col[i], w) + " "
			}
		}
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
}

// FitJSON is an estimate of lambda. A number that is infinite or that there is none of is absent.
type FitJSON struct {
	Lambda         *float64       `json:"lambda,omitempty"`
	LambdaInfinite bool           `json:"lambda_infinite"` // the likelihood grows up to the end of the branch
	StdErr         *float64       `json:"std_error,omitempty"`
	Level          float64        `json:"level"`
	Low            float64        `json:"low"`
	High           *float64       `json:"high,omitempty"` // absent: the interval has no upper end
	Choices        int64          `json:"choices"`
	LogLik         float64        `json:"log_likelihood"`
	LogLikUniform  float64        `json:"log_likelihood_uniform"`
	LogLikNash     *float64       `json:"log_likelihood_nash,omitempty"` // absent: minus infinity
	NashExact      bool           `json:"nash_exact"`
	LogLikFree     float64        `json:"log_likelihood_free"`
	Free           int            `json:"free"` // frequencies that vary freely
	Others         []MaximumJSON  `json:"other_maxima,omitempty"`
	Observed       []ObservedJSON `json:"observed"`
	Warnings       []string       `json:"warnings,omitempty"`
}

// MaximumJSON is a further local maximum of the likelihood.
type MaximumJSON struct {
	Lambda float64 `json:"lambda"`
	LogLik float64 `json:"log_likelihood"`
}

// ObservedJSON is how often an action was taken, and how often the fit would have it taken.
type ObservedJSON struct {
	Player    string  `json:"player"`
	Infoset   string  `json:"infoset"`
	Action    string  `json:"action"`
	Count     int64   `json:"count"`
	Frequency float64 `json:"frequency"`
	Fitted    float64 `json:"fitted"`
}

func (s *Solution) fitJSON() *FitJSON {
	f, in := s.Fit, s.Played()
	out := &FitJSON{Lambda: finite(f.Lambda), LambdaInfinite: math.IsInf(f.Lambda, 1), StdErr: finite(f.StdErr), Level: estimate.Level, Low: f.Low, High: finite(f.High),
		Choices: f.N, LogLik: f.LogLik, LogLikUniform: f.LogLikUniform, LogLikNash: finite(f.LogLikNash), NashExact: f.NashExact, LogLikFree: f.LogLikFree, Free: f.Free,
		Observed: []ObservedJSON{}, Warnings: f.Warnings}
	for _, o := range f.Others {
		out.Others = append(out.Others, MaximumJSON{o.Lambda, o.LogLik})
	}
	for _, h := range personal(in.Game) {
		set := &in.Infosets[h]
		total := observedAt(in, f, h)
		if total == 0 {
			continue
		}
		for _, a := range in.ActionsAt(h) {
			out.Observed = append(out.Observed, ObservedJSON{in.Players[set.Player], set.Name, in.Actions[a].Name, f.Counts[a],
				float64(f.Counts[a]) / float64(total), math.Exp(f.Point.LogP[a])})
		}
	}
	return out
}

func finite(x float64) *float64 {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil
	}
	return &x
}
