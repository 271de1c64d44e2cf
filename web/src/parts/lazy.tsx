// The editor comes in a chunk of its own, when it is first shown. It lives in a shadow root: there its styles are sheets that
// the page's policy allows.
import { useEffect, useRef } from "preact/hooks"
import type { Diagnostic } from "../types"

const chunk = () => import("../editor")

export interface EditorProps {
  name: string; text: string; readOnly: boolean; diagnostics: Diagnostic[]; words: string[]; goto: { line: number; stamp: number } | null
  onChange: (text: string) => void; onLine: (line: number) => void
}

export function Editor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const latest = useRef(props)
  latest.current = props
  const handle = useRef<import("../editor").Handle | null>(null)
  const told = useRef(new Set<string>()) // texts that the editor has told of and that have not come back yet
  useEffect(() => {
    let gone = false
    void chunk().then((c) => {
      if (gone) return
      handle.current = c.open(host.current!, latest.current.text, {
        label: "Text of the model", readOnly: latest.current.readOnly, words: latest.current.words,
        onChange: (t) => { told.current.add(t); latest.current.onChange(t) }, onLine: (l) => latest.current.onLine(l),
      })
      handle.current.diagnose(latest.current.diagnostics)
      if (latest.current.goto) handle.current.goto(latest.current.goto.line)
    })
    return () => { gone = true; handle.current?.close(); handle.current = null }
  }, [props.name])
  useEffect(() => {
    // What comes back after another key was pressed is older than what stands there.
    if (!told.current.has(props.text)) handle.current?.replace(props.text)
    if (!told.current.has(props.text) || handle.current?.text() === props.text) told.current.clear()
  }, [props.text])
  useEffect(() => { handle.current?.diagnose(props.diagnostics) }, [props.diagnostics])
  useEffect(() => { if (props.goto) handle.current?.goto(props.goto.line) }, [props.goto?.stamp])
  return <div class="editor" ref={host} data-file={props.name} />
}

/** What is taken out and what is put in. */
export function Diff({ before, after }: { before: string; after: string }) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let close = () => {}, gone = false
    void chunk().then((c) => { if (!gone) close = c.diff(host.current!, before, after) })
    return () => { gone = true; close() }
  }, [before, after])
  return <div class="diff" ref={host} />
}
