// The offer of edits that were not saved when the page was left.
import { useState } from "preact/hooks"
import { dropOffered, offered, takeOffered } from "../drafts"
import { model } from "../state"
import { Dialog } from "./bits"
import { Diff } from "./lazy"

export function Restore() {
  const d = offered.value
  const [showing, setShowing] = useState(false)
  if (!d) return null
  const names = Object.keys(d.files)
  const time = d.at ? new Date(d.at) : null
  const when = time && !Number.isNaN(time.getTime()) ? ` from ${clock(time)}` : ""
  const decide = (
    <>
      <button type="button" onClick={() => { setShowing(false); void takeOffered() }}>Take them</button>
      {!showing && <button type="button" onClick={() => setShowing(true)}>Show the difference</button>}
      <button type="button" onClick={() => { setShowing(false); dropOffered() }}>Throw away</button>
    </>
  )
  return (
    <section class="restore" aria-label="Unsaved changes">
      <p>Unsaved changes{when}, in {names.join(", ")}.{d.stale ? " The model has changed on disk since." : ""}</p>
      <span class="row">{decide}</span>
      {showing && (
        <Dialog title={`Unsaved changes${when}`} onClose={() => setShowing(false)} wide>
          {names.map((n) => <div key={n}><h3>{n}</h3><Diff before={model.value!.files.find((f) => f.name === n)?.text ?? ""} after={d.files[n]!} /></div>)}
          <div class="row end">{decide}</div>
        </Dialog>
      )}
    </section>
  )
}

/** The time of day; for another day with its date. */
function clock(t: Date): string {
  const time = `${String(t.getHours()).padStart(2, "0")}:${String(t.getMinutes()).padStart(2, "0")}`
  return t.toDateString() === new Date().toDateString() ? time : `${time} on ${t.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`
}
