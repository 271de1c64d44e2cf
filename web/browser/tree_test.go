package browser

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// node is a script for the group of a node of the picture, by its number in the game.
func node(n int) string {
	return fmt.Sprintf(`document.querySelector('.picture.tree g[data-node="%d"][role="treeitem"]')`, n)
}

// onNode tells whether the keyboard is on a node.
func onNode(n int) string {
	return fmt.Sprintf(`document.activeElement?.getAttribute("data-node") === "%d"`, n)
}

// focusTree puts the keyboard into the tree, as Tab does.
func (p *page) focusTree() {
	p.t.Helper()
	p.do(chromedp.Evaluate(`document.querySelector('.picture.tree [role="treeitem"][tabindex="0"]').focus()`, nil))
}

// beer has two components of equilibria.
const beer = "../../textbook/beer-quiche.star"

// A node leads to the line that makes its move, and the cursor in that line lights up the nodes.
func TestNodeAndLine(t *testing.T) {
	p := open(t, crisis, false)
	p.focusTree()
	p.do(chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowDown))
	p.until("what is known of the node", `document.querySelector(".nodefacts .about")?.innerText.includes("at ")`)
	line := eval[string](p, `document.querySelector(".nodefacts button.link")?.innerText ?? ""`)
	if !strings.HasPrefix(line, "line ") {
		t.Fatalf("the node says %q, and no line of the model", p.words(".nodefacts"))
	}
	label := eval[string](p, `document.activeElement.getAttribute("data-infoset").split(" |")[0]`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("the editor at the line", editor+`?.querySelector(".cm-activeLine")?.innerText.includes(`+fmt.Sprintf("%q", label)+`)`)
	p.until("the nodes of the line", `document.querySelector(".liveside .picture.tree g.lit[data-infoset]") && location.hash.includes("sel=move")`)
	lit := eval[int](p, `document.querySelectorAll(".liveside .picture.tree g.lit[role='treeitem']").length`)
	p.do(chromedp.KeyEvent(kb.ArrowLeft)) // within the same line: nothing changes
	if now := eval[int](p, `document.querySelectorAll(".liveside .picture.tree g.lit[role='treeitem']").length`); lit < 1 || now != lit {
		t.Errorf("%d nodes are lit, and then %d", lit, now)
	}
}

// What the sentence says of war lights up the ends where war happens, the question about it and the params that stand there; a param
// lights up the nodes where it stands.
func TestSentenceLinks(t *testing.T) {
	p := open(t, crisis, false)
	p.tabTo("what is said of war", `e.getAttribute("data-event") === "war"`)
	p.do(chromedp.KeyEvent(" "))
	p.until("the ends of war", `[...document.querySelectorAll(".picture.tree g.lit")].filter((g) => g.textContent.includes("war")).length === 2 && document.querySelectorAll(".picture.tree g.lit").length === 2`)
	p.until("the question", `[...document.querySelectorAll(".answer.linked")].some((e) => e.innerText.startsWith("How likely is war?"))`)
	p.until("a param that stands there", `document.querySelector('[data-param="war_cost"]').classList.contains("linked")`)
	p.until("and none that does not", `!document.querySelector('[data-param="audience_cost"]').classList.contains("linked")`)
	p.until("the address", `location.hash.includes("sel=event:war")`)
	p.do(chromedp.Evaluate(`location.hash = "#/tree?sel=param:audience_cost"`, nil))
	p.until("the ends where it stands", `[...document.querySelectorAll(".picture.tree g.lit")].every((g) => g.textContent.includes("climb-down")) && document.querySelectorAll(".picture.tree g.lit").length === 2`)
	p.do(chromedp.Evaluate(`location.hash = "#/tree?sel=question:0"`, nil))
	p.until("what the sentence says of the question's event", `document.querySelector('.phrase[data-event="war"]').classList.contains("linked")`)
}

// The tree is cut down to the likeliest play, opened and closed again with keys; the address and the command keep it.
func TestFolding(t *testing.T) {
	p := open(t, beijing, false)
	p.do(chromedp.Evaluate(`[...document.querySelectorAll(".toolbar button")].find((e) => e.innerText === "Follow the path").focus()`, nil), chromedp.KeyEvent(kb.Enter))
	p.until("the likeliest play", `location.hash.includes("fold=path") && document.querySelectorAll(".picture.tree g[data-fold]").length > 5 && document.querySelector(".toolbar .command")?.title.includes("--collapse path")`)
	folds := eval[int](p, `document.querySelectorAll(".picture.tree g[data-fold]").length`)
	p.focusTree()
	p.do(chromedp.KeyEvent(kb.ArrowRight))
	p.until("a fold", `document.activeElement?.getAttribute("aria-expanded") === "false"`)
	at := eval[int](p, `Number(document.activeElement.getAttribute("data-node"))`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("what follows it", fmt.Sprintf(`%s?.getAttribute("aria-expanded") === "true" && location.hash.includes("open=%d")`, node(at), at))
	p.until("the keyboard on the same node", onNode(at))
	p.until("the command", fmt.Sprintf(`document.querySelector(".toolbar .command").title.includes("--collapse path --open %d")`, at))
	p.do(chromedp.KeyEvent("-"))
	p.until("folded again", fmt.Sprintf(`%s?.getAttribute("aria-expanded") === "false" && location.hash.includes("close=%d")`, node(at), at))
	p.until("the keyboard still there", onNode(at))
	if now := eval[int](p, `document.querySelectorAll(".picture.tree g[data-fold]").length`); now != folds {
		t.Errorf("%d parts are folded, and %d were before", now, folds)
	}
	p.do(chromedp.Evaluate(`[...document.querySelectorAll(".toolbar button")].find((e) => e.innerText.startsWith("Undo folding")).focus()`, nil), chromedp.KeyEvent(kb.Enter))
	p.until("nothing opened or closed", `!location.hash.includes("close=") && !location.hash.includes("open=")`)
	p.do(chromedp.Evaluate(`location.hash = "#/tree?fold=likely&down=1"`, nil))
	p.until("top-down and the likeliest plays", `document.querySelector(".toolbar .command").title.includes("--top-down --collapse likely")`)
	p.focusTree()
	root := eval[int](p, `Number(document.activeElement.getAttribute("data-node"))`)
	p.do(chromedp.KeyEvent(kb.ArrowDown))
	p.until("the child below", fmt.Sprintf(`document.activeElement?.getAttribute("data-parent") === "%d"`, root))
}

// A search finds nodes that are not drawn, and Enter goes there.
func TestFindNode(t *testing.T) {
	p := open(t, beijing, false)
	p.do(chromedp.Evaluate(`location.hash = "#/tree?fold=path"`, nil))
	p.until("the likeliest play", `document.querySelectorAll(".picture.tree g[data-fold]").length > 5 && document.querySelector(".toolbar .command")?.title.includes("--collapse path")`)
	p.do(chromedp.Focus("#find-node", chromedp.ByQuery))
	p.do(chromedp.KeyEvent("strike great_power_war"))
	p.until("what was found", `document.querySelectorAll(".foundlist li").length > 1 && location.hash.includes("find=strike")`)
	p.until("that it is not drawn", `document.querySelector(".foundlist li").innerText.includes("not drawn")`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("the node, opened and with the keyboard on it", `document.activeElement?.classList.contains("found") && document.activeElement.textContent.includes("great_power_war") && location.hash.includes("open=")`)
	p.tabTo("the panel of the node", `e.closest(".nodefacts") || e.closest(".strategic") || e.classList.contains("answer")`)
}

// Two equilibria side by side: only what differs has numbers, a table lists it, and the keys step through the others.
func TestCompare(t *testing.T) {
	p := open(t, beer, false)
	p.tabTo("the choice", `e.tagName === "SELECT" && e.closest("label").innerText.startsWith("Compare with")`)
	p.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
	p.until("the comparison", `location.hash.includes("against=2") && document.querySelector(".picture.tree svg desc").textContent.includes("Equilibrium 1 against 2")`)
	p.until("what differs in the picture", `[...document.querySelectorAll(".picture.tree text")].some((e) => e.textContent === "100 % → 0 %")`)
	p.until("nothing of what chance does", `![...document.querySelectorAll(".picture.tree g[data-action='weak'] text")].some((e) => e.textContent.includes("%"))`)
	for _, want := range []string{"What comes of it", "Play", "Beliefs", "surly, beer, leave", "Stranger at breakfast"} {
		p.until("the table: "+want, fmt.Sprintf(`document.querySelector(".differences").innerText.includes(%q)`, want))
	}
	p.until("the card", `document.querySelector(".card.other").dataset.equilibrium === "2"`)
	p.until("the command", `document.querySelector(".toolbar .command").title.includes("--against 2")`)
	p.do(chromedp.Evaluate(`document.activeElement.blur()`, nil), chromedp.Evaluate(`location.hash = "#/tree"`, nil))
	p.until("no comparison", `!document.querySelector(".differences")`)

	p = open(t, coordination, false)
	p.do(chromedp.Evaluate(`location.hash = "#/tree?against=2"`, nil))
	p.until("the second one", `document.querySelector(".differences")?.innerText.includes("Equilibrium 1 against 2")`)
	p.do(chromedp.KeyEvent("]"))
	p.until("the third one", `location.hash.includes("against=3") && document.querySelector(".differences").innerText.includes("Equilibrium 1 against 3")`)
	p.do(chromedp.KeyEvent("]"))
	p.until("round, past the one that is shown", `location.hash.includes("against=2")`)
}

// Cards tell of families, and of refinements with the reason for a failure; all of them are judged when that is asked for.
func TestCardsTell(t *testing.T) {
	p := open(t, beer, false)
	p.until("bounds of a family", `document.querySelector(".card.on").innerText.includes("family, 1 dim.") && /duel with 50–100 %/.test(document.querySelector(".card.on").innerText)`)
	p.until("why the second one fails", `document.querySelector('.card[data-equilibrium="2"] .why').innerText.includes("intuitive criterion")`)
	p.until("what is not computed", `document.querySelector(".card.on").innerText.includes("QRE limit: not computed")`)
	p.tabTo("the button", `e.innerText === "Judge by all refinements"`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("the limit of the branch", `document.querySelector(".card.on").innerText.includes("QRE limit: yes (numeric)") && document.querySelector('.card[data-equilibrium="2"]').innerText.includes("QRE limit: no (numeric)")`)
	p.until("D1", `document.querySelector(".card.on").innerText.includes("✓ D1")`)

	p = open(t, crisis, false)
	p.until("how much of the ranges it holds in", `/one of its kind exists in about \d+.% of 200 draws over all ranges/.test(document.querySelector(".card.on").innerText)`)
}

// Equilibria with the same outcomes stand together.
func TestCardGroups(t *testing.T) {
	dir := t.TempDir() + "/same.star"
	text := `a = player("A")
b = player("B")
def story(g):
    x = g.choose(a, "way", ["l", "r"], seen_by = [])
    y = g.choose(b, "side", ["l", "r"])
    if x == y:
        g.mark("met")
        g.pay(a, 1)
        g.pay(b, 1)
    else:
        g.mark("missed")
game(story)
`
	if err := os.WriteFile(dir, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	p := open(t, dir, false)
	p.until("a group", `document.querySelector('.cardgroup[aria-label="2 equilibria with the same outcomes"]')?.querySelectorAll(".card").length === 2`)
}

// The node that the keyboard is on tells what each action is worth, exactly.
func TestStakes(t *testing.T) {
	p := open(t, crisis, false)
	p.focusTree()
	p.do(chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowDown))
	p.until("the actions", `document.querySelectorAll(".nodefacts .worth tbody tr").length === 3`)
	text := p.words(".nodefacts .worth")
	if !strings.Contains(text, "nothing is gained by deviating here") || strings.Count(text, "best") < 1 {
		t.Errorf("what is at stake: %q", text)
	}
	p.do(chromedp.KeyEvent(" "))
	p.do(chromedp.Evaluate(`document.activeElement.blur()`, nil))
	p.until("that it stays for what is selected", `document.querySelector(".nodefacts .worth")`)
}

// The strategic form stands beside small trees when it is asked for.
func TestStrategicForm(t *testing.T) {
	p := open(t, crisis, false)
	p.tabTo("the button", `e.innerText === "Strategic form"`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until("the table", `document.querySelector(".strategic svg")?.textContent.includes("escalate, fight, stay quiet") && location.hash.includes("form=1")`)
	p.until("its command", `document.querySelector(".strategic .command").title.includes("--strategic")`)
	p.until("its words", `document.querySelector(".strategic svg").getAttribute("aria-label").includes("9 by 2 strategies")`)
	p.do(chromedp.Focus("#param-prior", chromedp.ByQuery), chromedp.KeyEvent(kb.ArrowRight))
	p.until("that it follows the slider", `document.querySelector(".strategic .command").title.includes("--set prior=")`)
}

// axe finds nothing in the tree's own modes either: a comparison, a search, the strategic form, folded parts.
func TestTreeAccessibility(t *testing.T) {
	axe, err := os.ReadFile("../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core is not there: npm ci --prefix web")
	}
	for _, dark := range []bool{false, true} {
		p := open(t, beer, dark)
		p.do(chromedp.Evaluate(string(axe), nil))
		for _, c := range []struct{ address, there string }{
			{"against=2&form=1&find=beer&sel=node:0", `document.querySelector(".differences") && document.querySelector(".strategic svg") && document.querySelector(".foundlist li")`},
			{"fold=path&down=1&sel=infoset:answer%20|%20breakfast%3Dbeer", `document.querySelector(".picture.tree g[data-fold]") && document.querySelector(".nodefacts .worth")`},
		} {
			p.do(chromedp.Evaluate(fmt.Sprintf("location.hash = '#/tree?%s'", c.address), nil))
			p.until(c.address, c.there)
			for _, f := range eval[[]string](p, `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + v.help + " @ " + n.target.flat(9).join(" >> ") + " | " + (n.any[0]?.message ?? ""))))`) {
				t.Errorf("%s (dark: %v): %s", c.address, dark, f)
			}
		}
	}
}
