// Package sweepfile keeps the table of a sweep in files: CSV or Parquet, with the same metadata and the
// same rows in both, whole or in shards, and the journal of a sweep that is under way. Nothing else in
// Parley knows Parquet.
package sweepfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"parley/diag"
	"parley/sweep/table"
)

// A Reader reads a table, row by row.
type Reader interface {
	Header() table.Header
	// Next returns the next row, which is valid until the next call, or io.EOF. Its errors go on after
	// the name of the file: "ends in the middle of a line".
	Next() ([]table.Cell, error)
	Close() error
}

// A rowWriter writes a table, row by row.
type rowWriter interface {
	Write([]table.Cell) error
	Close() error // writes what is left
}

// A Format is how a table is written.
type Format string

// The formats.
const (
	CSV     Format = "csv"
	Parquet Format = "parquet"
)

// FormatOf tells the format of a file from the ending of its name.
func FormatOf(path string) (Format, error) {
	switch f := Format(strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")); f {
	case CSV, Parquet:
		return f, nil
	}
	return "", fmt.Errorf("%s: the name of a sweep's file ends in .csv or .parquet", path)
}

// Open opens a table for reading.
func Open(path string) (Reader, error) {
	format, err := FormatOf(path)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, diag.Cause(err))
	}
	var r Reader
	if format == CSV {
		r, err = openCSV(path, f)
	} else {
		r, err = openParquet(f)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s %w", path, err), f.Close())
	}
	return r, nil
}

// A csvWriter writes a table in CSV.
type csvWriter struct {
	w       *bufio.Writer
	columns []table.Column
	line    []byte
}

func newCSVWriter(w io.Writer, h table.Header) (*csvWriter, error) {
	c := &csvWriter{w: bufio.NewWriterSize(w, 1<<16), columns: h.Columns}
	_, err := c.w.Write(AppendHeader(nil, h))
	return c, err
}

func (c *csvWriter) Write(row []table.Cell) error {
	c.line = AppendRow(c.line[:0], c.columns, row)
	_, err := c.w.Write(c.line)
	return err
}

func (c *csvWriter) Close() error { return c.w.Flush() }

// newWriter starts a table.
func newWriter(w io.Writer, format Format, h table.Header) (rowWriter, error) {
	if format == Parquet {
		return newParquetWriter(w, h), nil
	}
	return newCSVWriter(w, h)
}

// save writes a file whole or not at all: beside it first, under a name that a run which was killed leaves
// to the next one.
func save(path string, write func(io.Writer) error) (err error) {
	temporary := path + ".tmp"
	f, err := os.Create(temporary)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", temporary, diag.Cause(err))
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temporary) // the first error is the one to tell
		}
	}()
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, diag.Cause(err))
	}
	return nil
}
