// Package table solves a model at many draws of its params and tells what comes out as a table: a row for each
// draw, or for each equilibrium, in blocks whose rows depend on neither the number of workers nor their speed.
package table

// A Kind says what the cells of a column are.
type Kind string

// The kinds of column.
const (
	Integer Kind = "integer" // a whole number, in Cell.Number
	Number  Kind = "number"  // the float64 nearest to a value, in Cell.Number
	Truth   Kind = "truth"   // 0 or 1, in Cell.Number
	Text    Kind = "text"    // in Cell.Text
)

// A Column is a column of the table that a sweep makes.
type Column struct {
	Name string // a letter, then letters, digits and underscores: R and Python take it as it is
	Kind Kind
}

// A Cell is one value of a row. What it means its column tells.
type Cell struct {
	Null   bool // there is no value
	Number float64
	Text   string
}

// An Entry is one piece of metadata. Neither part holds a line break; the key holds no blank and no
// colon.
type Entry struct{ Key, Value string }

// Meta is the metadata of a sweep's table, in order. What is equal in it has equal rows.
type Meta []Entry

// Get returns the value of a key, "" if there is none.
func (m Meta) Get(key string) string {
	for _, e := range m {
		if e.Key == key {
			return e.Value
		}
	}
	return ""
}

// Without returns the metadata without a key.
func (m Meta) Without(key string) Meta {
	var out Meta
	for _, e := range m {
		if e.Key != key {
			out = append(out, e)
		}
	}
	return out
}

// A Header is what a table's file begins with.
type Header struct {
	Meta    Meta
	Columns []Column
}

// The keys of Meta that programs read. The others are for people: param.NAME, assumption.N,
// column.NAME (the query or condition of a column), about.NAME (its question or conclusion in words).
const (
	KeyVersion = "parley"  // the release that made the table
	KeyDraws   = "draws"   // of the whole sweep
	KeyShard   = "shard"   // I/N, of a shard only
	KeyRows    = "rows"    // what a row is for: a RowsPer
	KeyColumns = "columns" // NAME:KIND of each column, with blanks between them
)

// RowsPer says what a row stands for.
type RowsPer string

// What a row may stand for.
const (
	PerDraw        RowsPer = "draws"
	PerEquilibrium RowsPer = "equilibria" // or a component; one row for a draw without any
)

// The columns that programs read.
const (
	ColumnDraw       = "draw"       // its number, from 1
	ColumnEquilibria = "equilibria" // the number of equilibria and components of the model's own game
)
