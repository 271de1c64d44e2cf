package poly

// stuck solves a state whose equations no simple step takes further.
func (v *solver) stuck(st *state) {
	v.giveUp("a system of nonlinear equations was not solved")
}

// search looks for a member of a nonlinear block.
func (v *solver) search(st *state, vars []int, conds []cond) (parts []part, done bool) {
	v.giveUp("a set of nonlinear inequalities was not decided")
	return nil, true
}
