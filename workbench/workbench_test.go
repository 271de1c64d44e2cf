package workbench

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"reflect"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

func open(tb testing.TB, folder string, change ...func(*Options)) *Bench {
	tb.Helper()
	opt := Options{FS: os.DirFS(folder), Name: "model.star", Path: "model.star", Version: "test", Writable: true}
	for _, f := range change {
		f(&opt)
	}
	b, err := New(opt)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func call[A any](tb testing.TB, b *Bench, name string, request any) (*A, error) {
	tb.Helper()
	text, err := json.Marshal(request)
	if err != nil {
		tb.Fatal(err)
	}
	answer, err := b.Call(context.Background(), name, text, nil)
	var failed *Error
	if errors.As(err, &failed) && failed.Stack != "" {
		tb.Log(failed.Stack)
	}
	if err != nil {
		return nil, err
	}
	return answer.(*A), nil
}

// docs/openapi.json describes the calls as they are.
func TestOpenAPIDocument(t *testing.T) {
	got, err := OpenAPI("1")
	if err != nil {
		t.Fatal(err)
	}
	const file = "../docs/openapi.json"
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is not what the table of calls says: run go test ./workbench -run OpenAPI -update and read the diff", file)
	}
}

// Every field of a request says what it means.
func TestRequestFieldsAreDocumented(t *testing.T) {
	for _, c := range Calls {
		for _, f := range reflect.VisibleFields(c.Request) {
			if !f.Anonymous && f.Tag.Get("doc") == "" {
				t.Errorf("%s: the field %s has no doc", c.Name, f.Name)
			}
		}
	}
}
