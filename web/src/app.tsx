// The frame of the page: the bar with the screens, notices, keys that work everywhere.
import { useEffect } from "preact/hooks"
import { carried, model, notice, redo, screen, screens, solved, trouble, undo, type Screen } from "./state"
import { slow } from "./live"
import { address } from "./parts/sliders"
import { stepBy } from "./parts/cards"
import { Teach, Trouble } from "./parts/bits"
import { Keys, showKeys } from "./parts/keys"
import { Restore } from "./parts/restore"
import { ModelScreen } from "./screens/model"
import { EvidenceScreen } from "./screens/evidence"
import { RegimesScreen } from "./screens/regimes"
import { ReportScreen } from "./screens/report"
import { SensitivityScreen } from "./screens/sensitivity"
import { TreeScreen } from "./screens/tree"

const views: Record<Screen, { name: string; view: () => preact.JSX.Element }> = {
  tree: { name: "Tree", view: TreeScreen }, model: { name: "Model", view: ModelScreen }, regimes: { name: "Regimes", view: RegimesScreen },
  sensitivity: { name: "Sensitivity", view: SensitivityScreen }, evidence: { name: "Evidence", view: EvidenceScreen }, report: { name: "Report", view: ReportScreen },
}

export function App() {
  useEffect(() => {
    addEventListener("keydown", keys)
    return () => removeEventListener("keydown", keys)
  }, [])
  const m = model.value
  useEffect(() => { document.title = m ? `${m.title} – Parley` : "Parley" }, [m?.title])
  const broken = m !== null && !m.ok && m.diagnostics.some((d) => d.severity === "error")
  const View = broken && screen.value !== "model" ? null : views[screen.value].view
  return (
    <>
      <Skips />
      <header class="bar">
        <span class="brand">Parley</span>
        <span class="file" title={m?.path}>{m?.path.split("/").pop()}</span>
        <nav aria-label="Screens">
          {screens.map((s, i) => <button key={s} type="button" title={`Alt+${i + 1}`} aria-current={screen.value === s ? "page" : undefined} onClick={() => (screen.value = s)}>{views[s].name}</button>)}
        </nav>
        <Status />
        <button type="button" class="small icon help" onClick={() => (showKeys.value = true)} aria-label="Keys" title="Keys (?)">?</button>
        <button type="button" onClick={share} title="Copies the address of this view, with the sliders as they stand">Share</button>
      </header>
      <div class={"notice" + (notice.value ? "" : " gone")} role="status">{notice.value && <><span>{notice.value}</span><button type="button" class="small icon" aria-label="Dismiss" onClick={() => (notice.value = "")}>×</button></>}</div>
      <Restore />
      <Keys />
      <main id="main" tabIndex={-1}>
        <h1 class="hidden">{m?.title ?? "Parley"}: {views[screen.value].name}</h1>
        {!m && (trouble.value ? <div class="page"><Trouble error={trouble.value} /></div> : <p class="page faint" role="status">Reading the model…</p>)}
        {m && broken && !View && <div class="page"><Teach>The model has errors: {m.diagnostics[0]!.summary} <button type="button" onClick={() => (screen.value = "model")}>Mend it in the editor</button></Teach></div>}
        {m && View && <View key={screen.value} />}
      </main>
    </>
  )
}

const goals: [string, string][] = [["To the content", "#main"], ["To the tree", '.picture.tree [role="treeitem"][tabindex="0"], .picture.tree, .treeview .tablewrap'], ["To the answers", ".answers .answer"]]

/** Ways past the many stops of sliders: the first stops of the page. */
function Skips() {
  const list = model.value && screen.value === "tree" ? goals : goals.slice(0, 1)
  return (
    <>
      {list.map(([name, to]) => <a key={name} class="skip" href="#main" onClick={(e) => {
        e.preventDefault()
        const goal = document.querySelector<HTMLElement>(to) ?? document.getElementById("main")!
        if (goal.tabIndex < 0) goal.tabIndex = -1
        goal.focus()
      }}>{name}</a>)}
    </>
  )
}

/** How long it took and how sure the answer is. */
function Status() {
  const s = solved.value.answer
  const exact = s?.solve?.equilibria?.every((e: any) => e.certificate === "exact")
  return <span class="pill" role="status">{slow.value ? "solving…" : s ? `solved in ${Math.max(1, Math.round(s.milliseconds))} ms${exact ? ", exact" : ""}` : " "}</span>
}

async function share() {
  try {
    await navigator.clipboard.writeText(address())
    notice.value = carried.value
      ? "The address of this view is copied. It opens this model, your edits and these values, wherever it is opened."
      : "The address of this view is copied. It opens this model with these values, on this machine."
  } catch {
    notice.value = address()
  }
}

/** Keys that work wherever no text is being typed: [ and ] step through the equilibria, Ctrl+Z through the assumptions. */
function keys(e: KeyboardEvent) {
  const at = e.composedPath()[0]
  const typing = at instanceof HTMLElement && (at.isContentEditable || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement || (at instanceof HTMLInputElement && at.type !== "range"))
  if (typing || document.querySelector("dialog[open]")) return
  if (e.key === "?") { e.preventDefault(); showKeys.value = true }
  if (e.key === "[" || e.key === "]") { e.preventDefault(); stepBy(e.key === "]" ? 1 : -1) }
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "z") { e.preventDefault(); if (e.shiftKey) redo(); else undo() }
  if (e.altKey && /^[1-6]$/.test(e.key)) { e.preventDefault(); screen.value = screens[Number(e.key) - 1]! }
}
