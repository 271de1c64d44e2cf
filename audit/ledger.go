package audit

import "parley/ledger"

// An Entry is a claim of the ledger with what it bears on.
type Entry = ledger.Entry

// A Bearing is a place in a model that names a claim.
type Bearing = ledger.Bearing
