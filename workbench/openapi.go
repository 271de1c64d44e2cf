package workbench

import (
	"encoding/json"
	"reflect"
	"strings"
)

// An object is a JSON object whose fields are written in the order of their names.
type object map[string]any

// OpenAPI returns the description of all calls in the form of OpenAPI 3.1, made from the table of calls and their types.
// Version is that of Parley.
func OpenAPI(version string) ([]byte, error) {
	s := schemas{}
	failure := s.of(reflect.TypeFor[Failure]())
	paths := object{}
	for i := range Calls {
		paths["/api/v1/"+Calls[i].Name] = object{"post": s.operation(&Calls[i])}
	}
	for path, item := range extraPaths(s) {
		paths[path] = item
	}
	refused := func(what string) object {
		return object{"description": what, "content": object{"application/json": object{"schema": failure}}}
	}
	doc := object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Parley", "version": version, "license": object{"name": "see LICENSE"},
			"description": "What the workbench asks about one model, as parley serve answers it. Version 1 only grows: fields are added, never taken away or changed.",
		},
		"paths":    paths,
		"security": []any{object{"token": []any{}}, object{"cookie": []any{}}},
		"components": object{
			"schemas": s,
			"responses": object{
				"wrong":     refused("The request, the model, a query or the values make no sense: code bad_request, bad_model, bad_query, bad_values, no_answer."),
				"nothing":   refused("There is no call of that name: code no_call."),
				"unknown":   refused("Neither the cookie nor the token was given: code forbidden."),
				"forbidden": refused("Not allowed: a foreign Host or Origin, a file outside of the model's folder. Code forbidden."),
				"large":     refused("The request or what it asks for is beyond a bound: code too_large."),
				"late":      refused("The call took too long: code stopped."),
				"busy":      refused("Too many calls are waiting: code busy. Ask again after the time in Retry-After."),
				"fault":     refused("A fault in Parley: code internal."),
			},
			"securitySchemes": object{
				"token":  object{"type": "http", "scheme": "bearer", "description": "PARLEY_TOKEN, or what parley serve --print-url prints"},
				"cookie": object{"type": "apiKey", "in": "cookie", "name": "parley-PORT", "description": "set by the launch link"},
			},
		},
	}
	out, err := json.MarshalIndent(doc, "", "  ")
	return append(out, '\n'), err
}

func (s schemas) operation(c *Call) object {
	answer := s.of(c.Answer)
	content := object{"application/json": object{"schema": answer}}
	op := object{
		"operationId": c.Name, "summary": c.Doc,
		"requestBody": object{"content": object{"application/json": object{"schema": s.of(c.Request)}}},
		"responses":   responses(object{"description": "The answer.", "content": content}),
	}
	if c.Long {
		op["description"] = "A long call. With Accept: text/event-stream it answers with events: progress (an object with stage, done and total) now and then, " +
			"and at the end answer (the answer) or error (an object with error). When the connection is closed the work is dropped."
		content["text/event-stream"] = object{"schema": object{"type": "string"}}
		s.of(reflect.TypeFor[Progress]())
	}
	return op
}

func responses(ok object) object {
	out := object{"200": ok}
	for status, name := range map[string]string{"400": "wrong", "404": "nothing", "422": "wrong", "401": "unknown", "403": "forbidden", "413": "large", "503": "busy", "504": "late", "500": "fault"} {
		out[status] = object{"$ref": "#/components/responses/" + name}
	}
	return out
}

// WriteRequest asks the server to write a file of the model.
type WriteRequest struct {
	File       string `json:"file" doc:"within the model's folder; its name ends in .star"`
	Text       string `json:"text" doc:"the whole new text"`
	BaseDigest string `json:"baseDigest" doc:"the digest of the file, or of the model, that the text was made from; empty for a file that is not there yet"`
}

// WriteAnswer says what a file holds now.
type WriteAnswer struct {
	Digest     string `json:"digest" doc:"of the model"`
	FileDigest string `json:"fileDigest" doc:"of the file"`
}

// DraftRequest asks for the edits that are kept beside the model, and may say what to keep from now on.
type DraftRequest struct {
	Keep   *Draft `json:"keep,omitempty" doc:"edits that take the place of those that are kept"`
	Forget bool   `json:"forget,omitempty" doc:"keep none"`
}

// Draft is edits that have not been saved to the model.
type Draft struct {
	Files map[string]string `json:"files" doc:"texts by the names of files within the model's folder, which end in .star"`
	Base  string            `json:"base" doc:"the digest of the model that they were made from"`
	At    string            `json:"at,omitempty" doc:"when they were kept (RFC 3339); the server fills it in"`
}

// DraftAnswer is what is kept.
type DraftAnswer struct {
	Draft *Draft `json:"draft" doc:"null if there are none"`
	Kept  bool   `json:"kept" doc:"false where the model's folder is not written to: then nothing is kept"`
}

// Event tells of a change on disk.
type Event struct {
	Type   string `json:"type" doc:"changed"`
	Digest string `json:"digest" doc:"of the model"`
}

// extraPaths are what only a server offers.
func extraPaths(s schemas) object {
	s.of(reflect.TypeFor[Event]())
	write := responses(object{"description": "It is written.", "content": object{"application/json": object{"schema": s.of(reflect.TypeFor[WriteAnswer]())}}})
	write["409"] = object{"description": "The file changed on disk meanwhile: code conflict.", "content": object{"application/json": object{"schema": s.of(reflect.TypeFor[Failure]())}}}
	return object{
		"/api/v1/write": object{"post": object{
			"operationId": "write", "summary": "Write a file of the model, whole or not at all, if it has not changed on disk meanwhile.",
			"requestBody": object{"required": true, "content": object{"application/json": object{"schema": s.of(reflect.TypeFor[WriteRequest]())}}},
			"responses":   write,
		}},
		"/api/v1/draft": object{"post": object{
			"operationId": "draft", "summary": "Edits that are not saved: keep them in the folder .parley beside the model, forget them, or say what is kept.",
			"requestBody": object{"content": object{"application/json": object{"schema": s.of(reflect.TypeFor[DraftRequest]())}}},
			"responses":   responses(object{"description": "What is kept now.", "content": object{"application/json": object{"schema": s.of(reflect.TypeFor[DraftAnswer]())}}}),
		}},
		"/api/v1/events": object{"get": object{
			"operationId": "events", "summary": "Server-sent events (see Event) whenever the model's files change on disk.",
			"parameters": []any{object{"name": "since", "in": "query", "required": false, "schema": object{"type": "string"}, "description": "the digest that is known: if it is another by now, an event tells so at once"}},
			"responses":  responses(object{"description": "A stream that does not end.", "content": object{"text/event-stream": object{"schema": object{"type": "string"}}}}),
		}},
		"/api/v1/openapi.json": object{"get": object{
			"operationId": "openapi", "summary": "This description.",
			"responses": object{"200": object{"description": "An OpenAPI document.", "content": object{"application/json": object{"schema": object{"type": "object"}}}}},
		}},
	}
}

// schemas are the JSON schemas of named types, by name.
type schemas map[string]any

// of returns the schema of a type, or a reference to it.
func (s schemas) of(t reflect.Type) object {
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Float32, reflect.Float64:
		return object{"type": "number"}
	case reflect.Slice:
		return object{"type": "array", "items": s.of(t.Elem())}
	case reflect.Array:
		return object{"type": "array", "items": s.of(t.Elem()), "minItems": t.Len(), "maxItems": t.Len()}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Interface:
		return object{}
	case reflect.Struct:
	default:
		return object{"type": "integer"}
	}
	if t.Name() == "" {
		return s.structure(t)
	}
	name := schemaName(t)
	if _, known := s[name]; !known {
		s[name] = nil // it may hold itself
		s[name] = s.structure(t)
	}
	return object{"$ref": "#/components/schemas/" + name}
}

// schemaName names a type: those of this package by their names, others without JSON at the end.
func schemaName(t reflect.Type) string { return strings.TrimSuffix(t.Name(), "JSON") + suffix(t) }

// suffix tells the documents of package report from types of this package with the same name.
func suffix(t reflect.Type) string {
	if strings.HasSuffix(t.PkgPath(), "/report") {
		return "Document"
	}
	return ""
}

func (s schemas) structure(t reflect.Type) object {
	fields, required := object{}, []string{}
	s.fields(t, fields, &required)
	out := object{"type": "object", "properties": fields}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

func (s schemas) fields(t reflect.Type, into object, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
			continue
		case f.Anonymous && name == "":
			s.fields(f.Type, into, required)
			continue
		}
		schema := s.of(f.Type)
		if f.Type.Kind() == reflect.Pointer && !strings.Contains(opts, "omitempty") {
			schema = object{"anyOf": []any{schema, object{"type": "null"}}}
		}
		if doc := f.Tag.Get("doc"); doc != "" {
			schema["description"] = doc
		}
		into[name] = schema
		if !strings.Contains(opts, "omitempty") {
			*required = append(*required, name)
		}
	}
}
