package web

import (
	"mime"
	"net/http"
	"path"
	"strings"

	"parley/internal/web/dist"
)

// kinds are the types of the page's files, so that they do not depend on the machine.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json",
	".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2", ".wasm": "application/wasm", ".map": "application/json", ".txt": "text/plain; charset=utf-8",
}

// static serves the page. What is not there is the page as well, so that its addresses can be reloaded.
func static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if name == "" {
			name = "index.html"
		}
		text, err := dist.Files.ReadFile(name)
		if err != nil && path.Ext(name) != "" {
			http.NotFound(w, r)
			return
		}
		if err != nil {
			name = "index.html"
			if text, err = dist.Files.ReadFile(name); err != nil {
				http.NotFound(w, r)
				return
			}
		}
		kind := kinds[path.Ext(name)]
		if kind == "" {
			kind = mime.TypeByExtension(path.Ext(name))
		}
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(text) // the client may be gone
	})
}
