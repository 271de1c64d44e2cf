// The tree: the engine's picture, with roles and keys so that it can be walked, or the same as a table.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks"
import { adopt, crop, save } from "../svg"
import { slow } from "../live"
import { equilibrium, fit, model, screen, select, selected, solved, tree, view, width } from "../state"
import { jump } from "../screens/jump"
import type { Tree, TreeNode } from "../types"
import { Busy, Command, litClass, Teach, Trouble } from "./bits"

export function TreeView({ compact = false }: { compact?: boolean }) {
  const t = tree.value
  return (
    <div class={"treeview" + (slow.value ? " slow" : "")} aria-busy={slow.value}>
      <div class="toolbar" role="group" aria-label="Tree">
        <span class="segments" role="group" aria-label="Show as">
          <button type="button" class="small" aria-pressed={view.value === "picture"} onClick={() => (view.value = "picture")}>Picture</button>
          <button type="button" class="small" aria-pressed={view.value === "table"} onClick={() => (view.value = "table")}>Table</button>
        </span>
        {view.value === "picture" && <button type="button" class="small" aria-pressed={fit.value} onClick={() => (fit.value = !fit.value)} title="Fit the width of the column, or keep the size of the letters">Fit</button>}
        {!compact && t.answer && <button type="button" class="small" onClick={() => save("tree.svg", t.answer!.svg, "image/svg+xml")}>Save SVG</button>}
        {!compact && <Command command={t.answer?.command} />}
        <span class="solving" role="status">{slow.value ? "solving…" : ""}</span>
      </div>
      {t.error ? <Trouble error={t.error} /> : null}
      {!t.answer && !t.error && <Busy progress={null} what="Drawing the tree" />}
      {t.answer && (view.value === "picture" ? <Picture tree={t.answer} fit={fit.value} old={!!t.error} /> : <Table tree={t.answer} />)}
      {t.answer && view.value === "picture" && <NodeFacts tree={t.answer} />}
    </div>
  )
}

/** The picture. It is put into the page before the browser paints, so that nothing flickers while a slider moves. */
function Picture({ tree: t, fit: fits, old }: { tree: Tree; fit: boolean; old: boolean }) {
  const host = useRef<HTMLDivElement>(null)
  const focused = useRef<string | null>(null)
  useLayoutEffect(() => {
    const svg = adopt(t.svg)
    const had = host.current!.contains(document.activeElement)
    host.current!.replaceChildren()
    if (!svg) return
    host.current!.append(svg)
    crop(svg, "head")
    furnish(svg, t, focused.current)
    light(svg, t)
    if (had) svg.querySelector<SVGElement>('[role="treeitem"][tabindex="0"]')?.focus({ preventScroll: true })
  }, [t])
  useLayoutEffect(() => { const svg = host.current!.querySelector("svg"); if (svg) light(svg, t) }, [selected.value, t])
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const w = Math.max(480, Math.floor(entry!.contentRect.width / 40) * 40)
      if (w !== width.value && screen.value === "tree") width.value = w
    })
    watch.observe(host.current!)
    return () => watch.disconnect()
  }, [])
  return (
    <div ref={host} class={"picture tree" + (fits ? " fit" : "") + (old ? " old" : "")}
      onClick={(e) => { const n = nodeOf(e.target as Element); if (n) { focused.current = n.getAttribute("data-node"); choose(n, t) } }}
      onDblClick={(e) => { const n = nodeOf(e.target as Element), line = n && infoOf(n, t)?.line; if (line) jump(null, line) }}
      onKeyDown={(e) => walk(e, host.current!, (id) => (focused.current = id))} />
  )
}

const nodeOf = (e: Element | null) => e?.closest<SVGElement>("[data-node]") ?? null
const infoOf = (e: Element, t: Tree): TreeNode | undefined => t.nodes?.find((n) => n.id === e.getAttribute("data-node"))

/** The groups of nodes, those drawn first where a node has several. */
function nodesOf(svg: Element): SVGGElement[] {
  const seen = new Set<string>()
  return [...svg.querySelectorAll<SVGGElement>("g[data-node]")].filter((g) => {
    const id = g.getAttribute("data-node")!
    return g.querySelector(":scope > title") && !seen.has(id) && seen.add(id)
  })
}

/** Says of each group which node it is: the answer names groups by their id. */
function annotate(svg: SVGSVGElement, t: Tree) {
  const groups = new Map([...svg.querySelectorAll("g[id]")].map((g) => [g.id, g]))
  for (const row of t.table ?? []) {
    const g = groups.get(row.id)
    if (!g) continue
    g.setAttribute("data-node", row.id)
    if (row.parent >= 0) g.setAttribute("data-parent", t.table[row.parent]!.id)
  }
  for (const n of t.nodes ?? []) if (n.infoset) groups.get(n.id)?.setAttribute("data-infoset", n.infoset)
}

/** Gives the picture the roles of a tree with one tab stop. */
function furnish(svg: SVGSVGElement, t: Tree, focus: string | null) {
  annotate(svg, t)
  const nodes = nodesOf(svg)
  if (nodes.length === 0) return
  svg.setAttribute("role", "tree")
  svg.removeAttribute("aria-labelledby")
  svg.setAttribute("aria-label", `${t.title}. ${t.description ?? ""} Arrow keys walk the tree.`)
  const stop = nodes.find((n) => n.getAttribute("data-node") === focus) ?? nodes[0]
  for (const n of nodes) {
    n.setAttribute("role", "treeitem")
    n.setAttribute("tabindex", n === stop ? "0" : "-1")
    n.setAttribute("aria-label", n.querySelector(":scope > title")!.textContent!)
  }
}

/** Lights up what belongs to the selection. */
function light(svg: SVGSVGElement, t: Tree) {
  const s = selected.value
  for (const e of svg.querySelectorAll("[data-node], [data-infoset], [data-param]")) {
    const set = e.getAttribute("data-infoset") || infoOf(e, t)?.infoset
    const on = (s?.kind === "infoset" && set === s.id) || (s?.kind === "param" && (e.getAttribute("data-param") ?? "").split(" ").includes(s.id))
    e.classList.toggle("lit", on)
    if (e.getAttribute("role") === "treeitem") e.setAttribute("aria-selected", String(on))
  }
}

function choose(n: Element, t: Tree) {
  const set = n.getAttribute("data-infoset") || infoOf(n, t)?.infoset
  if (set) select({ kind: "infoset", id: set })
}

interface Spot { e: SVGGElement; x: number; y: number; parent: string | null }

/** Arrow keys: along the branches, among the children of one node, with Alt among the nodes of one information set. */
function walk(e: KeyboardEvent, host: HTMLElement, keep: (id: string) => void) {
  const here = nodeOf(e.target as Element)
  if (!here) return
  if (e.key === "Enter" || e.key === " ") { e.preventDefault(); return here.dispatchEvent(new MouseEvent("click", { bubbles: true })), undefined }
  const spots: Spot[] = nodesOf(host).map((g) => {
    const b = g.querySelector("circle, rect, polygon, path")?.getBoundingClientRect() ?? g.getBoundingClientRect()
    return { e: g, x: b.x + b.width / 2, y: b.y + b.height / 2, parent: g.getAttribute("data-parent") }
  })
  const at = spots.find((s) => s.e === here)
  if (!at) return
  const to = target(e, at, spots)
  if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(e.key)) return
  e.preventDefault()
  if (!to) return
  at.e.setAttribute("tabindex", "-1")
  to.e.setAttribute("tabindex", "0")
  to.e.focus()
  keep(to.e.getAttribute("data-node")!)
}

function target(e: KeyboardEvent, at: Spot, all: Spot[]): Spot | undefined {
  const id = (s: Spot) => s.e.getAttribute("data-node")!
  const near = (list: Spot[]) => list.sort((a, b) => Math.hypot(a.x - at.x, a.y - at.y) - Math.hypot(b.x - at.x, b.y - at.y))[0]
  const known = all.some((s) => s.parent !== null)
  const byHeight = [...all].sort((a, b) => a.y - b.y)
  const set = at.e.getAttribute("data-infoset")
  if (e.altKey && set) {
    const own = byHeight.filter((s) => s.e.getAttribute("data-infoset") === set)
    return own[own.indexOf(at) + (e.key === "ArrowDown" ? 1 : -1)]
  }
  switch (e.key) {
    case "ArrowLeft": return known ? all.find((s) => id(s) === at.parent) : near(all.filter((s) => s.x < at.x - 4))
    case "ArrowRight": return known ? byHeight.find((s) => s.parent === id(at)) : near(all.filter((s) => s.x > at.x + 4))
    case "ArrowDown": return near(all.filter((s) => s.y > at.y + 2 && Math.abs(s.x - at.x) < 24)) ?? near(all.filter((s) => s.y > at.y + 2))
    case "ArrowUp": return near(all.filter((s) => s.y < at.y - 2 && Math.abs(s.x - at.x) < 24)) ?? near(all.filter((s) => s.y < at.y - 2))
    case "Home": return all[0]
    case "End": return all[all.length - 1]
  }
  return undefined
}

/** What is known at the selected information set: play, belief, worth. The line keeps its height. */
function NodeFacts({ tree: t }: { tree: Tree }) {
  const s = selected.value
  const e = solved.value.answer?.solve?.equilibria?.find((q: any) => q.id === solvedId())
  const node = s?.kind === "infoset" ? t.nodes?.find((n) => n.infoset === s.id) : undefined
  const play = s?.kind === "infoset" ? (e?.strategies ?? []).find((x: any) => x.infoset === s.id && (!node?.player || x.player === node.player)) : undefined
  return (
    <p class="nodefacts faint" role="status">
      {s?.kind === "infoset"
        ? <>{node?.player && <b>{node.player}</b>} at “{s.id}”{play ? `: ${play.actions.map((a: any) => `${a.action} ${a.p ?? a.value}`).join(", ")}` : ""}{play && !play.reached ? " (play does not come here)" : ""}
          {node?.line ? <> · <button type="button" class="link" onClick={() => jump(null, node.line!)}>line {node.line} of the model</button></> : null}</>
        : "Select a node to see where it stands in the model. Arrow keys walk the tree."}
    </p>
  )
}

const solvedId = () => equilibrium.value

/** The same as a table, indented as the tree branches. */
function Table({ tree: t }: { tree: Tree }) {
  const rows = t.table ?? []
  if (rows.length === 0) return <Teach>This tree has no table.</Teach>
  return (
    <div class="tablewrap" tabIndex={0} role="region" aria-label="The tree as a table">
      <table class="data">
        <caption>{model.value!.title}. {t.description}</caption>
        <thead><tr><th scope="col">move</th><th scope="col">how likely</th><th scope="col">then moves</th><th scope="col">belief</th><th scope="col">outcome</th><th scope="col">reach</th>{t.players.map((p) => <th key={p} scope="col">{p}</th>)}</tr></thead>
        <tbody>{rows.map((r, i) => {
          const set = t.nodes.find((n) => n.id === r.id)?.infoset
          return (
            <tr key={r.id} class={(r.play && r.play !== "played" ? "faint " : "") + (set ? litClass({ kind: "infoset", id: set }) : "")}>
              <th scope="row">{"\u2003".repeat(r.depth)}{r.action ?? (i === 0 ? "start" : "")}</th><td>{r.probability}{r.play === "never" ? " (never)" : r.play === "unreached" ? " (unreached)" : ""}</td>
              <td>{set ? <button type="button" class="link" title={r.about} onClick={() => select({ kind: "infoset", id: set })}>{r.who}</button> : r.who}</td><td>{r.belief}</td><td>{r.outcome}</td><td>{r.reach}</td>
              {t.players.map((p, j) => <td key={p}>{r.payoffs?.[j]}</td>)}
            </tr>
          )
        })}</tbody>
      </table>
    </div>
  )
}
