//go:build !js

package refine

var limits = []Property{
	{"qre-limit", "limit of the principal QRE branch", []string{"turocy2010"}, (*judging).qreLimit},
}
