// The key assumptions check: what becomes of each conclusion if an assumption fails or a param moves alone, out of the audit.
import { audited, model, select, type Item } from "../state"
import { percent, short } from "../number"
import type { KeyCell, KeyRow } from "../types"
import { litClass, plain, Teach } from "./bits"
import { AuditState } from "./carry"

const signs: Record<string, [string, string]> = {
  "falls": ["✗", "falls: it does not hold, or is undefined, where the assumption is broken"], "weakens": ["▼", "weakens"], "gains": ["▲", "gains"], "flips": ["⇄", "flips within the param's range"],
  "flips outside its range": ["↗", "flips outside the param's range only"], "no draw breaks": ["∅", "no draw breaks the assumption"], "not looked at": ["?", "not looked at"],
}

export function KeyAssumptions() {
  const m = model.value!, a = audited.value.answer
  const table = a?.audit.key_assumptions?.[0]
  if (m.conclusions.length === 0) return <Teach>The check asks what becomes of conclusions. Add one: <code>conclude("War is a real risk.", P("war") &gt; 0.25)</code></Teach>
  const used = new Set((table?.rows ?? []).flatMap((r) => r.cells.map((c) => c.effect)))
  return (
    <>
      <AuditState />
      {table && table.rows.length === 0 && <Teach>Nothing carries a conclusion alone: the model has no assumption, and no param flips one within or outside its range.</Teach>}
      {table && table.rows.length > 0 && (
        <div class="tablewrap" tabIndex={0} role="region" aria-label="Key assumptions check"><table class="data keytable">
          <caption>What becomes of each conclusion if this fails, or moves alone. Numbers are those of the conclusions.</caption>
          <thead><tr><th scope="col">assumed</th><th scope="col">rests on</th>{m.conclusions.map((c) => <th key={c.index} scope="col" class="cell"><button type="button" class="link" title={c.text} onClick={() => select({ kind: "conclusion", id: String(c.index) })}>{c.index + 1}</button></th>)}</tr></thead>
          <tbody>{table.rows.map((r) => <Row key={r.kind + r.name} row={r} />)}</tbody>
        </table></div>
      )}
      {used.size > 0 && <p class="faint">{[...used].map((e) => `${signs[e]?.[0] ?? ""} ${signs[e]?.[1] ?? e}`).join("; ")}; empty: it stands. From {a!.audit.draws.toLocaleString("en")} draws; more say more.</p>}
    </>
  )
}

function Row({ row: r }: { row: KeyRow }) {
  const m = model.value!
  const item: Item | null = r.kind === "param" ? { kind: "param", id: r.name } : (() => { const i = m.assumptions.findIndex((a) => a.text === r.name); return i < 0 ? null : { kind: "assumption" as const, id: String(i) } })()
  return (
    <tr class={item ? litClass(item) : undefined}>
      <th scope="row">{item ? <button type="button" class="link plain" title={m.params.find((p) => p.name === r.name)?.about} onClick={() => select(item)}>{r.kind === "param" ? plain(r.name) : r.name}</button> : r.name}</th>
      <td>{r.claims.map((c, i) => <span key={c.id}>{i ? ", " : ""}<button type="button" class="link" onClick={() => select({ kind: "claim", id: c.id })}>{c.id || c.turn}</button></span>)}{r.claims.length === 0 && <span class="faint">nothing</span>}</td>
      {m.conclusions.map((c) => <Cell key={c.index} cell={r.cells.find((x) => x.conclusion === c.index + 1)} />)}
    </tr>
  )
}

function Cell({ cell: c }: { cell: KeyCell | undefined }) {
  if (!c) return <td class="cell"><span class="hidden">stands</span></td>
  const flips = [...(c.flips ?? []), ...(c.outside ?? [])].map((f) => `${f.direction === "below" ? "below" : "above"} ${f.exact && f.exact.length < 8 ? f.exact.replace("-", "−") : short(f.flips_at)}`).join(", ")
  const share = c.share_broken !== undefined && c.share_broken !== null ? `: holds in ${percent(c.share)} of the draws, in ${percent(c.share_broken)} of those that break it` : ""
  const words = c.effect + (flips ? " " + flips : "") + share
  const near = (c.flips ?? []).map((f) => `${f.direction === "below" ? "<" : ">"} ${short(f.flips_at)}`).join(", ")
  return <td class={"cell " + c.effect.replace(/ /g, "-")} title={words}><span aria-hidden="true">{signs[c.effect]?.[0] ?? "•"}{near && <span class="faint"> {near}</span>}</span><span class="hidden">{words}</span></td>
}
