// The tree: a bar that says how much of it is drawn and how, the engine's picture or the same as a table, and what is known of a node.
import { useEffect, useRef, useState } from "preact/hooks"
import { save } from "../svg"
import { slow } from "../live"
import { fit, model, select, solved, tree, view } from "../state"
import { against, closed, fold, folds, goTo, opened, openNode, other, refold, resetNodes, topDown, wanted, type Fold } from "../treestate"
import type { FoundNode, Tree } from "../types"
import { Busy, Command, litClass, Teach, Trouble } from "./bits"
import { Differences } from "./differences"
import { NodeFacts } from "./nodefacts"
import { StrategicForm } from "./strategic"
import { TreePicture } from "./treepicture"

export function TreeView({ compact = false }: { compact?: boolean }) {
  const t = tree.value
  const pictured = view.value === "picture"
  const branches = t.answer?.svg.includes("data-node=") ?? false // else the picture is a strategic form
  return (
    <div class={"treeview" + (slow.value ? " slow" : "")} aria-busy={slow.value}>
      <div class="toolbar" role="group" aria-label="Tree">
        <span class="segments" role="group" aria-label="Show as">
          <button type="button" class="small" aria-pressed={pictured} onClick={() => (view.value = "picture")}>Picture</button>
          <button type="button" class="small" aria-pressed={!pictured} onClick={() => (view.value = "table")}>Table</button>
        </span>
        {!compact && <Compare />}
        {!compact && <Shown />}
        {pictured && !compact && branches && <button type="button" class="small" aria-pressed={topDown.value} onClick={() => (topDown.value = !topDown.value)} title="Let the tree grow downwards">Top-down</button>}
        {pictured && <button type="button" class="small" aria-pressed={fit.value} onClick={() => (fit.value = !fit.value)} title="Fit the width of the column, or keep the size of the letters">Fit</button>}
        {!compact && <Search found={t.answer?.found} />}
        {!compact && t.answer && <button type="button" class="small" onClick={() => save("tree.svg", t.answer!.svg, "image/svg+xml")}>Save SVG</button>}
        {!compact && <Command command={t.answer?.command} />}
        <span class="solving" role="status">{slow.value ? "solving…" : ""}</span>
      </div>
      {t.error ? <Trouble error={t.error} /> : null}
      {!t.answer && !t.error && <Busy progress={null} what="Drawing the tree" />}
      {t.answer && (pictured ? <TreePicture tree={t.answer} fit={fit.value} old={!!t.error} /> : <Table tree={t.answer} />)}
      {t.answer && branches && <NodeFacts tree={t.answer} />}
      {!compact && t.answer?.differences && <Differences tree={t.answer} />}
      {!compact && branches && <StrategicForm />}
    </div>
  )
}

/** How much of the tree is drawn. What was opened or closed by hand is undone by one button. */
function Shown() {
  const byHand = opened.value.length + closed.value.length
  return (
    <>
      <label class="field inline compactfield"><span>Draw</span>
        <select class="small" value={fold.value} onChange={(e) => refold(e.currentTarget.value as Fold)}>
          {Object.entries(folds).map(([k, words]) => <option key={k} value={k}>{words}</option>)}
        </select></label>
      <button type="button" class="small" aria-pressed={fold.value === "path"} onClick={() => refold(fold.value === "path" ? "auto" : "path")} title="Draw the likeliest play, and of all else that could be done on its way the first step">Follow the path</button>
      {byHand > 0 && <button type="button" class="small" onClick={resetNodes}>Undo folding ({byHand})</button>}
    </>
  )
}

/** Which other equilibrium the tree is compared with. */
function Compare() {
  const cards = solved.value.answer?.cards ?? []
  if (cards.length < 2) return null
  return (
    <label class="field inline compactfield"><span>Compare with</span>
      <select class="small" value={String(other.value)} onChange={(e) => (against.value = Number(e.currentTarget.value))}>
        <option value="0">none</option>
        {cards.map((c) => <option key={c.id} value={String(c.id)} disabled={c.id === tree.value.answer?.equilibrium}>{c.id}: {c.name}</option>)}
      </select></label>
  )
}

/** Looks for nodes, drawn or not. Enter goes to the first one. */
function Search({ found }: { found: Tree["found"] }) {
  const [typed, setTyped] = useState(wanted.value)
  const timer = useRef(0)
  const entered = useRef(false)
  useEffect(() => { if (document.activeElement?.id !== "find-node") setTyped(wanted.value) }, [wanted.value])
  const go = (n: FoundNode) => {
    if (!n.id && n.open >= 0) openNode(n.open)
    view.value = "picture"
    goTo.value = n.node
  }
  useEffect(() => {
    if (!entered.current || !found?.nodes[0] || typed.trim() !== wanted.value.trim()) return
    entered.current = false
    go(found.nodes[0])
  }, [found])
  const put = (text: string) => { clearTimeout(timer.current); wanted.value = text }
  return (
    <span class="search">
      <label class="field inline compactfield"><span>Find</span>
        <input id="find-node" class="small" type="search" size={14} value={typed} placeholder="move, outcome, player" aria-describedby="found-nodes"
          onInput={(e) => { const text = e.currentTarget.value; setTyped(text); clearTimeout(timer.current); timer.current = window.setTimeout(() => put(text), 200) }}
          onKeyDown={(e) => {
            if (e.key === "Escape") { setTyped(""); put("") }
            if (e.key !== "Enter") return
            e.preventDefault()
            if (found?.nodes[0] && wanted.value === typed) go(found.nodes[0])
            else { entered.current = true; put(typed) }
          }} /></label>
      {wanted.value.trim() !== "" && found && (
        <div class="foundlist" id="found-nodes" role="region" aria-label="Nodes that were found">
          <p class="faint" role="status">{found.total === 0 ? "No node has these words." : `${found.total} node${found.total === 1 ? "" : "s"}${found.total > found.nodes.length ? `, the first ${found.nodes.length}` : ""}`}</p>
          <ul>{found.nodes.map((n) => <li key={n.node}><button type="button" class="link plain" onClick={() => go(n)}>{n.text}{n.id ? "" : " (not drawn: opens it)"}</button></li>)}</ul>
        </div>
      )}
    </span>
  )
}

/** The same as a table, indented as the tree branches. */
function Table({ tree: t }: { tree: Tree }) {
  const rows = t.table ?? []
  if (rows.length === 0) return <Teach>This tree has no table.</Teach>
  const nodes = new Map(t.nodes.map((n) => [n.id, n]))
  return (
    <div class="tablewrap" tabIndex={0} role="region" aria-label="The tree as a table">
      <table class="data">
        <caption>{model.value!.title}. {t.description}</caption>
        <thead><tr><th scope="col">move</th><th scope="col">how likely</th><th scope="col">then moves</th><th scope="col">belief</th><th scope="col">outcome</th><th scope="col">reach</th>{t.players.map((p) => <th key={p} scope="col">{p}</th>)}</tr></thead>
        <tbody>{rows.map((r, i) => {
          const n = nodes.get(r.id), set = n?.infoset
          return (
            <tr key={r.id} class={(r.play && r.play !== "played" ? "faint " : "") + (set ? litClass({ kind: "infoset", id: set }) : n && !n.fold ? litClass({ kind: "node", id: String(n.node) }) : "")}>
              <th scope="row">{"\u2003".repeat(r.depth)}{r.action ?? (i === 0 ? "start" : "")}</th><td>{r.probability}{r.play === "never" ? " (never)" : r.play === "unreached" ? " (unreached)" : ""}</td>
              <td>{set ? <button type="button" class="link" title={r.about} onClick={() => select({ kind: "infoset", id: set })}>{r.who}</button> : n?.fold ? <button type="button" class="link" onClick={() => openNode(n.opens)}>open</button> : r.who}</td><td>{r.belief}</td><td>{r.outcome}</td><td>{r.reach}</td>
              {t.players.map((p, j) => <td key={p}>{r.payoffs?.[j]}</td>)}
            </tr>
          )
        })}</tbody>
      </table>
    </div>
  )
}
