package draw

// A Theme holds the colours of a picture.
type Theme struct {
	Name    string
	Paper   Color // the background
	Ink     Color // text and frames
	Faint   Color // text of less weight; at least 4.5:1 on Paper
	Rule    Color // thin lines
	Grey    Color // of what is never played: lines, at least 3:1 on Paper
	Chance  Color // of moves of chance
	Players []Color
	Mark    []Band
	NoGame  Band // where there is no result
}

// Light is the theme of paper. Marks are Okabe and Ito's colours (2008) on pale grounds of the same hue, each with a hatch
// of its own.
var Light = Theme{
	Name: "light", Paper: "#ffffff", Ink: "#1a1a1a", Faint: "#555555", Rule: "#bbbbbb",
	Grey: "#8a8a8a", Chance: "#5f6570", Players: []Color{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000"},
	Mark: []Band{
		{"#d6e8f5", Rising, "#0072b2"},
		{"#fbe3d1", Dots, "#d55e00"},
		{"#d3efe4", Level, "#009e73"},
		{"#f7e3ee", Falling, "#b8578c"},
		{"#fdf3c4", Crossed, "#8a7300"},
		{"#dff1fb", Upright, "#2f8fc4"},
		{"#fdebc9", Dashes, "#b87800"},
		{"#e4e4e4", Grid, "#6b6b6b"},
	},
	NoGame: Band{"#f4f4f4", Sparse, "#9a9a9a"},
}

// Dark is the theme of a dark screen: the same hues, lighter, on dark grounds.
var Dark = Theme{
	Name: "dark", Paper: "#16181c", Ink: "#f0f0f0", Faint: "#b4b8c0", Rule: "#5a5f68",
	Grey: "#8b9099", Chance: "#a3a9b5", Players: []Color{"#56b4e9", "#f08a3c", "#3ccfa0", "#e6a0c8", "#f0e442"},
	Mark: []Band{
		{"#16324a", Rising, "#56b4e9"},
		{"#47260f", Dots, "#f08a3c"},
		{"#0f3a2d", Level, "#3ccfa0"},
		{"#452437", Falling, "#e6a0c8"},
		{"#3e370d", Crossed, "#f0e442"},
		{"#1d3b50", Upright, "#8fd0f5"},
		{"#4a3412", Dashes, "#e69f00"},
		{"#34373d", Grid, "#b0b0b0"},
	},
	NoGame: Band{"#202329", Sparse, "#7a7f88"},
}

// Look returns the look of the i-th of several kinds: after the first eight, colours come again with other hatches.
func (t *Theme) Look(i int) Band {
	n := len(t.Mark)
	b := t.Mark[i%n]
	if round := i / n; round > 0 {
		b.Hatch = t.Mark[(i+3*round)%n].Hatch
	}
	return b
}
