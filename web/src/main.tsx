import { render } from "preact"
import { App } from "./app"
import { problems, startKeeping } from "./drafts"
import { remember } from "./history"
import { HttpEngine } from "./http"
import { follow, load, reaudit, reload } from "./live"
import { start } from "./route"
import { edits, engine, heavy, model } from "./state"
import "./style.css"

// A page that carries models runs the engine itself; any other asks the server that it came from.
const carries = document.getElementById("playground")
engine.value = carries ? await (await import("./playground/start")).start(carries) : new HttpEngine()
start()
render(<App />, document.getElementById("app")!)

const ready = await load() && (Object.keys(edits.value).length === 0 || await load(false)) // edits that the address brought
engine.value.watch((digest) => void reload(digest))
if (model.value) {
  problems.value = model.value.diagnostics
  remember(model.value.path)
  void startKeeping()
}
follow()
if (ready && !heavy.value && model.value!.questions.length + model.value!.conclusions.length > 0) reaudit(200)
