"""A ranking as one self-contained page, to look at and to print."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import Final

from matcher.candidates import Assessment, Proof
from matcher.evidence import Strength
from matcher.gates import GateCheck
from matcher.requirements import Opening

Row = tuple[str, Assessment | None, Sequence[str]]
"""A file's name, how it meets the opening (None: not read), and what was wrong with it."""

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1d1c1d; --soft: #616061; --line: #dddddd;
  --paper: #ffffff; --good: #007a5a; --weak: #8a6100; --none: #a0153e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --soft: #ababad; --line: #3a3c40;
  --paper: #1a1d21; --good: #4fc79b; --weak: #e3b341; --none: #ff8fa3; } }
* { box-sizing: border-box; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
.soft { color: var(--soft); }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
article { border-top: 2px solid var(--line); padding: 1rem 0 .5rem; break-inside: avoid; }
h2 { font-size: 1.15rem; margin: 0; overflow-wrap: anywhere; }
dl { margin: .75rem 0 0; }
dt { font-weight: 600; margin-top: .6rem; }
dd { margin: .1rem 0 0; overflow-wrap: anywhere; }
blockquote { margin: .1rem 0 0; padding-left: .75rem; border-left: 3px solid var(--line); }
.good { color: var(--good); } .weak { color: var(--weak); } .none { color: var(--none); }
a { color: inherit; }
@media (max-width: 30rem) { body { margin: 1rem auto; font-size: 15px; } }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } }
"""


def page(opening: Opening, rows: Sequence[Row], today: date) -> str:
    """Return the page: a table of all candidates, then each with its evidence.

    Args:
        opening: what they are held against.
        rows: best first.
        today: the day that is printed on it.

    """
    title = escape(opening.title)
    read = sum(found is not None for _, found, _ in rows)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>"
        f"<h1>{title}</h1>"
        f'<p class="soft">{read} of {len(rows)} résumés read, {today.isoformat()}. '
        "A score is the share of what is asked for that described work proves; must-haves count "
        "most, words in a list next to nothing. Conditions such as degrees are shown and never "
        "counted. A person decides.</p>"
        f"{_table(opening, rows)}{''.join(_articles(rows))}</body></html>\n"
    )


def _table(opening: Opening, rows: Sequence[Row]) -> str:
    body = "".join(
        f'<tr><td class="number">{_score(found)}</td>'
        f'<td class="number">{f"{found.proven} of {len(opening.requirements)}" if found else ""}'
        f'</td><td><a href="#c{number}">{escape(name)}</a></td>'
        f"<td>{escape(' '.join(problems))}</td></tr>"
        for number, (name, found, problems) in enumerate(rows, 1)
    )
    return (
        '<table><thead><tr><th class="number" scope="col">Score</th>'
        '<th class="number" scope="col">Proven</th><th scope="col">File</th>'
        f'<th scope="col">Remarks</th></tr></thead><tbody>{body}</tbody></table>'
    )


def _score(found: Assessment | None) -> str:
    return "–" if found is None else f"{found.score:.0f}"


def _articles(rows: Iterable[Row]) -> Iterable[str]:
    for number, (name, found, problems) in enumerate(rows, 1):
        remarks = "".join(f'<p class="weak">{escape(problem)}</p>' for problem in problems)
        if found is None:
            yield f'<article id="c{number}"><h2>{escape(name)}</h2>{remarks}</article>'
            continue
        gates = "".join(f"<li>{_gate(gate)}</li>" for gate in found.gates)
        proofs = "".join(_proof(proof) for proof in found.proofs)
        yield (
            f'<article id="c{number}"><h2>{escape(name)} '
            f'<span class="soft">{_score(found)} of 100</span></h2>{remarks}'
            f"<dl>{proofs}</dl>{f'<p><b>Conditions</b></p><ul>{gates}</ul>' if gates else ''}"
            "</article>"
        )


def _gate(check: GateCheck) -> str:
    said = {True: "met", False: "not met", None: "the résumé doesn't say"}[check.met]
    style = {True: "good", False: "none", None: "soft"}[check.met]
    found = f" ({escape(check.found)})" if check.found else ""
    wanted = "" if check.gate.must else ", nice to have"
    return f'{escape(check.gate.text)}: <span class="{style}">{said}</span>{found}{wanted}'


def _proof(proof: Proof) -> str:
    kind = "must" if proof.requirement.must else "nice to have"
    term = f'<dt>{escape(proof.requirement.text)} <span class="soft">{kind}</span></dt>'
    if not proof.quote or not (proof.is_proven or proof.is_named):
        return f'{term}<dd class="none">No evidence found.</dd>'
    percent = f"{proof.probability:.0%}"
    if proof.strength is Strength.NAMED:
        return (
            f'{term}<dd class="weak">Named, but no work that shows it: '
            f"“{escape(proof.quote)}” (page {proof.page})</dd>"
        )
    return (
        f'{term}<dd><blockquote>{escape(proof.quote)}</blockquote><span class="good">{percent}'
        f'</span> <span class="soft">page {proof.page}</span></dd>'
    )
