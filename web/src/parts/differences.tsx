// In what two equilibria differ, as a table.
import { equilibrium, select } from "../state"
import { against } from "../treestate"
import type { Differs, Tree } from "../types"
import { litClass } from "./bits"

const kinds: Record<Differs["kind"], string> = { outcome: "What comes of it", payoff: "Payoffs, in utils", play: "Play", belief: "Beliefs" }

export function Differences({ tree: t }: { tree: Tree }) {
  const list = t.differences ?? []
  const swap = () => { const a = t.against ?? 0; against.value = t.equilibrium; equilibrium.value = a }
  return (
    <section class="differences" aria-label="Differences">
      <div class="panel-head"><h2>Equilibrium {t.equilibrium} against {t.against}</h2><span class="buttons"><button type="button" class="small" onClick={swap}>Swap</button> <button type="button" class="small" onClick={() => (against.value = 0)}>End comparison</button></span></div>
      {list.length === 0 ? <p class="faint">They do not differ in outcomes, payoffs, play or beliefs.</p> : (
        <div class="tablewrap" tabIndex={0} role="region" aria-label="What differs">
          <table class="data">
            <thead><tr><th scope="col">what</th><th scope="col">in {t.equilibrium}</th><th scope="col">in {t.against}</th></tr></thead>
            {(Object.keys(kinds) as Differs["kind"][]).map((k) => {
              const own = list.filter((d) => d.kind === k)
              return own.length === 0 ? null : (
                <tbody key={k}>
                  <tr><th scope="colgroup" colSpan={3} class="group">{kinds[k]}</th></tr>
                  {own.map((d, i) => <tr key={i} class={d.infoset ? litClass({ kind: "infoset", id: d.infoset }) : litClass({ kind: "event", id: d.what })}><th scope="row"><What d={d} /></th><td>{d.first}</td><td>{d.second}</td></tr>)}
                </tbody>
              )
            })}
          </table>
        </div>
      )}
    </section>
  )
}

function What({ d }: { d: Differs }) {
  if (d.infoset) return <><button type="button" class="link" onClick={() => select({ kind: "infoset", id: d.infoset! })}>{d.where}</button>: {d.what}</>
  if (d.kind === "outcome") return <button type="button" class="link" onClick={() => select({ kind: "event", id: d.what })}>{d.what}</button>
  return <>{d.what}</>
}
