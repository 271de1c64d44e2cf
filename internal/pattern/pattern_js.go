package pattern

import "syscall/js"

// A Pattern is a compiled regular expression.
type Pattern struct{ re js.Value }

// Must compiles an expression and panics if it is none.
func Must(expr string) Pattern { return Pattern{js.Global().Get("RegExp").New(expr)} }

// Match returns the leftmost match and what its groups match ("" for those that match nothing), or nil.
func (p Pattern) Match(s string) []string {
	m := p.re.Call("exec", s)
	if m.IsNull() {
		return nil
	}
	out := make([]string, m.Length())
	for i := range out {
		if g := m.Index(i); g.Type() == js.TypeString {
			out[i] = g.String()
		}
	}
	return out
}
