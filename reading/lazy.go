package reading

import (
	"regexp"
	"sync"
)

// A lazy is a regular expression that is compiled when it is first used: a program that reads no text neither waits for it nor,
// if its linker sees that, carries what compiles it.
type lazy struct {
	expr string
	once sync.Once
	re   *regexp.Regexp
}

func (l *lazy) get() *regexp.Regexp {
	l.once.Do(func() { l.re = regexp.MustCompile(l.expr) })
	return l.re
}
