"""Parley from Python: solve, ask, audit, sweep, map and draw models of international crises.

One file, for Python 3.9 or newer, without dependencies. It drives the program ``parley``, which it
finds through the environment variable ``PARLEY`` or on the ``PATH``. Copy it beside your notebook.

>>> import parley
>>> m = parley.load("examples/crisis-signalling/model.star")
>>> r = m.solve(prior="1/2")
>>> r.complete                                  # proved: there is no other equilibrium
True
>>> r[0].strategies["defender"]["reply"]["resist"]
10/13
>>> r[0].beliefs["defender"]["reply"]["resolute, escalate"]
2/3
>>> m.ask('P("war")', prior="1/2").value
5/13

Params go in as ``prior=0.5`` (an int, a float, a Fraction, a Decimal or text such as "1/3"), or, if an
option has the same name, as ``set={"prior": 0.5}``. A float stands for the shortest decimal that
denotes it: 0.1 is exactly 1/10. Numbers come out as `Number`: a float that knows its exact value.

Every result says whether it is complete (``r.complete``) and, if not, why (``r.incomplete_because``).
Wrong input raises `ParleyError`, with the message that parley prints.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import html
import io
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, Optional, Union

__version__ = "0.1.0"
__all__ = [
    "Answer", "Answers", "Audit", "Diagnostic", "Equilibrium", "Labels", "Map", "Model", "Number", "Param", "ParleyError",
    "Picture", "Solution", "Sweep", "Table", "audit", "check", "explain", "from_gambit", "load", "loads", "program",
    "read_sweep", "version",
]

Value = Union[int, float, Fraction, str, Any]
"""What a param may be set to: a number, or text that denotes one exactly, such as "1/3"."""


# ---------------------------------------------------------------------------------------- the program


class Diagnostic(NamedTuple):
    """A mistake or a warning, with its place. ``parley.explain(code)`` tells more about it."""

    code: str
    severity: str
    summary: str
    file: str
    line: int
    column: int
    note: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: " if self.file else ""
        more = "".join(f"; {text}" for text in (self.note, self.fix) if text)
        return f"{place}{self.severity}[{self.code}]: {self.summary}{more}"


class ParleyError(Exception):
    """Parley refused: the input is wrong, an option is, or the program is not there.

    ``str(error)`` is what parley prints; ``diagnostics`` are the same as data, where there are any;
    ``status`` is the exit status (1: wrong input, 2: wrong usage; None: parley was not started).
    """

    def __init__(self, message: str, status: Optional[int] = None, diagnostics: Sequence[Diagnostic] = ()):
        super().__init__(message)
        self.status = status
        self.diagnostics = list(diagnostics)


def program() -> str:
    """The path of the program: what ``PARLEY`` says, or ``parley`` on the ``PATH``."""
    named = os.environ.get("PARLEY")
    found = shutil.which(named or "parley")
    if found:
        return found
    if named:
        raise ParleyError(f"the environment variable PARLEY names {named}, which is no program that can be run")
    raise ParleyError(
        "the program parley is not on the PATH: in a clone of Parley run `go install ./cmd/parley` and add Go's folder for "
        "programs to the PATH, or set the environment variable PARLEY to where the program is"
    )


_STOPPED = 3  # the exit status of a run that was stopped before it was complete
_PATIENCE = 5  # seconds in which an interrupted run may end by itself


def _run(args: Sequence[str], stdin: Optional[str] = None) -> tuple[int, bytes, str]:
    """Runs parley; returns its exit status, 0 or 3, its output and its messages."""
    with subprocess.Popen(
        [program(), *args],
        stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "NO_COLOR": "1"},
    ) as child:
        try:
            out, err = child.communicate(None if stdin is None else stdin.encode())
        except BaseException:
            _end(child)
            raise
    messages = err.decode(errors="replace").strip()
    if child.returncode not in (0, _STOPPED):
        found = _json(out).get("diagnostics") if out.startswith(b"{") else None
        if child.returncode < 0:
            messages = f"{messages}\nparley was ended by signal {-child.returncode}".strip()
        raise ParleyError(messages or f"parley ended with status {child.returncode}", child.returncode, [_diagnostic(d) for d in found or []])
    return child.returncode, out, messages


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ends a run as Ctrl-C does, so that what it has kept on disk is whole; without mercy after a while."""
    try:
        child.wait(0.3)  # a terminal has interrupted it already
        return
    except subprocess.TimeoutExpired:
        pass
    if os.name == "posix":
        child.send_signal(signal.SIGINT)
    else:
        child.terminate()
    try:
        child.communicate(timeout=_PATIENCE)
    except (subprocess.TimeoutExpired, ValueError):
        child.kill()


def _json(out: bytes) -> dict[str, Any]:
    doc: dict[str, Any] = json.loads(out.decode())
    return doc


def _document(ran: tuple[int, bytes, str], kind: str) -> dict[str, Any]:
    """Reads a JSON document, whose schema has to be the one that this file was written for."""
    status, out, messages = ran
    if not out:
        raise ParleyError(messages or "parley wrote nothing", status)
    doc = _json(out)
    if doc.get("schema") != f"parley/{kind}/1":
        raise ParleyError(f"this parley.py reads the schema parley/{kind}/1, and the program wrote {doc.get('schema')}: take the parley.py of its version ({doc.get('parley')})")
    return doc


def _diagnostic(d: Mapping[str, Any]) -> Diagnostic:
    start = (d.get("span") or {}).get("start") or {}
    return Diagnostic(
        d.get("code", ""), d.get("severity", ""), d.get("summary", ""), start.get("file", ""), start.get("line", 0), start.get("column", 0), d.get("note", ""), d.get("fix", "")
    )


def version() -> str:
    """The version of the program, as ``parley version`` prints it."""
    return _run(["version"])[1].decode().strip()


def explain(code: str) -> str:
    """What the code of a diagnostic means, with an example that gives it and one that does not."""
    return _run(["explain", "--", code])[1].decode().rstrip()


# ------------------------------------------------------------------------------------- numbers, options


class Number(float):
    """A float that knows its exact value: ``exact`` is a Fraction, or None if the number is not rational or not known exactly.

    In a continuum of equilibria a number may differ between the members: then it lies between ``low`` and
    ``high``, and the number itself is the one of the member that is shown, or nan if there is none, as in the
    answer to a query.

    >>> Number(1 / 3, Fraction(1, 3))
    1/3
    >>> Number(0.5, Fraction(1, 2), low=0.0, high=1.0)
    1/2 (0 to 1)
    >>> Number(float("nan"), low=0.0, high=0.5)
    0 to 0.5
    """

    exact: Optional[Fraction]
    low: float
    high: float

    def __new__(cls, value: float, exact: Optional[Fraction] = None, low: Optional[float] = None, high: Optional[float] = None) -> Number:
        n = super().__new__(cls, value)
        n.exact = exact
        n.low = float(value) if low is None else low
        n.high = float(value) if high is None else high
        return n

    @property
    def determined(self) -> bool:
        """Whether the number is the same in all members of the equilibrium."""
        return self.low == self.high

    def __repr__(self) -> str:
        if self != self:
            return f"{_short(self.low)} to {_short(self.high)}"
        text = str(self.exact) if self.exact is not None and len(str(self.exact)) <= 15 else float.__repr__(self)
        return text if self.determined else f"{text} ({_short(self.low)} to {_short(self.high)})"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return float.__format__(self, spec) if spec else str(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return Number, (float(self), self.exact, self.low, self.high)


def _number(d: Mapping[str, Any]) -> Optional[Number]:
    """The number in a JSON object with p, value, low and high; None if it has neither a value nor bounds."""
    if d.get("value") is None:
        return None if d.get("low") is None else Number(float("nan"), None, d["low"], d["high"])
    return Number(d["value"], Fraction(d["p"]) if d.get("p") else None, d.get("low"), d.get("high"))


def _short(x: Optional[float]) -> str:
    return "" if x is None else f"{x:.4g}"


_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?(/[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?)?$")


def _exact(name: str, value: Value) -> str:
    """Writes a number so that parley reads the same one."""
    if isinstance(value, str):
        text = value.strip()
    elif isinstance(value, Number) and value.exact is not None:
        text = str(value.exact)
    elif isinstance(value, float):  # NumPy's doubles are floats, too
        text = float.__repr__(value)
    else:  # int, Fraction, Decimal, NumPy's other numbers
        text = str(value)
    if isinstance(value, bool) or not _NUMBER.match(text):
        raise TypeError(f"{name}={value!r}: this is neither an option of this function nor a number for a param (0.4, Fraction(2, 5), '2/5')")
    return text


def _set(held: Optional[Mapping[str, Value]], params: Mapping[str, Value]) -> list[str]:
    """The flags that give params other values."""
    both = {**(held or {}), **params}
    return [part for name, value in both.items() for part in ("--set", f"{name}={_exact(name, value)}")]


def _ranges(ranges: Optional[Mapping[str, Any]]) -> list[str]:
    out = []
    for name, ends in (ranges or {}).items():
        if not isinstance(ends, (tuple, list)) or len(ends) != 2:
            raise TypeError(f"the range of {name} is a pair of numbers, such as (0.05, 0.95), not {ends!r}")
        out += ["--range", f"{name}={_exact(name, ends[0])}..{_exact(name, ends[1])}"]
    return out


def _flags(limits: Optional[Mapping[str, int]] = None, **options: Any) -> list[str]:
    """Options as flags: None is left out, True is the flag alone; underscores are hyphens."""
    out = []
    for name, value in options.items():
        if value is None or value is False:
            continue
        flag = "--" + name.rstrip("_").replace("_", "-")
        if name == "time" and not isinstance(value, str):
            value = f"{value:f}s"
        out.append(flag if value is True else f"{flag}={value}")
    return out + [f"--limit-{name}={n}" for name, n in (limits or {}).items()]


def _queries(queries: Union[None, str, Sequence[str], Mapping[str, str]]) -> list[str]:
    if isinstance(queries, str):
        queries = [queries]
    if isinstance(queries, Mapping):
        queries = [f"{name} = {text}" for name, text in queries.items()]
    return [part for text in queries or () for part in ("--query", text)]


# ---------------------------------------------------------------------------------------------- tables


class Table(Sequence[dict[str, Any]]):
    """A table: a sequence of rows, which are dicts. ``table["column"]`` is a column."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Sequence[Any]], caption: str = ""):
        self.columns = list(columns)
        self._rows = [tuple(r) for r in rows]
        self.caption = caption

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            k = self.columns.index(_known(key, self.columns, "column"))
            return [r[k] for r in self._rows]
        if isinstance(key, slice):
            return Table(self.columns, self._rows[key], self.caption)
        return dict(zip(self.columns, self._rows[key]))

    def to_pandas(self) -> Any:
        """The table as a pandas DataFrame; ``df.attrs["parley"]`` has its caption, which says whether it is complete."""
        try:
            import pandas
        except ImportError:
            raise ImportError("to_pandas needs pandas: install it (pip install pandas), or use the rows: table[0], table['column']") from None
        df = pandas.DataFrame({c: [float(v) if isinstance(v, Number) else v for v in self[c]] for c in self.columns}, columns=self.columns)
        df.attrs["parley"] = {"caption": self.caption}
        return df

    def __repr__(self) -> str:
        shown = self._rows[:_MOST]
        cells = [self.columns, *([_cell(v) for v in r] for r in shown)]
        wide = [max(len(r[k]) for r in cells) for k in range(len(self.columns))]
        lines = ["  ".join(c.ljust(w) for c, w in zip(r, wide)).rstrip() for r in cells]
        return "\n".join([*([self.caption] if self.caption else []), *lines, *self._left_out(shown)])

    def _left_out(self, shown: Sequence[Any]) -> list[str]:
        return [f"... {len(self._rows) - len(shown)} rows more"] if len(shown) < len(self._rows) else []

    def _repr_html_(self) -> str:
        def row(cells: Sequence[str], tag: str) -> str:
            return "<tr>" + "".join(f'<{tag} style="text-align:left">{html.escape(c)}</{tag}>' for c in cells) + "</tr>"

        shown = self._rows[:_MOST]
        caption = f'<caption style="text-align:left">{html.escape(self.caption)}</caption>' if self.caption else ""
        body = "".join(row([_cell(v) for v in r], "td") for r in shown)
        return f"<table>{caption}<thead>{row(self.columns, 'th')}</thead><tbody>{body}</tbody></table>" + "".join(f"<p>{t}</p>" for t in self._left_out(shown))


_MOST = 30  # rows that are printed
_MOST_OUTCOMES = 8  # columns of a table of equilibria; above that outcomes are left out


def _cell(v: Any) -> str:
    if v is None:
        return ""
    if isinstance(v, Number):
        return str(v)
    return _short(v) if isinstance(v, float) else str(v)


def _known(key: str, keys: Sequence[str], what: str) -> str:
    if key in keys:
        return key
    near = difflib.get_close_matches(key, keys, 1)
    hint = f"did you mean {near[0]!r}?" if near else "there are: " + ", ".join(repr(k) for k in keys)
    raise KeyError(f"no {what} {key!r}; {hint}")


class Labels(Mapping[str, Any]):
    """Numbers by label: ``beliefs["defender"]["reply"]``. ``table()`` gives them as a flat table."""

    def __init__(self, what: Sequence[str], values: Mapping[str, Any]):
        self._what, self._values = list(what), dict(values)

    def __getitem__(self, key: str) -> Any:
        return self._values[_known(key, list(self._values), self._what[0])]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def _flat(self) -> Iterator[tuple[Any, ...]]:
        for key, value in self._values.items():
            for rest in value._flat() if isinstance(value, Labels) else [(value,)]:
                yield key, *rest

    def table(self) -> Table:
        """A row for each number, with its labels."""
        return Table([*self._what, "value"], list(self._flat()))

    def to_pandas(self) -> Any:
        """The table as a pandas DataFrame."""
        return self.table().to_pandas()

    def __repr__(self) -> str:
        return repr(self.table())

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def _nested(what: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Labels:
    """Labels from flat rows of labels and a value. Where the last label stands twice the second is "label [2]"."""
    if len(what) == 1:
        out: dict[str, Any] = {}
        for key, value in rows:
            twin = 1
            while (key if twin == 1 else f"{key} [{twin}]") in out:
                twin += 1
            out[key if twin == 1 else f"{key} [{twin}]"] = value
        return Labels(what, out)
    groups: dict[str, list[tuple[Any, ...]]] = {}
    for key, *rest in rows:
        groups.setdefault(key, []).append(tuple(rest))
    return Labels(what, {key: _nested(what[1:], rest) for key, rest in groups.items()})


# --------------------------------------------------------------------------------------------- solutions


class _Result:
    """What results have in common. ``doc`` is the JSON document as parley wrote it."""

    def __init__(self, doc: Mapping[str, Any], messages: str = ""):
        self.doc = doc
        self.messages = messages
        """What parley wrote to standard error: warnings, and what was left out."""

    @property
    def complete(self) -> bool:
        """Whether it is proved that nothing is missing."""
        return bool(self.doc["complete"])

    @property
    def incomplete_because(self) -> str:
        """Why something may be missing; empty if it is complete."""
        return str(self.doc["incomplete_because"])


_WORDS = {
    "sequential": ("sequential equilibrium", "sequential equilibria"),
    "spe": ("subgame-perfect equilibrium", "subgame-perfect equilibria"),
    "nash": ("Nash equilibrium", "Nash equilibria"),
    "pure": ("Nash equilibrium in pure strategies", "Nash equilibria in pure strategies"),
    "qre": ("quantal response equilibrium", "quantal response equilibria"),
}


class Solution(_Result, Sequence["Equilibrium"]):
    """The equilibria of a game at given values of its params: a sequence of `Equilibrium`."""

    def __init__(self, doc: Mapping[str, Any], messages: str = "", draw: Any = None, not_drawn: str = ""):
        super().__init__(doc, messages)
        self._draw, self._not_drawn = draw, not_drawn
        self._equilibria = [Equilibrium(e, self) for e in doc["equilibria"]]
        self.concept: str = doc["concept"]
        self.method: str = doc["method"]
        self.set: dict[str, str] = dict(doc.get("set") or {})
        """The params that were given other values than the model's."""
        self.warnings = [_diagnostic(d) for d in doc.get("warnings") or []]
        self.notes: list[str] = list(doc.get("notes") or [])

    def __len__(self) -> int:
        return len(self._equilibria)

    def __getitem__(self, key: Any) -> Any:
        return self._equilibria[key]

    @property
    def headline(self) -> str:
        """How many there are, and whether these are all."""
        how, n = f"({self.method})" if self.method else "", len(self)
        left = len(self.doc.get("not_shown") or [])
        dropped = f"; {left} more fail a refinement that was asked for" if left else ""
        if self.concept not in _WORDS:
            return f"{self.concept}: {'complete' if self.complete else 'incomplete, ' + self.incomplete_because} {how}".rstrip()
        approximate = "approximate " if any(e.certificate == "numeric" for e in self) else ""
        one, many = (approximate + words for words in _WORDS[self.concept])
        continua = sum(e.dimension > 0 for e in self)
        if n == 1:
            count = f"1 component of {many}" if continua else f"1 {one}"
        else:
            count = f"{n} {many}" if n else f"No {one}"
            count += f" ({continua} of them {'a continuum' if continua == 1 else 'continua'})" if continua else ""
        if self.complete:
            return f"{count}{dropped}, and there {'is no other' if n + left == 1 else 'are no others'} {how}".rstrip()
        return f"{count} found{dropped}, and there may be others: {self.incomplete_because} {how}".rstrip()

    def table(self) -> Table:
        """A row for each equilibrium: what sort it is, payoffs and outcomes."""
        payoffs = list(dict.fromkeys(p for e in self for p in e.payoffs))
        outcomes = list(dict.fromkeys(o for e in self for o in e.outcomes))
        if len(outcomes) > _MOST_OUTCOMES:
            outcomes = []
        rows = [[f"E{e.id}", e.name, e.dimension, e.certificate, *(e.payoffs[p] for p in payoffs), *(e.outcomes.get(o) for o in outcomes)] for e in self]
        return Table(["id", "name", "dimension", "certificate", *(f"payoff {p}" for p in payoffs), *outcomes], rows, self.headline)

    def _long(self, what: str, columns: Sequence[str]) -> Table:
        rows = [[e.id, *row] for e in self for row in getattr(e, what)._flat()]
        return Table(["equilibrium", *columns, "value"], rows, self.headline)

    def strategies(self) -> Table:
        """All strategies, a row for each action in each equilibrium."""
        return self._long("strategies", ["player", "infoset", "action"])

    def beliefs(self) -> Table:
        """All beliefs, a row for each history of each information set in each equilibrium."""
        return self._long("beliefs", ["player", "infoset", "history"])

    def surviving(self) -> Table:
        """With concept="rationalizable": the strategies that survive the elimination."""
        rows = [[p["player"], s["strategy"]] for p in self.doc.get("surviving") or [] for s in p["strategies"]]
        return Table(["player", "strategy"], rows, self.headline)

    def bounds(self) -> Table:
        """With a concept of a mediator: the exact bounds of the objective and of each payoff."""
        spans = [self.doc.get("objective"), *(self.doc.get("payoff_ranges") or [])]
        return Table(["of", "low", "high"], [[s["name"], _number(s["low"]), _number(s["high"])] for s in spans if s], self.headline)

    def to_pandas(self) -> Any:
        """The strategies of all equilibria as a pandas DataFrame."""
        return self.strategies().to_pandas()

    def _shown(self) -> Table:
        if self.doc.get("surviving"):
            return self.surviving()
        return self.bounds() if self.doc.get("objective") else self.table()

    def __repr__(self) -> str:
        return repr(self._shown()) if self._shown() else self.headline

    def _repr_html_(self) -> str:
        return self._shown()._repr_html_()


class Equilibrium:
    """An equilibrium, or a connected set of them, of which one member is shown. In a notebook it is drawn."""

    def __init__(self, doc: Mapping[str, Any], solution: Solution):
        self.doc = doc
        self.solution = solution
        self._svg: Optional[str] = None
        self.id: int = doc["id"]
        self.name: str = doc["name"]
        self.certificate: str = doc["certificate"]
        """How sure it is: "exact" (rational arithmetic), "interval" (a proved enclosure) or "numeric"."""
        self.dimension: int = doc["dimension"]
        """0 for a point; more for a continuum, whose numbers have a low and a high."""
        self.max_regret: float = doc["max_regret"]
        rows = [(s["player"], s["infoset"], a["action"], _number(a)) for s in doc["strategies"] for a in s["actions"]]
        self.strategies = _nested(["player", "infoset", "action"], rows)
        rows = [(b["player"], b["infoset"], ", ".join(n["history"]), _number(n)) for b in doc["beliefs"] for n in b["nodes"]]
        self.beliefs = _nested(["player", "infoset", "history"], rows)
        self.payoffs = _nested(["player"], [(p["player"], _number(p)) for p in doc["payoffs"]])
        self.outcomes = _nested(["outcome"], [(o["outcome"], _number(o)) for o in doc["outcomes"]])
        self.refinements: dict[str, str] = {f["name"]: f["verdict"] for f in doc.get("refinements") or []}

    def reached(self, player: str, infoset: str) -> bool:
        """Whether play reaches an information set with positive probability."""
        for s in self.doc["strategies"]:
            if (s["player"], s["infoset"]) == (player, infoset):
                return bool(s["reached"])
        raise KeyError(f"no information set {infoset!r} of {player!r}")

    def draw(self, **options: Any) -> Picture:
        """The tree with this equilibrium on it; the options are those of `Model.draw`."""
        if self.solution._draw is None:
            raise ParleyError(self.solution._not_drawn)
        picture: Picture = self.solution._draw(self, **options)
        return picture

    def _repr_svg_(self) -> Optional[str]:
        if self.solution._draw is None:
            return None
        if self._svg is None:
            self._svg = self.draw().svg
        return self._svg

    def __repr__(self) -> str:
        payoffs = ", ".join(f"{p} {v}" for p, v in self.payoffs.items())
        outcomes = "; ".join(f"{o} {v}" for o, v in self.outcomes.items())
        continuum = f", a continuum of dimension {self.dimension}" if self.dimension else ""
        lines = [f"E{self.id}  {self.name} ({self.certificate}{continuum})", f"payoffs   {payoffs}", f"outcomes  {outcomes}" if outcomes else ""]
        if not self.solution.complete:
            lines.append(f"There may be other equilibria: {self.solution.incomplete_because}")
        return "\n".join(filter(None, lines))


class Picture:
    """A picture; a notebook shows it. ``save("tree.pdf")`` writes it in the format that the ending says."""

    def __init__(self, svg: str, write: Any):
        self.svg = svg
        self._write = write

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: Union[str, os.PathLike[str]]) -> None:
        """Writes the picture to a file: .svg, .png, .pdf or .tex (and .dot, if it is a tree)."""
        self._write(os.fspath(path))

    def __repr__(self) -> str:
        size = re.search(r'<svg[^>]*?width="([\d.]+)[^"]*" height="([\d.]+)', self.svg)
        return f"<picture of {size[1]} by {size[2]}: show it in a notebook, or .save(\"picture.svg\")>" if size else "<picture>"


# ---------------------------------------------------------------------------------------------- answers


class Answer:
    """The answer to a query in each equilibrium.

    ``values`` has one for each: a `Number`, or True or False for a condition; None where it is not
    defined or, for a condition, true in some members of a continuum only (``truths`` has the word). A number
    that differs between the members of a continuum is nan, with ``low`` and ``high``.
    """

    def __init__(self, doc: Mapping[str, Any], complete: bool, because: str):
        self.doc = doc
        self.complete = complete
        self.incomplete_because = because
        self._indices: Optional[Table] = None
        self.text: str = doc.get("text") or doc["query"]
        self.query: str = doc["query"]
        self.truths: list[str] = [a.get("truth", "") for a in doc["answers"]]
        self.values: list[Any] = [{"true": True, "false": False}.get(a["truth"]) if a.get("truth") else _number(a) for a in doc["answers"]]
        self.low: Optional[float] = doc.get("low")
        """The lowest value over all equilibria in which it is defined; None for a condition."""
        self.high: Optional[float] = doc.get("high")

    @property
    def value(self) -> Any:
        """The answer, if it is the same in all equilibria."""
        first = self.values[0] if self.values else None
        if any(a.get("truth") == "mixed" for a in self.doc["answers"]) or any(not _same(v, first) for v in self.values):
            raise ValueError(f"{self.text}: the answer is not the same in all equilibria; see values, low and high")
        return first

    def derivatives(self) -> Table:
        """With derivatives=True: by how much a little more of each param changes the answer."""
        rows = [[d["equilibrium"], p["param"], _number(p), p["per_tenth"]] for d in self.doc.get("derivatives") or [] for p in d["params"]]
        return Table(["equilibrium", "param", "derivative", "per_tenth_of_range"], rows, self.text)

    def sobol(self) -> Table:
        """With sensitivity=True or a number of rows: the Sobol indices of the answer, how much of its variance each param carries."""
        return self._indices if self._indices is not None else _sobol([], "")

    def _words(self) -> list[str]:
        return [t or ("undefined" if v is None else str(v)) for t, v in zip(self.truths, self.values)]

    def __repr__(self) -> str:
        words = self._words()
        text = words[0] if len(set(words)) == 1 else "; ".join(f"E{a['equilibrium']} {w}" for a, w in zip(self.doc["answers"], words))
        return f"{self.text}  {text or 'no equilibrium'}" + ("" if self.complete else f"  [incomplete: {self.incomplete_because}]")


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, Number) and isinstance(b, Number):
        return (a, a.exact, a.low, a.high) == (b, b.exact, b.low, b.high) and a.determined
    return a is b


class Answers(_Result, Sequence[Answer]):
    """The answers to all questions of a model, and whether its conclusions hold, in each equilibrium."""

    def __init__(self, doc: Mapping[str, Any], messages: str = ""):
        super().__init__(doc, messages)
        self._answers = [Answer(q, self.complete, self.incomplete_because) for q in doc["queries"]]
        self.equilibria = Solution({**doc, "method": ""}, messages, None, "ask does not draw: use solve() with the same values")

    @property
    def complete(self) -> bool:
        """Whether the equilibria are proved to be all, and nothing else was cut short."""
        return bool(self.doc["complete"]) and not (self.doc.get("sensitivity") or {}).get("stopped")

    @property
    def incomplete_because(self) -> str:
        """Why something may be missing; empty if it is complete."""
        return str(self.doc["incomplete_because"] or ("" if self.complete else "the sensitivity was stopped"))

    def __len__(self) -> int:
        return len(self._answers)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self._answers[[a.text for a in self._answers].index(_known(key, [a.text for a in self._answers], "question"))]
        return self._answers[key]

    def sobol(self) -> Table:
        """With sensitivity=True or a number of rows: the Sobol indices of each answer, how much of its variance each param carries."""
        carried = self.doc.get("sensitivity") or {}
        return _sobol([*(carried.get("questions") or []), *(carried.get("conclusions") or [])], "" if self.complete else f"incomplete: {self.incomplete_because}")

    def table(self) -> Table:
        """A row for each question and conclusion, a column for each equilibrium."""
        n = max([len(a.values) for a in self._answers], default=0)
        caption = "in every equilibrium" if self.complete else f"incomplete: {self.incomplete_because}"
        return Table(["", *(f"E{k + 1}" for k in range(n))], [[a.text, *a._words()] + [""] * (n - len(a.values)) for a in self._answers], caption)

    def to_pandas(self) -> Any:
        """A row for each question or conclusion and equilibrium, as a pandas DataFrame."""
        rows = [[a.text, x["equilibrium"], v, x.get("low"), x.get("high"), t] for a in self for x, v, t in zip(a.doc["answers"], a.values, a.truths)]
        rows = [[r[0], r[1], None if isinstance(r[2], bool) else r[2], *r[3:]] for r in rows]
        return Table(["text", "equilibrium", "value", "low", "high", "truth"], rows).to_pandas()

    def __repr__(self) -> str:
        return repr(self.table())

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def _sobol(items: Sequence[Mapping[str, Any]], caption: str) -> Table:
    """A row for each answer and factor: first-order and total index, with intervals of 95 %."""
    rows = []
    for item in items:
        for i in (item.get("sobol") or {}).get("indices") or []:
            ends = [*(i["first_ci"] or [None, None]), *(i["total_ci"] or [None, None])]
            rows.append([item.get("text") or item.get("query") or item.get("condition"), ", ".join(i["params"]), i["first"], *ends[:2], i["total"], *ends[2:]])
    return Table(["text", "params", "first", "first_low", "first_high", "total", "total_low", "total_high"], rows, caption)


class Evidence(_Result):
    """What moves that may be observed tell about a hidden type, and which moves still to come would tell most."""

    @property
    def complete(self) -> bool:
        """Whether the equilibria are proved to be all, and all draws were made."""
        return bool(self.doc["complete"]) and not (self.doc.get("draws") or {}).get("stopped")

    @property
    def incomplete_because(self) -> str:
        """Why something may be missing; empty if it is complete."""
        return str(self.doc["incomplete_because"] or ("" if self.complete else "the draws were stopped"))

    @property
    def types(self) -> list[str]:
        """The hypotheses: the types of the hidden move."""
        return list(self.doc["types"])

    def posterior(self, equilibrium: int = 1) -> dict[str, Optional[Number]]:
        """The belief in each type after what was observed; None where play never gets there."""
        return {t: _number(p) if p["value"] is not None else None for t, p in zip(self.types, self._reading(equilibrium)["posterior"])}

    def _reading(self, equilibrium: int) -> Mapping[str, Any]:
        for r in self.doc["equilibria"]:
            if r["equilibrium"] == equilibrium:
                return r
        raise KeyError(f"there is no equilibrium {equilibrium}: there are {[r['equilibrium'] for r in self.doc['equilibria']]}")

    def matrix(self) -> Table:
        """A row for each equilibrium, move and type: first the moves that were observed, then those that may be seen next.

        ``likelihood`` is the probability of the move if this is the type and what stands in ``after`` was seen, ``ratio`` the
        likelihood ratio against all other types (infinite where none of them makes the move), ``posterior`` the belief after it. None
        where it is not defined, as for a move that is never made.
        """
        rows = []
        for r in self.doc["equilibria"]:
            steps = [("observed", s) for s in r["observed"]] + [("next", s) for o in r["occasions"] for s in o["next"]]
            for part, s in steps:
                move = s["move"] or {"player": "", "label": "", "action": ""}
                for x in s["types"]:
                    ratio = float("inf") if x["ratio"].get("infinite") else x["ratio"]["value"]
                    rows.append([r["equilibrium"], part, _moves(s["after"]), move["player"], move["label"], move["action"], x["type"], x["likelihood"]["value"], ratio,
                                 x["ratio"]["strength"], x["posterior"]["value"]])
        columns = ["equilibrium", "part", "after", "player", "move", "action", "type", "likelihood", "ratio", "strength", "posterior"]
        return Table(columns, rows, "" if self.complete else f"incomplete: {self.incomplete_because}")

    def watch(self) -> Table:
        """A row for each occasion to learn more, over all equilibria, the one first that is expected to tell most, in bits."""
        rows = [[_moves(w["after"]), ", ".join(w["moves"]), ", ".join(w["players"]), w["in"], w["least"], w["most"]] for w in self.doc["watch"]]
        return Table(["after", "move", "player", "equilibria", "least", "most"], rows, "" if self.complete else f"incomplete: {self.incomplete_because}")

    def to_pandas(self) -> Any:
        """The matrix as a pandas DataFrame."""
        return self.matrix().to_pandas()

    def __repr__(self) -> str:
        return repr(self.matrix())

    def _repr_html_(self) -> str:
        return self.matrix()._repr_html_()


def _moves(moves: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{m['label']}={m['action']}" for m in moves)


# ------------------------------------------------------------------------------------ audit, sweep, map


class Audit(_Result):
    """The verdict on every conclusion of one or several models, and the answers to their questions."""

    @property
    def complete(self) -> bool:
        """Whether every list of equilibria that it rests on is proved complete, and nothing was cut short."""
        return not self.incomplete_because

    @property
    def incomplete_because(self) -> str:
        """Why something may be missing; empty if it is complete."""
        why = ["it was stopped"] if self.doc["stopped"] else []
        for m in self.doc["models"]:
            why += [f"{m['model']}{': ' + g['variant'] if g['variant'] else ''}: {g['incomplete_because']}" for g in m["games"] if not g["complete"]]
            why += [f"{m['model']}: {stage} was cut short" for stage in m.get("unfinished") or []]
            if m["complete_share"] < 1:
                why.append(f"{m['model']}: {1 - m['complete_share']:.2%} of the draws have a list of equilibria that is not proved complete")
        return "; ".join(why)

    @property
    def summary(self) -> dict[str, int]:
        """How many conclusions have which verdict."""
        return dict(self.doc["summary"])

    @property
    def conclusions(self) -> Table:
        """A row for each conclusion: its verdict, its face at the baseline and its share of the draws with an interval of 95 %."""
        rows = [[c["model"], c["number"], c["verdict"], c["baseline"], c["share_all"], *(c["share_ci"] or [None, None]), c["text"]] for c in self.doc["conclusions"]]
        return Table(["model", "number", "verdict", "baseline", "share_all", "share_low", "share_high", "text"], rows, self._caption())

    @property
    def questions(self) -> Table:
        """A row for each question: nine draws in ten lie between low and high, all between min and max."""
        names = ["low", "median", "high", "min", "max"]
        return Table(["model", "text", *names], [[q["model"], q["text"], *(q[n] for n in names)] for q in self.doc["questions"]], self._caption())

    @property
    def linchpins(self) -> Table:
        """Which single params flip which conclusions within their ranges, and how far away (as a share of the range)."""
        rows = [[c["model"], c["number"], p["param"], p["baseline"], p["flips_at"], p["direction"], p["to"], p["distance"]] for c in self.doc["conclusions"] for p in c["linchpins"] or []]
        return Table(["model", "number", "param", "baseline", "flips_at", "direction", "to", "distance"], rows, self._caption())

    @property
    def sobol(self) -> Table:
        """With sensitivity=True or a number of rows: how much of the variance of each answer and conclusion each param carries."""
        return _sobol([*self.doc["questions"], *self.doc["conclusions"]], self._caption())

    def explanation(self, number: int, model: Optional[str] = None) -> str:
        """Why the conclusion with this number has its verdict."""
        for c in self.doc["conclusions"]:
            if c["number"] == number and model in (None, c["model"]):
                return str(c["explanation"])
        raise KeyError(f"no conclusion {number}")

    def _caption(self) -> str:
        counts = ", ".join(f"{n} {verdict}" for verdict, n in self.summary.items() if n)
        return f"{len(self.doc['conclusions'])} conclusions: {counts}; {self.doc['draws']} draws, seed {self.doc['seed']}" + (
            "; every list of equilibria is proved complete" if self.complete else f". Incomplete: {self.incomplete_because}"
        )

    def to_pandas(self) -> Any:
        """The conclusions as a pandas DataFrame."""
        return self.conclusions.to_pandas()

    def __repr__(self) -> str:
        return repr(self.conclusions)

    def _repr_html_(self) -> str:
        return self.conclusions._repr_html_()


class Sweep(Table):
    """A model at many draws: a table with a row for each draw or equilibrium.

    ``metadata`` says what decides about the rows: version, model and its digest, seed, ranges,
    assumptions, and of each column its query and words. ``about`` gives the words by column.
    """

    def __init__(self, text: str, messages: str = ""):
        self.metadata: dict[str, str] = {}
        self.messages = messages
        lines = text.split("\n")
        start = next((k for k, line in enumerate(lines) if not line.startswith("#")), len(lines))
        for line in lines[:start]:
            key, _, value = line[1:].strip().partition(": ")
            self.metadata[key] = value
        rows = list(csv.reader(io.StringIO("\n".join(lines[start:]))))
        rows = [r for r in rows if r]
        self._stopped = [",".join(r)[1:].strip().removeprefix("incomplete: ") for r in rows if r[0].startswith("#")]
        rows = [r for r in rows if not r[0].startswith("#")]
        if not rows or "parley sweep 1" not in self.metadata:
            raise ParleyError("this is no table that parley sweep wrote")
        kinds = dict(c.rsplit(":", 1) for c in self.metadata.get("columns", "").split())
        read = [_READ.get(kinds.get(c, "text"), str) for c in rows[0]]
        super().__init__(rows[0], [[f(v) for f, v in zip(read, r)] for r in rows[1:]])
        self.caption = f"{len(self)} rows; " + ("every list of equilibria is proved complete" if self.complete else f"incomplete: {self.incomplete_because}")

    @property
    def complete(self) -> bool:
        """Whether the sweep came to its end and every list of equilibria is proved complete."""
        return not self.incomplete_because

    @property
    def incomplete_because(self) -> str:
        """Why something may be missing; empty if it is complete."""
        why = list(self._stopped)
        bad = self["complete"].count(False)
        if bad:
            first = next(r for r in self if not r["complete"])
            why.append(f"{bad} rows have a list that is not proved complete (draw {first['draw']}: {first['because']})")
        return "; ".join(why)

    @property
    def about(self) -> dict[str, str]:
        """The words of the questions and conclusions behind the columns."""
        return {k.partition(".")[2]: v for k, v in self.metadata.items() if k.startswith("about.")}

    def to_pandas(self) -> Any:
        """The table as a pandas DataFrame; ``df.attrs["parley"]`` has the metadata."""
        df = super().to_pandas()
        df.attrs["parley"] = {**df.attrs["parley"], **self.metadata, "complete": self.complete, "incomplete_because": self.incomplete_because}
        return df


_READ: dict[str, Any] = {
    "integer": lambda v: int(v) if v else None,
    "number": lambda v: float(v) if v else None,
    "truth": lambda v: {"TRUE": True, "FALSE": False}.get(v),
    "text": str,
}


def read_sweep(path: Union[str, os.PathLike[str]]) -> Sweep:
    """Reads a table that ``parley sweep --out FILE.csv`` wrote."""
    with open(path, encoding="utf-8", newline="") as f:
        return Sweep(f.read())


class Map(_Result):
    """Where which equilibria exist, in the plane of two params. In a notebook it is drawn."""

    def __init__(self, doc: Mapping[str, Any], picture: Picture, messages: str = ""):
        super().__init__(doc, messages)
        self.picture = picture

    @property
    def complete(self) -> bool:
        """Whether the map was finished and no part of it is unknown. A regime narrower than a cell may be missed all the same."""
        return not self.incomplete_because

    @property
    def incomplete_because(self) -> str:
        """Why part of the map is not known; empty if it is complete."""
        why = [self.doc["unfinished"]] if self.doc.get("unfinished") else []
        why += [f"regime {r['letter']} ({r['share']:.1%} of the area): {r['name']}" for r in self.doc["regimes"] if r["kind"] in ("incomplete", "unknown")]
        return "; ".join(why)

    @property
    def regimes(self) -> Table:
        """A row for each regime: its letter and name, its share of the area and of the params' own ranges, its condition."""
        rows = [[r["letter"], r["name"], r["share"], r["share_of_ranges"], r.get("condition", "")] for r in self.doc["regimes"]]
        caption = f"{self.doc['x']['param']} and {self.doc['y']['param']}: {self.doc['points']} points solved, on a grid of {self.doc['grid']} by {self.doc['grid']} cells; "
        caption += "a regime narrower than a cell may be missed" if self.complete else f"incomplete: {self.incomplete_because}"
        return Table(["letter", "name", "share", "share_of_ranges", "condition"], rows, caption)

    @property
    def answers(self) -> Table:
        """The lowest and highest answer to each question in each regime."""
        rows = [[r["letter"], a["question"] or a["query"], a["low"], a["high"]] for r in self.doc["regimes"] for a in r["answers"] or []]
        return Table(["regime", "question", "low", "high"], rows, self.regimes.caption)

    @property
    def boundaries(self) -> Table:
        """The curves between regimes, with a formula where one was derived or fitted."""
        rows = [["|".join(b["regimes"]), b.get("formula", ""), b.get("formula_is", ""), len(b["points"])] for b in self.doc["boundaries"] or []]
        return Table(["between", "formula", "which_is", "points"], rows, self.regimes.caption)

    def save(self, path: Union[str, os.PathLike[str]]) -> None:
        """Writes the picture of the map to a file: .svg, .png, .pdf or .tex."""
        self.picture.save(path)

    def to_pandas(self) -> Any:
        """The regimes as a pandas DataFrame."""
        return self.regimes.to_pandas()

    def _repr_svg_(self) -> str:
        return self.picture.svg

    def __repr__(self) -> str:
        return repr(self.regimes)


# ------------------------------------------------------------------------------------------------ models


class Param(NamedTuple):
    """A param of a model: its baseline, the range it is drawn from, and what it is about."""

    name: str
    value: Number
    low: float
    high: float
    dist: str
    about: str


_DRAWN = ("sequential", "spe", "nash", "pure", "qre")


class Model:
    """A model (.star), or a game (.efg, .nfg, .json). Made by `load`, `loads` and `from_gambit`.

    Every call reads the file again, so it sees your changes. Options that all calls have: ``set``,
    params with other values; ``time``, seconds after which to stop with what was found until then;
    ``limits``, bounds such as ``{"supports": 1000}`` for ``--limit-supports``.
    """

    def __init__(self, path: Optional[str], text: Optional[str] = None):
        self.path = path
        self._text = text
        self.check()

    def _call(self, command: str, flags: Sequence[str], *more: str) -> tuple[int, bytes, str]:
        """Runs a command on the model."""
        name = "-" if self.path is None else self.path
        return _run([command, *flags, "--", name, *more], self._text)

    def _digest(self) -> str:
        """A hash over the model's files, as they are now."""
        if self._text is not None:
            return hashlib.sha256(self._text.encode()).hexdigest()
        if self.path and not self.doc.get("model"):  # a game is one file
            with open(self.path, "rb") as f:
                return hashlib.sha256(f.read()).hexdigest()
        return str(_json(self._call("check", ["--json"])[1])["sha256"])

    def check(self, *, set: Optional[Mapping[str, Value]] = None, limits: Optional[Mapping[str, int]] = None, **params: Value) -> Model:
        """Reads the model again and raises `ParleyError`, with all mistakes, if it is wrong."""
        flags = [*_flags(limits), *_set(set, params)]
        try:
            ran = self._call("check", ["--json", *flags])
        except ParleyError as e:
            if e.diagnostics:  # with --json they come without the lines of the model
                try:
                    self._call("check", flags)
                except ParleyError as shown:
                    raise ParleyError(str(shown), e.status, e.diagnostics) from None
            raise
        self.doc, self.messages = _document(ran, "check"), ran[2]
        game, model = self.doc["game"], self.doc.get("model") or {}
        self.title: str = game["title"]
        self.players: list[str] = game["players"]
        self.params = {p["name"]: Param(p["name"], Number(p["value"], Fraction(p["p"])), p["low"], p["high"], p["dist"], p["about"]) for p in model.get("params") or []}
        self.questions: list[str] = model.get("questions") or []
        self.conclusions: list[str] = model.get("conclusions") or []
        self.assumptions: list[str] = model.get("assumptions") or []
        self.variants: list[str] = model.get("variants") or []
        self.warnings = [_diagnostic(d) for d in self.doc["diagnostics"]]
        return self

    def solve(
        self,
        concept: str = "sequential",
        *,
        method: Optional[str] = None,
        refine: Optional[str] = None,
        only: Optional[str] = None,
        objective: Optional[str] = None,
        lambda_: Optional[float] = None,
        gap: Optional[float] = None,
        start: Optional[str] = None,
        set: Optional[Mapping[str, Value]] = None,
        time: Union[None, float, str] = None,
        limits: Optional[Mapping[str, int]] = None,
        **params: Value,
    ) -> Solution:
        """Finds the equilibria, and says whether the list is proved complete.

        ``concept``: sequential, spe, nash, pure, qre, rationalizable, correlated, coarse-correlated,
        extensive-correlated, agent-correlated, communication. The other options are those of ``parley solve``.

        >>> load("examples/coordination/model.star").solve().headline
        '3 sequential equilibria, and there are no others (support search)'
        """
        flags = [*_flags(limits, concept=concept, method=method, lambda_=lambda_, gap=gap, start=start, time=time), *_set(set, params)]
        before = "" if self.doc.get("model") else self._digest()
        ran = self._call("solve", ["--json", *flags, *_flags(refine=refine, only=only, objective=objective)])
        doc = _document(ran, "solve")
        digest: str = before or (doc["sha256"] if self._text is None else self._digest())

        def draw(e: Equilibrium, **options: Any) -> Picture:
            self._unchanged(digest)
            return self._picture([*flags, "--equilibrium", str(e.id), *_flags(**options)], digest)

        why = ""
        if concept not in _DRAWN:
            why = f"an equilibrium of the concept {concept} cannot be drawn"
        elif ran[0] == _STOPPED:
            why = f"a solution that was stopped is not drawn, since solving it again may find others ({doc['incomplete_because']}): use draw() of the model"
        return Solution(doc, ran[2], None if why else draw, why)

    def ask(
        self,
        query: Optional[str] = None,
        *,
        concept: Optional[str] = None,
        lambda_: Optional[float] = None,
        derivatives: bool = False,
        sensitivity: Union[bool, int] = False,
        draws: Optional[int] = None,
        seed: Optional[int] = None,
        workers: Optional[int] = None,
        set: Optional[Mapping[str, Value]] = None,
        time: Union[None, float, str] = None,
        limits: Optional[Mapping[str, int]] = None,
        **params: Value,
    ) -> Any:
        """Answers a query of the model language in each equilibrium; without one, all of the model's questions.

        Returns an `Answer`, or `Answers` without a query.

        >>> m = load("examples/crisis-signalling/model.star")
        >>> m.ask('P("war")')
        P("war")  4/13
        >>> m.ask('P("war") > 0.25').value
        True
        """
        options = dict(concept=concept, lambda_=lambda_, derivatives=derivatives, sensitivity=sensitivity, draws=draws, seed=seed, workers=workers, time=time)
        ran = self._call("ask", ["--json", *_flags(limits, **options), *_set(set, params)], *([] if query is None else [query]))
        answers = Answers(_document(ran, "ask"), ran[2])
        if query is None:
            return answers
        answers[0]._indices = answers.sobol()
        return answers[0]

    def evidence(
        self,
        *,
        observed: Union[None, Mapping[str, str], Sequence[tuple[str, str]]] = None,
        hidden: Union[None, str, Sequence[str]] = None,
        observer: Optional[str] = None,
        equilibrium: Optional[int] = None,
        concept: Optional[str] = None,
        lambda_: Optional[float] = None,
        draws: Optional[int] = None,
        seed: Optional[int] = None,
        workers: Optional[int] = None,
        set: Optional[Mapping[str, Value]] = None,
        time: Union[None, float, str] = None,
        limits: Optional[Mapping[str, int]] = None,
        **params: Value,
    ) -> Evidence:
        """What moves tell about a hidden type, and what to watch for.

        ``observed`` are moves with their actions, as a dict or as pairs where a move was made twice.

        >>> m = load("examples/crisis-signalling/model.star")
        >>> m.evidence(observed={"opening": "escalate"}).posterior()["resolute"]
        2/3
        """
        pairs = observed.items() if isinstance(observed, Mapping) else observed or ()
        given = [f"--observed={label}={action}" for label, action in pairs]
        given += [f"--hidden={label}" for label in ([hidden] if isinstance(hidden, str) else hidden or ())]
        options = dict(observer=observer, equilibrium=equilibrium, concept=concept, lambda_=lambda_, draws=draws, seed=seed, workers=workers, time=time)
        ran = self._call("evidence", ["--json", *given, *_flags(limits, **options), *_set(set, params)])
        return Evidence(_document(ran, "evidence"), ran[2])

    def audit(self, **options: Any) -> Audit:
        """Gives every conclusion a verdict; the options are those of `parley.audit`."""
        return _audit(["-" if self.path is None else self.path], self._text, **options)

    def sweep(
        self,
        draws: int = 10_000,
        *,
        seed: int = 1,
        method: str = "random",
        rows: str = "draws",
        queries: Union[None, str, Sequence[str], Mapping[str, str]] = None,
        only_queries: bool = False,
        variants: bool = False,
        out: Union[None, str, os.PathLike[str]] = None,
        restart: bool = False,
        workers: Optional[int] = None,
        set: Optional[Mapping[str, Union[Value, tuple[Value, Value]]]] = None,
        time: Union[None, float, str] = None,
        limits: Optional[Mapping[str, int]] = None,
        **params: Union[Value, tuple[Value, Value]],
    ) -> Sweep:
        """Solves the model at many draws of its params and returns the table.

        A param with a value is held there in all draws; one with a pair of values, ``prior=(0.05, 0.95)``, is drawn
        uniformly from that range instead of as the model says. ``queries`` are asked besides the model's own
        questions, or alone with ``only_queries``; a dict gives names to their columns. With ``out``, a
        file .csv, a sweep that was stopped goes on where it was when it is called again.

        >>> m = load("examples/crisis-signalling/model.star")
        >>> s = m.sweep(4, queries={"war": 'P("war")'}, only_queries=True, prior=0.5)
        >>> s["war_high"] == s["war_low"], s["prior"], s.complete
        (True, [0.5, 0.5, 0.5, 0.5], True)
        >>> m.sweep(4, prior=(0.05, 0.95)).metadata["param.prior"]
        'uniform(0.05, 0.95), from 0.05 to 0.95, baseline 0.4'
        """
        flags = _flags(limits, draws=draws, seed=seed, method=method, rows=rows, only_queries=only_queries, variants=variants, restart=restart, workers=workers, time=time)
        both = {**(set or {}), **params}
        ranges = {name: v for name, v in both.items() if isinstance(v, (tuple, list))}
        flags += [*_queries(queries), *_ranges(ranges), *_set(None, {name: v for name, v in both.items() if name not in ranges})]
        if out is None:
            status, table, messages = self._call("sweep", flags)
            if not table:
                raise ParleyError(messages, status)
            return Sweep(table.decode(), messages)
        path = os.fspath(out)
        if not path.endswith(".csv"):
            raise ValueError(f"out={path!r}: sweep reads back what it writes, which has to be a .csv; for Parquet: parley merge {path} FILE.csv")
        status, _, messages = self._call("sweep", [*flags, f"--out={path}"])
        if status == _STOPPED:
            raise ParleyError(f"{messages}\nthe same call goes on from there", status)
        return read_sweep(path)

    def map(
        self,
        x: str,
        y: str,
        *,
        ranges: Optional[Mapping[str, tuple[Value, Value]]] = None,
        grid: Optional[int] = None,
        by: Optional[str] = None,
        queries: Union[None, str, Sequence[str]] = None,
        theme: Optional[str] = None,
        workers: Optional[int] = None,
        set: Optional[Mapping[str, Value]] = None,
        time: Union[None, float, str] = None,
        limits: Optional[Mapping[str, int]] = None,
        **params: Value,
    ) -> Map:
        """Finds where which equilibria exist, in the plane of two params.

        ``ranges={"prior": (0.05, 0.95)}`` maps an axis over other values than the param's own range.

        >>> m = load("examples/crisis-signalling/model.star")
        >>> m.map("prior", "audience_cost", ranges={"prior": (0.05, 0.95)}, grid=16).regimes["letter"]
        ['A', 'B']
        """
        flags = [*_flags(limits, grid=grid, by=by, workers=workers, time=time), f"--x={x}", f"--y={y}", *_ranges(ranges), *_queries(queries), *_set(set, params)]
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "map.svg")
            ran = self._call("map", ["--json", *flags, *_flags(theme=theme), f"--output={path}"])
            doc = _document(ran, "map")
            with open(path, encoding="utf-8") as f:
                svg = f.read()
        digest = doc["sha256"] if self._text is None else self._digest()

        def write(path: str) -> None:
            if path.endswith(".svg"):
                _save(path, svg)
                return
            if ran[0] == _STOPPED:
                raise ParleyError("a map that was stopped is saved as .svg only: solving it again may give another")
            self._unchanged(digest)
            self._call("map", ["--quiet", *flags, *_flags(theme=theme), f"--output={path}"])

        return Map(doc, Picture(svg, write), ran[2])

    def draw(
        self,
        *,
        equilibrium: Optional[int] = None,
        plain: bool = False,
        top_down: bool = False,
        theme: Optional[str] = None,
        width: Optional[int] = None,
        collapse: Optional[str] = None,
        concept: Optional[str] = None,
        method: Optional[str] = None,
        lambda_: Optional[float] = None,
        set: Optional[Mapping[str, Value]] = None,
        time: Union[None, float, str] = None,
        limits: Optional[Mapping[str, int]] = None,
        **params: Value,
    ) -> Picture:
        """Draws the tree with an equilibrium on it (the first, if none is named), or ``plain``, without one.

        >>> load("examples/crisis-signalling/model.star").draw(plain=True).svg[:4]
        '<svg'
        """
        options = dict(equilibrium=equilibrium, plain=plain, top_down=top_down, theme=theme, width=width, collapse=collapse, concept=concept, method=method, lambda_=lambda_, time=time)
        return self._picture([*_flags(limits, **options), *_set(set, params)], self._digest())

    def _unchanged(self, digest: str) -> None:
        """Refuses where the model's files are no longer those that were solved: the picture would be of another game."""
        if self._digest() != digest:
            raise ParleyError(f"{self.path} has changed since this was solved: solve it again")

    def _picture(self, flags: Sequence[str], digest: str) -> Picture:
        """Draws the model, whose files have this digest."""
        svg = self._call("draw", [*flags, "--as=svg"])[1].decode()

        def write(path: str) -> None:
            if path.endswith(".svg"):
                _save(path, svg)
                return
            self._unchanged(digest)
            self._call("draw", [*flags, f"--output={path}"])

        return Picture(svg, write)

    def convert(self, to: str, *, set: Optional[Mapping[str, Value]] = None, **params: Value) -> str:
        """The game at given values of its params, in another format: efg, nfg, json, dot or tex."""
        return self._call("convert", [f"--to={to}", *_set(set, params)])[1].decode()

    def to_efg(self, *, set: Optional[Mapping[str, Value]] = None, **params: Value) -> str:
        """The game as a Gambit game in extensive form: ``pygambit.read_efg(io.StringIO(m.to_efg()))``."""
        return self.convert("efg", set={**(set or {}), **params})

    def to_nfg(self, *, set: Optional[Mapping[str, Value]] = None, **params: Value) -> str:
        """The game as a Gambit game in reduced strategic form."""
        return self.convert("nfg", set={**(set or {}), **params})

    def to_gambit(self, *, set: Optional[Mapping[str, Value]] = None, **params: Value) -> Any:
        """The game as a pygambit Game."""
        import pygambit

        return pygambit.read_efg(io.StringIO(self.to_efg(set={**(set or {}), **params})))

    def table(self) -> Table:
        """The params of the model."""
        rows = [[p.name, p.value, p.low, p.high, p.dist, p.about] for p in self.params.values()]
        return Table(["param", "baseline", "low", "high", "dist", "about"], rows, self._caption())

    def _caption(self) -> str:
        game = self.doc["game"]
        parts = [f"players {', '.join(self.players)}", f"{game['nodes']} nodes, {game['infosets']} information sets"]
        parts += [f"{len(x)} {w}" for x, w in ((self.questions, "questions"), (self.conclusions, "conclusions"), (self.variants, "variants")) if x]
        return f"{self.title}: " + "; ".join(parts)

    def __repr__(self) -> str:
        return repr(self.table()) if self.params else self._caption()

    def _repr_html_(self) -> str:
        return self.table()._repr_html_() if self.params else f"<p>{html.escape(self._caption())}</p>"


def _save(path: str, text: str) -> None:
    """Writes a file whole or not at all."""
    folder = os.path.dirname(os.path.abspath(path))
    handle, name = tempfile.mkstemp(dir=folder, prefix=os.path.basename(path), suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as f:
            f.write(text)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def load(path: Union[str, os.PathLike[str]]) -> Model:
    """Loads a model (.star), or a game (.efg, .nfg, .json); raises `ParleyError`, with all mistakes, if it is wrong.

    >>> load("examples/crisis-signalling/model.star").players
    ['challenger', 'defender']
    """
    return Model(os.path.abspath(os.fspath(path)))


def loads(text: str) -> Model:
    """Loads a model or a game from its text. Such a model can load no other files."""
    return Model(None, text)


def from_gambit(game: Any) -> Model:
    """Loads a pygambit Game."""
    return loads(game.to_efg())


def check(path: Union[str, os.PathLike[str]]) -> list[Diagnostic]:
    """The mistakes and warnings in a model or game; empty if there is none."""
    try:
        return load(path).warnings
    except ParleyError as e:
        if not e.diagnostics:
            raise
        return e.diagnostics


def audit(*paths: Union[str, os.PathLike[str]], **options: Any) -> Audit:
    """Audits one or several models, or folders of models: gives every conclusion a verdict.

    Options are those of ``parley audit``: draws, seed, prove, boxes, sensitivity, workers, time, limits, set. Other
    keywords are params.

    >>> audit("examples/crisis-signalling", draws=100).summary["robust"] >= 4
    True
    """
    if not paths:
        raise TypeError("audit wants a model or a folder of models")
    return _audit([os.path.abspath(os.fspath(p)) for p in paths], None, **options)


def _audit(
    paths: Sequence[str],
    text: Optional[str],
    *,
    draws: Optional[int] = None,
    seed: Optional[int] = None,
    prove: bool = False,
    boxes: Optional[int] = None,
    sensitivity: Union[bool, int] = False,
    workers: Optional[int] = None,
    set: Optional[Mapping[str, Value]] = None,
    time: Union[None, float, str] = None,
    limits: Optional[Mapping[str, int]] = None,
    **params: Value,
) -> Audit:
    flags = _flags(limits, draws=draws, seed=seed, prove=prove, boxes=boxes, sensitivity=sensitivity, workers=workers, time=time)
    ran = _run(["audit", "--json", *flags, *_set(set, params), "--", *paths], text)
    return Audit(_document(ran, "audit"), ran[2])
