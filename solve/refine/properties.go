//go:build !js

package refine

// Properties are all properties, in the order in which they are shown.
var Properties = []Property{
	{intuitive, intuitiveTitle, []string{"chokreps1987"}, (*judging).intuitive},
	{"d1", "D1", []string{"chokreps1987", "bankssobel1987", "chosobel1990"}, (*judging).d1},
	{"perfect", "trembling-hand perfection", []string{"selten1975", "vandamme1991"}, (*judging).perfect},
	{"undominated", "no weakly dominated strategy", []string{"vandamme1991"}, (*judging).undominated},
	{"payoff-dominant", "payoff dominance", []string{"harsanyiselten1988"}, (*judging).payoffDominant},
	{"risk-dominant", "risk dominance", []string{"harsanyiselten1988"}, (*judging).riskDominant},
	{"qre-limit", "limit of the principal QRE branch", []string{"turocy2010"}, (*judging).qreLimit},
}
