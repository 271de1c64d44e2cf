package sweepfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"parley/sweep/table"
)

// A Merger joins the shards of a sweep.
type Merger struct {
	Header table.Header // of the whole
	Draws  int

	out    string
	shards []shard // in the order of their draws
}

// A shard is one of the files.
type shard struct {
	path       string
	part       table.Shard
	header     table.Header
	first, end int
}

// NewMerger looks at the heads of files and orders them. Its error says which do not belong together, which
// is missing and which is there twice. A file that is a whole sweep by itself may be merged alone.
func NewMerger(out string, paths []string) (*Merger, error) {
	if _, err := FormatOf(out); err != nil {
		return nil, err
	}
	m := &Merger{out: out}
	for _, path := range paths {
		if same(path, out) {
			return nil, fmt.Errorf("%s is to be written and is one of the files to be merged: the file to be written comes first", path)
		}
		s, err := openShard(path)
		if err != nil {
			return nil, err
		}
		m.shards = append(m.shards, s)
	}
	first := m.shards[0]
	m.Header = table.Header{Meta: first.header.Meta.Without(table.KeyShard), Columns: first.header.Columns}
	for _, s := range m.shards[1:] {
		if d := differences(m.Header.Meta, s.header.Meta.Without(table.KeyShard), "in "+first.path, "in "+s.path); len(d) > 0 {
			return nil, fmt.Errorf("%s and %s do not belong together: %s", first.path, s.path, d[0])
		}
	}
	var err error
	if m.Draws, err = strconv.Atoi(m.Header.Meta.Get(table.KeyDraws)); err != nil || m.Draws < 1 {
		return nil, fmt.Errorf("%s %w", first.path, errForeign)
	}
	return m, m.order()
}

func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return filepath.Clean(a) == filepath.Clean(b)
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

func openShard(path string) (s shard, err error) {
	r, err := Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, e := os.Stat(JournalPath(path)); e == nil {
			return s, fmt.Errorf("%s is not finished, as %s beside it shows: run its sweep again, and it goes on where it stopped", path, JournalPath(path))
		}
		return s, fmt.Errorf("there is no file %s", path)
	}
	if err != nil {
		return s, err
	}
	defer r.Close()
	s = shard{path: path, header: r.Header()}
	text := s.header.Meta.Get(table.KeyShard)
	if text == "" {
		return s, nil
	}
	if s.part, err = table.ParseShard(text); err != nil {
		return s, fmt.Errorf("%s %w", path, errForeign)
	}
	return s, nil
}

// order sorts the shards and finds those that are missing or there twice.
func (m *Merger) order() error {
	for _, s := range m.shards {
		switch {
		case s.part.Of == 0 && len(m.shards) > 1:
			return fmt.Errorf("%s is no shard: it has all %d draws by itself", s.path, m.Draws)
		case s.part.Of != m.shards[0].part.Of:
			return fmt.Errorf("%s is shard %s and %s is shard %s: shards of one sweep are cut alike", m.shards[0].path, m.shards[0].part, s.path, s.part)
		}
	}
	slices.SortStableFunc(m.shards, func(a, b shard) int { return a.part.Number - b.part.Number })
	for i := range m.shards {
		s := &m.shards[i]
		s.first, s.end = s.part.Range(m.Draws)
		if i > 0 && s.part == m.shards[i-1].part {
			return fmt.Errorf("%s and %s are both shard %s", m.shards[i-1].path, s.path, s.part)
		}
	}
	for k := range m.shards[0].part.Of {
		if i := k; i >= len(m.shards) || m.shards[i].part.Number != k+1 {
			missing := table.Shard{Number: k + 1, Of: m.shards[0].part.Of}
			first, end := missing.Range(m.Draws)
			return fmt.Errorf("shard %s is missing, with the draws %d to %d: make it with --shard %s", missing, first+1, end, missing)
		}
	}
	return nil
}

// Write writes the whole. Progress is called now and then with the number of draws done. It stops when
// stopped returns an error, which it returns.
func (m *Merger) Write(progress func(done int), stopped func() error) error {
	format, err := FormatOf(m.out)
	if err != nil {
		return err
	}
	var wrong error // about a shard, rather than about what is written
	err = save(m.out, func(w io.Writer) error {
		out, err := newWriter(w, format, m.Header)
		if err != nil {
			return err
		}
		for _, s := range m.shards {
			if wrong = m.copyShard(out, s, progress, stopped); wrong != nil {
				return wrong
			}
		}
		return out.Close()
	})
	if wrong != nil {
		return wrong
	}
	return err
}

func (m *Merger) copyShard(out rowWriter, s shard, progress func(int), stopped func() error) error {
	r, err := Open(s.path)
	if err != nil {
		return err
	}
	defer r.Close()
	if !equal(r.Header().Meta, s.header.Meta) {
		return fmt.Errorf("%s changed meanwhile", s.path)
	}
	t := newTally(m.Header, s.first, s.end)
	for {
		row, err := r.Next()
		if err == nil {
			err = t.row(row)
		} else if err == io.EOF {
			if err = t.end(); err == nil {
				return nil
			}
		}
		if err != nil {
			return fmt.Errorf("%s %w", s.path, err)
		}
		if err := out.Write(row); err != nil {
			return err
		}
		if t.rows%1024 == 0 {
			if err := stopped(); err != nil {
				return err
			}
			progress(t.draw)
		}
	}
}

// A tally checks that rows are those of certain draws, all of them.
type tally struct {
	draw, last       int // the number of the draw that rows are of, and of the last one; from 1
	wanted           int // rows of the draw that are still to come
	rows             int
	drawAt, numberAt int // columns
	each             bool
}

func newTally(h table.Header, first, end int) *tally {
	t := &tally{draw: first, last: end, each: table.RowsPer(h.Meta.Get(table.KeyRows)) == table.PerEquilibrium}
	t.drawAt = slices.IndexFunc(h.Columns, func(c table.Column) bool { return c.Name == table.ColumnDraw })
	t.numberAt = slices.IndexFunc(h.Columns, func(c table.Column) bool { return c.Name == table.ColumnEquilibria })
	return t
}

func (t *tally) row(row []table.Cell) error {
	if t.drawAt < 0 || t.numberAt < 0 {
		return errForeign
	}
	if t.wanted == 0 {
		t.draw++
		t.wanted = 1
		if t.each {
			t.wanted = max(1, int(row[t.numberAt].Number))
		}
	}
	t.wanted--
	t.rows++
	if got := int(row[t.drawAt].Number); got != t.draw || t.draw > t.last {
		return fmt.Errorf("is damaged: where a row of draw %d should stand there is one of draw %d", t.draw, got)
	}
	return nil
}

func (t *tally) end() error {
	if t.draw != t.last || t.wanted != 0 {
		return fmt.Errorf("is damaged: it ends with draw %d, and should end with draw %d", t.draw, t.last)
	}
	return nil
}
