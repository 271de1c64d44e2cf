// Package dist holds the files of the page of the workbench, as web/build makes them.
package dist

import "embed"

// Files are the files of the page; index.html is the one to open.
//
//go:embed *.css *.html *.js *.svg *.txt
var Files embed.FS
