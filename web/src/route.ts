// The address of a view: #/SCREEN?e=2&prior=0.5&sel=param:prior. A param whose name is one of the page's own keys is
// written with "p." before it.
import { batch, effect } from "@preact/signals"
import { parseExact } from "./number"
import * as treestate from "./treestate"
import { axes, carried, change, chart, charts, equilibrium, proof, proofs, screen, screens, selected, set, subject, third, view, type Item, type Screen } from "./state"

const own = new Set([...treestate.keys, "e", "sel", "x", "y", "c", "view", "m", "z", "show", "ev"])

export function write(): string {
  const q: string[] = []
  const add = (k: string, v: string) => q.push(`${k}=${encodeURIComponent(v).replace(/%3A/g, ":").replace(/%2F/g, "/")}`)
  if (equilibrium.value !== 1) add("e", String(equilibrium.value))
  for (const [name, value] of Object.entries(set.value).sort(([a], [b]) => (a < b ? -1 : 1))) add(own.has(name) || name.startsWith("p.") ? "p." + name : name, value)
  if (selected.value) add("sel", `${selected.value.kind}:${selected.value.id}`)
  if (axes.value) { add("x", axes.value.x); add("y", axes.value.y) }
  if (third.value) add("z", third.value)
  if (proof.value !== "ledger") add("ev", proof.value)
  if (chart.value !== "carries") add("show", chart.value)
  if (subject.value !== null) add("c", String(subject.value))
  if (view.value === "table") add("view", "table")
  treestate.write(add)
  if (carried.value) add("m", carried.value)
  return `#/${screen.value}${q.length ? "?" + q.join("&") : ""}`
}

export function read(hash: string) {
  batch(() => take(hash))
}

function take(hash: string) {
  const m = /^#\/?([a-z]*)(?:\?(.*))?$/.exec(hash)
  const name = (m?.[1] ?? "") as Screen
  const q = new URLSearchParams(m?.[2] ?? "")
  screen.value = screens.includes(name) ? name : "tree"
  const e = Number(q.get("e") ?? 1)
  equilibrium.value = Number.isInteger(e) && e > 0 ? e : 1
  const values: Record<string, string> = {}
  for (const [k, v] of q) {
    const exact = own.has(k) ? null : parseExact(v)
    if (exact !== null) values[k.replace(/^p\./, "")] = exact
  }
  change(values)
  const sel = /^(param|claim|question|conclusion|assumption|infoset|event|move|node):(.+)$/.exec(q.get("sel") ?? "")
  selected.value = sel ? ({ kind: sel[1], id: sel[2] } as Item) : null
  const x = q.get("x"), y = q.get("y")
  axes.value = x && y ? { x, y } : null
  third.value = q.get("z") ?? ""
  proof.value = proofs.includes(q.get("ev") as never) ? q.get("ev") as typeof proof.value : "ledger"
  chart.value = charts.includes(q.get("show") as never) ? q.get("show") as typeof chart.value : "carries"
  subject.value = q.has("c") && Number.isInteger(Number(q.get("c"))) ? Number(q.get("c")) : null
  view.value = q.get("view") === "table" ? "table" : "picture"
  treestate.read(q)
}

/** Keeps state and address alike. Screens make history; values that move replace. */
export function start() {
  read(location.hash)
  let shown: Screen = screen.value, timer = 0
  addEventListener("hashchange", () => location.hash !== write() && read(location.hash))
  effect(() => {
    const to = write(), now = screen.value
    clearTimeout(timer)
    if (now !== shown) {
      shown = now
      if (location.hash !== to) history.pushState(null, "", to)
    } else {
      timer = window.setTimeout(() => location.hash !== to && history.replaceState(null, "", to), 120)
    }
  })
  addEventListener("popstate", () => read(location.hash))
}
