// Package dist holds the page of the workbench as web/build makes it of web/src: plain files, so that the program needs neither
// Node nor a network. Change web/src and run
//
//	npm ci --prefix web && go -C web/build run .
package dist

import "embed"

// Files are the files of the page; index.html is the first to be served.
//
//go:embed *.html *.js *.css *.svg *.txt
var Files embed.FS
