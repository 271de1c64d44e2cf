package browser

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var program = sync.OnceValues(func() (string, error) {
	if given := os.Getenv("PARLEY"); given != "" {
		return given, nil
	}
	dir, err := os.MkdirTemp("", "parley-program-")
	if err != nil {
		return "", err
	}
	temporary = append(temporary, dir)
	bin := filepath.Join(dir, "parley")
	cmd := exec.Command("go", "build", "-o", bin, "./cmd/parley")
	cmd.Dir = "../.."
	out, err := cmd.CombinedOutput()
	if err != nil {
		os.Stderr.Write(out)
	}
	return bin, err
})

var link = regexp.MustCompile(`http://\S+/open\?\S+`)

// serve runs parley serve as a user does and returns the launch link that it prints.
func serve(t *testing.T, model string) string {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "serve", "--no-open", model)
	var told strings.Builder
	cmd.Stderr = &told
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		timer := time.AfterFunc(10*time.Second, func() { t.Error("parley serve does not stop"); _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		timer.Stop()
		if told.Len() > 0 {
			t.Errorf("parley serve said:\n%s", told.String())
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if found := link.FindString(lines.Text()); found != "" {
			go func() {
				for lines.Scan() {
				}
			}()
			return found
		}
	}
	t.Fatalf("parley serve printed no link; it said:\n%s", told.String())
	return ""
}
