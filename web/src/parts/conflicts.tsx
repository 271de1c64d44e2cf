// Claims that contradict each other about one param: what each gives, side by side, and what the model makes of it.
import { model, select } from "../state"
import { short } from "../number"
import type { Conflict, Range } from "../types"
import { plain } from "./bits"

export function Conflicts() {
  const list = model.value!.conflicts
  return <>{list.map((c) => <One key={c.param} conflict={c} />)}</>
}

function One({ conflict: c }: { conflict: Conflict }) {
  const all: Range[] = [c.said, c.range, ...c.claims]
  const low = Math.min(...all.map((r) => r.low)), room = Math.max(...all.map((r) => r.high)) - low || 1
  const bar = (r: Range, look: string) => (
    <td class="barcell"><svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><rect class={look} x={(100 * (r.low - low)) / room} width={Math.max(0.8, (100 * (r.high - r.low)) / room)} y="2.5" height="9" /></svg></td>
  )
  const range = (r: Range) => `${short(r.low)} to ${short(r.high)}`
  return (
    <div class="verdict conflict">
      <p><b>{c.disjoint ? "Claims conflict" : "Claims reach beyond the range"}</b> over <button type="button" class="link" onClick={() => select({ kind: "param", id: c.param })}>{plain(c.param)}</button>{c.disjoint ? ": no value fits all of them" : ""}.{c.widened === "conflict" ? " The range that is used holds all of them." : ""}</p>
      <table class="bars"><thead class="hidden"><tr><th scope="col">who</th><th scope="col">range</th><th scope="col">from and to</th></tr></thead><tbody>
        {c.claims.map((x) => (
          <tr key={x.claim}>
            <th scope="row"><button type="button" class="link" title={[x.source, x.date].filter(Boolean).join(", ")} onClick={() => select({ kind: "claim", id: x.claim })}>{x.claim}</button> {(x.reliability ?? "") + (x.credibility || "")}</th>
            {bar(x, "bar")}<td class="num">{range(x)}{x.word ? `, ${x.word}` : ""}{x.left_out ? ", left out" : ""}</td>
          </tr>))}
        <tr><th scope="row">the model's text</th>{bar(c.said, "total")}<td class="num">{range(c.said)}</td></tr>
        <tr><th scope="row">used</th>{bar(c.range, "total")}<td class="num">{range(c.range)}</td></tr>
      </tbody></table>
    </div>
  )
}
