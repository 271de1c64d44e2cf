import type { Edit, Fix } from "./types"

/** The edits of a fix, by file. */
export function byFile(f: Fix, name: (e: Edit) => string): Map<string, Edit[]> {
  const out = new Map<string, Edit[]>()
  for (const e of f.edits) out.set(name(e), [...(out.get(name(e)) ?? []), e])
  return out
}

/** Applies edits to a text. Places count lines and characters from 1. */
export function apply(text: string, list: Edit[]): string {
  const lines = text.split("\n")
  const at = (p: { line: number; column: number }) => {
    const before = lines.slice(0, p.line - 1).reduce((s, l) => s + l.length + 1, 0)
    return before + [...(lines[p.line - 1] ?? "")].slice(0, p.column - 1).join("").length
  }
  const spots = list.map((e) => ({ from: at(e.span.start), to: at(e.span.end), text: e.text })).sort((a, b) => b.from - a.from)
  for (const s of spots) text = text.slice(0, s.from) + s.text + text.slice(s.to)
  return text
}
