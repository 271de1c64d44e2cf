// Where a map is not there yet: on its way, or waiting to be asked for.
import { mapAxes, stopMap } from "../live"
import { heavy, mapWanted, regimes } from "../state"
import { Busy, plain, Teach } from "./bits"

export function MapWait() {
  const r = regimes.value, spanned = mapAxes()
  if (r.busy || !heavy.value || mapWanted.value) return <Busy progress={r.progress} what="Mapping the regimes" stop={stopMap} />
  return (
    <Teach>
      A map shows where the answer changes in kind. In a model of this size it takes minutes; the sliders work meanwhile.<br />
      <button type="button" onClick={() => (mapWanted.value = true)}>Map {spanned ? `${plain(spanned.x)} and ${plain(spanned.y)}` : "two params"}</button>
    </Teach>
  )
}
