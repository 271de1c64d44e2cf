// Exact numbers as text: "0.4", "2/5", "-3". The page never turns them into floating point on their way to the engine.

const exact = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?(\/\d+(\.\d+)?)?$/

/** Reads a number as people type it (0.4, .4, 2/5, 40 %, −1) and returns it exactly, or null. */
export function parseExact(text: string): string | null {
  let t = text.trim().replace(/\u2212/g, "-").replace(/\s+/g, "").replace(/,/g, ".")
  const percent = t.endsWith("%")
  if (percent) t = t.slice(0, -1)
  if (!exact.test(t) || /\/0+(\.0*)?$/.test(t)) return null
  t = t.replace(/^\+/, "").replace(/^(-?)\./, "$10.").replace(/\.(?=$|\/|e)/i, "")
  if (!percent) return t
  return t.includes("/") || /e/i.test(t) ? null : shift(t)
}

/** Divides a decimal by 100 by moving its point. */
function shift(t: string): string {
  const sign = t.startsWith("-") ? "-" : ""
  const [whole, part = ""] = t.replace("-", "").split(".")
  const digits = whole!.padStart(3, "0")
  const out = digits.slice(0, -2).replace(/^0+(?=\d)/, "") + "." + digits.slice(-2) + part
  return sign + out.replace(/\.?0+$/, "")
}

/** Writes a fraction as a decimal where it is one of few digits: 2/5 is 0.4, 1/3 stays. */
export function tidy(t: string): string {
  const m = /^(-?\d{1,9})\/(\d{1,9})$/.exec(t)
  if (!m) return t
  for (let digits = 1, ten = 10n; digits <= 6; digits++, ten *= 10n) {
    const n = BigInt(m[1]!) * ten, d = BigInt(m[2]!)
    if (n % d !== 0n) continue
    const q = n / d, sign = q < 0n ? "-" : "", text = (q < 0n ? -q : q).toString().padStart(digits + 1, "0")
    return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
  }
  return t
}

/** The nearest floating-point number, for places on a scale. */
export function toNumber(t: string | undefined | null): number {
  if (t === undefined || t === null || t === "") return NaN
  const [a, b] = String(t).split("/")
  return b === undefined ? Number(a) : Number(a) / Number(b)
}

/** A number for reading: at most four digits that count, a true minus. */
export function short(x: number): string {
  if (!Number.isFinite(x)) return "–"
  const t = Math.abs(x) >= 1000 ? String(Math.round(x)) : String(Number(x.toPrecision(4)))
  return t.replace("-", "\u2212")
}

/** A probability in per cent, as the reports print it. */
export function percent(x: number): string {
  const p = 100 * x
  if (p > 0 && p < 0.1) return "<0.1\u00a0%"
  if (p < 100 && p > 99.9) return ">99.9\u00a0%"
  const digits = (p > 0 && p < 1) || (p > 99 && p < 100) ? 1 : 0
  return p.toFixed(digits).replace("-", "\u2212") + "\u00a0%"
}

/** A range, or one number where both ends read alike. */
export function span(low: number, high: number, word = percent): string {
  const a = word(low), b = word(high)
  return a === b ? a : `${a.replace("\u00a0%", "")} to ${b}`
}

/** The step of a slider over a range: about a hundredth of it, 1, 2 or 5 times a power of ten. */
export function step(low: number, high: number): { step: number; digits: number } {
  const want = (high - low) / 100
  if (!(want > 0)) return { step: 0.01, digits: 2 }
  const power = Math.floor(Math.log10(want) + 1e-9)
  const lead = [1, 2, 5, 10].find((k) => k * 10 ** power >= want * 0.999)!
  return { step: lead * 10 ** power, digits: Math.max(0, -power) }
}

/** The decimal on a slider's grid: a number of `digits` places, without zeros at its end. */
export function decimal(x: number, digits: number): string {
  const t = x.toFixed(digits)
  const plain = t.includes(".") ? t.replace(/\.?0+$/, "") : t
  return plain === "-0" ? "0" : plain
}
