package browser

import (
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"
)

func serve(t *testing.T, model string) string {
	cmd := exec.Command(os.Getenv("DEV"), "-addr", "127.0.0.1:8199", model)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for range 100 {
		if r, err := http.Get("http://127.0.0.1:8199/"); err == nil {
			r.Body.Close()
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return "http://127.0.0.1:8199/"
}
