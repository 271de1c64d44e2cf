package browser

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const deterrence = "../../examples/deterrence/model.star"

// The sentence begins with what is learnt. It is one phrase that flows with the text; selecting it lights up the information set, and
// selecting a node of that set lights up the phrase.
func TestLearntPhrase(t *testing.T) {
	p := open(t, crisis, false)
	const phrase = `document.querySelector('.phrase[data-infoset="reply"]')`
	p.until("what is learnt", phrase)
	if got := p.words(".sentence"); !strings.HasPrefix(got, "Seeing escalate moves the defender from 40 % to 67 % sure that kind is resolute. Quiet is unlikely (40 %") {
		t.Errorf("the sentence is %q", got)
	}
	if got := p.words(`.phrase[data-infoset="reply"] b`); got != "67 %" {
		t.Errorf("what stands out is %q", got)
	}
	p.tabTo("what is learnt", `e.getAttribute("data-infoset") === "reply"`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("its nodes", `[...document.querySelectorAll('.picture.tree g.lit[role="treeitem"]')].length === 2 && location.hash.includes("sel=infoset:reply")`)
	p.until("that it is on", phrase+`.getAttribute("aria-pressed") === "true"`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("that it is off", phrase+`.getAttribute("aria-pressed") === "false" && !document.querySelector(".picture.tree g.lit")`)
	p.do(chromedp.Evaluate(`document.querySelector('.picture.tree g[data-infoset="reply"][role="treeitem"]').dispatchEvent(new MouseEvent("click", {bubbles: true}))`, nil))
	p.until("the phrase of a node", phrase+`.getAttribute("aria-pressed") === "true"`)
	p.do(chromedp.Evaluate(`location.hash = "#/tree?prior=0.7"`, nil))
	p.until("that nothing is learnt", `document.querySelector(".sentence").innerText.startsWith("Seeing escalate leaves the defender 70 % sure that kind is resolute, as before.")`)
	p.do(chromedp.EmulateViewport(400, 800))
	p.until("that phrases break over lines", `[...document.querySelectorAll(".phrase")].some((e) => e.getClientRects().length > 1)`)
}

// What a first-time user sees says where everything is. Put away it stays away, also on another port; the sheet of keys brings it back.
func TestIntro(t *testing.T) {
	p := open(t, crisis, false)
	p.do(chromedp.Evaluate(`document.cookie = "parley-intro=; max-age=0; path=/"`, nil), chromedp.Reload())
	p.until("what you see", `document.querySelector(".intro")?.innerText.includes("Move “prior”")`)
	p.click(".intro button")
	p.until("that it is away", `!document.querySelector(".intro") && document.activeElement.id === "main"`)
	p.do(chromedp.Reload())
	p.until("the page again", `document.querySelector(".picture.tree svg")`)
	if eval[bool](p, `document.querySelector(".intro") !== null`) {
		t.Error("it comes back with the page")
	}
	other := open(t, coordination, false)
	if eval[bool](other, `document.querySelector(".intro") !== null`) {
		t.Error("it comes back on another port")
	}
	other.do(chromedp.KeyEvent("?"))
	other.until("the keys", `document.querySelector("dialog[open]")`)
	other.do(chromedp.Evaluate(`[...document.querySelectorAll("dialog button")].find((b) => b.innerText === "What you see").click()`, nil))
	other.until("what you see, again", `document.querySelector(".intro") && !document.querySelector("dialog[open]")`)
}

// However many sliders there are, the first stops lead past them; and the page opens at its head.
func TestSkips(t *testing.T) {
	for i, c := range []struct{ name, there string }{
		{"To the content", `e.id === "main"`},
		{"To the tree", `e.getAttribute("role") === "treeitem"`},
		{"To the answers", `e.classList.contains("answer")`},
	} {
		p := open(t, beijing, false)
		if i == 0 {
			if top := eval[float64](p, `document.querySelector(".left").scrollTop`); top != 0 {
				t.Errorf("the assumptions are scrolled by %g when the page opens", top)
			}
		}
		for range i + 1 {
			p.do(chromedp.KeyEvent(kb.Tab))
		}
		if got := eval[string](p, focused); got != c.name {
			t.Errorf("stop %d is %q, want %q", i+1, got, c.name)
		}
		if !eval[bool](p, `document.activeElement.getBoundingClientRect().left >= 0`) {
			t.Errorf("%s has the focus and is out of sight", c.name)
		}
		p.do(chromedp.KeyEvent(kb.Enter))
		p.until(c.name, `((e) => `+c.there+`)(document.activeElement)`)
	}
}

// On a dark ground the payoffs of players that have colours of their own can be read.
func TestDarkPayoffs(t *testing.T) {
	p := open(t, crisis, true)
	const worst = `(() => {
		const light = (c) => { const v = c.match(/[\d.]+/g).slice(0, 3).map((x) => x / 255).map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4); return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2] }
		const paper = light(getComputedStyle(document.body).backgroundColor)
		return Math.min(...[...document.querySelectorAll('.picture.tree g[data-node] text')].filter((e) => /^[−\d.]+$/.test(e.textContent)).map((e) => (light(getComputedStyle(e).fill) + 0.05) / (paper + 0.05)))
	})()`
	if c := eval[float64](p, worst); c < 4.5 || c > 21 {
		t.Errorf("the worst contrast of a payoff is %.2f", c)
	}
}

// A picture that was drawn for a dark screen is printed on white.
func TestPrintFromDark(t *testing.T) {
	p := open(t, crisis, true)
	p.do(emulation.SetEmulatedMedia().WithMedia("print").WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}}))
	time.Sleep(50 * time.Millisecond)
	p.do(emulation.SetEmulatedMedia().WithMedia("print").WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}))
	p.until("the dark picture", `document.querySelector(".picture.tree svg.ondark")`)
	var shot []byte
	p.do(chromedp.Screenshot(".picture.tree", &shot, chromedp.ByQuery))
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	pale, dark := 0, 0
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			switch g := gray(img, x, y); {
			case g > 250:
				pale++
			case g < 60:
				dark++
			}
		}
	}
	if all := img.Bounds().Dx() * img.Bounds().Dy(); pale*10 < all*8 || dark == 0 || dark*10 > all {
		t.Errorf("of %d points %d are white and %d dark", all, pale, dark)
	}
}

func gray(img image.Image, x, y int) uint32 {
	r, g, b, _ := img.At(x, y).RGBA()
	return (299*r + 587*g + 114*b) / 1000 >> 8
}

// Where the engine draws a strategic form, nothing speaks of nodes; where nothing is hidden, the page asks for no evidence and teaches
// how to hide something.
func TestSimultaneous(t *testing.T) {
	p := open(t, coordination, false)
	if got := p.words(".treeview"); strings.Contains(got, "Point at a node") || strings.Contains(got, "Top-down") || !strings.Contains(got, "best response") {
		t.Errorf("beside a strategic form stands:\n%s", got)
	}
	p.do(chromedp.Evaluate(`location.hash = "#/evidence?ev=moves"`, nil))
	p.until("what to do", `document.querySelector(".teach")?.innerText.includes("Nothing is hidden in this game") && document.querySelector(".teach code").innerText.includes("seen_by")`)
}
