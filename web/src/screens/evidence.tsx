// The ledger: claims with source and turn, what each bears on, the passage of the one that is chosen. And what moves tell about a
// hidden type.
import { useState } from "preact/hooks"
import { model, proof, proofs, select, selected, type Item } from "../state"
import { litClass, Pick, plain, Teach } from "../parts/bits"
import type { Claim } from "../types"
import { Conflicts } from "../parts/conflicts"
import { KeyAssumptions } from "../parts/key"
import { Moves } from "../parts/moves"
import { Passage } from "../parts/passage"
import { jump } from "./jump"

const names: Record<(typeof proofs)[number], string> = { ledger: "Ledger of claims", moves: "What moves tell", key: "Key assumptions" }

export function EvidenceScreen() {
  return (
    <div class="page evidence">
      <div class="toolbar">
        <span class="segments" role="group" aria-label="Show">
          {proofs.map((p) => <button key={p} type="button" class="small" aria-pressed={proof.value === p} onClick={() => (proof.value = p)}>{names[p]}</button>)}
        </span>
      </div>
      {proof.value === "moves" ? <Moves /> : proof.value === "key" ? <KeyAssumptions /> : <Ledger />}
    </div>
  )
}

function Ledger() {
  const m = model.value!
  const [wanted, setWanted] = useState("")
  const [only, setOnly] = useState<"all" | "used" | "aside" | "unused">("all")
  if (m.claims.length === 0) {
    return <Teach>The ledger is empty. A claim says what a source asserts, in your words; <code>because</code> links it with what rests on it:
      <pre><code>{`memo = source("Memorandum of 12 April")\nC1 = claim(memo, id = "C1", turn = 1, says = "The ultimatum was read as a bargaining position.")\nprior = param("prior", 0.4, within = (0.2, 0.6), because = C1)`}</code></pre></Teach>
  }
  const hit = (c: Claim) => (c.id + " " + c.says + " " + c.source).toLowerCase().includes(wanted.toLowerCase())
  const list = m.claims.filter((c) => hit(c) && (only === "all" || only === place(c)))
  const bare = m.params.filter((p) => p.claims.length === 0)
  const rated = m.claims.some((c) => c.credibility) || m.sources.some((s) => s.reliability), giving = m.claims.some((c) => c.gives)
  const columns = 5 + (rated ? 1 : 0) + (giving ? 1 : 0)
  const claim = selected.value?.kind === "claim" ? m.claims.find((c) => c.id === selected.value!.id) : undefined
  return (
    <>
      <div class="toolbar">
        <label class="field inline"><span>Find</span><input type="search" value={wanted} onInput={(e) => setWanted(e.currentTarget.value)} /></label>
        <label class="field inline"><span>Show</span><select value={only} onChange={(e) => setOnly(e.currentTarget.value as typeof only)}><option value="all">all claims</option><option value="used">those that something rests on</option><option value="aside">those left aside</option><option value="unused">those that nothing rests on</option></select></label>
        <span class="faint" role="status">{list.length} of {m.claims.length} claims, {m.sources.length} source{m.sources.length === 1 ? "" : "s"}</span>
      </div>
      <Conflicts />
      {m.sources.some((s) => s.coverage) && <ul class="coverage faint">{m.sources.filter((s) => s.coverage).map((s) => (
        <li key={s.title}>{s.title}: claims from {s.coverage!.turns.count} of {s.coverage!.turns.of} turns and {s.coverage!.sentences.count} of {s.coverage!.sentences.of} sentences of its text{s.coverage!.lost.length ? `; not found in it: ${s.coverage!.lost.map((l) => l.claim).join(", ")}` : ""}.</li>
      ))}</ul>}
      {bare.length > 0 && <p class="faint">Params that no claim bears on: {bare.map((p, i) => <span key={p.name}>{i ? ", " : ""}<button type="button" class="link" onClick={() => select({ kind: "param", id: p.name })}>{plain(p.name)}</button></span>)}.</p>}
      <div class={"ledgerside" + (claim ? " with" : "")}>
      <div class="tablewrap" tabIndex={0} role="region" aria-label="Claims"><table class="data ledger">
        <thead><tr><th scope="col">claim</th><th scope="col">turn</th><th scope="col">what it says</th><th scope="col">hedge</th>{rated && <th scope="col" title="Admiralty code: reliability of the source, A to F, and credibility of the information, 1 to 6">rating</th>}{giving && <th scope="col">gives</th>}<th scope="col">bears on</th></tr></thead>
        {bySource(list).map(([source, claims]) => <tbody key={source}>{m.sources.length > 1 && <tr class="group"><th scope="rowgroup" colSpan={columns}>{source}</th></tr>}{claims.map((c) => (
          <tr key={c.id} class={litClass({ kind: "claim", id: c.id })} data-claim={c.id}>
            <th scope="row"><button type="button" class="link" onClick={() => select({ kind: "claim", id: c.id })}>{c.id}</button></th>
            <td>{c.turn}</td><td class="says" title={c.source}>{c.says}{c.position ? <> <button type="button" class="link faint" onClick={() => jump(c.position!.file, c.position!.line)}>line {c.position.line}</button></> : null}</td><td>{c.hedge}</td>{rated && <td>{(m.sources.find((s) => s.title === c.source)?.reliability ?? "") + (c.credibility ?? "")}</td>}{giving && <td>{c.gives?.replaceAll("..", " to ")}</td>}
            <td class="bears">{c.bears.map((b, i) => <Bears key={i} kind={b.kind} name={b.name} />)}{c.bears.length === 0 && <span class="faint">{c.aside ? `left aside: ${c.aside}` : "nothing"}</span>}</td>
          </tr>))}</tbody>)}
      </table></div>
      {claim && <Passage claim={claim} />}
      </div>
    </>
  )
}

/** Claims by the titles of their sources, in the order of the ledger. */
function bySource(claims: Claim[]): [string, Claim[]][] {
  const out = new Map<string, Claim[]>()
  for (const c of claims) out.set(c.source, [...(out.get(c.source) ?? []), c])
  return [...out]
}

/** Whether something rests on a claim, or it is left aside on purpose. */
const place = (c: Claim) => (c.bears.length > 0 ? "used" : c.aside ? "aside" : "unused")

function Bears({ kind, name }: { kind: string; name: string }) {
  const item = itemOf(kind, name)
  const words = kind === "param" ? plain(name) : item ? `${kind} ${Number(item.id) + 1}` : kind
  return item ? <Pick item={item} class="chip"><span title={titleOf(item) ?? name}>{words}</span></Pick> : <span class="chip" title={name}>{words}</span>
}

/** What a claim bears on, as something that can be selected: named by index or by text. */
function itemOf(kind: string, name: string): Item | null {
  const m = model.value!
  if (kind === "param") return { kind, id: name }
  if (kind === "assumption") { const i = m.assumptions.findIndex((a, i) => a.text === name || String(i) === name); return i >= 0 ? { kind, id: String(i) } : null }
  if (kind === "question") { const q = m.questions.find((q) => q.text === name || q.query === name); return q ? { kind, id: String(q.index) } : null }
  if (kind === "conclusion") { const c = m.conclusions.find((c) => c.text === name || c.condition === name); return c ? { kind, id: String(c.index) } : null }
  return null
}

function titleOf(i: Item): string | undefined {
  const m = model.value!
  return i.kind === "assumption" ? m.assumptions[Number(i.id)]?.text : i.kind === "question" ? m.questions.find((q) => String(q.index) === i.id)?.text
    : i.kind === "conclusion" ? m.conclusions.find((c) => String(c.index) === i.id)?.text : params(i.id)
}
const params = (name: string) => model.value!.params.find((p) => p.name === name)?.about
