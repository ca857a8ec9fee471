"""Documents and matches for the views: a few with names, and any that hypothesis can think of."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from bot.views.answers import Answer, Judged, Outcome
from ingest.chunks import Part
from ingest.documents import Document, Kind, Source
from matcher.matches import Match
from matcher.verdicts import Band, Bands, Verdict

DAY = datetime(2024, 5, 3, 9, 30, tzinfo=UTC)
DATE = "<!date^1714728600^{date_short_pretty}|3 May 2024>"
BANDS = Bands(same=0.75, related=0.2)
LINK = "https://acme.slack.com/archives/C0HELP/p1714728600000100"

FREEZES = Document(
    id="C0HELP-1714728600.000100",
    kind=Kind.TICKET,
    title="Dashboard freezes on the analytics tab",
    text="Dashboard freezes on the analytics tab. It started with 3.2, only for big accounts.",
    resolution="Clear the layout cache under Settings > Advanced, then reload.",
    status="solved",
    author="Ana",
    source=Source(team="T0ACME", channel="C0HELP", ts="1714728600.000100", permalink=LINK),
    created_at=DAY,
)
IMPORTED = Document(
    id="r-0123456789abcdef01234567",
    kind=Kind.TICKET,
    title="UI hangs with large charts",
    text="The browser stops when a chart has many points.",
    source=Source(team="T0ACME", file="zendesk", record="HELP-1042"),
    created_at=DAY,
)
QUESTION = Document(
    id="C0ASK-1714728600.000200",
    kind=Kind.QUESTION,
    title="How do I export a report as PDF?",
    text="How do I export a report as PDF?",
    resolution="Use *Print* in the report's menu.",
    author="U0BEN",
    source=replace(FREEZES.source, channel="C0ASK", ts="1714728600.000200"),
    created_at=DAY,
)


def match_of(document: Document, same: float = 0.92, **changes: Any) -> Match:
    """Return a match whose passage is the document's text."""
    values: dict[str, Any] = {
        "passage": document.text,
        "part": Part.TEXT,
        "cosine": 0.7,
        "relevance": 0.8,
        **changes,
    }
    return Match(document=document, same=same, **values)


def answer_to(*matches: Match, band: Band = Band.SAME, **changes: Any) -> Answer:
    """Return an answer with the key "m1"."""
    return Answer(Verdict(band, matches), "m1", BANDS, **changes)


def said(outcome: Outcome, *documents: Document, by: str = "U0CLEO") -> dict[str, Judged]:
    """Return somebody's word on documents."""
    return {document.id: Judged(outcome, by) for document in documents}


HOSTILE = (
    "<!channel>", "<!here|here>", "<@U0VICTIM>", "@channel @here", "<https://evil.example|bank>",
    "```", "``` ```", "`", "*_~", "|", ">>> ", "&amp;", "&lt;!channel&gt;", "\u202e", "\x00",
    "\n\n", "\r\n", "\ud800", "👩‍👩‍👧‍👦", "👍🏽", "e\u0301", "שלום", "مرحبا", "中文字", "https://kb.example/a?b=1&c=2",
    "http://", "<!date^1^{date}|x>", "> ", "\u2028", ":tada:", " ", "A" * 400, "😀" * 200,
)  # fmt: skip


class Text(str):
    """A text that is shown as what it was made of, so that a failing example can be read."""

    __slots__ = ("made_of",)

    def __new__(cls, parts: list[str], times: int) -> "Text":
        """Repeat the parts, up to 40,000 characters."""
        text = super().__new__(cls, ("".join(parts) * times)[:40_000])
        text.made_of = f"Text({parts!r}, {times})"
        return text

    def __repr__(self) -> str:
        return self.made_of


texts = st.builds(
    Text,
    st.lists(st.sampled_from(HOSTILE) | st.text(max_size=30), max_size=8),
    st.sampled_from([1, 1, 1, 3, 5_000]),
)

ids = st.sampled_from(["U0ANA", "W0BEN", "", "U0X|<!channel>", "ana", "<@U0VICTIM>"])
channels = st.sampled_from(["C0HELP", "G0SECRET", "", "C0<!here>", "help"])
moments = st.datetimes(timezones=st.just(UTC)) | st.datetimes()
probabilities = st.floats(0, 1)

sources = st.builds(
    Source,
    team=st.just("T0ACME"),
    channel=channels,
    ts=st.just("1714728600.000100"),
    permalink=st.sampled_from(
        [
            "",
            LINK,
            "!channel",
            "javascript:alert(1)",
            "https://x.example/a|<!here>",
            f"{LINK}?{'&' * 900}",
        ]
    )
    | texts,
    file=texts,
    record=texts,
)
documents = st.builds(
    Document,
    id=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=64),
    kind=st.sampled_from(Kind),
    title=texts,
    text=texts,
    resolution=texts,
    status=texts,
    author=texts | ids,
    source=sources,
    created_at=moments,
)
matches = st.builds(
    lambda document, passage, **values: Match(
        document=document,
        passage=document.text if passage is None else document.title + passage,
        **values,
    ),
    documents,
    st.none() | texts,
    part=st.sampled_from(Part),
    cosine=st.floats(-1, 1),
    relevance=probabilities,
    same=probabilities,
    agreeing=st.lists(texts, max_size=4).map(tuple),
    conflicting=st.lists(texts, max_size=4).map(tuple),
)
match_lists = st.lists(matches, max_size=7, unique_by=lambda match: match.document.id)
"""A few matches, each of another document."""


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Any answer, judged and hidden or not."""
    shown = draw(match_lists)
    band = draw(st.sampled_from([Band.SAME, Band.RELATED])) if shown else Band.SILENCE
    judged = {
        match.document.id: Judged(draw(st.sampled_from(Outcome)), draw(ids))
        for match in shown
        if draw(st.booleans())
    }
    return Answer(
        Verdict(band, tuple(shown)),
        draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=200)),
        BANDS,
        asked=draw(st.booleans()),
        judged=judged,
        hidden_by=draw(st.sampled_from(["", "", "", "U0ANA"])),
        question=draw(st.booleans()),
        hurried=draw(st.none() | st.tuples(st.integers(0, 10**6), st.integers(0, 10**6))),
        names=draw(st.dictionaries(ids, texts, max_size=2)),
    )
