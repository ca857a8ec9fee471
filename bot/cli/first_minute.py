"""What the demo's page is given of Akin: its commands, its shortcut, and what to try first."""

from typing import Final

from bot.manifest import SHORTCUTS
from bot.observing import Looked, Read
from bot.playground import Workspace, content
from bot.playground.front import Candidate as Seen
from bot.playground.front import CommandHelp, Front, Glimpse, Shortcut, Try
from bot.playground.front.tries import answered, commanded
from bot.views.help import COMMANDS
from matcher import Band, Match

PERSON: Final = "Marisol"
CHANNEL: Final = "support"
TITLE: Final = "Halvery"

OPENING: Final = ("Marisol", "hiring", "distributed-systems.txt", "our new opening")
"""Who drops which sample opening where, with which words, so that résumés have one to fit."""

_LISTED: Final = 6
_SCORE: Final = (
    "A score is the share of what an opening asks for that described work proves. Names and "
    "contact data play no part."
)
_STAGES: Final = {
    "encode": "encode",
    "search": "search",
    "compare": "compare terms",
    "read": "read closely",
}


def front(workspace: Workspace, *, sample: bool, done: tuple[str, ...] = ()) -> Front:
    """Return what the page shows beside the workspace.

    Args:
        workspace: what is shown.
        sample: whether the sample content is in it: what to try needs its tickets.
        done: names of what was tried before.

    """
    return Front(
        workspace,
        title=TITLE if sample else "Workspace",
        person=PERSON,
        channel=CHANNEL,
        commands=[CommandHelp(f"/akin {usage}", *rest) for usage, *rest in _commands()],
        shortcuts=[Shortcut(id_, name) for id_, name in SHORTCUTS.items()],
        tries=_tries() if sample else (),
        done=done,
        samples=list(content.files()),
    )


def _commands() -> list[tuple[str, str, str]]:
    told = [
        (usage, purpose, f"/akin {example}" if example else "")
        for usage, purpose, example in COMMANDS
    ]
    return [*told, ("help", "see all that Akin can do", "")]


def _tries() -> list[Try]:
    first = next(step for step in content.scene() if step.action == "say")
    dropped = next(step for step in content.scene() if step.text.endswith(".pdf"))
    return [
        Try(
            "A ticket that came before",
            "Report something that was solved long ago. Watch the thread: there is what helped.",
            CHANNEL, PERSON, answered(with_file=False), text=first.text,
        ),
        Try(
            "A résumé",
            "Drop a PDF into #hiring, your own or a sample: which opening does it fit, and why?",
            OPENING[1], PERSON, answered(with_file=True), file=dropped.text,
        ),
        Try(
            "A digest now",
            "What keeps coming up in #support? Ask for its digest.",
            CHANNEL, PERSON, commanded("digest"), text="/akin digest",
        ),
    ]  # fmt: skip


class Hood:
    """Passes on to the page what Akin did.

    Args:
        page: where it is shown.

    """

    def __init__(self, page: Front) -> None:
        self._glimpses = page.glimpses

    def looked(self, looked: Looked) -> None:
        """Show a search."""
        found = looked.findings
        self._glimpses.note(
            Glimpse(
                channel=looked.channel,
                ts=looked.ts,
                user=looked.user,
                what="searched",
                stages={_STAGES.get(n, n): s for n, s in found.seconds.items()},
                candidates=tuple(_seen(match, looked) for match in found.matches[:_LISTED]),
                considered=found.considered,
                read=found.read,
                verdict=looked.shown.value,
                reasons=tuple(_reasons(looked)),
                at=looked.at,
            )
        )

    def read(self, read: Read) -> None:
        """Show that résumés were read."""
        counted = f"{read.files} {'file' if read.files == 1 else 'files'} read"
        bad = f", {read.unreadable} could not be" if read.unreadable else ""
        openings = f"{read.openings} {'opening' if read.openings == 1 else 'openings'}"
        self._glimpses.note(
            Glimpse(
                channel=read.channel,
                ts=read.ts,
                user="",
                what="read",
                stages=read.seconds,
                verdict="answered",
                reasons=(f"{counted}{bad}, held against {openings} of this channel.", _SCORE),
                at=read.at,
            )
        )


def _seen(match: Match, looked: Looked) -> Seen:
    source = match.document.source
    return Seen(
        channel=source.channel,
        ts=source.ts,
        scores={
            "cosine": match.cosine,
            "reranker": match.rerank,
            "relevance": match.relevance,
            "same": match.same,
        },
        band=looked.bands.of(match).value,
        agreeing=match.agreeing,
        conflicting=match.conflicting,
    )


def _reasons(looked: Looked) -> list[str]:
    bands, found = looked.bands, looked.findings
    if not found.matches:
        return ["Nothing that may be shown here came near."]
    same = max(match.same for match in found.matches)
    best = max(match.relevance for match in found.matches)
    sure = f"The surest match is {same:.0%} likely to be the same"
    reasons = [f"{sure}; from {bands.same:.0%} on, this channel calls it that."]
    if looked.band is not Band.SAME:
        reasons.append(
            f"The most helpful one is {best:.0%} likely to help; from {bands.related:.0%} on, "
            "it counts as related."
        )
    if looked.shown is not looked.band:
        reasons.append("This channel wants to hear less than that, so Akin keeps quiet.")
    if found.out_of_time:
        reasons.append("The time for reading ran out before all candidates were read.")
    return reasons
