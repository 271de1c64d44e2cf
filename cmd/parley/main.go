// Command parley analyses international crises strategically: it reads a model that tells a story
// which branches, finds every equilibrium of the game that it makes, answers the model's questions
// and audits the conclusions that an account draws.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	debug.SetGCPercent(400) // draws make much garbage and keep little: collect it less often
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the first Ctrl-C stops cleanly, the second at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}
