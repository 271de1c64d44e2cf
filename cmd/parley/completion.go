package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"parley/report"
)

func (a *app) completionCommand(root *cobra.Command) *cobra.Command {
	shells := []struct {
		name, install string
		write         func(io.Writer) error
	}{
		{"bash", "source <(parley completion bash)", func(w io.Writer) error { return root.GenBashCompletionV2(w, true) }},
		{"zsh", "source <(parley completion zsh)", root.GenZshCompletion},
		{"fish", "parley completion fish | source", func(w io.Writer) error { return root.GenFishCompletion(w, true) }},
		{"powershell", "parley completion powershell | Out-String | Invoke-Expression", root.GenPowerShellCompletionWithDesc},
	}
	long := "Writes a script that lets a shell complete commands, flags, files, concepts and the params of a\nmodel (--set). To use it in the running shell:\n"
	var names []string
	for _, s := range shells {
		long += fmt.Sprintf("\n  %-10s  %s", s.name, s.install)
		names = append(names, s.name)
	}
	const what = "one of bash, zsh, fish, powershell"
	return &cobra.Command{
		Use:                   "completion SHELL",
		Short:                 "Write a script that lets a shell complete commands, flags and params",
		Long:                  long,
		DisableFlagsInUseLine: true,
		Args:                  args(1, 1, what),
		ValidArgsFunction:     cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, s := range shells {
				if s.name == args[0] {
					return s.write(a.stdout)
				}
			}
			return usagef(cmd, "completion wants %s, and got %q", what, args[0])
		},
	}
}

// completeFile completes the names of files with these endings.
func completeFile(endings ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return endings, cobra.ShellCompDirectiveFilterFileExt
	}
}

// completeModels completes the names of models and folders, however many there are already.
func completeModels(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"star"}, cobra.ShellCompDirectiveFilterFileExt
}

// completionTime bounds how long a shell waits for a model to be loaded.
const completionTime = 2 * time.Second

// completeSet completes the names of a model's params, each with its baseline as help.
func (a *app) completeSet(_ *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
	const directive = cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
	if len(args) == 0 || args[0] == standardInput || strings.Contains(start, "=") {
		return nil, directive
	}
	ctx, cancel := context.WithTimeout(context.Background(), completionTime)
	defer cancel()
	in, err := a.parse(ctx, args[0])
	if err != nil || in.model == nil {
		return nil, directive
	}
	var out []string
	for _, p := range in.model.Params {
		if strings.HasPrefix(p.Name, start) {
			out = append(out, cobra.CompletionWithDesc(p.Name+"=", strings.TrimSpace("now "+report.Number(p.Value)+"  "+p.About)))
		}
	}
	return out, directive
}
