package sweepfile

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"parley/diag"
	"parley/sweep/table"
)

// A Journal keeps the blocks of a sweep that is under way beside the file that is to be, so that a sweep
// which was killed goes on where it stopped. It is a file to which blocks are added one after another:
//
//	parley-journal 1 BYTES SUM        the head; SUM is of the bytes that follow
//	...                               the header as it stands in CSV
//	block FIRST DRAWS INCOMPLETE ROWS BYTES SUM
//	...                               the rows of the draws FIRST to FIRST+DRAWS-1, counted from 0, in CSV
//
// A block counts once it is there whole. Only one program at a time has the journal of a file.
type Journal struct {
	// Next is the draw to go on with, counted from 0.
	Next int
	// Cut is the number of bytes behind the last whole block that were thrown away.
	Cut int64
	// Incomplete counts the draws so far of which some list of equilibria is not proved complete.
	Incomplete int

	out    string // the file that is to be
	path   string
	f      *os.File
	header table.Header
	first  int // the range of draws: first to end-1
	end    int
	synced time.Time
}

// JournalPath is where the journal of a file is.
func JournalPath(out string) string { return out + ".partial" }

const (
	journalMagic = "parley-journal 1"
	blockMagic   = "block"
	syncEvery    = time.Second // how much may be lost if the machine, not only Parley, stops at once
	longestHead  = 200         // bytes of a line before bytes of a journal
)

// A DifferError says that a file holds another sweep.
type DifferError struct {
	Path        string
	Differences []string // each as "seed is 1 there and 2 here"
}

// Error names the differences.
func (e *DifferError) Error() string {
	text := e.Path + " is of another sweep: "
	const most = 5
	for i, d := range e.Differences {
		if i == most {
			return fmt.Sprintf("%s; and %d more differences", text, len(e.Differences)-most)
		}
		if i > 0 {
			text += "; "
		}
		text += d
	}
	return text
}

// differences lists in what two sweeps differ; a and b are what to call them.
func differences(x, y table.Meta, a, b string) []string {
	var out []string
	for _, e := range x {
		if v := y.Get(e.Key); v != e.Value {
			out = append(out, fmt.Sprintf("%s is %s %s and %s %s", e.Key, shorten(e.Value), a, shorten(v), b))
		}
	}
	for _, e := range y {
		if x.Get(e.Key) == "" && e.Value != "" {
			out = append(out, fmt.Sprintf("%s is missing %s and %s %s", e.Key, a, shorten(e.Value), b))
		}
	}
	if len(out) == 0 && !equal(x, y) {
		out = append(out, "its metadata are in another order")
	}
	return out
}

func equal(x, y table.Meta) bool {
	return bytes.Equal(AppendHeader(nil, table.Header{Meta: x}), AppendHeader(nil, table.Header{Meta: y}))
}

func shorten(s string) string {
	const most = 80
	if s == "" {
		return "missing"
	}
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// Finished tells whether a file holds a finished sweep with this metadata. Its error is a *DifferError if it
// holds another one, and another error if it holds none. A file that is not there is not finished.
func Finished(path string, meta table.Meta) (bool, error) {
	r, err := Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	}
	defer r.Close()
	if d := differences(r.Header().Meta, meta, "there", "here"); len(d) > 0 {
		return false, &DifferError{path, d}
	}
	return true, nil
}

// OpenJournal opens or makes the journal of a file for the draws first to end-1 of a sweep. Its error is a
// *DifferError if the journal there is of another sweep; restart throws that away.
func OpenJournal(out string, header table.Header, first, end int, restart bool) (*Journal, error) {
	j := &Journal{Next: first, first: first, out: out, path: JournalPath(out), header: header, end: end}
	var err error
	if j.f, err = openLocked(j.path); err != nil {
		return nil, err
	}
	if err := j.begin(restart); err != nil {
		return nil, errors.Join(err, j.f.Close())
	}
	return j, nil
}

// openLocked opens a file that nobody else has.
func openLocked(path string) (*os.File, error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			return nil, fmt.Errorf("cannot write %s: %w", path, diag.Cause(err))
		}
		if !lock(f) {
			return nil, errors.Join(fmt.Errorf("another parley is at work on %s", path), f.Close())
		}
		// Whoever had it may have taken it away in between.
		mine, err := f.Stat()
		if err == nil {
			var there os.FileInfo
			if there, err = os.Stat(path); err == nil && os.SameFile(mine, there) {
				return f, nil
			}
		}
		if e := f.Close(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(fmt.Errorf("cannot write %s: %w", path, diag.Cause(err)), e)
		}
	}
}

// begin reads what is there and gets ready to add to it.
func (j *Journal) begin(restart bool) error {
	head := head(journalMagic, AppendHeader(nil, j.header))
	info, err := j.f.Stat()
	if err != nil {
		return err
	}
	keep, err := j.scan(info.Size(), head)
	var other *DifferError
	switch {
	case restart && (err == nil || errors.As(err, &other)):
		keep, j.Next, j.Incomplete = 0, j.first, 0
	case err != nil:
		return err
	}
	if err := j.f.Truncate(keep); err != nil {
		return fmt.Errorf("cannot write %s: %w", j.path, diag.Cause(err))
	}
	if _, err := j.f.Seek(keep, io.SeekStart); err != nil {
		return err
	}
	if keep == 0 {
		return j.add(head)
	}
	j.Cut = info.Size() - keep
	return nil
}

// scan returns how much of the journal is whole, and finds the draw to go on with.
func (j *Journal) scan(size int64, want []byte) (keep int64, err error) {
	r := bufio.NewReaderSize(j.f, 1<<16)
	got := make([]byte, min(size, int64(len(want))))
	if _, err := io.ReadFull(r, got); err != nil {
		return 0, fmt.Errorf("cannot read %s: %w", j.path, diag.Cause(err))
	}
	switch {
	case bytes.Equal(got, want):
	case bytes.HasPrefix(want, got):
		return 0, nil // it was killed before it began
	default:
		return 0, j.differs()
	}
	keep = int64(len(want))
	for j.Next < j.end {
		b, length, err := readBlock(r)
		if err != nil || b.First != j.Next || b.Draws <= 0 || b.First+b.Draws > j.end {
			return keep, nil // torn: what follows is solved again
		}
		keep += length
		j.Next += b.Draws
		j.Incomplete += b.Incomplete
	}
	return keep, nil
}

// differs says what sweep the journal is of.
func (j *Journal) differs() error {
	if _, err := j.f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r := bufio.NewReader(j.f)
	var n int
	var sum string
	line, err := headLine(r)
	if err != nil {
		return fmt.Errorf("%s is not the journal of a sweep", j.path)
	}
	if _, err := fmt.Sscanf(line, journalMagic+" %d %s", &n, &sum); err != nil {
		return fmt.Errorf("%s is not the journal of a sweep", j.path)
	}
	there, _, err := readHeader(bufio.NewReader(io.LimitReader(r, int64(n))))
	if err != nil {
		return fmt.Errorf("%s is damaged", j.path)
	}
	return &DifferError{j.path, differences(there.Meta, j.header.Meta, "there", "here")}
}

// head returns a line that announces some bytes, and the bytes.
func head(magic string, b []byte) []byte {
	return append(fmt.Appendf(nil, "%s %d %s\n", magic, len(b), sum(b)), b...)
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:8])
}

// headLine reads a line that announces bytes.
func headLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	if err != nil || len(line) > longestHead {
		return "", io.ErrUnexpectedEOF
	}
	return string(line), nil
}

// readBlock reads a block and how many bytes of the journal it takes.
func readBlock(r *bufio.Reader) (b table.Block, length int64, err error) {
	line, err := headLine(r)
	if err != nil {
		return b, 0, err
	}
	var n int
	var want string
	if _, err := fmt.Sscanf(line, blockMagic+" %d %d %d %d %d %s", &b.First, &b.Draws, &b.Incomplete, &b.Rows, &n, &want); err != nil || n < 0 {
		return b, 0, io.ErrUnexpectedEOF
	}
	var text bytes.Buffer
	if got, err := io.CopyN(&text, r, int64(n)); err != nil || got < int64(n) || sum(text.Bytes()) != want {
		return b, 0, io.ErrUnexpectedEOF
	}
	b.Bytes = text.Bytes()
	return b, int64(len(line) + n), nil
}

func (j *Journal) add(b []byte) error {
	if _, err := j.f.Write(b); err != nil {
		return fmt.Errorf("cannot write %s: %w", j.path, diag.Cause(err))
	}
	if time.Since(j.synced) < syncEvery {
		return nil
	}
	j.synced = time.Now()
	if err := j.f.Sync(); err != nil {
		return fmt.Errorf("cannot write %s: %w", j.path, diag.Cause(err))
	}
	return nil
}

// Add adds the next block.
func (j *Journal) Add(b table.Block) error {
	if b.First != j.Next {
		panic("sweepfile: a block is out of order")
	}
	if err := j.add(head(fmt.Sprintf("%s %d %d %d %d", blockMagic, b.First, b.Draws, b.Incomplete, b.Rows), b.Bytes)); err != nil {
		return err
	}
	j.Next += b.Draws
	j.Incomplete += b.Incomplete
	return nil
}

// Close leaves the journal for the next run.
func (j *Journal) Close() error { return errors.Join(j.f.Sync(), j.f.Close()) }

// Finish writes the file from the journal, which has all draws, and takes the journal away.
func (j *Journal) Finish() error {
	if j.Next != j.end {
		panic("sweepfile: draws are missing")
	}
	format, err := FormatOf(j.out)
	if err != nil {
		return err
	}
	if err := save(j.out, func(w io.Writer) error { return j.copyTo(w, format) }); err != nil {
		return err
	}
	// Removed while it is locked, so that no other run finds it; some systems remove closed files only.
	if os.Remove(j.path) == nil {
		return j.f.Close()
	}
	return errors.Join(j.f.Close(), os.Remove(j.path))
}

// copyTo writes the blocks as a table.
func (j *Journal) copyTo(w io.Writer, format Format) error {
	if _, err := j.f.Seek(int64(len(head(journalMagic, AppendHeader(nil, j.header)))), io.SeekStart); err != nil {
		return err
	}
	r := bufio.NewReaderSize(j.f, 1<<16)
	take, done, err := taker(w, format, j.header)
	if err != nil {
		return err
	}
	for first := j.first; first < j.end; {
		b, _, err := readBlock(r)
		if err != nil || b.First != first {
			return fmt.Errorf("the journal changed under our hands; run the same command again")
		}
		if err := take(b.Bytes); err != nil {
			return err
		}
		first += b.Draws
	}
	return done()
}

// taker returns what adds the rows of a block to a table, and what ends the table.
func taker(w io.Writer, format Format, h table.Header) (take func([]byte) error, done func() error, err error) {
	if format == CSV { // the bytes are as they are to be
		out := bufio.NewWriterSize(w, 1<<16)
		_, err := out.Write(AppendHeader(nil, h))
		return func(b []byte) error { _, err := out.Write(b); return err }, out.Flush, err
	}
	out, err := newWriter(w, format, h)
	if err != nil {
		return nil, nil, err
	}
	return func(b []byte) error {
		rows := csvRows(bytes.NewReader(b), h)
		for {
			row, err := rows.Next()
			if err == io.EOF {
				return nil
			}
			if err == nil {
				err = out.Write(row)
			}
			if err != nil {
				return err
			}
		}
	}, out.Close, nil
}

// csvRows reads rows without a header.
func csvRows(b io.Reader, h table.Header) *csvReader {
	r := &csvReader{header: h, ends: &ending{r: b}}
	r.rows = csv.NewReader(r.ends)
	r.rows.ReuseRecord = true
	r.rows.FieldsPerRecord = len(h.Columns)
	r.row = make([]table.Cell, len(h.Columns))
	return r
}

// Begun tells whether the journal of a file is there and of this sweep.
func Begun(out string, header table.Header, first, end int) bool {
	f, err := os.Open(JournalPath(out))
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false
	}
	j := &Journal{Next: first, first: first, end: end, path: f.Name(), f: f, header: header}
	_, err = j.scan(info.Size(), head(journalMagic, AppendHeader(nil, header)))
	return err == nil
}

// Replaceable returns an error if a file is there that no sweep made.
func Replaceable(path string) error {
	r, err := Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%w: it is left alone; give another name, or take it away", err)
	}
	return r.Close()
}
