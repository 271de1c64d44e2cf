package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"parley/account"
	"parley/diag"
	"parley/ledger"
	"parley/model"
	"parley/reading"
	"parley/reading/page"
	"parley/report"
)

// ledgerOptions are the flags of ledger.
type ledgerOptions struct {
	from   []string
	out    string
	csv    string
	bibtex string
	csl    string
	texts  []string
	unused bool
	source string
	turn   int
	whole  bool // of check
}

func (a *app) ledgerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ledger MODEL...",
		Short: "Print the claims of an account: what each bears on, what conflicts, what has none",
		Long: "Prints the ledger of one or several models (a folder stands for all models in it): for each source its\n" +
			"claims in the order of the text, with the params, assumptions, questions and conclusions that rest on\n" +
			"them; claims that conflict; claims without effect; params and assumptions without a claim; and, where\n" +
			"the text is at hand, how much of it has a claim. --text links a text that the model does not.\n\n" +
			"--csv, --bibtex and --csl write it as a table or a bibliography. --from reads such files (.csv, .bib,\n" +
			".json) and writes a ledger in the model language, which models load.",
		Example: "  parley ledger examples/beijing-2018\n" +
			"  parley ledger crisis.star --text interview.txt --unused\n" +
			"  parley ledger crisis.star --csv claims.csv --bibtex sources.bib\n" +
			"  parley ledger --from claims.csv --from sources.bib -o claims.star",
		ValidArgsFunction: completeModels,
		Args: func(cmd *cobra.Command, list []string) error {
			if len(a.ledger.from) > 0 {
				return args(0, 0, "no model beside --from")(cmd, list)
			}
			return args(1, -1, "a model or a folder of models, or --from FILE")(cmd, list)
		},
		RunE: a.runLedger,
	}
	a.outputFlags(cmd)
	f := cmd.Flags()
	o := &a.ledger
	f.StringArrayVar(&o.from, "from", nil, "write the ledger that stands in `FILE` (.csv: claims; .bib, .json: sources in BibTeX or CSL-JSON) in the model language; repeatable")
	f.StringVarP(&o.out, "out", "o", standardInput, "with --from: write to `FILE`; - for standard output")
	f.StringVar(&o.csv, "csv", "", "write the claims as a table to `FILE`; - for standard output")
	f.StringVar(&o.bibtex, "bibtex", "", "write the sources in BibTeX to `FILE`; - for standard output")
	f.StringVar(&o.csl, "csl", "", "write the sources in CSL-JSON to `FILE`; - for standard output")
	f.StringArrayVar(&o.texts, "text", nil, "link `FILE` as the text of the source; of several sources N=FILE or TITLE=FILE; repeatable")
	f.BoolVar(&o.unused, "unused", false, "show the claims without effect alone")
	f.StringVar(&o.source, "source", "", "show the claims of one source alone: its `NUMBER` or the beginning of its title")
	f.IntVar(&o.turn, "turn", 0, "show the claims of turn `N` alone; 0 is the introduction")
	f.DurationVar(&a.time, "time", 0, "stop after this `TIME` (30s, 2m) and exit with status 3")
	f.IntVar(&a.limitNodes, "limit-nodes", 0, "read a tree of at most `N` nodes (0: the default)")
	f.Int64Var(&a.limitSteps, "limit-steps", 0, "let a model's program run for at most `N` steps (0: the default)")
	return cmd
}

func (a *app) runLedger(cmd *cobra.Command, list []string) error {
	o := &a.ledger
	onOutput := 0
	for _, path := range []string{o.csv, o.bibtex, o.csl} {
		if path == standardInput {
			onOutput++
		}
	}
	switch {
	case onOutput > 1 || onOutput == 1 && a.json:
		return usagef(cmd, "only one document can go to standard output: give the others a file")
	case len(o.from) > 0 && (a.json || o.csv != "" || o.bibtex != "" || o.csl != "" || len(o.texts) > 0 || o.unused || o.source != "" || cmd.Flags().Changed("turn")):
		return usagef(cmd, "--from writes a ledger in the model language: of the other flags only --out goes with it")
	case len(o.from) == 0 && cmd.Flags().Changed("out"):
		return usagef(cmd, "--out goes with --from; --csv, --bibtex and --csl name their files themselves")
	}
	ctx, cancel := a.deadline(cmd.Context())
	defer cancel()
	if len(o.from) > 0 {
		return a.ledgerFrom(ctx)
	}
	paths, err := models(list)
	if err != nil {
		return err
	}
	inputs, err := a.loadAll(ctx, paths)
	if err != nil {
		return err
	}
	var loaded []*model.Model
	for _, in := range inputs {
		loaded = append(loaded, in.model)
	}
	doc := &report.Ledgered{Ledger: ledger.New(loaded, nil), Version: version}
	texts, err := a.linkTexts(ctx, doc.Ledger)
	if err != nil {
		return err
	}
	if len(texts) > 0 {
		doc.Ledger = ledger.New(loaded, texts)
	}
	if err := a.filterLedger(cmd, doc); err != nil {
		return err
	}
	if !a.json {
		for _, in := range inputs {
			a.warn(in)
		}
	}
	return a.writeLedger(doc, list)
}

// linkTexts reads the texts of --text, by the sources that they belong to.
func (a *app) linkTexts(ctx context.Context, l *ledger.Ledger) (map[int]*reading.Index, error) {
	out := map[int]*reading.Index{}
	for _, arg := range a.ledger.texts {
		which, path, named := 0, arg, false
		if name, rest, ok := strings.Cut(arg, "="); ok {
			if i, found := findSource(l, name); found {
				which, path, named = i, rest, true
			}
		}
		switch {
		case len(l.Sources) == 0:
			return nil, fmt.Errorf("--text %s: the models name no source: declare it with source(title)", arg)
		case !named && len(l.Sources) > 1:
			return nil, fmt.Errorf("--text %s: there are %d sources: say which one it is the text of, as in --text %s\n%s", arg, len(l.Sources), report.ShellWord("1="+path), sourceList(l))
		case out[which] != nil:
			return nil, fmt.Errorf("--text %s: %s has a text already", arg, l.Sources[which].Title)
		}
		b, err := a.readBytes(ctx, path)
		if err != nil {
			return nil, err
		}
		x, ended, err := await(ctx, func() (*reading.Index, error) {
			d, err := page.Read(b, path, "")
			if err != nil {
				return nil, err
			}
			return reading.NewIndex(d), nil
		})
		switch {
		case !ended:
			return nil, fmt.Errorf("%w: %s while %s was read", errStopped, a.stopReason(ctx), path)
		case err != nil:
			return nil, fmt.Errorf("%s cannot be read: %w", path, err)
		}
		if !a.quiet {
			for _, w := range x.Doc.Warnings {
				fmt.Fprintf(a.stderr, "parley: %s: %s\n", path, w)
			}
		}
		out[which] = x
	}
	return out, nil
}

// findSource finds a source by its number, from 1, or by the beginning of its title if no other begins so.
func findSource(l *ledger.Ledger, name string) (int, bool) {
	name = strings.TrimSpace(name)
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(l.Sources) {
		return n - 1, true
	}
	found := -1
	for i := range l.Sources {
		title := l.Sources[i].Title
		switch {
		case title == name:
			return i, true
		case name == "" || !strings.HasPrefix(strings.ToLower(title), strings.ToLower(name)):
		case found >= 0:
			return 0, false
		default:
			found = i
		}
	}
	return max(found, 0), found >= 0
}

func sourceList(l *ledger.Ledger) string {
	var b strings.Builder
	for i := range l.Sources {
		fmt.Fprintf(&b, "  %d  %s\n", i+1, l.Sources[i].Title)
	}
	return strings.TrimRight(b.String(), "\n")
}

// filterLedger chooses the claims that are shown.
func (a *app) filterLedger(cmd *cobra.Command, doc *report.Ledgered) error {
	o := &a.ledger
	var said []string
	keep := func(int) bool { return true }
	also := func(what string, is func(int) bool) {
		said = append(said, what)
		before := keep
		keep = func(j int) bool { return before(j) && is(j) }
	}
	if o.unused {
		also("without effect", func(j int) bool { return doc.Entries[j].Idle() })
	}
	if o.source != "" {
		i, ok := findSource(doc.Ledger, o.source)
		if !ok {
			return fmt.Errorf("--source %s: no source, or more than one, has this number or a title that begins so\n%s", o.source, sourceList(doc.Ledger))
		}
		also("of "+doc.Sources[i].Title, func(j int) bool { return slices.Contains(doc.Sources[i].Entries, j) })
	}
	if cmd.Flags().Changed("turn") {
		also(fmt.Sprintf("of turn %d", o.turn), func(j int) bool {
			places, err := account.ParsePlaces(doc.Entries[j].Claim.Turn)
			return err == nil && slices.ContainsFunc(places, func(p account.Place) bool { return p.Number() == o.turn })
		})
	}
	if len(said) == 0 {
		return nil
	}
	doc.Filter, doc.Shown = strings.Join(said, ", "), []int{}
	for j := range doc.Entries {
		if keep(j) {
			doc.Shown = append(doc.Shown, j)
		}
	}
	return nil
}

// writeLedger prints the ledger of what was named in the command in the form that the flags ask for.
func (a *app) writeLedger(doc *report.Ledgered, list []string) error {
	o := &a.ledger
	if a.json {
		return a.printJSON(doc.JSON())
	}
	book := doc.Only(doc.Shown).Book()
	written := false
	for _, f := range []struct {
		path  string
		write func(io.Writer) error
	}{
		{o.csv, func(w io.Writer) error { return doc.Only(doc.Shown).WriteCSV(w) }},
		{o.bibtex, func(w io.Writer) error { _, err := io.WriteString(w, book.WriteBibTeX()); return err }},
		{o.csl, func(w io.Writer) error {
			b, err := book.WriteCSL()
			if err == nil {
				_, err = w.Write(b)
			}
			return err
		}},
	} {
		if f.path == "" {
			continue
		}
		written = true
		var b bytes.Buffer
		if err := f.write(&b); err != nil {
			return err
		}
		if err := a.writeTo(f.path, &b); err != nil {
			return err
		}
	}
	if written {
		return nil
	}
	text := doc.Text(a.style(a.stdout))
	if doc.Filter == "" {
		text += report.Next(append([]string{"parley", "audit"}, list...)...)
	}
	return a.print([]byte(text))
}

// ledgerFrom writes the ledger that stands in the files of --from. Sources are read first, so that a table of claims can name them by their keys.
func (a *app) ledgerFrom(ctx context.Context) error {
	book, keys := &ledger.Book{}, map[string]int{}
	texts, list := map[string]string{}, diag.List{}
	var names, tables []string
	for _, path := range a.ledger.from {
		b, err := a.readBytes(ctx, path)
		if err != nil {
			return err
		}
		text, _, guessed, err := reading.Decode(b)
		if err != nil {
			return fmt.Errorf("%s cannot be read: %w", path, err)
		}
		if guessed && !a.quiet {
			fmt.Fprintf(a.stderr, "parley: %s: the encoding is taken to be Windows-1252: if letters come out wrong, save the file as UTF-8\n", path)
		}
		texts[path] = text
		names = append(names, filepath.Base(path))
		var more *ledger.Book
		var moreKeys map[string]int
		var found diag.List
		switch ext := strings.ToLower(filepath.Ext(path)); ext {
		case ".csv", ".tsv":
			tables = append(tables, path)
			continue
		case ".bib", ".bibtex":
			more, moreKeys, found = ledger.ReadBibTeX(path, text)
		case ".json":
			more, moreKeys, found = ledger.ReadCSL(path, text)
		default:
			return fmt.Errorf("--from %s: it should end in .csv (claims), .bib or .json (sources in BibTeX or CSL-JSON)", path)
		}
		list = append(list, found...)
		for k, i := range moreKeys {
			keys[k] = len(book.Sources) + i
		}
		book.Sources = append(book.Sources, more.Sources...)
	}
	for _, path := range tables {
		more, found := ledger.ReadCSV(path, texts[path], book.Sources, keys)
		list = append(list, found...)
		book.Sources = more.Sources
		book.Claims = append(book.Claims, more.Claims...)
	}
	wrong := &wrongInput{list, func(shown string) (string, bool) { text, ok := texts[shown]; return text, ok }}
	if list.HasErrors() {
		return wrong
	}
	if len(list) > 0 && !a.quiet {
		a.printDiagnostics(wrong)
	}
	if err := book.Check(); err != nil {
		return err
	}
	return a.writeTo(a.ledger.out, bytes.NewBufferString(book.Starlark(strings.Join(names, " and "))))
}
