package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/web"
	"parley/report"
	"parley/report/page"
	"parley/workbench"
)

// serveOptions are the flags of serve alone.
type serveOptions struct {
	host        string
	port        int
	allowRemote bool
	allowHosts  []string
	noOpen      bool
	printURL    bool
	readOnly    bool
}

// tokenVariable is the environment variable that holds the token for scripts.
const tokenVariable = "PARLEY_TOKEN"

func (a *app) serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve MODEL",
		Short: "Work on a model in the browser: sliders, tree, maps, evidence, editor",
		Long: "Serves the workbench for one model (.star) on this machine, and opens it in the browser if there is one here. The link\n" +
			"that it prints is good once; Enter in the terminal prints another. Scripts use the calls under /api/v1 with a token:\n" +
			"that of " + tokenVariable + ", or the one that --print-url prints (docs/api.md).\n\n" +
			"Nobody else gets in: requests need the link's cookie or the token, and have to come from this machine. Only model\n" +
			"files below the model's folder are written, and only when you say so in the page.",
		Example:           "  parley serve crisis.star\n  parley serve --port 8080 --no-open crisis.star\n  parley serve --print-url crisis.star",
		Args:              args(1, 1, "one model"),
		ValidArgsFunction: completeFile("star"),
		RunE:              func(cmd *cobra.Command, args []string) error { return a.serve(cmd, args[0]) },
	}
	o := &a.serving
	f := cmd.Flags()
	f.IntVar(&o.port, "port", 0, "listen on this `PORT` (0: one that is free)")
	f.StringVar(&o.host, "host", "127.0.0.1", "listen on this `ADDRESS`; one that other machines can reach needs --allow-remote")
	f.BoolVar(&o.allowRemote, "allow-remote", false, "let other machines in; whoever reads the traffic can read the token")
	f.StringArrayVar(&o.allowHosts, "allow-host", nil, "answer under this `NAME` as well as under the names of this machine; repeatable")
	f.BoolVar(&o.noOpen, "no-open", false, "do not open the browser")
	f.BoolVar(&o.printURL, "print-url", false, "print nothing but the address and the token for scripts, in one line, and do not open the browser")
	f.BoolVar(&o.readOnly, "read-only", false, "write no files")
	f.IntVar(&a.workers, "workers", 0, "use `N` processors for maps and audits (0: all but one)")
	f.IntVar(&a.limitNodes, "limit-nodes", 0, "read a tree of at most `N` nodes (0: the default)")
	f.Int64Var(&a.limitSteps, "limit-steps", 0, "let a model's program run for at most `N` steps (0: 20 million)")
	return cmd
}

func (a *app) serve(cmd *cobra.Command, path string) error {
	if err := a.checkServe(cmd, path); err != nil {
		return err
	}
	p, err := a.place(cmd.Context(), path)
	if err != nil {
		return err
	}
	defer p.root.Close()
	bench, err := workbench.New(workbench.Options{
		FS: p.root.FS(), Name: p.name, Path: path, Writable: !a.serving.readOnly, Version: version, Report: workbench.Reports(page.Write), Source: readPage,
		Workers: a.workers, Nodes: a.limitNodes, Steps: uint64(a.limitSteps),
	})
	if err != nil {
		return err
	}
	l, err := listen(a.serving.host, a.serving.port)
	if err != nil {
		return err
	}
	defer l.Close()
	opt := web.Options{Bench: bench, Root: p.root, Version: version, Token: a.env(tokenVariable), Hosts: a.serving.allowHosts, Log: func(message string) { fmt.Fprintf(a.stderr, "parley: %s\n", message) }}
	if !loopback(a.serving.host) {
		opt.Hosts = append(opt.Hosts, a.serving.host)
	}
	s, err := web.New(opt, l)
	if err != nil {
		return fmt.Errorf("%s: %w", tokenVariable, err)
	}
	if err := a.welcome(s, p.shown); err != nil {
		return err
	}
	return s.Serve(cmd.Context())
}

func (a *app) checkServe(cmd *cobra.Command, path string) error {
	o := &a.serving
	switch {
	case strings.ToLower(filepath.Ext(path)) != ".star":
		return usagef(cmd, "serve wants a model (.star), and got %s", path)
	case o.port < 0 || o.port > 65535:
		return usagef(cmd, "--port wants a number from 0 to 65535, and got %d", o.port)
	case o.host == "":
		return usagef(cmd, "--host wants an address")
	case !loopback(o.host) && !o.allowRemote:
		return usagef(cmd, "--host %s can be reached from other machines: add --allow-remote if that is meant. To work from another machine, ssh -L is safer", o.host)
	}
	return nil
}

// loopback tells whether an address can be reached from this machine only.
func loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func listen(host string, port int) (net.Listener, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(strings.Trim(host, "[]"), strconv.Itoa(port)))
	if err == nil {
		return l, nil
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	var sys *os.SyscallError
	if errors.As(err, &sys) {
		err = sys.Err
	}
	if port != 0 {
		return nil, fmt.Errorf("cannot listen on %s, port %d: %w; take another --port, or none for one that is free", host, port, err)
	}
	return nil, fmt.Errorf("cannot listen on %s: %w", host, err)
}

// welcome prints where the workbench is and opens the browser.
func (a *app) welcome(s *web.Server, shown string) error {
	o := &a.serving
	if o.printURL {
		return a.print([]byte(s.URL() + " " + s.Token() + "\n"))
	}
	who := "only this machine; Ctrl-C stops"
	if !loopback(o.host) {
		who = "other machines can reach it; Ctrl-C stops"
		fmt.Fprintln(a.stderr, "parley: warning: the traffic is not encrypted, and whoever reads it can use the workbench and write the model's files")
	}
	link := s.Link()
	text := fmt.Sprintf("Serving %s at %s   (%s)\n", report.Plain(shown), s.URL(), who)
	switch {
	case a.env("SSH_CONNECTION") != "":
		text += fmt.Sprintf("On your own machine: ssh -L %s:127.0.0.1:%s HOST, and then open %s\n", s.Port(), s.Port(), link)
	case o.noOpen || !isTerminal(a.stdout) || !a.screen():
		text += "Open " + link + "\n"
	case openBrowser(link) == nil:
		text += "Opened your browser. If it did not open: " + s.Link() + "\n"
	default:
		text += "Open " + link + "\n"
	}
	if err := a.print([]byte(text)); err != nil {
		return err
	}
	if isTerminal(a.stdin) {
		go a.moreLinks(s)
	}
	return nil
}

// screen tells whether there is one to open a browser on.
func (a *app) screen() bool {
	return runtime.GOOS == "darwin" || runtime.GOOS == "windows" || a.env("DISPLAY") != "" || a.env("WAYLAND_DISPLAY") != ""
}

// moreLinks prints another link for each Enter.
func (a *app) moreLinks(s *web.Server) {
	for lines := bufio.NewScanner(a.stdin); lines.Scan(); {
		if a.print([]byte("Open "+s.Link()+"\n")) != nil {
			return
		}
	}
}

// openBrowser asks the system to open an address.
func openBrowser(address string) error {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	cmd := exec.CommandContext(context.Background(), name, args...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait() //nolint:errcheck // the address is printed as well
	return nil
}
