// The chunk that holds CodeMirror. Everything else of the page works without it.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionContext } from "@codemirror/autocomplete"
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands"
import { pythonLanguage } from "@codemirror/lang-python"
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting, LanguageSupport } from "@codemirror/language"
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic as Mark } from "@codemirror/lint"
import { unifiedMergeView } from "@codemirror/merge"
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search"
import { EditorState, Transaction } from "@codemirror/state"
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view"
import { tags as t } from "@lezer/highlight"
import type { Diagnostic } from "./types"

export interface Handle {
  text(): string
  replace(text: string): void
  diagnose(list: Diagnostic[]): void
  goto(line: number): void
  close(): void
}
export interface Options { label: string; readOnly: boolean; words: string[]; onChange: (text: string) => void; onLine: (line: number) => void }

// Colours are the page's own properties, which reach into the shadow root and follow the dark mode.
const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "13px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--select)" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--faint)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--soft)" },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--paper)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--paper)", borderRadius: "4px", padding: "2px 8px", marginLeft: "0" },
  ".cm-changedLine": { backgroundColor: "var(--added) !important" },
  ".cm-deletedChunk": { backgroundColor: "var(--removed)" },
  ".cm-changedText": { background: "var(--added2) !important" },
  ".cm-deletedChunk .cm-deletedText": { background: "var(--removed2) !important" },
})

const colours = HighlightStyle.define([
  { tag: [t.comment, t.docString], color: "var(--faint)", fontStyle: "italic" },
  { tag: t.string, color: "var(--code-string)" },
  { tag: [t.number, t.bool, t.null], color: "var(--code-number)" },
  { tag: [t.keyword, t.operatorKeyword, t.controlKeyword, t.definitionKeyword], color: "var(--code-word)", fontWeight: "bold" },
  { tag: [t.function(t.variableName), t.function(t.definition(t.variableName))], color: "var(--code-call)" },
])

// What the model language adds to Starlark; docs/language.md has their meaning.
const language = ["title", "player", "param", "chance", "assume", "game", "ask", "conclude", "variant", "source", "claim", "event", "plays", "belief", "informs", "likelihood_ratio", "supports",
  "payoff", "all_of", "any_of", "none_of", "load", "within", "because", "about", "seen_by", "given", "where", "def", "if", "else", "for", "in", "return", "P", "E"]

function root(host: HTMLElement): ShadowRoot {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" })
  shadow.replaceChildren()
  return shadow
}

const common = [
  new LanguageSupport(pythonLanguage), syntaxHighlighting(colours), theme, lineNumbers(), indentUnit.of("    "), EditorState.tabSize.of(4),
]

/** Opens an editor in a place of the page. */
export function open(host: HTMLElement, text: string, o: Options): Handle {
  const shadow = root(host)
  const complete = (c: CompletionContext) => {
    const word = c.matchBefore(/\w+/)
    if (!word && !c.explicit) return null
    const own = new Set(c.state.doc.toString().match(/[A-Za-z_]\w{2,}/g) ?? [])
    return { from: word?.from ?? c.pos, options: [...new Set([...language, ...o.words, ...own])].map((label) => ({ label })), validFor: /^\w*$/ }
  }
  const view = new EditorView({
    root: shadow, parent: shadow,
    state: EditorState.create({
      doc: text,
      extensions: [
        common, history(), drawSelection(), highlightActiveLine(), highlightActiveLineGutter(), foldGutter(), indentOnInput(), bracketMatching(), closeBrackets(),
        highlightSelectionMatches(), autocompletion({ override: [complete] }), lintGutter(),
        EditorView.contentAttributes.of({ "aria-label": o.label + " (Escape, then Tab leaves the editor)", tabindex: "0" }), EditorState.readOnly.of(o.readOnly), EditorView.lineWrapping,
        keymap.of([{ key: "Tab", run: acceptCompletion }, ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap, indentWithTab]),
        EditorView.updateListener.of((u) => {
          if (u.docChanged && !u.transactions.some((tr) => tr.annotation(Transaction.remote))) o.onChange(u.state.doc.toString())
          if (u.selectionSet && u.view.hasFocus) o.onLine(u.state.doc.lineAt(u.state.selection.main.head).number)
        }),
      ],
    }),
  })
  return {
    text: () => view.state.doc.toString(),
    replace(to) {
      const now = view.state.doc.toString()
      if (now === to) return
      view.dispatch({ changes: smallest(now, to), annotations: Transaction.remote.of(true) })
    },
    diagnose(list) { view.dispatch(setDiagnostics(view.state, marks(view.state, list))) },
    goto(line) {
      const at = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines))
      view.dispatch({ selection: { anchor: at.from }, effects: EditorView.scrollIntoView(at.from, { y: "center" }) })
      view.focus()
    },
    close() { view.destroy() },
  }
}

/** The least change that makes one text of another, so that cursor and history survive. */
function smallest(a: string, b: string) {
  let i = 0, j = 0
  while (i < a.length && i < b.length && a[i] === b[i]) i++
  while (j < a.length - i && j < b.length - i && a[a.length - 1 - j] === b[b.length - 1 - j]) j++
  return { from: i, to: a.length - j, insert: b.slice(i, b.length - j) }
}

function marks(state: EditorState, list: Diagnostic[]): Mark[] {
  return list.filter((d) => d.span && d.span.start.line > 0).map((d) => {
    const from = offset(state, d.span!.start), to = Math.max(from, offset(state, d.span!.end))
    return {
      from, to: to === from ? Math.min(state.doc.length, from + 1) : to, severity: d.severity, source: d.code, message: [d.summary, d.note, ...(d.detail ?? []), d.fix && `fix: ${d.fix}`].filter(Boolean).join("\n"),
      actions: (d.fixes ?? []).filter((f) => f.edits.every((e) => e.span.start.file === d.span!.start.file)).map((f) => ({
        name: f.label,
        apply: (view: EditorView) => view.dispatch({ changes: f.edits.map((e) => ({ from: offset(view.state, e.span.start), to: offset(view.state, e.span.end), insert: e.text })) }),
      })),
    }
  })
}

/** Where a place of the engine stands in the text: it counts lines from 1 and columns in characters. */
export function offset(state: { doc: { lines: number; line(n: number): { from: number; to: number; text: string }; length: number } }, p: { line: number; column: number }): number {
  if (p.line > state.doc.lines) return state.doc.length
  const line = state.doc.line(Math.max(1, p.line))
  const units = [...line.text].slice(0, Math.max(0, p.column - 1)).join("").length
  return Math.min(line.to, line.from + units)
}

/** Shows how a text would change. Returns what takes it away. */
export function diff(host: HTMLElement, before: string, after: string): () => void {
  const shadow = root(host)
  const view = new EditorView({
    root: shadow, parent: shadow,
    state: EditorState.create({
      doc: after,
      extensions: [common, EditorState.readOnly.of(true), EditorView.editable.of(false), EditorView.contentAttributes.of({ "aria-label": "What changes", tabindex: "0" }),
        unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 3, minSize: 6 } })],
    }),
  })
  return () => view.destroy()
}
