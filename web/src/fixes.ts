import type { Diagnostic, Fix } from "./types"

/**
 * What a click can mend. The engine says in words how to mend a mistake; where the words name what to write in place of the text
 * that is marked, that is an edit. Anything else is left to the reader.
 */
export function fixes(d: Diagnostic, text: string): Fix[] {
  if (!d.fix || !d.span || d.span.start.line !== d.span.end.line) return []
  const line = [...(text.split("\n")[d.span.start.line - 1] ?? "")]
  const marked = line.slice(d.span.start.column - 1, d.span.end.column - 1).join("")
  const to = replacement(d.fix, marked)
  return to === null ? [] : [{ label: `Write ${to}`, edits: [{ span: d.span, text: to }] }]
}

function replacement(fix: string, marked: string): string | null {
  const defined = /^write (\w+), or define (\w+) first$/.exec(fix)
  if (defined && defined[2] === marked) return defined[1]!
  const meant = /^did you mean ["\u201c]?([^"\u201d?]+)["\u201d]?\??$/.exec(fix)
  if (meant) {
    const quote = /^(["']).*\1$/.exec(marked)?.[1]
    if (quote) return quote + meant[1] + quote
    return /^[\w.]+$/.test(marked) ? meant[1]! : null
  }
  const percentage = /^if this is a percentage write ([\d.]+)$/.exec(fix)
  return percentage && /^[\d.]+$/.test(marked) ? percentage[1]! : null
}
