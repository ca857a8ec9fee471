"""What is said of one match: its title, where it comes from, how it was solved, what matched."""

import re
from collections.abc import Mapping
from typing import Final

from bot.mrkdwn import channel, code, date, is_user, link, quote, shorten, units, user
from bot.views.words import compared, joined, one
from ingest.chunks import Part
from ingest.documents import Document, Kind
from ingest.text import one_line
from matcher.matches import Match

_TITLE: Final = 120
_ROOM: Final = 24
"""Fewer characters are not worth a line."""
_TERM: Final = 24
_CLOSED: Final = frozenset({"closed", "done", "fixed", "resolved", "solved"})
_SEPARATOR: Final = re.compile(r"[/\\]")
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_AFTER_TITLE: Final = " \t\n.…!?:;,-–—"

_SOLVED: Final = {Kind.QUESTION: "The answer"}
_PASSAGES: Final = {
    Part.TEXT: "What it says",
    Part.REPLY: "From its thread",
    Part.RESOLUTION: "From its solution",
}


def named(document: Document) -> str:
    """Return what a document is called, as plain text."""
    source = document.source
    for name in (document.title, document.text, source.record):
        if said := one_line(name[: 4 * _TITLE]):
            return said
    return f"a {one(document.kind)} without words"


def linked(document: Document, limit: int = _TITLE) -> str:
    """Return a document's title in bold type, linked where it can be looked up."""
    return f"*{link(document.source.permalink, named(document), limit)}*"


def imported(document: Document) -> str:
    """Return where an imported document comes from: "HELP-1042 · imported from zendesk"."""
    source = document.source
    if not source.record:
        return ""
    system = shorten(_SEPARATOR.split(source.file.rstrip("/\\"))[-1], 30)
    return joined([shorten(source.record, 30), system and f"imported from {system}"])


def reference(document: Document, limit: int = _TITLE) -> str:
    """Return title and, where nothing can be linked, the source: names a document in a line."""
    source = "" if document.source.permalink else imported(document)
    return linked(document, limit) + (f" ({source})" if source else "")


def details(document: Document, names: Mapping[str, str], *, mention: bool = False) -> str:
    """Return what a document is, from where, whose, of when, and its status, as one line.

    Args:
        document: the document.
        names: display names by user id.
        mention: whether an author without a name may be mentioned, which notifies them unless
            the message is ephemeral.
    """
    source, author = document.source, document.author
    by = shorten(names.get(author, author), 30)
    if source.channel and is_user(author) and author not in names:
        by = user(author) if mention else ""
    return joined(
        [
            one(document.kind).capitalize(),
            imported(document) or (source.channel and f"in {channel(source.channel)}"),
            by and f"by {by}",
            date(document.created_at),
            _status(document) and f"status: {_status(document)}",
        ]
    )


def terms(match: Match) -> str:
    """Return in which error codes, versions, platforms and the like the texts agree or differ."""
    return compared(match.agreeing, match.conflicting, lambda term: code(term, _TERM))


def solution(document: Document, limit: int) -> tuple[str, ...]:
    """Return how a document was solved, quoted, as lines; or that nobody knows yet."""
    if resolution := quote(document.resolution, limit):
        return (f"*{_SOLVED.get(document.kind, 'How it was solved')}*", resolution)
    if _status(document).lower() in _CLOSED:
        return (f"Marked as {_status(document)}, but nobody wrote down how.",)
    return ("No resolution yet.",)


def passage(match: Match, limit: int, shown: int) -> tuple[str, ...]:
    """Return the passage that matched, quoted, as lines; none if it says nothing new.

    Args:
        match: the match.
        limit: the most characters of the quote.
        shown: how many characters of the resolution people see anyway.
    """
    said = _beyond_title(match)
    known = (named(match.document)[:_TITLE], match.document.resolution[:shown])
    # What has no words in it is part of everything, and says nothing.
    if any(_words(said) in _words(text) for text in known):
        return ()
    return (f"*{_PASSAGES[match.part]}*", quote(said, limit, lines=4))


def gist(match: Match, limit: int) -> str:
    """Return the most useful line about a match: its resolution, or else what matched.

    It has at most `limit` characters; where there is room for a word or two only, it is empty.
    """
    if limit < _ROOM:
        return ""
    document = match.document
    label = f"{_SOLVED.get(document.kind, 'Solved')}: "
    if resolution := shorten(document.resolution, limit - len(label)):
        return label + resolution
    return shorten(_beyond_title(match), limit)


def headline(match: Match, limit: int, aside: str = "") -> str:
    """Return title and gist for notifications, the aside after the title: no links in it."""
    title = f"“{shorten(named(match.document), _TITLE)}”{aside}"
    rest = gist(match, limit - units(title) - len(". "))
    return f"{title}. {rest}" if rest else title


def _status(document: Document) -> str:
    return shorten(document.status.replace("_", " "), 20)


def _beyond_title(match: Match) -> str:
    """Return the passage without the title it may begin with."""
    title = match.document.title
    if title and match.passage.startswith(title):
        return match.passage.removeprefix(title).lstrip(_AFTER_TITLE)
    return match.passage


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.casefold()).strip()
