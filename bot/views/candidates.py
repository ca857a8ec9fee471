"""What people see of candidates: cards, summaries, rankings, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot import mrkdwn
from bot.state import Candidate, NotedOpening
from bot.views.actions import Action, Press
from bot.views.message import (
    Block,
    Message,
    button,
    context,
    divider,
    header,
    message,
    plain,
    section,
)
from bot.views.message import (
    mrkdwn as mrkdwn_text,
)
from bot.views.words import counted
from ingest.text import one_line
from matcher.candidates import Assessment, Proof
from matcher.evidence import Strength
from matcher.gates import GateCheck

JOB_CALLBACK: Final = "job"
OPENING_SELECT: Final = "opening"
"""The `callback_id` of the form for an opening, and the `block_id` of the menu of openings."""

BEST_OPENINGS: Final = 3
QUOTES: Final = 2
LISTED: Final = 15
"""Openings on a card, quotes for each, and candidates in a ranking."""

_UNTITLED: Final = "Untitled"
_QUOTE: Final = 160
_NAME: Final = 80
_TITLE: Final = 120
_MODAL_QUOTE: Final = 300
_PROBLEM: Final = 400
_OPTIONS: Final = 100


@dataclass(frozen=True, slots=True)
class Held:
    """A candidate held against an opening."""

    candidate: Candidate
    opening: NotedOpening
    assessment: Assessment


def card(
    candidate: Candidate, years: float, sections: Sequence[str], held: Sequence[Held]
) -> Message:
    """Return the reply to one résumé.

    Args:
        candidate: as it was read.
        years: of work.
        sections: the names of its sections.
        held: it against the channel's openings, best first.

    """
    if candidate.problem and not candidate.resume:
        return refusal(candidate)
    name = f"*{_file(candidate)}*"
    facts = [counted(candidate.pages, "page"), f"{years:g} years of work" if years else ""]
    blocks = [section(f"{name}  {', '.join(filter(None, facts))}", _replaced(candidate))]
    if not held:
        blocks.append(section("No opening is noted in this channel yet. Note one: `/akin job`"))
    blocks += [_against(each) for each in held[:BEST_OPENINGS]]
    if sections:
        blocks.append(context(f"Sections: {mrkdwn.shorten(', '.join(sections), 200)}"))
    blocks.append(context(_NOTICE))
    best = (
        f"{held[0].assessment.score:.0f} of 100 for {_title(held[0].opening)}" if held else "read"
    )
    return message(f"{_file(candidate)}: {best}", blocks)


_NOTICE: Final = (
    "Scores say what described work proves; names, contact data and photos play no part. "
    "A person decides."
)


def refusal(candidate: Candidate) -> Message:
    """Return the reply to a file that could not be read."""
    name = f"*{_file(candidate)}*"
    said = mrkdwn.shorten(candidate.problem, _PROBLEM)
    return message(
        f"{_file(candidate)} could not be read", [section(f"I couldn't read {name}.", said)]
    )


def reading(count: int) -> Message:
    """Return what stands in a thread while several files are read."""
    text = f"Reading {counted(count, 'file')} …"
    return message(text, [section(text)])


def summary(rows: Sequence[tuple[Candidate, Held | None]], count: int) -> Message:
    """Return the one reply to many files, as far as they are read.

    Args:
        rows: the files so far, each with its best opening.
        count: how many there are in all.

    """
    done = len(rows) == count
    text = f"Read {len(rows)} of {counted(count, 'file')}" + ("." if done else " …")
    lines = []
    for candidate, held in rows:
        name = f"*{_file(candidate)}*"
        if not candidate.resume:
            lines.append(f"• {name}: {mrkdwn.shorten(candidate.problem, _PROBLEM)}")
        elif held is None:
            lines.append(f"• {name}: read")
        else:
            title = _title(held.opening)
            lines.append(f"• {name}: {held.assessment.score:.0f} for _{title}_")
        if candidate.replaces:
            lines[-1] += f" ({_replaced(candidate)})"
    blocks = [
        section(text),
        *(section("\n".join(lines[i : i + 8])) for i in range(0, len(lines), 8)),
    ]
    if done:
        blocks.append(context("The ranking of an opening: `/akin candidates`", _NOTICE))
    return message(text, blocks)


def ranking(opening: NotedOpening, held: Sequence[Held]) -> Message:
    """Return the candidates for an opening, best first, visible to whoever asked."""
    title = _title(opening)
    if not held:
        return message(
            f"No candidates for {title} yet",
            [section(f"There are no résumés in this channel yet to hold against *{title}*.")],
        )
    requirements = len(held[0].assessment.proofs)
    blocks = [
        header(f"Candidates for {_plain_title(opening)}"),
        context(f"{counted(len(held), 'candidate')}, {counted(requirements, 'requirement')}"),
    ]
    for rank, each in enumerate(held[:LISTED], 1):
        found = each.assessment
        musts = [proof for proof in found.proofs if proof.requirement.must]
        proven = sum(proof.is_proven for proof in musts)
        name = _file(each.candidate)
        blocks.append(
            section(
                f"{rank}. *{found.score:.0f}*  {name}",
                f"{proven} of {counted(len(musts), 'must-have')} proven, "
                f"{found.proven} of {requirements} in all{_gates_missed(found.gates)}",
                accessory=button("Why?", Action.WHY, Press(opening.id, each.candidate.id).value),
            )
        )
    if len(held) > LISTED:
        blocks.append(context(f"And {len(held) - LISTED} more, with lower scores."))
    blocks.append(context(_NOTICE))
    return message(f"Candidates for {title}", blocks)


def choose_opening(openings: Sequence[NotedOpening], unknown: str = "") -> Message:
    """Return the menu of a channel's openings; typing in it finds one by its title."""
    if not openings:
        return message(
            "No opening is noted here",
            [section("No opening is noted in this channel yet. Note one: `/akin job`")],
        )
    puzzled = f"I don't know an opening {mrkdwn.code(unknown, 80)} here. " if unknown else ""
    return message(
        "Choose an opening",
        [
            {
                "type": "section",
                "block_id": OPENING_SELECT,
                "text": mrkdwn_text(f"{puzzled}For which opening?"),
                "accessory": {
                    "type": "static_select",
                    "action_id": Action.CHOOSE_OPENING.value,
                    "placeholder": plain("Choose an opening"),
                    "options": [
                        {"text": plain(_plain_title(opening)), "value": opening.id}
                        for opening in openings[:_OPTIONS]
                    ],
                },
            }
        ],
    )


def noted(opening: NotedOpening, musts: int, nice: int, gates: Sequence[str]) -> Message:
    """Return the confirmation that an opening is noted, and what was understood of it."""
    title = _title(opening)
    asked = f"{counted(musts, 'must-have')} and {counted(nice, 'nice-to-have')}"
    shown = "\n".join(f"• {mrkdwn.shorten(gate, 120)}" for gate in gates[:6])
    remove = button("Remove", Action.REMOVE_OPENING, Press(opening.id).value)
    blocks = [section(f"Noted the opening *{title}*: {asked}.", accessory=remove)]
    if not musts + nice:
        blocks.append(
            section(
                "I found nothing in it that it asks for. Write that as a list, one requirement a "
                "line, each beginning with a dash."
            )
        )
    if shown:
        blocks.append(section("For a person to check, never counted:", shown))
    blocks.append(context("See who fits: `/akin candidates`"))
    return message(f"Noted the opening {title}", blocks)


def removed(title: str) -> Message:
    """Return the confirmation that an opening is no longer noted; `title` is "" for one unknown."""
    named = f"the opening *{mrkdwn.shorten(title, _TITLE)}*" if title else "that opening"
    return message(
        "An opening was removed",
        [section(f"Removed {named}. No candidate is held against it any more.")],
    )


def job_modal(channel: str) -> Block:
    """Return the form for an opening of a channel."""
    return {
        "type": "modal",
        "callback_id": JOB_CALLBACK,
        "title": plain("Note an opening"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "private_metadata": channel,
        "blocks": [
            _input("title", "Title", {"type": "plain_text_input", "max_length": 150}),
            _input(
                "text",
                "Text",
                {"type": "plain_text_input", "multiline": True, "max_length": 3000},
                hint="As you would publish it; what you ask for as a list.",
            ),
        ],
    }


def loading_modal(title: str) -> Block:
    """Return a form that says that its content comes."""
    return {
        "type": "modal",
        "title": plain(title, 24),
        "close": plain("Close"),
        "blocks": [section("One moment …")],
    }


def why_modal(held: Held) -> Block:
    """Return why a candidate has its score: each requirement, its evidence, how sure."""
    found = held.assessment
    name = _file(held.candidate)
    title = _title(held.opening)
    blocks: list[Block] = [
        section(f"*{name}*: {found.score:.0f} of 100 for *{title}*"),
        divider(),
    ]
    blocks += [section(*_explained(proof)) for proof in found.proofs]
    if found.gates:
        blocks += [divider(), section("*For a person to check, never counted*")]
        blocks += [section(_gate(check)) for check in found.gates]
    blocks.append(context(_NOTICE))
    return {
        "type": "modal",
        "title": plain("Why this score"),
        "close": plain("Close"),
        "blocks": blocks[:100],
    }


def gone_modal() -> Block:
    """Return what stands in a form whose candidate or opening is gone."""
    return loading_modal("Why this score") | {
        "blocks": [section("That candidate or opening is gone: somebody has removed it.")]
    }


def _file(candidate: Candidate) -> str:
    return mrkdwn.shorten(candidate.file_name, _NAME) or "file"


def _title(opening: NotedOpening) -> str:
    return mrkdwn.shorten(opening.title, _TITLE) or _UNTITLED


def _plain_title(opening: NotedOpening) -> str:
    return one_line(opening.title) or _UNTITLED


def _against(each: Held) -> Block:
    found = each.assessment
    title = _title(each.opening)
    best = sorted(found.proofs, key=lambda proof: -proof.credit)
    quotes = [proof for proof in best if proof.is_proven][:QUOTES]
    lines = [
        f"> {mrkdwn.shorten(proof.quote, _QUOTE)}\n"
        f"_{mrkdwn.shorten(proof.requirement.text, 100)}_, page {proof.page}"
        for proof in quotes
    ]
    return section(
        f"*{found.score:.0f}* for *{title}*, {found.proven} of {len(found.proofs)} proven",
        *(lines or ["No evidence found."]),
        accessory=button("Why?", Action.WHY, Press(each.opening.id, each.candidate.id).value),
    )


def _replaced(candidate: Candidate) -> str:
    if not candidate.replaces:
        return ""
    older = mrkdwn.shorten(candidate.replaces, _NAME)
    if candidate.replaces == candidate.file_name:
        return f"Same candidate as an earlier *{older}*, which this one replaces."
    return f"Same candidate as *{older}*, which this one replaces."


def _explained(proof: Proof) -> list[str]:
    kind = "must-have" if proof.requirement.must else "nice to have"
    first = f"*{mrkdwn.shorten(proof.requirement.text, 200)}*  ({kind})"
    if proof.is_proven:
        return [
            first,
            f"> {mrkdwn.shorten(proof.quote, _MODAL_QUOTE)}",
            f"{proof.probability:.0%} sure, page {proof.page}",
        ]
    if proof.is_named and proof.strength is Strength.NAMED:
        quoted = mrkdwn.shorten(proof.quote, _MODAL_QUOTE)
        return [first, f"Named, without work that shows it: “{quoted}”, page {proof.page}"]
    return [first, "No evidence found."]


def _gate(check: GateCheck) -> str:
    said = {True: "met", False: "not met", None: "the résumé doesn't say"}[check.met]
    found = f" ({mrkdwn.shorten(check.found, 120)})" if check.found else ""
    return f"{mrkdwn.shorten(check.gate.text, 200)}: {said}{found}"


def _gates_missed(gates: Sequence[GateCheck]) -> str:
    missed = sum(check.met is False and check.gate.must for check in gates)
    return f"; {counted(missed, 'condition')} not met" if missed else ""


def _input(name: str, label: str, element: Block, *, hint: str = "") -> Block:
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": element | {"action_id": name},
    }
    return block | {"hint": plain(hint)} if hint else block
