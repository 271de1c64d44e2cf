package sweepfile

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/parquet-go/parquet-go"

	"parley/sweep/table"
)

// Metadata stands in a Parquet file's key-value metadata, each entry under its key with this before it,
// and the keys in their order under keysKey.
const (
	keyPrefix = "parley."
	keysKey   = "parley-keys"
)

// mostCells bounds what is held in memory of a row group, and mostRows its rows, so that memory depends
// neither on the number of rows nor much on that of columns.
const (
	mostCells = 1 << 22
	mostRows  = 1 << 16
	batchRows = 256 // are handed to the library together, always so many: pages depend on it
	pageBytes = 1 << 16
)

// An orderedGroup is the columns of a table in their order; a parquet.Group would sort them by name.
type orderedGroup struct {
	parquet.Group
	fields []parquet.Field
}

func (g orderedGroup) Fields() []parquet.Field { return g.fields }

func schema(columns []table.Column) *parquet.Schema {
	g := orderedGroup{Group: parquet.Group{}}
	sorted := map[string]parquet.Field{}
	for _, c := range columns {
		g.Group[c.Name] = node(c)
	}
	for _, f := range g.Group.Fields() {
		sorted[f.Name()] = f
	}
	for _, c := range columns {
		g.fields = append(g.fields, sorted[c.Name])
	}
	return parquet.NewSchema("sweep", g)
}

// node tells how a column is stored. Only the draw is always there.
func node(c table.Column) parquet.Node {
	var n parquet.Node
	switch c.Kind {
	case table.Integer:
		n = parquet.Int(64)
	case table.Number:
		n = parquet.Leaf(parquet.DoubleType)
	case table.Truth:
		n = parquet.Leaf(parquet.BooleanType)
	case table.Text:
		n = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
	}
	n = parquet.Compressed(n, &parquet.Snappy)
	if c.Name == table.ColumnDraw {
		return n
	}
	return parquet.Optional(n)
}

// A parquetWriter writes a table in Parquet.
type parquetWriter struct {
	w       *parquet.Writer
	columns []table.Column
	batch   []parquet.Row
	n       int // rows in the batch
}

func newParquetWriter(w io.Writer, h table.Header) *parquetWriter {
	rows := int64(max(1, min(mostRows, mostCells/len(h.Columns))))
	options := []parquet.WriterOption{
		schema(h.Columns),
		parquet.CreatedBy("parley", h.Meta.Get(table.KeyVersion), "sweep"),
		parquet.MaxRowsPerRowGroup(rows),
		parquet.PageBufferSize(pageBytes),
	}
	var keys []string
	for _, e := range h.Meta {
		options = append(options, parquet.KeyValueMetadata(keyPrefix+e.Key, e.Value))
		keys = append(keys, e.Key)
	}
	options = append(options, parquet.KeyValueMetadata(keysKey, strings.Join(keys, " ")))
	p := &parquetWriter{w: parquet.NewWriter(w, options...), columns: h.Columns, batch: make([]parquet.Row, batchRows)}
	for i := range p.batch {
		p.batch[i] = make(parquet.Row, len(h.Columns))
	}
	return p
}

func (p *parquetWriter) Write(row []table.Cell) error {
	out := p.batch[p.n]
	for i, c := range row {
		level := 1
		if p.columns[i].Name == table.ColumnDraw {
			level = 0
		}
		var v parquet.Value
		switch {
		case c.Null:
			level = 0
		case p.columns[i].Kind == table.Integer:
			v = parquet.Int64Value(int64(c.Number))
		case p.columns[i].Kind == table.Number:
			v = parquet.DoubleValue(c.Number)
		case p.columns[i].Kind == table.Truth:
			v = parquet.BooleanValue(c.Number != 0)
		default:
			v = parquet.ByteArrayValue([]byte(c.Text))
		}
		out[i] = v.Level(0, level, i)
	}
	if p.n++; p.n < len(p.batch) {
		return nil
	}
	return p.flush()
}

func (p *parquetWriter) flush() error {
	n, err := p.w.WriteRows(p.batch[:p.n])
	if err == nil && n < p.n {
		err = io.ErrShortWrite
	}
	p.n = 0
	return err
}

// Close writes what is left, and the end of the file.
func (p *parquetWriter) Close() error {
	if err := p.flush(); err != nil {
		return err
	}
	return p.w.Close()
}

// A parquetReader reads a table in Parquet.
type parquetReader struct {
	f      *os.File
	header table.Header
	groups []parquet.RowGroup
	rows   parquet.Rows
	batch  []parquet.Row
	at, n  int
	row    []table.Cell
}

func openParquet(f *os.File) (r *parquetReader, err error) {
	defer func() { // of a file that only looks like Parquet
		if fault := recover(); fault != nil {
			r, err = nil, errForeign
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	p, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, errForeign
	}
	r = &parquetReader{f: f, groups: p.RowGroups(), batch: make([]parquet.Row, batchRows)}
	keys, ok := p.Lookup(keysKey)
	if !ok {
		return nil, errForeign
	}
	for _, key := range strings.Fields(keys) {
		value, _ := p.Lookup(keyPrefix + key)
		r.header.Meta = append(r.header.Meta, table.Entry{Key: key, Value: value})
	}
	if r.header.Columns, err = columnsOf(r.header.Meta); err != nil {
		return nil, err
	}
	fields := p.Schema().Fields()
	if len(fields) != len(r.header.Columns) {
		return nil, errForeign
	}
	for i, c := range r.header.Columns {
		if fields[i].Name() != c.Name || !fields[i].Leaf() || fields[i].Type().Kind() != node(c).Type().Kind() {
			return nil, fmt.Errorf("stores the column %s otherwise than its metadata say", c.Name)
		}
	}
	r.row = make([]table.Cell, len(fields))
	return r, nil
}

func (r *parquetReader) Header() table.Header { return r.header }

func (r *parquetReader) Close() error {
	var err error
	if r.rows != nil {
		err = r.rows.Close()
	}
	return errors.Join(err, r.f.Close())
}

// Next returns the next row, which is valid until the next call, or io.EOF.
func (r *parquetReader) Next() (row []table.Cell, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			row, err = nil, fmt.Errorf("is damaged: %v", fault)
		}
	}()
	for r.at == r.n {
		if err := r.fill(); err != nil {
			return nil, err
		}
	}
	in := r.batch[r.at]
	r.at++
	if len(in) != len(r.row) {
		return nil, errors.New("is damaged: a row has the wrong length")
	}
	for i, v := range in {
		c := table.Cell{Null: v.IsNull()}
		if !c.Null {
			switch r.header.Columns[i].Kind {
			case table.Integer:
				c.Number = float64(v.Int64())
			case table.Number:
				c.Number = v.Double()
			case table.Truth:
				if v.Boolean() {
					c.Number = 1
				}
			case table.Text:
				c.Text = string(v.ByteArray())
			}
			if math.IsNaN(c.Number) || math.IsInf(c.Number, 0) {
				return nil, fmt.Errorf("is damaged: the column %s holds %v", r.header.Columns[i].Name, c.Number)
			}
		}
		r.row[i] = c
	}
	return r.row, nil
}

// fill reads the next batch of rows.
func (r *parquetReader) fill() error {
	if r.rows == nil {
		if len(r.groups) == 0 {
			return io.EOF
		}
		r.rows, r.groups = r.groups[0].Rows(), r.groups[1:]
	}
	n, err := r.rows.ReadRows(r.batch)
	r.at, r.n = 0, n
	if err == io.EOF {
		err = r.rows.Close()
		r.rows = nil
	}
	return err
}
