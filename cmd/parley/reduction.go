package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"parley/game"
	"parley/solve"
	"parley/verify"
)

// verifyReduction checks an iterated elimination. What fails, or what there is no time to check, is not
// shown.
func (a *app) verifyReduction(ctx context.Context, in *game.Instance, r *solve.Result) error {
	checking, cancel := withGrace(ctx)
	defer cancel()
	var err error
	if r.Actions != nil {
		err = verify.Actions(checking, in, r.Actions, r.Complete)
	} else {
		err = verify.Reduction(checking, in, r.Reduction, r.Complete)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%s before what was eliminated could be checked; nothing is shown", a.stopReason(ctx))
	case err != nil:
		return fmt.Errorf("internal fault: the elimination does not stand and is not shown: %w; please report this together with the file", err)
	}
	return nil
}

// askedConcept is the concept of the command line for commands that ask something of equilibria.
func (a *app) askedConcept(cmd *cobra.Command) (solve.Concept, error) {
	concept, err := a.chosenConcept(cmd)
	if err != nil {
		return "", err
	}
	if err := listsNone(concept); err != nil {
		return "", err
	}
	return concept, a.respond(cmd, concept)
}

// listsNone refuses a concept that lists no equilibria to a command that needs some.
func listsNone(concept solve.Concept) error {
	switch {
	case concept.Mediated():
		return fmt.Errorf("the concept %q tells how far a mediator could bring a number, by recommendations of which nothing more can be asked: use parley solve with --objective, or another --concept, such as %s", concept, solve.Sequential)
	case concept == solve.Rationalizable:
		return fmt.Errorf("the concept %q says which strategies are left and lists no equilibria of which anything could be asked: expected another --concept, such as %s", concept, solve.Sequential)
	}
	return nil
}
