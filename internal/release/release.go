// Package release says which release of Parley a source belongs to, for every program made of it.
package release

// Version is the release that this source belongs to.
const Version = "0.1.0"
