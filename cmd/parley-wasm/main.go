//go:build js && wasm

// Command parley-wasm is the engine of the workbench for a browser: the calls of package workbench as
// one function of JavaScript. A page or a worker that has run it calls
//
//	parley.call(name, request, onProgress, signal)
//
// with the name of a call, its request as JSON, and, if wanted, a function that is called with (stage, done, total) and
// an AbortSignal. It returns a Promise of the answer as JSON. The Promise is rejected with an Error whose property json is
// the failure as the HTTP interface sends it. parley.version is the version and parley.calls the names of the calls.
//
// WebAssembly runs on the one thread of whoever loaded it, so that a signal is heard only where a call lets the browser
// have its turn: at word of progress. Whoever must stop a call at once ends the worker that runs it.
package main

import (
	"context"
	"syscall/js"
	"time"

	"parley/internal/release"
	"parley/workbench"
)

// turn is how long a call that tells of its progress computes before it lets the browser have its turn.
const turn = 40 * time.Millisecond

func main() {
	bench, err := workbench.New(workbench.Options{Name: "model.star", Version: release.Version})
	if err != nil {
		panic(err)
	}
	names := []any{}
	for _, c := range workbench.Calls {
		names = append(names, c.Name)
	}
	js.Global().Set("parley", map[string]any{
		"version": release.Version,
		"calls":   names,
		"call":    js.FuncOf(func(_ js.Value, args []js.Value) any { return promise(bench, args) }),
	})
	if ready := js.Global().Get("parleyReady"); ready.Type() == js.TypeFunction {
		ready.Invoke()
	}
	select {} // JavaScript calls from now on
}

// promise starts a call and returns the Promise of its answer.
func promise(bench *workbench.Bench, args []js.Value) js.Value {
	executor := js.FuncOf(func(_ js.Value, settle []js.Value) any {
		go func() {
			answer, failure := call(bench, args)
			if failure != nil {
				e := js.Global().Get("Error").New(failure.Error())
				e.Set("json", encode(failure))
				settle[1].Invoke(e)
				return
			}
			settle[0].Invoke(answer)
		}()
		return nil
	})
	defer executor.Release() // a Promise runs its executor before its constructor returns
	return js.Global().Get("Promise").New(executor)
}

// call answers one call of JavaScript with JSON.
func call(bench *workbench.Bench, args []js.Value) (string, error) {
	name, request := text(args, 0), text(args, 1)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if signal := object(args, 3); signal.Truthy() {
		defer listen(signal, cancel)()
	}
	answer, err := bench.Call(ctx, name, []byte(request), progress(object(args, 2)))
	if err != nil {
		return "", err
	}
	b, err := workbench.JSON(answer)
	return string(b), err
}

// listen calls cancel when an AbortSignal says so, and returns what ends that.
func listen(signal js.Value, cancel func()) (stop func()) {
	if signal.Get("aborted").Bool() {
		cancel()
		return func() {}
	}
	f := js.FuncOf(func(js.Value, []js.Value) any { cancel(); return nil })
	signal.Call("addEventListener", "abort", f)
	return func() {
		signal.Call("removeEventListener", "abort", f)
		f.Release()
	}
}

// progress passes word of progress on to a function of JavaScript, if there is one, and lets the browser have its turn.
func progress(tell js.Value) func(workbench.Progress) {
	last := time.Now()
	return func(p workbench.Progress) {
		if time.Since(last) < turn && p.Done > 0 && p.Done != p.Total {
			return
		}
		if tell.Type() == js.TypeFunction {
			tell.Invoke(p.Stage, p.Done, p.Total)
		}
		time.Sleep(time.Nanosecond) // a timer of the browser's: whatever waits there comes first
		last = time.Now()
	}
}

// encode writes a failure as JSON.
func encode(failure error) string {
	b, err := workbench.JSON(failure)
	if err != nil {
		return `{"error":{"code":"internal","message":"the failure cannot be written as JSON"}}`
	}
	return string(b)
}

func object(args []js.Value, i int) js.Value {
	if i >= len(args) {
		return js.Undefined()
	}
	return args[i]
}

func text(args []js.Value, i int) string {
	if v := object(args, i); v.Type() == js.TypeString {
		return v.String()
	}
	return ""
}
