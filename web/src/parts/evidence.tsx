// The claims of the ledger that bear on something.
import { model, selected, type Item } from "../state"
import type { Claim } from "../types"
import { Pick, plain, Teach } from "./bits"

/** The claims that are linked with an item. */
export function claimsOf(item: Item | null): Claim[] {
  const m = model.value!
  if (!item) return []
  const ids = item.kind === "param" ? m.params.find((p) => p.name === item.id)?.claims
    : item.kind === "assumption" ? m.assumptions[Number(item.id)]?.claims
    : item.kind === "question" ? m.questions.find((q) => String(q.index) === item.id)?.claims
    : item.kind === "conclusion" ? m.conclusions.find((c) => String(c.index) === item.id)?.claims
    : item.kind === "claim" ? [item.id] : []
  return m.claims.filter((c) => (ids ?? []).includes(c.id))
}

export function nameOf(item: Item | null): string {
  const m = model.value!
  if (!item) return ""
  switch (item.kind) {
    case "param": return plain(item.id)
    case "assumption": return `the assumption ${m.assumptions[Number(item.id)]?.text ?? ""}`
    case "question": return m.questions.find((q) => String(q.index) === item.id)?.text ?? ""
    case "conclusion": return m.conclusions.find((c) => String(c.index) === item.id)?.text ?? ""
    case "claim": return item.id
    case "infoset": return item.id
    case "event": return item.id
    case "move": return `the move in line ${item.id.split(":").pop()}`
    case "node": return `node ${item.id}`
  }
}

export function Evidence() {
  const s = selected.value, list = claimsOf(s)
  if (!s) return <Teach>Select an assumption, an answer or a node: what it rests on is shown here.</Teach>
  if (list.length === 0) {
    return s.kind === "param"
      ? <Teach>Nothing in the ledger bears on {nameOf(s)}. Add <code>because = C1</code> to its <code>param(…)</code>, with <code>C1 = claim(…)</code>.</Teach>
      : <Teach>No claim of the ledger bears on “{nameOf(s)}”.</Teach>
  }
  return <>{list.map((c) => <Quote key={c.id} claim={c} />)}</>
}

export function Quote({ claim: c }: { claim: Claim }) {
  return (
    <Pick item={{ kind: "claim", id: c.id }} class="quote">
      <span class="says">{c.says}</span>
      <span class="faint">{c.id} · turn {c.turn}{c.hedge ? ` · ${c.hedge}` : ""} · {c.source}</span>
    </Pick>
  )
}
