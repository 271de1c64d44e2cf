for (const box of document.querySelectorAll(".explore")) {
  const sliders = [...box.querySelectorAll("input")], now = [...box.querySelectorAll(".now")], state = box.querySelector(".state")
  const split = (s, by) => s.split(by)
  const places = (s) => split(s.dataset.places, "|")
  const say = (s) => {
    s.nextElementSibling.value = s.ariaValueText = places(s)[s.value]
  }
  const show = (moved) => {
    for (const s of sliders) {
      if (s !== moved) s.value = s.defaultValue
      say(s)
    }
    const s = moved ?? sliders[0], at = s.value, home = s.value === s.defaultValue
    split(s.dataset.answers, "~").forEach((list, i) => {
      const share = list.startsWith("%") // every answer is so many per cent
      const answers = split(share ? list.slice(1) : list, "|").map((a) => (share ? a + " %" : a))
      const answer = answers[at] ?? answers[0]
      now[i].textContent = answer.replaceAll(" %", "\u00a0%")
      now[i].classList.toggle("changed", answer !== (answers[s.defaultValue] ?? answers[0]))
    })
    const note = split(s.dataset.notes, "|")[at]
    state.textContent = home ? "All params at the baseline." : s.labels[0].textContent + (places(s)[at].startsWith("≈") ? " " : " = ") + places(s)[at] + (note ? ": " + note + "." : ".")
  }
  for (const s of sliders) s.addEventListener("input", () => show(s))
  box.querySelector("button").addEventListener("click", () => show())
  show()
  box.hidden = false
}
