package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"parley/internal/release"
)

// version is the release that this source belongs to.
const version = release.Version

func (a *app) versionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Tell which parley this is",
		Args:  args(0, 0, "no argument"),
		RunE: func(*cobra.Command, []string) error {
			if a.json {
				return a.printJSON(struct {
					Parley   string `json:"parley"`
					Revision string `json:"revision,omitempty"`
					Go       string `json:"go"`
				}{version, revision(), runtime.Version()})
			}
			text := "parley " + version
			if r := revision(); r != "" {
				text += " (" + r + ")"
			}
			return a.print([]byte(fmt.Sprintln(text)))
		},
	}
	cmd.Flags().BoolVar(&a.json, "json", false, "print one JSON document instead of text")
	return cmd
}

// revision is the commit that the program was built from, "" where the build does not say.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return ""
}
