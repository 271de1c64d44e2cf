package reading

import (
	"strings"

	"parley/num"
)

var numberWords = map[string]int64{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
	"fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
	"eighty": 80, "ninety": 90, "one": 1, "zero": 0}

var magnitudes = map[string]int64{"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000}

// number reads the number that begins at token i, in figures or words; n is how many tokens it has, 0 for none.
func number(toks []token, i int) (value num.Rat, n int) {
	if i >= len(toks) || !toks[i].word {
		return value, 0
	}
	t := toks[i].low
	switch word, ok := wordNumber(t); {
	case ok:
		value = num.Int(word)
	case t[0] >= '0' && t[0] <= '9':
		v, err := num.Parse(strings.ReplaceAll(t, ",", ""))
		if err != nil || len(t) > 18 {
			return value, 0
		}
		value = v
	case (t == "a") && i+1 < len(toks) && magnitudes[toks[i+1].low] > 0:
		value = num.Int(1)
	default:
		return value, 0
	}
	n = 1
	for i+n < len(toks) {
		m := magnitudes[toks[i+n].low]
		if m == 0 {
			break
		}
		value = value.Mul(num.Int(m))
		n++
	}
	return value, n
}

// wordNumber reads a number word: "twenty", "twenty-five".
func wordNumber(t string) (int64, bool) {
	if v, ok := numberWords[t]; ok {
		return v, true
	}
	ten, one, ok := strings.Cut(t, "-")
	a, okA := numberWords[ten]
	b, okB := numberWords[one]
	if ok && okA && okB && a >= 20 && a%10 == 0 && b > 0 && b < 10 {
		return a + b, true
	}
	return 0, false
}

// quantities finds numbers with their bounds and units, ranges, and words for shares and counts.
func (l *Lexicon) quantities(toks []token) []Mark {
	var out []Mark
	for i := 0; i < len(toks); {
		m, n := l.quantity(toks, i)
		if n == 0 {
			i++
			continue
		}
		if m.Kind != "" {
			out = append(out, m)
		}
		i += n
	}
	return out
}

// quantity reads the quantity that begins at token i; n is the tokens that it covers. A mark without a kind covers what is none.
func (l *Lexicon) quantity(toks []token, i int) (Mark, int) {
	if ph, n := l.vague.longest(toks, i); n > 0 {
		if _, k := number(toks, i); k < n {
			if ph.not {
				return Mark{}, n
			}
			return Mark{Kind: MarkQuantity, Rule: ph.rule.Name, From: toks[i].from, To: toks[i+n-1].to, Low: ph.rule.low, High: ph.rule.high}, n
		}
	}
	name, side, at := "quantity.number", "both", i
	if ph, n := l.bounds.longest(toks, i); n > 0 {
		name, side, at = ph.rule.Name, ph.rule.Side, i+n
	} else if toks[i].low == "between" || toks[i].low == "from" {
		at++
	}
	money := at < len(toks) && strings.ContainsAny(toks[at].text, "$€£¥")
	if money {
		at++
	}
	first, n := number(toks, at)
	if n == 0 {
		return Mark{}, 0
	}
	end := at + n
	low, high, ranged := &first, &first, false
	shared, k := shareOf(toks, end, first)
	if k > 0 && l.shared(toks, end+k) {
		first, end, ranged, name = shared, end+k, true, "quantity.share"
	} else if j, second, ok := rangeEnd(toks, at, end); ok {
		if second.Less(first) && magnitudes[toks[j-1].low] > 0 {
			second = second.Mul(num.Int(1))
		}
		if !second.Less(first) {
			high, end, ranged = &second, j, true
			name = "quantity.range"
		}
	}
	unit, k := l.unit(toks, end)
	if name == "quantity.share" {
		unit, k = "", 0
	}
	if !ranged && at == i && k == 0 && !money && bare(toks, at, n, first) {
		return Mark{}, n
	}
	if at > i && !ranged && k == 0 && !money && date(toks, at, n, first) {
		return Mark{}, at - i + n
	}
	end += k
	if unit == "percent" {
		hundred := num.Int(100)
		a, b := low.Quo(hundred), high.Quo(hundred)
		low, high, unit = &a, &b, ""
	}
	if money && unit == "" {
		unit = toks[at-1].text
	}
	if !ranged {
		switch side {
		case "low":
			high = nil
		case "high":
			low = nil
		}
	}
	return Mark{Kind: MarkQuantity, Rule: name, From: toks[i].from, To: toks[end-1].to, Low: low, High: high, Unit: unit}, end - i
}

// shareOf reads the rest of a share in words after its first number: "in three", "out of ten"; n is its tokens, 0 for none.
func shareOf(toks []token, i int, part num.Rat) (share num.Rat, n int) {
	switch {
	case i < len(toks) && toks[i].low == "in":
		n = 1
	case i+1 < len(toks) && toks[i].low == "out" && toks[i+1].low == "of":
		n = 2
	default:
		return share, 0
	}
	whole, k := number(toks, i+n)
	if k == 0 || part.Sign() <= 0 || !part.IsInt() || !whole.IsInt() || !part.Less(whole) || date(toks, i+n, k, whole) {
		return share, 0
	}
	return part.Quo(whole), n + k
}

// shared tells whether what stands after a share lets it be one: no unit of time follows, as in "one in ten years" or "two in five months".
func (l *Lexicon) shared(toks []token, i int) bool {
	_, k := l.unit(toks, i)
	return k == 0
}

// rangeEnd reads the second number of a range: "10 to 15", "between two and three", "two or three", "10-15".
func rangeEnd(toks []token, at, end int) (int, num.Rat, bool) {
	if end+1 >= len(toks) {
		return 0, num.Rat{}, false
	}
	join := toks[end].low
	between := at > 0 && toks[at-1].low == "between"
	if join != "to" && join != "or" && join != "-" && join != "–" && !(between && join == "and") {
		return 0, num.Rat{}, false
	}
	second, n := number(toks, end+1)
	return end + 1 + n, second, n > 0
}

// unit returns the unit at token i, in the singular form of a share, and its tokens.
func (l *Lexicon) unit(toks []token, i int) (string, int) {
	if i >= len(toks) {
		return "", 0
	}
	if i+1 < len(toks) {
		if two := toks[i].low + " " + toks[i+1].low; l.units[two] {
			if two == "per cent" {
				two = "percent"
			}
			return two, 2
		}
	}
	switch u := toks[i].low; {
	case u == "%" || u == "percent":
		return "percent", 1
	case l.units[u]:
		return u, 1
	}
	return "", 0
}

// bare tells whether a number without a unit is no quantity: "one" and zero as words, a year, a date.
func bare(toks []token, i, n int, v num.Rat) bool {
	return n == 1 && (toks[i].low == "one" || toks[i].low == "zero") || date(toks, i, n, v)
}

var months = wordSet("january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec")

func date(toks []token, i, n int, v num.Rat) bool {
	if n == 1 && len(toks[i].text) == 4 && !v.Less(num.Int(1500)) && v.Less(num.Int(2200)) {
		return true
	}
	near := func(k int) bool { return k >= 0 && k < len(toks) && months[toks[k].low] && toks[k].upper() }
	ordinal := i > 0 && (toks[i-1].low == "no" || toks[i-1].low == "number" || toks[i-1].low == "article" || toks[i-1].low == "resolution" || toks[i-1].low == "chapter")
	return near(i-1) || near(i+n) || ordinal
}
