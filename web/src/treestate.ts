// What the tree screen shows beside the equilibrium itself: how much of the tree, which way it grows, against which other
// equilibrium. All of it is in the address.
import { computed, signal } from "@preact/signals"
import { base, equilibrium, fit, model, nothing, theme, tree, width, type Asked, type Item } from "./state"
import type { Calls, Judged, Strategic } from "./types"

/** How much of the tree is drawn, with what each is called. */
export const folds = {
  auto: "as much as fits", none: "everything", subgames: "without unreached subgames", likely: "the likeliest plays", path: "the likeliest play", outline: "an outline",
} as const
export type Fold = keyof typeof folds

export const fold = signal<Fold>("auto")
export const topDown = signal(false)
export const opened = signal<number[]>([])
export const closed = signal<number[]>([])
/** The equilibrium that the one shown is compared with; 0 for none. */
export const against = signal(0)
export const wanted = signal("") // what is looked for among the nodes
export const formOpen = signal(false) // the strategic form beside the tree

/** The node that the pointer or the keyboard is on, by its number. */
export const pointed = signal<number | null>(null)
/** The node that the keyboard is to be on once it is drawn. */
export const goTo = signal<number | null>(null)

export const strategic = signal<Asked<Strategic>>(nothing)
/** Refinements that were asked for, and the request that they belong to. */
export const judged = signal<Asked<Judged>>(nothing)
export const judgedFor = signal("")
export const judgedNow = computed(() => (judgedFor.value === JSON.stringify(base.value) ? judged.value : nothing))

/** The other equilibrium, if it is another one. */
export const other = computed(() => (against.value > 0 && against.value !== equilibrium.value ? against.value : 0))

/** What the tree is asked for. */
export const treeRequest = computed((): Calls["tree"]["request"] => ({
  ...base.value, equilibrium: equilibrium.value, theme: theme.value,
  ...(fit.value ? { width: width.value } : {}),
  ...(fold.value !== "auto" ? { collapse: fold.value } : {}),
  ...(topDown.value ? { topDown: true } : {}),
  ...(opened.value.length ? { open: opened.value } : {}),
  ...(closed.value.length ? { close: closed.value } : {}),
  ...(other.value ? { against: other.value } : {}),
  ...(wanted.value.trim() ? { find: wanted.value.trim() } : {}),
}))

/** Opens a part that is not drawn. */
export function openNode(node: number) {
  closed.value = closed.value.filter((n) => n !== node)
  if (!opened.value.includes(node)) opened.value = [...opened.value, node]
}

/** Draws nothing below a node any more. */
export function closeNode(node: number) {
  opened.value = opened.value.filter((n) => n !== node)
  if (!closed.value.includes(node)) closed.value = [...closed.value, node]
}

export function resetNodes() {
  opened.value = []
  closed.value = []
}

/** Draws another part of the tree. */
export function refold(to: Fold) {
  resetNodes()
  fold.value = to
}

/** The keys that this part of the address has. */
export const keys = ["fold", "down", "open", "close", "against", "find", "form"]

export function write(add: (key: string, value: string) => void) {
  if (fold.value !== "auto") add("fold", fold.value)
  if (topDown.value) add("down", "1")
  if (opened.value.length) add("open", opened.value.join(","))
  if (closed.value.length) add("close", closed.value.join(","))
  if (against.value) add("against", String(against.value))
  if (wanted.value) add("find", wanted.value)
  if (formOpen.value) add("form", "1")
}

export function read(q: URLSearchParams) {
  const numbers = (key: string) => [...new Set((q.get(key) ?? "").split(",").filter((t) => /^\d{1,9}$/.test(t)).map(Number))]
  const f = q.get("fold") ?? "auto"
  fold.value = f in folds ? (f as Fold) : "auto"
  topDown.value = q.get("down") === "1"
  replace(opened, numbers("open"))
  replace(closed, numbers("close"))
  against.value = numbers("against")[0] ?? 0
  wanted.value = (q.get("find") ?? "").slice(0, 200)
  formOpen.value = q.get("form") === "1"
}

function replace(s: typeof opened, to: number[]) {
  if (s.value.join() !== to.join()) s.value = to
}

/** What the model makes at a line of its text: the move, which lights up its nodes. Null where no drawn node moves. */
export function moveAt(file: string, line: number): Item | null {
  const n = tree.value.answer?.nodes.find((n) => !n.fold && n.line !== undefined && sameFile(n.file, file) && n.line <= line && line <= (n.endLine ?? n.line))
  return n ? { kind: "move", id: `${n.file}:${n.line}` } : null
}

const sameFile = (a: string | undefined, b: string) => a === b || (a ?? "").endsWith("/" + b)

/** Small enough that the strategic form is worth a look. */
export const small = computed(() => {
  const m = model.value
  return m !== null && m.players.length >= 1 && m.players.length <= 3 && (m.counts?.nodes ?? 0) <= 200
})
