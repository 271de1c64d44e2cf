// The changes of assumptions, one after another, so that they can be stepped through. A drag is one step. They are kept over a
// reload of the page, in the browser.
import { computed, effect, signal } from "@preact/signals"

export type Values = Record<string, string>

/** The values of the params that are away from their baselines: what every request carries. */
export const set = signal<Values>({})

/** The states that the params have been in, the first one at the baseline or as the address had it. */
export const states = signal<Values[]>([{}])
/** Which of them holds. */
export const at = signal(0)
const most = 200

export const canUndo = computed(() => at.value > 0)
export const canRedo = computed(() => at.value < states.value.length - 1)
let last = { name: "", at: 0 }

/** Puts the params at new values. Changes of the same name that follow each other closely are one step. */
export function change(to: Values, name = "") {
  if (same(to, set.value)) return
  const goesOn = name !== "" && last.name === name && performance.now() - last.at < 800 && at.value > 0
  const past = states.value.slice(0, goesOn ? at.value : at.value + 1)
  states.value = [...past, to].slice(-most)
  at.value = states.value.length - 1
  last = { name, at: performance.now() }
  set.value = to
}

/** Goes to one of the states. */
export function go(to: number) {
  if (to < 0 || to >= states.value.length || to === at.value) return
  last = { name: "", at: 0 }
  at.value = to
  set.value = states.value[to]!
}

export const undo = () => go(at.value - 1)
export const redo = () => go(at.value + 1)

export function same(a: Values, b: Values): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((n) => a[n] === b[n])
}

/** Which params one step moved, from where to where; undefined stands for the baseline. */
export function moves(before: Values, after: Values): { name: string; from: string | undefined; to: string | undefined }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((n) => before[n] !== after[n]).map((name) => ({ name, from: before[name], to: after[name] }))
}

/** Takes up the steps that this tab made on the same model before it was reloaded, and keeps them from now on. */
export function remember(model: string) {
  const place = "parley:steps:" + model
  const kept = parse(sessionStorage.getItem(place))
  if (kept && same(kept.states[kept.at]!, set.value)) {
    states.value = kept.states
    at.value = kept.at
  } else if (kept) { // the address names other values: they are a step of their own
    states.value = [...kept.states.slice(0, kept.at + 1), set.value].slice(-most)
    at.value = states.value.length - 1
  } else {
    states.value = same(set.value, {}) ? [{}] : [{}, set.value]
    at.value = states.value.length - 1
  }
  effect(() => {
    const text = JSON.stringify({ states: states.value, at: at.value })
    try { sessionStorage.setItem(place, text) } catch { /* there is no room: the steps end with the page */ }
  })
}

function parse(text: string | null): { states: Values[]; at: number } | null {
  try {
    const k = JSON.parse(text ?? "null")
    const good = Array.isArray(k?.states) && Number.isInteger(k.at) && k.at >= 0 && k.at < k.states.length &&
      k.states.every((s: unknown) => typeof s === "object" && s !== null && Object.values(s).every((v) => typeof v === "string"))
    return good ? k : null
  } catch {
    return null
  }
}
