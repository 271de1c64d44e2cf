//go:build unix && !solaris && !aix

package sweepfile

import (
	"errors"
	"os"
	"syscall"
)

// lock keeps a file for this process for as long as it has it open. It returns false if another process
// has it. File systems that know no locks let everybody in.
func lock(f *os.File) bool {
	for {
		switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false
		default:
			return true
		}
	}
}
