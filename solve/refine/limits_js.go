package refine

// limits are missing from browsers, to which logit equilibria would have to be sent along.
var limits []Property
