package model

import (
	"fmt"
	"hash/fnv"
	"math/big"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"parley/expr"
	"parley/num"
	"parley/query"
)

// The values that a model computes with, beside Starlark's own. All are immutable.
type (
	// ratValue is a number that is not whole; whole numbers are Starlark's ints.
	ratValue struct{ x num.Rat }
	// symValue is a symbolic number: an expression of params that is not constant.
	symValue struct {
		id expr.ID
		in *loader
	}
	// queryValue is a query; size counts its parts.
	queryValue struct {
		q    query.Query
		size int
	}
	condValue struct {
		c    query.Condition
		size int
	}
	eventValue struct {
		e    query.Event
		size int
	}
	playerValue struct {
		id int
		in *loader
	}
	sourceValue struct{ id int }
	claimValue  struct{ id int }
	// wordValue is a word of estimative probability; which range it has depends on the scale.
	wordValue    struct{ word string }
	distValue    struct{ d Dist }
	variantValue struct{ name string }
	// unknownValue stands for what could not be computed because of an error already reported.
	unknownValue struct{}
)

func (v ratValue) String() string     { return v.x.String() }
func (v symValue) String() string     { return v.in.text(v.id) }
func (v *queryValue) String() string  { return v.q.String() }
func (v *condValue) String() string   { return v.c.String() }
func (v *eventValue) String() string  { return v.e.String() }
func (v playerValue) String() string  { return v.in.model.Players[v.id].Name }
func (v sourceValue) String() string  { return fmt.Sprintf("source %d", v.id+1) }
func (v claimValue) String() string   { return fmt.Sprintf("claim %d", v.id+1) }
func (v wordValue) String() string    { return v.word }
func (v *distValue) String() string   { return v.d.String() }
func (v variantValue) String() string { return v.name }
func (unknownValue) String() string   { return "?" }

// String writes the distribution as in the model language.
func (d Dist) String() string {
	s := d.Kind + "("
	for i, a := range d.Args {
		if i > 0 {
			s += ", "
		}
		s += a.String()
	}
	return s + ")"
}

func (ratValue) Type() string     { return "number" }
func (symValue) Type() string     { return "symbolic number" }
func (*queryValue) Type() string  { return "query" }
func (*condValue) Type() string   { return "condition" }
func (*eventValue) Type() string  { return "event" }
func (playerValue) Type() string  { return "player" }
func (sourceValue) Type() string  { return "source" }
func (claimValue) Type() string   { return "claim" }
func (wordValue) Type() string    { return "word of estimative probability" }
func (*distValue) Type() string   { return "distribution" }
func (variantValue) Type() string { return "variant" }
func (unknownValue) Type() string { return "unknown value" }

func (ratValue) Freeze()     {}
func (symValue) Freeze()     {}
func (*queryValue) Freeze()  {}
func (*condValue) Freeze()   {}
func (*eventValue) Freeze()  {}
func (playerValue) Freeze()  {}
func (sourceValue) Freeze()  {}
func (claimValue) Freeze()   {}
func (wordValue) Freeze()    {}
func (*distValue) Freeze()   {}
func (variantValue) Freeze() {}
func (unknownValue) Freeze() {}

func (ratValue) Truth() starlark.Bool     { return true } // 0 is an int
func (symValue) Truth() starlark.Bool     { return true }
func (*queryValue) Truth() starlark.Bool  { return true }
func (*condValue) Truth() starlark.Bool   { return true }
func (*eventValue) Truth() starlark.Bool  { return true }
func (playerValue) Truth() starlark.Bool  { return true }
func (sourceValue) Truth() starlark.Bool  { return true }
func (claimValue) Truth() starlark.Bool   { return true }
func (wordValue) Truth() starlark.Bool    { return true }
func (*distValue) Truth() starlark.Bool   { return true }
func (variantValue) Truth() starlark.Bool { return true }
func (unknownValue) Truth() starlark.Bool { return true }

func hash(s string) (uint32, error) {
	h := fnv.New32a()
	h.Write([]byte(s)) //nolint:errcheck // never fails
	return h.Sum32(), nil
}

func unhashable(what string) (uint32, error) {
	return 0, fmt.Errorf("a %s cannot be the key of a dictionary", what)
}

func (v ratValue) Hash() (uint32, error)     { return hash(v.x.String()) }
func (v symValue) Hash() (uint32, error)     { return uint32(v.id), nil }
func (v *queryValue) Hash() (uint32, error)  { return unhashable(v.Type()) }
func (v *condValue) Hash() (uint32, error)   { return unhashable(v.Type()) }
func (v *eventValue) Hash() (uint32, error)  { return unhashable(v.Type()) }
func (v playerValue) Hash() (uint32, error)  { return uint32(v.id), nil }
func (v sourceValue) Hash() (uint32, error)  { return uint32(v.id), nil }
func (v claimValue) Hash() (uint32, error)   { return uint32(v.id), nil }
func (v wordValue) Hash() (uint32, error)    { return hash(v.word) }
func (v *distValue) Hash() (uint32, error)   { return unhashable(v.Type()) }
func (v variantValue) Hash() (uint32, error) { return hash(v.name) }
func (unknownValue) Hash() (uint32, error)   { return 0, nil }

// Name, CallInternal and Get let an unknown value be called and indexed: what comes of it is unknown.
func (unknownValue) Name() string { return "?" }

// CallInternal implements starlark.Callable.
func (v unknownValue) CallInternal(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return v, nil
}

// Get implements starlark.Mapping.
func (v unknownValue) Get(starlark.Value) (starlark.Value, bool, error) { return v, true, nil }

// CompareSameType orders numbers: lists of them can be sorted and searched.
func (v ratValue) CompareSameType(op syntax.Token, y starlark.Value, _ int) (bool, error) {
	return holds(op, v.x.Cmp(y.(ratValue).x)), nil
}

func holds(op syntax.Token, cmp int) bool {
	switch op {
	case syntax.EQL:
		return cmp == 0
	case syntax.NEQ:
		return cmp != 0
	case syntax.LT:
		return cmp < 0
	case syntax.LE:
		return cmp <= 0
	case syntax.GT:
		return cmp > 0
	default:
		return cmp >= 0
	}
}

// number returns the Starlark value of x: an int if it is whole, so that it can index a list.
func number(x num.Rat) starlark.Value {
	if !x.IsInt() {
		return ratValue{x}
	}
	return starlark.MakeBigInt(x.Big().Num())
}

// toRat returns the plain number that v is.
func toRat(v starlark.Value) (num.Rat, bool) {
	switch v := v.(type) {
	case starlark.Int:
		if n, ok := v.Int64(); ok {
			return num.Int(n), true
		}
		return num.FromBig(new(big.Rat).SetInt(v.BigInt())), true
	case ratValue:
		return v.x, true
	}
	return num.Rat{}, false
}

func isNumber(v starlark.Value) bool {
	switch v.(type) {
	case starlark.Int, ratValue:
		return true
	}
	return false
}

// describe names a value for a message: never by a type of the implementation.
func describe(v starlark.Value) string {
	switch v := v.(type) {
	case starlark.NoneType:
		return "None"
	case starlark.Bool:
		return v.String()
	case starlark.String:
		return fmt.Sprintf("the text %s", clip(v.String(), 60))
	case starlark.Int, ratValue:
		return "the number " + clip(v.String(), 40)
	case symValue:
		return "the symbolic number " + clip(v.String(), 60)
	case playerValue:
		return "the player " + v.String()
	case wordValue:
		return "the word " + v.word
	case variantValue:
		return fmt.Sprintf("the variant %q", v.name)
	case *starlark.List:
		return plural(v.Len(), "a list of one", "a list of %d", "an empty list")
	case starlark.Tuple:
		return plural(v.Len(), "a tuple of one", "a tuple of %d", "an empty tuple")
	case *starlark.Dict:
		return plural(v.Len(), "a dictionary of one entry", "a dictionary of %d entries", "an empty dictionary")
	case *starlark.Function, *starlark.Builtin:
		return "the function " + v.(starlark.Callable).Name()
	case *eventValue:
		return "an event"
	case *storyValue:
		return "the story object"
	}
	return "a " + v.Type()
}

func plural(n int, one, many, none string) string {
	switch n {
	case 0:
		return none
	case 1:
		return one
	}
	return fmt.Sprintf(many, n)
}

func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
