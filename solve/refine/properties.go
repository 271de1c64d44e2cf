package refine

// Properties are all properties that this program can judge, in the order in which they are shown.
var Properties = append([]Property{
	{intuitive, intuitiveTitle, []string{"chokreps1987"}, (*judging).intuitive},
	{"d1", "D1", []string{"chokreps1987", "bankssobel1987", "chosobel1990"}, (*judging).d1},
	{"perfect", "trembling-hand perfection", []string{"selten1975", "vandamme1991"}, (*judging).perfect},
	{"undominated", "no weakly dominated strategy", []string{"vandamme1991"}, (*judging).undominated},
	{"payoff-dominant", "payoff dominance", []string{"harsanyiselten1988"}, (*judging).payoffDominant},
	{"risk-dominant", "risk dominance", []string{"harsanyiselten1988"}, (*judging).riskDominant},
}, limits...)
