package sweepfile

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"parley/sweep/table"
)

// magic is the first line of a CSV file.
const magic = "# parley sweep 1"

// AppendHeader writes what a CSV file begins with: metadata in lines that begin with #, then the names of
// the columns.
func AppendHeader(b []byte, h table.Header) []byte {
	b = append(b, magic+"\n"...)
	for _, e := range h.Meta {
		b = append(b, "# "+e.Key+": "+e.Value+"\n"...)
	}
	for i, c := range h.Columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, c.Name...)
	}
	return append(b, '\n')
}

// AppendRow writes a row as a line of CSV.
func AppendRow(b []byte, columns []table.Column, row []table.Cell) []byte {
	for i, c := range row {
		if i > 0 {
			b = append(b, ',')
		}
		if c.Null {
			continue
		}
		switch columns[i].Kind {
		case table.Integer:
			b = strconv.AppendInt(b, int64(c.Number), 10)
		case table.Number:
			b = appendNumber(b, c.Number)
		case table.Truth:
			b = append(b, truthText(c.Number != 0)...)
		case table.Text:
			b = appendText(b, c.Text)
		}
	}
	return append(b, '\n')
}

// truthText is a truth value as both R and pandas read it.
func truthText(b bool) string {
	if b {
		return "TRUE"
	}
	return "FALSE"
}

// appendNumber writes the shortest decimal that stands for x, with an exponent only where x is tiny or huge.
func appendNumber(b []byte, x float64) []byte {
	format := byte('f')
	if a := math.Abs(x); a != 0 && (a < 1e-6 || a >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(b, x, format, -1, 64)
}

// appendText writes a text, in quotes where a reader of CSV could take it for something else.
func appendText(b []byte, s string) []byte {
	if !strings.ContainsAny(s, "\",\r\n#'") && s == strings.TrimSpace(s) {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}

// A csvReader reads a table in CSV.
type csvReader struct {
	path   string
	header table.Header
	f      *os.File
	rows   *csv.Reader
	row    []table.Cell
	line   int // of the header's last line
	ends   *ending
}

// An ending remembers whether what was read so far ends with a whole line.
type ending struct {
	r     io.Reader
	whole bool
}

func (e *ending) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if n > 0 {
		e.whole = p[n-1] == '\n'
	}
	return n, err
}

// errForeign says that a file is not the result of a sweep.
var errForeign = errors.New("is not the result of a sweep, or is damaged")

func openCSV(path string, f *os.File) (*csvReader, error) {
	e := &ending{r: f}
	b := bufio.NewReaderSize(e, 1<<16)
	header, lines, err := readHeader(b)
	if err != nil {
		return nil, err
	}
	r := &csvReader{path: path, header: header, f: f, rows: csv.NewReader(b), line: lines, ends: e}
	r.rows.Comment = '#'
	r.rows.ReuseRecord = true
	r.rows.FieldsPerRecord = len(header.Columns)
	r.row = make([]table.Cell, len(header.Columns))
	return r, nil
}

// readHeader reads what AppendHeader writes.
func readHeader(b *bufio.Reader) (h table.Header, lines int, err error) {
	for {
		line, err := b.ReadString('\n')
		if err != nil || lines == 0 && line != magic+"\n" {
			return h, lines, errForeign
		}
		lines++
		line = strings.TrimSuffix(line, "\n")
		meta, ok := strings.CutPrefix(line, "# ")
		switch {
		case lines == 1:
		case ok:
			key, value, ok := strings.Cut(meta, ": ")
			if !ok {
				key, value = strings.TrimSuffix(meta, ":"), ""
			}
			h.Meta = append(h.Meta, table.Entry{Key: key, Value: value})
		default:
			if h.Columns, err = columnsOf(h.Meta); err != nil {
				return h, lines, err
			}
			if string(AppendHeader(nil, table.Header{Columns: h.Columns})) != magic+"\n"+line+"\n" {
				return h, lines, fmt.Errorf("names other columns in its head than in its metadata")
			}
			return h, lines, nil
		}
	}
}

// columnsOf reads the columns from the metadata.
func columnsOf(m table.Meta) ([]table.Column, error) {
	var out []table.Column
	for _, text := range strings.Fields(m.Get(table.KeyColumns)) {
		name, kind, _ := strings.Cut(text, ":")
		c := table.Column{Name: name, Kind: table.Kind(kind)}
		switch c.Kind {
		case table.Integer, table.Number, table.Truth, table.Text:
		default:
			return nil, errForeign
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errForeign
	}
	return out, nil
}

func (r *csvReader) Header() table.Header { return r.header }

func (r *csvReader) Close() error { return r.f.Close() }

// Next returns the next row, which is valid until the next call, or io.EOF.
func (r *csvReader) Next() ([]table.Cell, error) {
	record, err := r.rows.Read()
	if err == io.EOF {
		if !r.ends.whole {
			return nil, errors.New("ends in the middle of a line")
		}
		return nil, io.EOF
	}
	if err != nil {
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			return nil, fmt.Errorf("line %d: %w", r.line+parse.Line, parse.Err)
		}
		return nil, err
	}
	line, _ := r.rows.FieldPos(0)
	for i, s := range record {
		if r.row[i], err = parseCell(r.header.Columns[i].Kind, s); err != nil {
			return nil, fmt.Errorf("line %d, column %s: %q is no %s", r.line+line, r.header.Columns[i].Name, s, r.header.Columns[i].Kind)
		}
	}
	return r.row, nil
}

func parseCell(kind table.Kind, s string) (table.Cell, error) {
	if s == "" {
		return table.Cell{Null: true}, nil
	}
	switch kind {
	case table.Integer:
		n, err := strconv.ParseInt(s, 10, 53)
		return table.Cell{Number: float64(n)}, err
	case table.Number:
		x, err := strconv.ParseFloat(s, 64)
		if err == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
			err = strconv.ErrRange
		}
		return table.Cell{Number: x}, err
	case table.Truth:
		switch s {
		case truthText(true):
			return table.Cell{Number: 1}, nil
		case truthText(false):
			return table.Cell{}, nil
		}
		return table.Cell{}, strconv.ErrSyntax
	case table.Text:
	}
	return table.Cell{Text: s}, nil
}
