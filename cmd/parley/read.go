package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/account"
	"parley/diag"
	"parley/reading"
	"parley/reading/page"
	"parley/report"
)

// readOptions are the flags of read.
type readOptions struct {
	format   string
	out      string
	starlark bool
	claims   bool
	lexicon  []string
	scale    string
}

func (a *app) readCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "read TEXT",
		Short: "Turn an interview or article into numbered turns, marks and a draft ledger",
		Long: "Reads an interview, a transcript or an article (plain text, Markdown or HTML) and prints it as\n" +
			"numbered turns: who speaks, questions and answers, paragraphs, sentences. The introduction is turn 0,\n" +
			"Q3 and A3 are the third question and its answer; page furniture is left out, and listed. --starlark\n" +
			"writes a ledger of claims to fill in. TEXT is a file, or - for standard input.\n\n" +
			"Rules mark hedges and estimative words with their range on a published scale, conditionals,\n" +
			"quantities, comparisons, quotations, reported speech and actors; --json names the rule of each mark.\n" +
			"--claims writes a draft of the ledger: each sentence that asserts something, with kind and hedge.",
		Example: "  parley read interview.txt\n  parley read page.html --json\n  parley read interview.txt --claims -o claims.star",
		Args:    args(1, 1, "one text"),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.readText(cmd, args[0]) },
	}
	f := cmd.Flags()
	f.BoolVar(&a.json, "json", false, "print one JSON document instead of text")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print no warnings")
	f.StringVar(&a.reading.format, "format", "", "read TEXT as `FORMAT`: text, markdown or html (by default its name and beginning tell)")
	f.BoolVar(&a.reading.starlark, "starlark", false, "write a ledger to fill in, in the model language")
	f.BoolVar(&a.reading.claims, "claims", false, "write a draft of the ledger, in the model language (with --json: in the document)")
	f.StringArrayVar(&a.reading.lexicon, "lexicon", nil, "add the rules and actors of this JSON `FILE`; repeatable")
	f.StringVar(&a.reading.scale, "scale", account.DefaultScale, "`SCALE` that gives estimative words their ranges: "+strings.Join(scaleNames(), ", "))
	f.BoolVar(&a.brief, "brief", false, "print the turns without marks")
	f.StringVarP(&a.reading.out, "out", "o", "", "write to `FILE` instead of standard output; --claims and --starlark leave one that is there already as it is")
	fixed(cmd, "scale", scaleNames()...)
	fixed(cmd, "format", reading.Text, reading.Markdown, reading.HTML)
	return cmd
}

// readText reads a text and prints it in the form that the flags ask for.
func (a *app) readText(cmd *cobra.Command, path string) error {
	switch a.reading.format {
	case "", reading.Text, reading.Markdown, reading.HTML:
	default:
		return usagef(cmd, "--format wants text, markdown or html, and got %q", a.reading.format)
	}
	if a.json && a.reading.starlark {
		return usagef(cmd, "--json and --starlark exclude each other")
	}
	if a.reading.claims && a.reading.starlark {
		return usagef(cmd, "--claims and --starlark exclude each other")
	}
	if !slices.Contains(scaleNames(), a.reading.scale) {
		return usagef(cmd, "--scale wants one of %s, and got %q", strings.Join(scaleNames(), ", "), a.reading.scale)
	}
	lexicon, err := a.lexicon(cmd.Context())
	if err != nil {
		return err
	}
	b, err := a.readBytes(cmd.Context(), path)
	if err != nil {
		return err
	}
	r, err := a.parseAndMark(cmd.Context(), b, path, lexicon)
	if err != nil {
		return err
	}
	r.Scale, r.Brief = a.reading.scale, a.brief
	if !a.quiet {
		for _, w := range r.Warnings {
			fmt.Fprintf(a.stderr, "parley: %s: %s\n", path, w)
		}
	}
	return a.writeReading(r, lexicon)
}

// parseAndMark reads a text as long as ctx lasts: one of the largest size takes seconds.
func (a *app) parseAndMark(ctx context.Context, b []byte, path string, lexicon *reading.Lexicon) (*report.Reading, error) {
	r, ended, err := await(ctx, func() (*report.Reading, error) {
		r, err := a.parseText(b, path)
		if err == nil {
			r.Mark(lexicon)
		}
		return r, err
	})
	if !ended {
		return nil, fmt.Errorf("%w: interrupted while %s was read", errStopped, path)
	}
	return r, err
}

// scaleNames are those of all scales of estimative words.
func scaleNames() []string {
	var out []string
	for _, s := range account.Scales() {
		out = append(out, s.Name)
	}
	return out
}

// lexicon returns the rules with those of --lexicon.
func (a *app) lexicon(ctx context.Context) (*reading.Lexicon, error) {
	more := map[string][]byte{}
	for _, path := range a.reading.lexicon {
		b, err := a.readBytes(ctx, path)
		if err != nil {
			return nil, err
		}
		more[path] = b
	}
	return reading.NewLexicon(a.reading.scale, more)
}

// parseText decodes and reads a text.
func (a *app) parseText(b []byte, path string) (*report.Reading, error) {
	d, err := page.Read(b, path, a.reading.format)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", path, err)
	}
	r := &report.Reading{Document: d, Parley: version, Forced: a.reading.format != ""}
	if path != standardInput {
		r.Source = filepath.Base(path)
	}
	return r, nil
}

// readBytes reads a text's bytes, no more than one over the limit.
func (a *app) readBytes(ctx context.Context, path string) ([]byte, error) {
	in, shown := io.NopCloser(a.stdin), stdinName
	if path != standardInput {
		shown = path
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, missing(path)
		case err != nil:
			return nil, fmt.Errorf("cannot open %s: %w", path, diag.Cause(err))
		case info.IsDir():
			return nil, fmt.Errorf("%s is a folder, and a text is wanted", path)
		}
		if in, err = os.Open(path); err != nil {
			return nil, fmt.Errorf("cannot open %s: %w", path, diag.Cause(err))
		}
	}
	defer in.Close()
	b, ended, err := await(ctx, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, reading.MaxBytes+1)) })
	switch {
	case !ended:
		return nil, fmt.Errorf("%w: interrupted while %s was read", errStopped, shown)
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %w", shown, diag.Cause(err))
	}
	return b, nil
}

// writeReading prints a document, or writes it to the file of --out.
func (a *app) writeReading(r *report.Reading, lexicon *reading.Lexicon) error {
	write := func(w io.Writer) error {
		switch {
		case a.json && a.reading.claims:
			return encodeJSON(w, r.JSON().WithClaims(r.Candidates(lexicon)))
		case a.json:
			return encodeJSON(w, r.JSON())
		case a.reading.claims:
			_, err := io.WriteString(w, r.Claims(r.Candidates(lexicon)))
			return err
		case a.reading.starlark:
			_, err := io.WriteString(w, r.Starlark())
			return err
		}
		_, err := io.WriteString(w, r.Text())
		return err
	}
	if a.reading.out != "" && a.reading.out != standardInput {
		return a.writeReadingTo(a.reading.out, write, r, lexicon)
	}
	return write(a.stdout)
}

// writeReadingTo writes a document to a file. A ledger that is there already is left as it is: it holds an analyst's work.
func (a *app) writeReadingTo(file string, write func(io.Writer) error, r *report.Reading, lexicon *reading.Lexicon) error {
	if a.json || !a.reading.claims && !a.reading.starlark {
		return writeFile(file, write)
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	if err := writeNew(file, b.Bytes()); err != nil {
		return err
	}
	if a.quiet {
		return nil
	}
	what := "a ledger to fill in"
	if a.reading.claims {
		what = report.Count(len(r.Candidates(lexicon)), "draft claim", "")
	}
	return a.print(fmt.Appendf(nil, "Wrote %s (%s).\n\nNext: rewrite and prune it, and load its claims in a model: load(%q, \"C01\")\n      parley init MODEL.star --template blank   writes a model to begin with\n", file, what, filepath.Base(file)))
}
