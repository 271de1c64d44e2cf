import { render } from "preact"
import { App } from "./app"
import { HttpEngine } from "./http"
import { follow, load, reaudit, reload } from "./live"
import { start } from "./route"
import { engine, model } from "./state"
import "./style.css"

engine.value = new HttpEngine()
start()
render(<App />, document.getElementById("app")!)

const ready = await load()
engine.value.watch((digest) => void reload(digest))
follow()
if (ready && model.value!.questions.length + model.value!.conclusions.length > 0) reaudit(200)
