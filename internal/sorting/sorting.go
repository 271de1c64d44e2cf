// Package sorting sorts slices by a comparison, as the functions of the same names in package slices do. Those are compiled anew
// for every type, some twenty functions each; in a program for a browser, which has to be downloaded, one copy
// serves all types, and is somewhat slower. The results are the same.
package sorting
