"""Tests of parley.py: `python3 -m unittest discover clients/python`, from the root of the project.

The environment variable PARLEY names the program, unless it is on the PATH. PARLEY_UPDATE=1 rewrites the outputs that
example.ipynb shows.
"""

import ast
import contextlib
import decimal
import doctest
import io
import json
import os
import pathlib
import pickle
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import types
import unittest
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CRISIS = ROOT / "examples" / "crisis-signalling" / "model.star"
COORDINATION = ROOT / "examples" / "coordination" / "model.star"
sys.path.insert(0, str(HERE))
if os.environ.get("PARLEY"):
    os.environ["PARLEY"] = os.path.abspath(os.environ["PARLEY"])
os.chdir(ROOT)

import parley  # noqa: E402

try:
    import pandas
except ImportError:
    pandas = None


def load_tests(loader, tests, ignore):
    tests.addTests(doctest.DocTestSuite(parley))
    guide = ROOT / "docs" / "python.md"
    text = "".join("\n" if line.startswith("```") else line for line in guide.read_text(encoding="utf-8").splitlines(True))
    tests.addTest(doctest.DocTestCase(doctest.DocTestParser().get_doctest(text, {}, "python.md", str(guide), 0)))
    return tests


class Numbers(unittest.TestCase):
    def test_floats_go_in_as_their_shortest_decimal(self):
        self.assertEqual(parley._exact("p", 0.1), "0.1")
        draw = random.Random(1)
        for _ in range(1000):
            x = draw.uniform(-1, 1) * 10.0 ** draw.randint(-12, 12)
            self.assertEqual(Fraction(parley._exact("p", x)), Fraction(repr(x)))

    def test_every_kind_of_number(self):
        for value, text in [(3, "3"), (Fraction(1, 3), "1/3"), (decimal.Decimal("0.30"), "0.30"), (" 1/3 ", "1/3"), ("1e-3", "1e-3"), (parley.Number(1 / 3, Fraction(1, 3)), "1/3")]:
            self.assertEqual(parley._exact("p", value), text)

    def test_what_is_no_number(self):
        for value in [True, None, "a", "", "1/3/4", float("nan"), float("inf"), [1], decimal.Decimal("NaN"), "0.4 --json"]:
            with self.assertRaises(TypeError, msg=repr(value)):
                parley._exact("p", value)

    def test_exactness_survives_the_way_there_and_back(self):
        m = parley.load(CRISIS)
        prior = Fraction(123456789, 400000000)
        r = m.solve(prior=prior)
        # A bluffer escalates so often that the defender is indifferent: at odds of war_cost to 1.
        self.assertEqual(r[0].strategies["challenger"]["opening | kind=bluffing"]["escalate"].exact, prior / (1 - prior) / 2)
        self.assertEqual(m.solve(prior=0.1).set, {"prior": "1/10"})

    def test_a_number_is_a_float(self):
        n = parley.Number(0.25, Fraction(1, 4))
        self.assertEqual((n, n + 1, f"{n:.1f}", f"{n}", json.dumps(n)), (0.25, 1.25, "0.2", "1/4", "0.25"))
        copy = pickle.loads(pickle.dumps(parley.Number(0.5, None, 0.0, 1.0)))
        self.assertEqual((copy, copy.exact, copy.low, copy.high, copy.determined), (0.5, None, 0.0, 1.0, False))


class Solving(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.m = parley.load(CRISIS)

    def test_model(self):
        self.assertEqual(self.m.title, "A demand that may be a bluff")
        self.assertEqual(self.m.params["prior"].value.exact, Fraction(2, 5))
        self.assertEqual((len(self.m.questions), len(self.m.conclusions), self.m.variants), (8, 6, ["indifferent audience", "tied hands"]))
        self.assertIn("audience_cost", self.m._repr_html_())

    def test_equilibrium(self):
        r = self.m.solve(prior=0.5)
        self.assertTrue(r.complete)
        self.assertEqual(r.incomplete_because, "")
        self.assertEqual(r.headline, "1 sequential equilibrium, and there is no other (support search)")
        e = r[0]
        self.assertEqual(e.beliefs["defender"]["reply"]["resolute, escalate"].exact, Fraction(2, 3))
        self.assertEqual(e.outcomes["war"].exact, Fraction(5, 13))
        self.assertEqual(e.payoffs["defender"].exact, Fraction(1, 4))
        self.assertTrue(e.reached("defender", "reply"))
        self.assertEqual(len(r.strategies()), 10)
        self.assertEqual(len(r.beliefs()), 6)

    def test_options_with_the_name_of_a_param(self):
        self.assertEqual(self.m.solve(set={"prior": "1/2"}, war_cost=0.4).set, {"prior": "1/2", "war_cost": "2/5"})

    def test_what_is_not_complete_says_so_everywhere(self):
        r = self.m.solve(limits={"supports": 1})
        self.assertFalse(r.complete)
        self.assertEqual(r.incomplete_because, "the bound of 1 support profiles was reached")
        for text in [r.headline, repr(r), repr(r[0]), r._repr_html_()]:
            self.assertIn("there may be others" if text != repr(r[0]) else "There may be other equilibria", text)
        a = self.m.ask('P("war")', limits={"supports": 1})
        self.assertFalse(a.complete)
        self.assertIn("incomplete", repr(a))
        s = self.m.sweep(3, limits={"supports": 1}, only_queries=True, queries='P("war")')
        self.assertFalse(s.complete)
        self.assertIn("3 rows", s.incomplete_because)
        self.assertFalse(self.m.audit(draws=20, limits={"supports": 1}).complete)

    def test_continuum(self):
        r = self.m.solve(prior=0)
        self.assertEqual(r.headline, "1 component of sequential equilibria, and there is no other (support search)")
        b = r[0].beliefs["defender"]["reply"]["resolute, escalate"]
        self.assertFalse(b.determined)
        self.assertEqual((b.low, b.high), (0, 2 / 3))
        self.assertIn("(0 to 0.6667)", repr(r[0].beliefs))

    def test_several(self):
        r = parley.load(COORDINATION).solve()
        self.assertEqual([e.id for e in r], [1, 2, 3])
        self.assertEqual(r.headline, "3 sequential equilibria, and there are no others (support search)")
        a = parley.load(COORDINATION).ask("payoff(north)")
        self.assertEqual([v.exact for v in a.values], [e.payoffs["north"].exact for e in r])
        self.assertEqual((a.low, a.high), (1, 3))
        with self.assertRaises(ValueError):
            a.value

    def test_other_concepts(self):
        self.assertEqual(self.m.solve("rationalizable").surviving()["player"].count("challenger"), 5)
        self.assertEqual([str(n) for n in self.m.solve("correlated").bounds()["low"]], ["30/59", "2/13", "0"])
        q = self.m.solve("qre")
        self.assertFalse(q.complete)
        self.assertTrue(q.headline.startswith("1 approximate quantal response equilibrium found, and there may be others"))
        self.assertIsNone(q[0].payoffs["defender"].exact)

    def test_wrong_labels_say_what_is_there(self):
        with self.assertRaisesRegex(KeyError, "did you mean 'defender'"):
            self.m.solve()[0].beliefs["defendr"]
        with self.assertRaisesRegex(KeyError, "there are: 'reply'"):
            self.m.solve()[0].beliefs["defender"]["xyz"]

    def test_labels_that_stand_twice_lose_no_number(self):
        labels = parley._nested(["player", "action"], [("A", "x", 1), ("A", "x", 2), ("B", "x", 3)])
        self.assertEqual(list(labels._flat()), [("A", "x", 1), ("A", "x [2]", 2), ("B", "x", 3)])

    def test_evidence(self):
        seen = self.m.evidence(observed={"opening": "escalate"}, observer="defender")
        self.assertTrue(seen.complete)
        self.assertEqual(seen.posterior()["resolute"].exact, Fraction(2, 3))
        first = seen.matrix()[0]
        self.assertEqual((first["part"], first["move"], first["type"], first["ratio"], first["strength"]), ("observed", "opening", "resolute", 3, "positive"))
        fight = [r for r in seen.matrix() if r["action"] == "fight"]
        self.assertEqual([r["ratio"] for r in fight], [float("inf"), 0])
        self.assertEqual([r["move"] for r in seen.watch()], ["last word", "reply"])
        self.assertEqual(seen.watch()["most"][1], 0)
        self.assertEqual(self.m.evidence(draws=20).doc["draws"]["draws"], 20)
        with self.assertRaises(parley.ParleyError):
            self.m.evidence(hidden="nothing")
        with self.assertRaises(KeyError):
            seen.posterior(2)

    def test_ask(self):
        answers = self.m.ask()
        self.assertTrue(answers.complete)
        self.assertEqual(answers["How likely is war?"].value.exact, Fraction(4, 13))
        self.assertIs(answers["War is a real risk."].value, True)
        self.assertIs(self.m.ask('P("war") > 0.25', prior=0.2).value, False)
        self.assertEqual(str(self.m.ask('P("war", given = event("opening", "escalate"))').value), "20/39")
        slopes = self.m.ask('P("war")', derivatives=True).derivatives()
        self.assertEqual([(r["param"], str(r["derivative"])) for r in slopes], [("prior", "10/13"), ("audience_cost", "-40/169")])
        self.assertEqual(answers.equilibria.headline, "1 sequential equilibrium, and there is no other")
        sobol = self.m.ask('P("war")', sensitivity=64, draws=100).sobol()
        self.assertEqual(sobol["params"], list(self.m.params))
        self.assertTrue(all(r["total_low"] <= r["total"] <= r["total_high"] for r in sobol))
        self.assertEqual(len(self.m.ask('P("war")').sobol()), 0)
        never = self.m.ask('P("war", given = event("opening", "escalate"))', prior=0)
        self.assertIsNone(never.value)
        self.assertIn("undefined", repr(never))

    def test_what_a_continuum_leaves_open_is_a_range(self):
        a = parley.load(ROOT / "examples" / "deterrence" / "model.star").ask()
        sure = a["How sure is the challenger that a guarantee is meant?"]
        self.assertEqual(repr(sure), "How sure is the challenger that a guarantee is meant?  E1 0 to 0.5; E2 1/2")
        self.assertEqual((sure.low, sure.high, sure.values[0].determined), (0, 0.5, False))
        with self.assertRaises(ValueError):
            sure.value
        mixed = a["A guarantee deters more than silence does."]
        self.assertEqual((mixed.truths[0], mixed.values[0]), ("mixed", None))
        with self.assertRaises(ValueError):
            mixed.value

    def test_audit(self):
        a = self.m.audit(draws=200)
        self.assertTrue(a.complete)
        self.assertEqual(a.summary, {"contradicted": 0, "fragile": 1, "proved": 0, "robust": 5, "undefined": 0})
        self.assertEqual(a.conclusions["verdict"][0], "fragile")
        self.assertEqual(a.linchpins[0]["flips_at"], 0.325)
        self.assertIn("P(war) is 31 %", a.explanation(1))
        self.assertIn("5 robust", repr(a))
        self.assertEqual(parley.audit(CRISIS.parent, draws=200).doc["conclusions"], a.doc["conclusions"])

    def test_errors(self):
        with self.assertRaises(parley.ParleyError) as e:
            self.m.solve(nope=1)
        self.assertIn('the model has no param called "nope"', str(e.exception))
        self.assertEqual(e.exception.status, 1)
        with self.assertRaises(parley.ParleyError) as e:
            self.m.solve("foo")
        self.assertEqual(e.exception.status, 2)
        with self.assertRaisesRegex(TypeError, "neither an option of this function nor a number"):
            self.m.solve(concpet="nash")
        with self.assertRaisesRegex(parley.ParleyError, "there is no file"):
            parley.load("nowhere.star")
        with self.assertRaises(parley.ParleyError) as e:
            parley.loads('a = player("a")\nb.c\n')
        self.assertEqual([(d.code, d.line) for d in e.exception.diagnostics][0], ("P002", 2))
        self.assertIn("error[P002]", str(e.exception))
        self.assertIn("P002", parley.explain("P002"))

    def test_check(self):
        self.assertEqual(parley.check(CRISIS), [])
        with tempfile.TemporaryDirectory() as d:
            wrong = pathlib.Path(d, "wrong.star")
            wrong.write_text("b.c\n")
            self.assertEqual(parley.check(wrong)[0].code, "P002")

    def test_no_program(self):
        old = dict(os.environ)
        try:
            os.environ["PARLEY"] = "/nowhere/parley"
            with self.assertRaisesRegex(parley.ParleyError, "PARLEY names /nowhere/parley"):
                parley.version()
            del os.environ["PARLEY"]
            os.environ["PATH"] = ""
            with self.assertRaisesRegex(parley.ParleyError, "go install"):
                parley.version()
        finally:
            os.environ.clear()
            os.environ.update(old)

    def test_another_schema_is_refused(self):
        with self.assertRaisesRegex(parley.ParleyError, "take the parley.py of its version"):
            parley._document((0, b'{"schema": "parley/solve/2", "parley": "9.0"}', ""), "solve")
        with self.assertRaisesRegex(parley.ParleyError, "stopped"):
            parley._document((3, b"", "stopped"), "solve")

    def test_gambit(self):
        game = parley.loads(self.m.to_efg(prior="1/2"))
        self.assertEqual(game.params, {})
        self.assertEqual(game.solve()[0].outcomes.get("war"), None)
        self.assertEqual(str(game.solve()[0].payoffs["challenger"]), "5/26")
        self.assertEqual(parley.from_gambit(types.SimpleNamespace(to_efg=self.m.to_efg)).players, self.m.players)
        self.assertTrue(self.m.to_nfg().startswith("NFG 1 R"))

        fake = types.SimpleNamespace(read_efg=lambda file: file.read()[:5])  # pygambit reads from a file or a text stream
        sys.modules["pygambit"] = fake
        try:
            self.assertEqual(self.m.to_gambit(), "EFG 2")
        finally:
            del sys.modules["pygambit"]


class Sweeping(unittest.TestCase):
    def setUp(self):
        self.m = parley.load(CRISIS)

    def test_rows_agree_with_ask(self):
        s = self.m.sweep(5, seed=3, queries={"war": 'P("war")'}, only_queries=True, war_cost=0.5)
        self.assertTrue(s.complete)
        self.assertEqual((len(s), s.metadata["seed"], s.metadata["column.war"]), (5, "3", 'P("war")'))
        for row in s:
            at = {p: row[p] for p in self.m.params}
            self.assertEqual((row["war_cost"], row["complete"], row["because"]), (0.5, True, ""))
            self.assertAlmostEqual(row["war_low"], self.m.ask('P("war")', set=at).value, delta=1e-14)
        self.assertIn("proved complete", repr(s))

    def test_ranges(self):
        s = self.m.sweep(200, prior=(0.05, "19/20"), audience_cost=(0, Fraction(9, 10)), war_cost=0.5)
        self.assertEqual(set(s["war_cost"]), {0.5})
        for name, low, high in [("prior", 0.05, 0.95), ("audience_cost", 0, 0.9)]:
            self.assertTrue(low <= min(s[name]) < low + 0.1 and high - 0.1 < max(s[name]) <= high, name)
        own = self.m.params["prior"]
        self.assertEqual(list(self.m.sweep(20, prior=(own.low, own.high))), list(self.m.sweep(20)))
        with self.assertRaisesRegex(TypeError, "pair of numbers"):
            self.m.sweep(2, prior=(0.1, 0.2, 0.3))

    def test_kinds(self):
        s = self.m.sweep(2)
        self.assertEqual([type(v) for v in s[0].values()][:8], [int, float, float, float, float, int, bool, str])
        self.assertEqual(s.about["c1_war_is_a_real_risk"], "War is a real risk.")
        self.assertIn("left out", s.messages)
        self.assertIn(s["c1_war_is_a_real_risk"][0], ("all", "some", "none", "undefined"))

    def test_to_a_file(self):
        with tempfile.TemporaryDirectory() as d:
            out = os.path.join(d, "s.csv")
            s = self.m.sweep(20, out=out)
            self.assertEqual(list(s), list(parley.read_sweep(out)))
            self.assertEqual(list(s), list(self.m.sweep(20)))
            with self.assertRaisesRegex(parley.ParleyError, "another sweep"):
                self.m.sweep(21, out=out)
            with self.assertRaises(ValueError):
                self.m.sweep(20, out=os.path.join(d, "s.parquet"))

    def test_what_was_stopped_says_so(self):
        whole = self.m.sweep(2, only_queries=True, queries={"war": 'P("war")'})
        head = "".join(f"# {k}: {v}\n" if v else f"# {k}\n" for k, v in whole.metadata.items())
        rows = "\n".join(",".join(map(str, r)) for r in [whole.columns, [1, 0.4, 0.3, 0.5, 0.2, 1, "TRUE", "", 0.3, 0.3]])
        s = parley.Sweep(f"{head}{rows}\n# incomplete: interrupted after 1 of 2 draws\n")
        self.assertEqual(len(s), 1)
        self.assertFalse(s.complete)
        self.assertEqual(s.incomplete_because, "interrupted after 1 of 2 draws")

        with self.assertRaisesRegex(parley.ParleyError, "no table"):
            parley.Sweep("")

    def test_a_stopped_run(self):
        with self.assertRaises(parley.ParleyError) as e:
            self.m.sweep(10, time=1e-6)
        self.assertEqual(e.exception.status, 3)
        self.assertIn("was read", str(e.exception))
        try:
            s = self.m.sweep(10_000_000, workers=1, time=1)
        except parley.ParleyError as e:  # on a busy machine it may not have begun
            self.assertEqual(e.status, 3)
            return
        self.assertFalse(s.complete)
        self.assertIn("of 10000000 draws", s.incomplete_because)

    @unittest.skipUnless(os.name == "posix", "signals are POSIX")
    def test_interrupting_ends_the_program(self):
        code = "import parley; parley.load('%s').sweep(100000000, workers=1)" % CRISIS.as_posix()
        with tempfile.TemporaryDirectory() as d:
            # The program writes down the id of its process, then becomes parley.
            shim = pathlib.Path(d, "parley")
            shim.write_text(f'#!/bin/sh\ncase "$1" in sweep) echo $$ > "{d}/id.tmp"; mv "{d}/id.tmp" "{d}/id";; esac\nexec "{parley.program()}" "$@"\n')
            shim.chmod(0o755)
            child = subprocess.Popen([sys.executable, "-c", code], cwd=HERE, env={**os.environ, "PARLEY": str(shim)}, stderr=subprocess.PIPE)
            try:
                deadline = time.monotonic() + 60
                while not pathlib.Path(d, "id").exists():
                    self.assertLess(time.monotonic(), deadline)
                    time.sleep(0.05)
                child.send_signal(signal.SIGINT)
                self.assertIn(b"KeyboardInterrupt", child.communicate(timeout=60)[1])
            finally:
                child.kill()
                child.wait()
            with self.assertRaises(ProcessLookupError):
                os.kill(int(pathlib.Path(d, "id").read_text()), 0)

    @unittest.skipIf(pandas is None, "pandas is not installed")
    def test_pandas(self):
        s = self.m.sweep(50, queries={"war": 'P("war")'})
        df = s.to_pandas()
        self.assertEqual([str(df[c].dtype) for c in ["draw", "prior", "complete", "war_low"]], ["int64", "float64", "bool", "float64"])
        self.assertEqual(df.war_low.tolist(), s["war_low"])
        self.assertEqual(df.attrs["parley"]["seed"], "1")
        self.assertTrue(df.attrs["parley"]["complete"])
        self.assertEqual(str(self.m.solve().to_pandas().value.dtype), "float64")
        for table in [self.m.ask(), self.m.audit(draws=20), self.m.solve()[0].beliefs, self.m.table()]:
            self.assertGreater(len(table.to_pandas()), 3)


class Drawing(unittest.TestCase):
    def setUp(self):
        self.m = parley.load(CRISIS)

    def test_equilibria_draw_themselves(self):
        svg = self.m.solve(prior=0.5)[0]._repr_svg_()
        self.assertTrue(svg.startswith("<svg"))
        self.assertEqual(svg, self.m.draw(prior=0.5).svg)
        second = parley.load(COORDINATION).solve()[1]
        self.assertEqual(second.draw().svg, parley.load(COORDINATION).draw(equilibrium=2).svg)
        self.assertNotEqual(second.draw().svg, parley.load(COORDINATION).draw().svg)
        self.assertIsNone(self.m.solve("correlated")[0]._repr_svg_())

    def test_save(self):
        p = self.m.draw(theme="dark")
        with tempfile.TemporaryDirectory() as d:
            for ending, start in [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("tex", b"%")]:
                p.save(os.path.join(d, "tree." + ending))
                self.assertTrue(pathlib.Path(d, "tree." + ending).read_bytes().startswith(start), ending)
            self.assertEqual(pathlib.Path(d, "tree.svg").read_text(encoding="utf-8"), p.svg)
            self.assertEqual(len(os.listdir(d)), 4)

    def test_a_model_that_changed_is_not_drawn(self):
        with tempfile.TemporaryDirectory() as d:
            for name, text in [("m.star", CRISIS.read_text()), ("m.efg", self.m.to_efg())]:
                path = pathlib.Path(d, name)
                path.write_text(text)
                e = parley.load(path).solve()[0]
                path.write_text(text.replace("0.4", "0.45").replace("2/5", "1/5").replace("3/5", "4/5"))
                with self.assertRaisesRegex(parley.ParleyError, "has changed"):
                    e._repr_svg_()

    @unittest.skipUnless(os.name == "posix", "the program is a shell script")
    def test_what_was_stopped_is_not_drawn_again(self):
        with self.assertRaisesRegex(parley.ParleyError, "the concept correlated cannot be drawn"):
            self.m.solve("correlated")[0].draw()
        with tempfile.TemporaryDirectory() as d, Program(d, f'"{parley.program()}" "$@"; exit 3'):
            e = self.m.solve()[0]
            self.assertIsNone(e._repr_svg_())
            with self.assertRaisesRegex(parley.ParleyError, "stopped is not drawn"):
                e.draw()

    def test_tables_of_strategic_forms(self):
        game = parley.loads(parley.load(COORDINATION).to_nfg())
        self.assertIn("parley-table", game.solve("nash")[0]._repr_svg_())

    def test_map(self):
        mp = self.m.map("prior", "audience_cost", ranges={"prior": (0.05, 0.95), "audience_cost": (0, "9/10")}, grid=16, queries='P("war")')
        self.assertTrue(mp.complete)
        self.assertEqual(mp.regimes["letter"], ["A", "B", "C"])
        self.assertEqual(mp.regimes[0]["condition"], "prior < 2/3 and audience_cost < 3/5")
        self.assertIn("prior = 1 / (1 + war_cost)", mp.boundaries["formula"])
        self.assertEqual({a["regime"] for a in mp.answers}, {"A", "B", "C"})
        self.assertTrue(mp._repr_svg_().startswith("<svg"))
        with tempfile.TemporaryDirectory() as d:
            mp.save(os.path.join(d, "map.pdf"))
            self.assertTrue(pathlib.Path(d, "map.pdf").read_bytes().startswith(b"%PDF"))
        with self.assertRaises(TypeError):
            self.m.map("prior", "audience_cost", ranges={"prior": 3})

    def test_a_map_that_was_stopped_says_so(self):
        mp = self.m.map("prior", "audience_cost", ranges={"prior": (0.05, 0.95), "audience_cost": (0, 0.9)}, limits={"points": 500})
        self.assertFalse(mp.complete)
        self.assertIn("incomplete", repr(mp))

    def test_text_in_html_is_escaped(self):
        self.assertIn("&lt;b&gt;", parley.Table(["<b>"], [["<i>"]], "<u>")._repr_html_())


class Program:
    """A shell script in place of the program."""

    def __init__(self, folder, script):
        self.path, self.old = pathlib.Path(folder, "parley"), os.environ.get("PARLEY")
        self.path.write_text(f"#!/bin/sh\n{script}\n")
        self.path.chmod(0o755)

    def __enter__(self):
        os.environ["PARLEY"] = str(self.path)

    def __exit__(self, *_):
        del os.environ["PARLEY"]
        if self.old is not None:
            os.environ["PARLEY"] = self.old


class Notebook(unittest.TestCase):
    """example.ipynb runs, and shows what comes out."""

    maxDiff = None

    def test_example(self):
        path = HERE / "example.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        names = {"__name__": "__main__"}
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code" or "pandas" in cell["metadata"].get("tags", []) and pandas is None:
                continue
            outputs = run_cell("".join(cell["source"]), names)
            if os.environ.get("PARLEY_UPDATE"):
                cell["outputs"] = outputs
            self.assertEqual(told(cell["outputs"]), told(outputs), "run again with PARLEY_UPDATE=1 and read the difference")
        if os.environ.get("PARLEY_UPDATE"):
            path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def told(outputs):
    """Outputs with what pictures say in words in place of the pictures, whose layout has tests of its own."""
    out = json.loads(json.dumps(outputs))
    for o in out:
        if "image/svg+xml" in o.get("data", {}):
            svg = "".join(o["data"]["image/svg+xml"])
            o["data"]["image/svg+xml"] = re.findall(r"<(?:title|desc) id=[^>]*>([^<]*)<", svg)[:2]
    return out


def run_cell(source, names):
    """Runs a cell as a notebook does and returns its outputs."""
    body = ast.parse(source).body
    last = ast.Expression(body.pop().value) if body and isinstance(body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)
        if last is not None:
            value = eval(compile(last, "cell", "eval"), names)
    outputs = []
    if printed.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": printed.getvalue().splitlines(True)})
    if value is not None:
        data = {}
        for mime, method in [("image/svg+xml", "_repr_svg_"), ("text/html", "_repr_html_")]:
            shown = getattr(value, method, lambda: None)()
            if shown is not None and type(value).__module__ == "parley":
                data[mime] = shown.splitlines(True)
        data["text/plain"] = repr(value).splitlines(True)
        outputs.append({"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"})
    return outputs


if __name__ == "__main__":
    unittest.main()
