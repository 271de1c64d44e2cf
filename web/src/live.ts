// What keeps the answers up with the state: each answer has one line of requests of which the newest counts.
import { computed, effect, signal, untracked, type Signal } from "@preact/signals"
import { EngineError, Latest, superseded } from "./engine"
import { lists } from "./lists"
import { decimal, step, tidy, toNumber } from "./number"
import {
  audited, auditedAt, axes, base, change, drafts, engine, equilibrium, heavy, mapWanted, model, notice, nothing, override, params, regimes, screen, set,
  solved, theme, tree, trouble, type Asked,
} from "./state"
import { against, formOpen, judged, judgedFor, strategic, treeRequest } from "./treestate"
import type { Calls, Model } from "./types"

/** Asks one call into one signal: the old answer stays until the new one is there. */
function line<N extends keyof Calls>(name: N, into: Signal<Asked<Calls[N]["answer"]>>, patience?: number, withProgress = false) {
  return new Latest<Calls[N]["request"]>(async (request, signal) => {
    into.value = { ...into.value, busy: true, progress: null }
    try {
      const answer = await engine.value.call(name, request, {
        signal,
        ...(withProgress ? { progress: (progress) => { if (!signal.aborted) into.value = { ...into.value, progress } } } : {}),
      })
      if (!signal.aborted) into.value = { answer, error: null, busy: false, progress: null }
    } catch (error) {
      if (superseded(error)) into.value = { ...into.value, busy: false, progress: null }
      else into.value = { ...into.value, error, busy: false, progress: null }
    }
  }, patience)
}

const solve = line("solve", solved)
const draw = line("tree", tree)
const map = line("map", regimes, 0, true)
const audit = line("audit", audited, 0, true)
const form = line("strategic", strategic)
const refine = line("refine", judged, 0, true)

/** Shows "solving" only where an answer takes longer than one can bear: 200 ms. */
export const slow = signal(false)

/** Reads the model. Its files are those on disk, also where edits are laid over them. */
export async function load(disk = true): Promise<boolean> {
  try {
    const was = disk || !model.value ? normal(await engine.value.call("model", {})) : model.value
    model.value = override.value ? { ...normal(await engine.value.call("model", { model: override.value })), files: was.files, digest: was.digest } : was
    trouble.value = null
    return true
  } catch (e) {
    trouble.value = e
    return false
  }
}

/** Fills in lists that are absent, so that nothing else has to ask. */
export function normal(m: Model): Model {
  lists(m, ["files", "players", "params", "assumptions", "variants", "questions", "conclusions", "claims", "sources", "diagnostics", "reportParts", "conflicts", "hidden"])
  for (const x of [...m.params, ...m.assumptions, ...m.questions, ...m.conclusions]) lists(x, ["claims"])
  for (const c of m.claims) lists(c, ["bears"])
  for (const p of m.params as any[]) {
    // the engine gives the baseline as p, with value beside it as a floating-point number
    p.value = tidy(String(p.p ?? p.value))
    p.low = tidy(String(p.exact_low ?? p.low ?? p.value))
    p.high = tidy(String(p.exact_high ?? p.high ?? p.value))
  }
  return m
}

/** The two params that the map spans where the address names none. */
export function mapAxes(): { x: string; y: string } | null {
  const names = [...params.value.keys()].filter((n) => !params.value.get(n)!.fixed)
  if (axes.value && params.value.has(axes.value.x) && params.value.has(axes.value.y)) return axes.value
  const bars = audited.value.answer?.audit.questions[0]?.one_at_a_time ?? []
  const carry = [...bars].filter((b) => names.includes(b.param)).sort((a, b) => b.high - b.low - (a.high - a.low)).map((b) => b.param)
  const order = [...new Set([...carry, ...names])]
  return order.length >= 2 ? { x: order[0]!, y: order[1]! } : null
}

/** What the small maps have in common: all that a map needs but the value of the third param. */
export function mapRequest(spanned: { x: string; y: string }, grid: number) {
  const rest = { ...set.value }
  delete rest[spanned.x]
  delete rest[spanned.y]
  return { ...(override.value ? { model: override.value } : {}), set: rest, ...spanned, ranges: { [spanned.x]: wider(spanned.x), [spanned.y]: wider(spanned.y) }, grid, theme: theme.value }
}

/** What a map spans: the range of a param and half as much on either side, as far as the param keeps its meaning there. */
function wider(name: string): [string, string] {
  const p = params.value.get(name)!
  const low = toNumber(p.low), high = toNumber(p.high), more = (high - low) / 2
  const grid = step(low - more, high + more)
  let [a, b] = [low - more, high + more]
  if (low >= 0) a = Math.max(0, a)
  if (p.probability) b = Math.min(1, b)
  return [decimal(a, grid.digits), decimal(b, grid.digits)]
}

let mapped = ""
let mapTimer = 0
/** Asks for the map of two params, unless the one that is shown is the one wanted. */
function remap(delay: number) {
  clearTimeout(mapTimer)
  const spanned = mapAxes()
  if (!spanned) return
  const request = mapRequest(spanned, screen.value === "regimes" ? 32 : 16)
  const wanted = JSON.stringify(request)
  if (wanted === mapped) return
  map.stop()
  mapTimer = window.setTimeout(() => { mapped = wanted; map.ask(request) }, delay)
}

/** Audits the conclusions at the params as they are, with so many draws. */
export function reaudit(draws: number) {
  auditedAt.value = { set: set.value, draws }
  audit.ask({ ...base.value, draws, seed: 1 })
}

/** Judges the equilibria at the params as they are by all refinements. */
export function rejudge() {
  judgedFor.value = JSON.stringify(base.value)
  judged.value = nothing
  refine.ask(base.value)
}
export const stopJudging = () => refine.stop()

/** Ends what takes long. */
export const stopAudit = () => audit.stop()
export function stopMap() {
  map.stop()
  mapped = ""
  mapWanted.value = false
}

/** The model can be loaded: nothing else can be solved. */
const sound = computed(() => model.value?.ok ?? false)

/** Starts to follow the state, once the model is there. */
export function follow() {
  effect(() => {
    const request = { ...base.value }
    if (sound.value) solve.ask(request)
  })
  effect(() => {
    const request = treeRequest.value
    if (sound.value) draw.ask(request)
  })
  effect(() => {
    const request = { ...base.value, equilibrium: equilibrium.value, theme: theme.value }
    if (formOpen.value && screen.value === "tree" && sound.value) form.ask(request)
  })
  effect(() => {
    const cards = solved.value.answer?.cards.length
    if (cards && equilibrium.value > cards) equilibrium.value = 1
    if (cards && against.value > cards) against.value = 0
  })
  effect(() => {
    base.value; theme.value; axes.value
    const ready = (screen.value === "regimes" || screen.value === "tree") && (!heavy.value || mapWanted.value)
    const first = !regimes.value.answer && !untracked(() => audited.value.answer)
    const spanned = audited.value.answer // the audit tells which two params matter most
    const m = untracked(() => model.value) // null if the engine could not be loaded
    if (ready && m && (spanned || axes.value || heavy.value || !m.conclusions.length)) untracked(() => remap(first ? 50 : 500))
  })
  let timer = 0
  effect(() => {
    if (!solved.value.busy && !tree.value.busy) { clearTimeout(timer); slow.value = false }
    else if (!untracked(() => slow.value)) { clearTimeout(timer); timer = window.setTimeout(() => (slow.value = true), 200) }
  })
}

/** What the disk holds is read again; sliders keep their places. */
export async function reload(digest: string) {
  if (digest && digest === model.value?.digest) return
  const kept = Object.keys(set.value).length
  if (!(await load())) return
  const gone = Object.keys(set.value).filter((n) => !params.value.has(n))
  if (gone.length) change(Object.fromEntries(Object.entries(set.value).filter(([n]) => params.value.has(n))))
  notice.value = "The model changed on disk and was read again" + (kept - gone.length > 0 ? "; the sliders keep their places." : ".") +
    (Object.keys(drafts.value).length ? " Your unsaved edits are still in the editor." : "")
  again()
}

/** Solves and draws afresh though the request reads the same. */
export function again() {
  mapped = ""
  if (!sound.value) return
  solve.ask(base.value)
  draw.ask(treeRequest.value)
  audited.value = nothing
  auditedAt.value = null
  mapWanted.value = false
  if (!heavy.value && (model.value?.conclusions.length || model.value?.questions.length)) reaudit(200)
}

/** An error in words, with what mends it. */
export function words(e: unknown): { message: string; fix: string } {
  if (e instanceof EngineError) return { message: e.message, fix: e.fix }
  return { message: e instanceof Error ? e.message : String(e), fix: "" }
}
