package game

import "slices"

// Public stands for what every player has seen, where a player is asked for.
const Public PlayerID = -2

// A LogID indexes the entries of Logs: what somebody has done and seen so far. 0 is nothing.
type LogID int32

// Logs tell what each player, and what all of them, have done and seen of the play at each node. The information sets of a
// game follow from it, and it says more: what a player sees after his last move, and what is public.
type Logs struct {
	Entries []LogEntry // Entries[0] is the empty log; an entry comes after the one before it
	at      []LogID    // [int(n)*(players+1)+p], with p == players for Public
	index   map[logKey]LogID
}

// A LogEntry is a log that ends with this move.
type LogEntry struct {
	Before        LogID
	Label, Action string
	Player        PlayerID // who made it the first time, or Chance
}

type logKey struct {
	before        LogID
	label, action string
}

// After returns the log that goes on with a move.
func (l *Logs) After(before LogID, label, action string, p PlayerID) LogID {
	if l.index == nil {
		l.Entries, l.index = []LogEntry{{}}, map[logKey]LogID{}
	}
	k := logKey{before, label, action}
	id, ok := l.index[k]
	if !ok {
		id = LogID(len(l.Entries))
		l.Entries = append(l.Entries, LogEntry{before, label, action, p})
		l.index[k] = id
	}
	return id
}

// note says what the logs are at the next node: of each player, then of Public.
func (l *Logs) note(of []LogID) { l.at = append(l.at, of...) }

// Moves returns the moves of a log, the first one first.
func (l *Logs) Moves(id LogID) []LogEntry {
	var out []LogEntry
	for ; id != 0; id = l.Entries[id].Before {
		out = append(out, l.Entries[id])
	}
	slices.Reverse(out)
	return out
}

// LogAt returns what p, or Public, has done and seen at node n. The game must have Logs.
func (g *Game) LogAt(n NodeID, p PlayerID) LogID {
	k := len(g.Players) + 1
	if p == Public {
		p = PlayerID(k - 1)
	}
	return g.Logs.at[int(n)*k+int(p)]
}
