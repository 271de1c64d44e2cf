package web

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"parley/workbench"
)

// policy is what the page may load and do: nothing that is not from here, no script and no style that is not in a file. Styles that a
// script makes (the editor's, those of a report's preview) are objects of the page, which a policy does not concern.
const policy = policyHead + "style-src 'self'" + policyTail

const (
	policyHead = "default-src 'self'; script-src 'self'; "
	policyTail = "; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

// guarded lets through who may ask, and says to browsers what they may do with the answers.
func (s *Server) guarded(inner http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusForbidden, workbench.Forbidden, "the request comes from another site", "")
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.open.crowded(s.opt.Connections) { // make room for others
			h.Set("Connection", "close")
		}
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.opt.Slow)) // tests have writers without one
		if !s.ours(r.Host) {
			refuse(w, http.StatusForbidden, workbench.Forbidden, "the server is not known by the name "+strings.ToValidUTF8(r.Host, "?"), "use the address that parley serve printed, or start it with --allow-host")
			return
		}
		origin.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/open" && r.Method == http.MethodGet:
				s.launch(w, r)
			case s.known(r):
				inner.ServeHTTP(w, r)
			case strings.HasPrefix(r.URL.Path, "/api/"):
				w.Header().Set("WWW-Authenticate", `Bearer realm="parley"`)
				refuse(w, http.StatusUnauthorized, workbench.Forbidden, "neither the token nor the cookie of this server was given", "send Authorization: Bearer TOKEN, with what parley serve --print-url prints or PARLEY_TOKEN says")
			default:
				stranger(w, http.StatusUnauthorized)
			}
		})).ServeHTTP(w, r)
	})
}

// ours tells whether a Host is a name of this machine or one that was allowed. A page elsewhere can make its own name lead to this machine,
// and a browser would then take it for the same site; but it cannot make the browser say another name.
func (s *Server) ours(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if name == "localhost" || slices.ContainsFunc(s.opt.Hosts, func(h string) bool { return strings.EqualFold(h, name) }) {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}

// cookie names the session: browsers keep cookies by host and not by port.
func (s *Server) cookie() string { return "parley-" + s.port }

// known tells whether a request has the session's cookie or the token.
func (s *Server) known(r *http.Request) bool {
	if c, err := r.Cookie(s.cookie()); err == nil && same(c.Value, s.session) {
		return true
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return ok && same(strings.TrimSpace(token), s.token)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// secret returns a text that nobody can guess.
func secret() string { return rand.Text() }

// mostLinks is how many launch links may be unused at once.
const mostLinks = 16

// Link returns a new link that lets a browser in. It is good once.
func (s *Server) Link() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.links) >= mostLinks {
		clear(s.links)
	}
	t := secret()
	s.links[t] = true
	return s.URL() + "open?t=" + t
}

// launch trades a launch link for the cookie and sends the browser to the page, so that the secret is not left in the address.
func (s *Server) launch(w http.ResponseWriter, r *http.Request) {
	t := r.URL.Query().Get("t")
	s.mu.Lock()
	good := s.links[t]
	delete(s.links, t)
	s.mu.Unlock()
	switch {
	case !good && !s.known(r):
		stranger(w, http.StatusForbidden)
		return
	case good:
		http.SetCookie(w, &http.Cookie{Name: s.cookie(), Value: s.session, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		// A browser that was sent here by another site keeps strict cookies back through redirects as well.
		w.Header().Set("Refresh", "0; url=/")
		page(w, http.StatusOK, `<p>Opening <a href="/">the workbench</a>.</p>`)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// stranger tells somebody who is not let in how to be.
func stranger(w http.ResponseWriter, status int) {
	page(w, status, `<h1>This link does not open the workbench</h1>
<p>A link that Parley prints lets one browser in, once. Where <code>parley serve</code> runs in a terminal, press Enter there for another link. Otherwise start it again.</p>
<p>Scripts send the header <code>Authorization: Bearer TOKEN</code>; <code>parley serve --print-url</code> prints the token.</p>`)
}

// plainStyle is the style of pages that stand alone. Whoever is not let in gets no file of the workbench, so it stands in the page, and the
// policy names it.
const plainStyle = "body { font-family: sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em }"

func page(w http.ResponseWriter, status int, body string) {
	sum := sha256.Sum256([]byte(plainStyle))
	h := w.Header()
	h.Set("Content-Security-Policy", policyHead+"style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'"+policyTail)
	h.Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\"><title>Parley</title>\n<style>" + plainStyle + "</style>\n<body>\n" + body + "\n</body></html>\n"))
}
