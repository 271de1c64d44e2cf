package ratfunc

import "strings"

// greek are the letters that LaTeX has commands for.
var greek = map[string]bool{"alpha": true, "beta": true, "gamma": true, "delta": true, "epsilon": true, "zeta": true, "eta": true,
	"theta": true, "iota": true, "kappa": true, "lambda": true, "mu": true, "nu": true, "xi": true, "pi": true, "rho": true,
	"sigma": true, "tau": true, "upsilon": true, "phi": true, "chi": true, "psi": true, "omega": true}

// LaTeXName writes the name of a param for the mathematics mode of LaTeX: p as p, lambda as \lambda, b2 and b_2
// as b_{2}, war_cost as \mathit{war\_cost}.
func LaTeXName(name string) string {
	base := strings.TrimRight(name, "0123456789")
	digits := name[len(base):]
	base = strings.TrimSuffix(base, "_")
	if letter, ok := letterOf(base); ok {
		if digits == "" {
			return letter
		}
		return letter + "_{" + digits + "}"
	}
	if first, rest, ok := strings.Cut(name, "_"); ok && !strings.Contains(rest, "_") && rest != "" {
		if letter, ok := letterOf(first); ok {
			return letter + `_{\mathit{` + Escape(rest) + "}}"
		}
	}
	return `\mathit{` + Escape(name) + "}"
}

func letterOf(s string) (string, bool) {
	if greek[s] {
		return `\` + s, true
	}
	return s, len(s) == 1 && (s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z')
}

var special = strings.NewReplacer(`\`, `\textbackslash{}`, "_", `\_`, "%", `\%`, "&", `\&`, "#", `\#`, "$", `\$`, "{", `\{`, "}", `\}`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "<", `\textless{}`, ">", `\textgreater{}`, "|", `\textbar{}`, "“", "``", "”", "''", "−", "$-$")

// Escape writes a text so that LaTeX shows it as it is.
func Escape(text string) string { return special.Replace(text) }
