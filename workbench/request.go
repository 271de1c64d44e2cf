package workbench

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"parley/internal/near"
	"parley/model"
	"parley/num"
	"parley/report"
)

// A Source gives files a text that they do not have on disk: edits that are not saved.
type Source struct {
	Path  string            `json:"path,omitempty" doc:"the main file, within the model's folder; absent: the one that was opened"`
	Files map[string]string `json:"files,omitempty" doc:"texts by the names of files within the model's folder; other files are as on disk"`
}

// Edited is what every request may carry.
type Edited struct {
	Model *Source `json:"model,omitempty" doc:"edits that are not saved; absent: the model as on disk"`
}

// At is what every request that solves may carry.
type At struct {
	Edited
	Set map[string]string `json:"set,omitempty" doc:"values of params, each an exact number such as 0.4 or 2/5; the others stand at their baselines"`
}

// decode reads a request. Unknown fields are mistakes: a misspelt one must not be passed over.
func decode(text []byte, into any) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil {
		if _, end := dec.Token(); !errors.Is(end, io.EOF) {
			return badRequest("the request holds more than one JSON value")
		}
		return nil
	}
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &kind):
		// Fields of embedded structs come with the names of those.
		path := slices.DeleteFunc(strings.Split(kind.Field, "."), func(name string) bool { return name == "" || unicode.IsUpper(rune(name[0])) })
		field := strings.Join(path, ".")
		e := &Error{Code: BadRequest, Message: fmt.Sprintf("%s: %s is wanted, and this is a %s", cmp.Or(field, "the request"), jsonKind(kind.Type), kind.Value)}
		if strings.HasPrefix(field, "set") {
			e.Fix = `write numbers as text, so that they are exact: {"set": {"prior": "0.4"}}`
		}
		return e
	case errors.As(err, &syntax):
		return badRequest("the request is no JSON: %s at byte %d", syntax, syntax.Offset)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return badRequest("the request is no JSON: it ends too early")
	}
	return badRequest("%s", strings.TrimPrefix(err.Error(), "json: "))
}

// settings reads the values of a request for a model, in the order of its params.
func (a *At) settings(m *model.Model) (values []num.Rat, set []report.Setting, err error) {
	values = m.Baseline()
	for name := range a.Set {
		if _, ok := m.Param(name); !ok {
			return nil, nil, unknownParam(m, name)
		}
	}
	for i, p := range m.Params {
		text, ok := a.Set[p.Name]
		if !ok {
			continue
		}
		x, err := num.Parse(strings.TrimSpace(text))
		if err != nil {
			return nil, nil, badRequest("set.%s: %s", p.Name, err)
		}
		values[i] = x
		set = append(set, report.Setting{Name: p.Name, Value: x})
	}
	return values, set, nil
}

func unknownParam(m *model.Model, name string) error {
	var names []string
	for _, p := range m.Params {
		names = append(names, p.Name)
	}
	e := &Error{Code: BadRequest, Message: fmt.Sprintf("the model has no param %q", name)}
	if n := near.Name(name, names); n != "" {
		e.Fix = fmt.Sprintf("did you mean %q?", n)
	}
	return e
}

// oneOf checks a word of a request; "" stands for the first of the list.
func oneOf[W ~string](field string, word W, list ...W) (W, error) {
	switch {
	case word == "":
		return list[0], nil
	case slices.Contains(list, word):
		return word, nil
	}
	var texts []string
	for _, w := range list {
		texts = append(texts, string(w))
	}
	return "", badRequest("%s: there is no %q; there are %s", field, word, strings.Join(texts, ", "))
}

// jsonKind says in words what JSON a type is read from.
func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	case reflect.Pointer:
		return jsonKind(t.Elem())
	case reflect.Float64:
		return "a number"
	}
	return "a whole number"
}
