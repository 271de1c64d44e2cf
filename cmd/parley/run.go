package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/fault"
	"parley/model"
	"parley/report"
)

// The exit statuses.
const (
	exitDone    = 0
	exitInput   = 1 // the input is wrong
	exitUsage   = 2 // the command line is wrong
	exitStopped = 3 // a bound or Ctrl-C came before the end; what was found has been printed
)

// run carries out one command line and returns its exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env func(string) string) (status int) {
	defer func() {
		if value := recover(); value != nil {
			status = tellFault(stderr, fault.Of(value))
		}
	}()
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, env: env}
	root := a.rootCommand()
	root.SetArgs(withNumber(args))
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return a.fail(root.ExecuteContext(ctx))
}

// app is one run of the program: where it reads and writes, and its flags.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	env            func(string) string
	options
}

// errStopped says that a bound or Ctrl-C came before the end and that what was found is printed.
var errStopped = errors.New("stopped before it was complete")

// A usageError is a wrong command line.
type usageError struct {
	cmd *cobra.Command
	msg string
}

func (e *usageError) Error() string { return e.msg }

func usagef(cmd *cobra.Command, format string, args ...any) error {
	return &usageError{cmd, fmt.Sprintf(format, args...)}
}

// fail tells the user about an error and returns the exit status that goes with it.
func (a *app) fail(err error) int {
	var usage *usageError
	var wrong *wrongInput
	var broken *fault.Error
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &broken):
		return tellFault(a.stderr, broken)
	case errors.As(err, &usage):
		fmt.Fprintf(a.stderr, "parley: %s\n", usage.msg)
		fmt.Fprintf(a.stderr, "Usage: %s\nHelp:  %s\n", usage.cmd.UseLine(), helpLine(usage.cmd))
		return exitUsage
	case errors.As(err, &wrong):
		a.printDiagnostics(wrong)
		if model.Stopped(wrong.list) {
			return exitStopped
		}
		return exitInput
	case errors.Is(err, errReported):
		return exitInput
	case errors.Is(err, errStopped):
		if err != errStopped { //nolint:errorlint // the bare error says nothing that the output does not
			fmt.Fprintf(a.stderr, "parley: %s\n", err)
		}
		return exitStopped
	}
	fmt.Fprintf(a.stderr, "parley: %s\n", report.Plain(err.Error()))
	return exitInput
}

// tellFault tells of a fault of Parley's own, with what helps to mend it.
func tellFault(stderr io.Writer, e *fault.Error) int {
	fmt.Fprintf(stderr, "parley: %s\nPlease report this together with the file and what stands here:\n%s", e, e.Stack)
	return exitStopped
}

func helpLine(cmd *cobra.Command) string {
	if !cmd.HasParent() {
		return "parley help"
	}
	return "parley help " + strings.TrimPrefix(cmd.CommandPath(), "parley ")
}

const screen = `parley %s: strategic analysis of international crises, from a model that you can read

  Audit an account    parley audit examples/beijing-2018
  Begin a model       parley init crisis.star --template blank
  Check a model       parley check crisis.star
  Solve a game        parley solve crisis.star
  See it in a browser parley serve crisis.star

Every command: parley help
`

// helpTemplate is the form of every help text.
const helpTemplate = `{{with (or .Long .Short)}}{{.}}

{{end}}Usage: {{.UseLine}}
{{if .HasExample}}
Examples:
{{.Example}}
{{end}}{{if .HasAvailableSubCommands}}
Commands:
{{range .Commands}}{{if .IsAvailableCommand}}  {{rpad .Name .NamePadding}}  {{.Short}}
{{end}}{{end}}
More on each: parley help COMMAND
{{end}}{{if .HasAvailableLocalFlags}}
Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}`

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:                   "parley COMMAND",
		Version:               version,
		Short:                 "Strategic analysis of international crises",
		Long:                  "Parley reads a model that tells a story which branches, finds every equilibrium of the game\nthat it makes, answers the model's questions and audits the conclusions that an account draws.",
		DisableFlagsInUseLine: true,
		SilenceErrors:         true,
		SilenceUsage:          true,
		Args:                  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				fmt.Fprintf(a.stdout, screen, version)
				return nil
			}
			return a.unknownCommand(cmd, args[0])
		},
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usagef(cmd, "%s", err) })
	root.SetHelpCommand(a.helpCommand(root))
	root.SetHelpTemplate(helpTemplate)
	root.SetVersionTemplate("parley {{.Version}}\n")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SuggestionsMinimumDistance = 2
	root.AddCommand(a.evidenceCommand(), a.ledgerCommand())
	root.AddCommand(a.initCommand(), a.auditCommand(), a.reportCommand(), a.sweepCommand(), a.mergeCommand(), a.checkCommand(), a.solveCommand(), a.askCommand(), a.mapCommand(), a.drawCommand(), a.serveCommand(), a.convertCommand(), a.readCommand(), a.playgroundCommand(), a.explainCommand(), a.versionCommand(), a.completionCommand(root))
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return a.checkFlags(cmd) }
	return root
}

func (a *app) unknownCommand(cmd *cobra.Command, name string) error {
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		return usagef(cmd, "there is no command %q; did you mean %s?", name, strings.Join(near, " or "))
	}
	if strings.Contains(name, ".") {
		return usagef(cmd, "there is no command %q; to solve that file: parley solve %s", name, name)
	}
	return usagef(cmd, "there is no command %q", name)
}

func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:                   "help [COMMAND]",
		DisableFlagsInUseLine: true,
		Short:                 "Tell what a command does and what its flags are",
		ValidArgsFunction: func(_ *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, c := range root.Commands() {
				if len(args) == 0 && c.IsAvailableCommand() && strings.HasPrefix(c.Name(), start) {
					names = append(names, c.Name())
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return a.unknownCommand(root, args[0])
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}

// args returns a check of the number of arguments; what names the arguments wanted.
func args(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least && least == 1:
			return usagef(cmd, "%s wants %s", cmd.Name(), what)
		case len(args) < least:
			return usagef(cmd, "%s wants %s, and got %q only", cmd.Name(), what, args)
		case most >= 0 && len(args) > most:
			return usagef(cmd, "%s wants %s, and got %q as well", cmd.Name(), what, args[most:])
		}
		return nil
	}
}
