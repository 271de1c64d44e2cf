// The state of the page, as signals. What can be bookmarked is in the address (route.ts); the rest is derived or asked.
import { computed, signal } from "@preact/signals"
import type { Engine } from "./engine"
import { change, set } from "./history"
import { treeLinks } from "./treelinks"
import type { Audited, Mapped, Model, Override, Param, Progress, Solved, Theme, Tree } from "./types"

export const screens = ["tree", "model", "regimes", "sensitivity", "evidence", "report"] as const
export type Screen = (typeof screens)[number]

/** Something that can be selected; the same thing lights up wherever it stands. */
export interface Item { kind: "param" | "claim" | "question" | "conclusion" | "assumption" | "infoset" | "event" | "move" | "node"; id: string }
export const key = (i: Item) => `${i.kind}:${i.id}`

/** An answer with what is known about it: it may be old while a newer one is on its way, and it may have failed. */
export interface Asked<T> { answer: T | null; error: unknown; busy: boolean; progress: Progress | null }
export const nothing = { answer: null, error: null, busy: false, progress: null }

export const engine = signal<Engine>(null as unknown as Engine)
export const model = signal<Model | null>(null)
export const trouble = signal<unknown>(null)

export const screen = signal<Screen>("tree")
export { change, redo, set, undo } from "./history"
export const equilibrium = signal(1)
export const selected = signal<Item | null>(null)
export const axes = signal<{ x: string; y: string } | null>(null)
/** The param by which the Regimes screen sets small maps side by side; "" for none. */
export const third = signal("")
export const proofs = ["ledger", "moves", "key"] as const
/** What the Evidence screen shows. */
export const proof = signal<(typeof proofs)[number]>("ledger")
export const charts = ["carries", "beliefs", "alignment", "equilibria"] as const
/** What the Sensitivity screen shows. */
export const chart = signal<(typeof charts)[number]>("carries")
export const subject = signal<number | null>(null) // the conclusion that the page tests
export const view = signal<"picture" | "table">("picture")

export const solved = signal<Asked<Solved>>(nothing)
export const tree = signal<Asked<Tree>>(nothing)
export const regimes = signal<Asked<Mapped>>(nothing)
export const audited = signal<Asked<Audited>>(nothing)
/** In a large model maps and audits take minutes: they wait until they are asked for. */
export const heavy = computed(() => (model.value?.counts?.nodes ?? 0) > 120)
export const mapWanted = signal(false)
/** The params at which the audit was made, and its size. */
export const auditedAt = signal<{ set: Record<string, string>; draws: number } | null>(null)

/** Texts that differ from the disk, by file: what every request carries. A text with mistakes is not among them. */
export const edits = signal<Record<string, string>>({})
/** Texts as they are in the editor, by file, as far as they differ from the disk. */
export const drafts = signal<Record<string, string>>({})
/** In a page without a server: which of its models is shown, with the edits, as a word for the address. */
export const carried = signal("")
export const notice = signal("")

export const dark = signal(matchMedia("(prefers-color-scheme: dark)").matches)
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (e) => (dark.value = e.matches))
export const theme = computed<Theme>(() => (dark.value ? "dark" : "light"))
export const fit = signal(true) // the tree fits its column
export const width = signal(800) // of the column of the tree, in pixels, by steps of 40

export const override = computed<Override | undefined>(() => {
  const m = model.value
  return m && Object.keys(edits.value).length ? { files: edits.value } : undefined
})

/** What every request carries. */
export const base = computed(() => ({
  ...(override.value ? { model: override.value } : {}),
  ...(Object.keys(set.value).length ? { set: set.value } : {}),
}))

export const params = computed(() => new Map<string, Param>((model.value?.params ?? []).map((p) => [p.name, p])))
export const valueOf = (p: Param) => set.value[p.name] ?? p.value

/** Puts a param at a value, or back to its baseline (null). */
export function put(name: string, value: string | null) {
  const baseline = params.value.get(name)?.value
  const now = { ...set.value }
  if (value === null || value === baseline) delete now[name]
  else now[name] = value
  change(now, name)
}

export function select(item: Item | null) {
  selected.value = item && selected.value && key(item) === key(selected.value) ? null : item
}

/** Everything that the selected item is linked with, itself included. */
export const linked = computed<Set<string>>(() => {
  const out = new Set<string>()
  const s = selected.value, m = model.value
  if (!s || !m) return out
  out.add(key(s))
  const things: [Item["kind"], string, string[]][] = [
    ...m.params.map((p): [Item["kind"], string, string[]] => ["param", p.name, p.claims]),
    ...m.assumptions.map((a, i): [Item["kind"], string, string[]] => ["assumption", String(i), a.claims]),
    ...m.questions.map((q): [Item["kind"], string, string[]] => ["question", String(q.index), q.claims]),
    ...m.conclusions.map((c): [Item["kind"], string, string[]] => ["conclusion", String(c.index), c.claims]),
  ]
  for (const [kind, id, claims] of things) {
    if (s.kind === "claim" && claims.includes(s.id)) out.add(`${kind}:${id}`)
    if (s.kind === kind && s.id === id) claims.forEach((c) => out.add(`claim:${c}`))
  }
  if (s.kind === "param") m.assumptions.forEach((a, i) => words(a.text).has(s.id) && out.add(`assumption:${i}`))
  if (s.kind === "assumption") words(m.assumptions[Number(s.id)]?.text ?? "").forEach((w) => params.value.has(w) && out.add(`param:${w}`))
  treeLinks(s, m, tree.value.answer, out)
  if (s.kind === "conclusion") flips(Number(s.id)).forEach((p) => out.add(`param:${p}`))
  if (s.kind === "param") m.conclusions.forEach((c) => flips(c.index).includes(s.id) && out.add(`conclusion:${c.index}`))
  return out
})

const words = (text: string) => new Set(text.match(/[A-Za-z_]\w*/g) ?? [])

/** The params that alone flip a conclusion within their ranges, as far as the audit has told. */
function flips(index: number): string[] {
  const c = audited.value.answer?.audit.conclusions.find((c) => c.number === index + 1)
  return (c?.linchpins ?? []).map((l) => l.param)
}
