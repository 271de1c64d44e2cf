// The picture of the tree, with the roles of a tree and one tab stop. The engine says of each group which node it is.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks"
import { adopt, crop } from "../svg"
import { linked, screen, select, selected, width } from "../state"
import { closeNode, goTo, openNode, pointed, topDown } from "../treestate"
import { jump, selectMove } from "../screens/jump"
import type { Tree, TreeNode } from "../types"

/** It is put into the page before the browser paints, so that nothing flickers while a slider moves. */
export function TreePicture({ tree: t, fit: fits, old }: { tree: Tree; fit: boolean; old: boolean }) {
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
    light(svg)
    if (had) svg.querySelector<SVGElement>('[role="treeitem"][tabindex="0"]')?.focus({ preventScroll: true })
  }, [t])
  useLayoutEffect(() => { const svg = host.current!.querySelector("svg"); if (svg) light(svg) }, [linked.value, t])
  useLayoutEffect(() => {
    const to = goTo.value === null ? undefined : nodesOf(host.current!).find((g) => g.getAttribute("data-node") === String(goTo.value))
    if (!to) return
    goTo.value = null
    land(host.current!, to)
    focused.current = to.getAttribute("data-node")
    to.scrollIntoView({ block: "nearest", inline: "nearest" })
  }, [goTo.value, t])
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const w = Math.max(720, Math.floor(entry!.contentRect.width / 40) * 40)
      if (w !== width.value && screen.value === "tree") width.value = w
    })
    watch.observe(host.current!)
    return () => { watch.disconnect(); pointed.value = null }
  }, [])
  const over = (e: Event) => { const n = nodeOf(e.target as Element); if (n) pointed.value = numberOf(n) }
  const keep = (id: string | null) => (focused.current = id)
  return (
    <div ref={host} class={"picture tree" + (fits ? " fit" : "") + (old ? " old" : "")}
      onClick={(e) => {
        const n = nodeOf(e.target as Element)
        if (!n) return
        keep(n.getAttribute("data-node"))
        if (n.hasAttribute("data-fold")) openNode(Number(n.getAttribute("data-fold")))
        else choose(n)
      }}
      onDblClick={(e) => { const n = nodeOf(e.target as Element); if (n) toLine(n, t) }}
      onPointerOver={over} onFocusIn={over}
      onPointerLeave={() => { const n = host.current!.contains(document.activeElement) ? nodeOf(document.activeElement) : null; pointed.value = n && numberOf(n) }}
      onFocusOut={() => (pointed.value = null)}
      onKeyDown={(e) => press(e, host.current!, t, keep)} />
  )
}

const nodeOf = (e: Element | null) => e?.closest<SVGElement>("[data-node]") ?? null
const numberOf = (e: Element) => Number(e.getAttribute("data-node"))
const infoOf = (e: Element, t: Tree): TreeNode | undefined => t.nodes.find((n) => n.id === e.id)

/** The groups of nodes. */
const nodesOf = (svg: Element) => [...svg.querySelectorAll<SVGGElement>("g[data-node]")]

/** Gives the picture the roles of a tree with one tab stop. */
function furnish(svg: SVGSVGElement, t: Tree, focus: string | null) {
  const nodes = nodesOf(svg)
  if (nodes.length === 0) return
  svg.setAttribute("role", "tree")
  svg.removeAttribute("aria-labelledby")
  svg.setAttribute("aria-label", `${t.title}. ${t.description ?? ""} Arrow keys walk the tree, Space selects, Enter opens what is folded or the line of the model, minus folds.`)
  const stop = nodes.find((n) => n.getAttribute("data-node") === focus) ?? nodes[0]
  const found = new Set((t.found?.nodes ?? []).map((n) => n.id))
  const parents = new Set(nodes.map((n) => n.getAttribute("data-parent")))
  for (const n of nodes) {
    n.setAttribute("role", "treeitem")
    n.setAttribute("tabindex", n === stop ? "0" : "-1")
    n.setAttribute("aria-label", n.querySelector(":scope > title")?.textContent ?? "node")
    if (n.hasAttribute("data-fold")) n.setAttribute("aria-expanded", "false")
    else if (parents.has(n.getAttribute("data-node"))) n.setAttribute("aria-expanded", "true")
    n.classList.toggle("found", found.has(n.id))
  }
}

/** Lights up what belongs to the selection. */
function light(svg: SVGSVGElement) {
  const s = selected.value
  for (const g of svg.querySelectorAll<SVGElement>("g[data-node], g[data-infoset]")) {
    const on = linked.value.has(`node:${g.id}`) || (s?.kind === "infoset" && g.getAttribute("data-infoset") === s.id)
    g.classList.toggle("lit", on)
    if (g.getAttribute("role") === "treeitem") g.setAttribute("aria-selected", String(on))
  }
}

function choose(n: Element) {
  const set = n.getAttribute("data-infoset")
  select(set ? { kind: "infoset", id: set } : { kind: "node", id: n.getAttribute("data-node")! })
}

/** Opens the line of the model that makes the move at a node; of an end, the move before it. */
function toLine(n: Element, t: Tree) {
  const own = infoOf(n, t)
  const before = t.nodes.find((x) => !x.fold && String(x.node) === n.getAttribute("data-parent"))
  const at = own?.line ? own : before
  if (!at?.line) return
  jump(at.file ?? null, at.line)
  selectMove(at.file ?? "", at.line)
}

function press(e: KeyboardEvent, host: HTMLElement, t: Tree, keep: (id: string | null) => void) {
  const here = nodeOf(e.target as Element)
  if (!here || e.ctrlKey || e.metaKey) return
  const fold = here.getAttribute("data-fold")
  switch (e.key) {
    case "Enter": case "+":
      e.preventDefault()
      keep(here.getAttribute("data-node"))
      if (fold !== null) openNode(Number(fold))
      else if (e.key === "Enter") toLine(here, t)
      return
    case " ":
      e.preventDefault()
      return choose(here)
    case "-":
      e.preventDefault()
      if (here.getAttribute("aria-expanded") !== "true") return
      keep(here.getAttribute("data-node"))
      return closeNode(numberOf(here))
  }
  walk(e, here, host, keep)
}

interface Spot { e: SVGGElement; x: number; y: number; parent: string | null; depth: number }

/** Arrow keys: along the branches, among the children of one node, with Alt among the nodes of one information set. */
function walk(e: KeyboardEvent, here: Element, host: HTMLElement, keep: (id: string | null) => void) {
  if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(e.key)) return
  e.preventDefault()
  const depth = new Map<string, number>()
  const spots: Spot[] = nodesOf(host).map((g) => {
    const b = g.querySelector("circle, rect, polygon, path")?.getBoundingClientRect() ?? g.getBoundingClientRect()
    const parent = g.getAttribute("data-parent"), d = parent === null ? 0 : (depth.get(parent) ?? 0) + 1
    if (!g.hasAttribute("data-fold")) depth.set(g.getAttribute("data-node")!, d)
    return { e: g, x: b.x + b.width / 2, y: b.y + b.height / 2, parent, depth: d }
  })
  const at = spots.find((s) => s.e === here)
  const to = at && target(e, at, spots)
  if (!to) return
  land(host, to.e)
  keep(to.e.getAttribute("data-node"))
}

function land(host: HTMLElement, to: SVGElement) {
  host.querySelector('[role="treeitem"][tabindex="0"]')?.setAttribute("tabindex", "-1")
  to.setAttribute("tabindex", "0")
  to.focus()
}

function target(e: KeyboardEvent, at: Spot, all: Spot[]): Spot | undefined {
  const id = (s: Spot) => s.e.getAttribute("data-node")
  const set = at.e.getAttribute("data-infoset")
  const step = e.key === "ArrowDown" || e.key === "ArrowRight" ? 1 : -1
  if (e.altKey && set) {
    const own = all.filter((s) => s.e.getAttribute("data-infoset") === set)
    return own[own.indexOf(at) + step]
  }
  const down = topDown.value
  switch (e.key) {
    case "Home": return all[0]
    case "End": return all[all.length - 1]
    case down ? "ArrowUp" : "ArrowLeft": return all.find((s) => !s.e.hasAttribute("data-fold") && id(s) === at.parent)
    case down ? "ArrowDown" : "ArrowRight": return at.e.hasAttribute("data-fold") ? undefined : all.find((s) => s.parent === id(at))
  }
  const level = all.filter((s) => s.depth === at.depth)
  return level[level.indexOf(at) + step]
}
