"""Entries: what the systems' exports have in common, and how one becomes a Document."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final

from ingest.columns import Column
from ingest.dates import date_of
from ingest.documents import Document, Kind, Source, document_id
from ingest.smalltalk import is_smalltalk, said
from ingest.text import clean, one_line
from ingest.titles import title_of

_LONGEST_TITLE: Final = 200

# A tracker's resolution is often a state that it ended in, which tells nobody what to do.
_STATES: Final = """
done|fixed|wontfix|wont fix|wont do|will not fix|will not do|duplicate|duplicated
cannot reproduce|cant reproduce|not reproducible|incomplete|resolved|unresolved|closed|open
reopened|declined|rejected|invalid|works for me|worksforme|not a bug|notabug|no bug|as designed
by design|works as designed|completed|complete|none|na|n a|null|true|false|solved|new|pending
hold|on hold|in progress|todo|to do|cancelled|canceled|withdrawn|obsolete|answered|released
implemented|not implemented|known error|known issue|moved|abandoned|deferred|later
expected behavior|expected behaviour|out of scope|approved|finished|verified|solved permanently
solved work around|workaround
erledigt|behoben|gelost|geschlossen|offen|abgelehnt|duplikat|nicht reproduzierbar
resolu|ferme|corrige|resuelto|cerrado|risolto|chiuso|resolvido|fechado|opgelost|gesloten
"""
_STATE_WORDS: Final = frozenset(said(state) for state in re.split(r"[|\n]", _STATES))
_LONGEST_STATE: Final = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket or question as it was exported: texts as they stood, "" for what is missing."""

    title: str = ""
    text: str = ""
    resolution: str = ""
    replies: tuple[str, ...] = ()
    status: str = ""
    author: str = ""
    id: str = ""
    created: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What the documents of one file have in common.

    `system` is the name that ids are made with: the same whenever the same export is read.
    `modified` is the file's time, for records without a date.
    """

    kind: Kind
    team: str
    audience: str
    system: str
    modified: datetime

    def of_system(self, system: str) -> "Target":
        """Return the same for records of another system."""
        return replace(self, system=system)

    def document(self, entry: Entry) -> Document | None:
        """Return the entry as a document, or None if it has neither title nor text."""
        title, text = one_line(entry.title), clean(entry.text)
        if not title and not text:
            return None
        if len(title) > _LONGEST_TITLE:
            text = f"{title}\n{text}".strip()
            title = ""
        title = title or title_of(text)
        status, resolution = one_line(entry.status), clean(entry.resolution)
        if is_state(resolution):
            status, resolution = status or one_line(resolution), ""
        replies = (clean(reply) for reply in entry.replies)
        source = Source(
            team=self.team,
            file=self.system,
            record=one_line(entry.id) or _made_id(title, text),
            permalink=entry.link if re.fullmatch(r"https?://\S+", entry.link) else "",
        )
        return Document(
            id=document_id(source),
            kind=self.kind,
            title=title,
            text=text,
            resolution=resolution,
            replies=tuple(r for r in replies if r != resolution and not is_smalltalk(r)),
            status=status,
            author=one_line(entry.author),
            source=source,
            audience=self.audience,
            created_at=date_of(entry.created) or self.modified,
        )


def entry_of(cells: Mapping[Column, list[str]]) -> Entry:
    """Return the entry that a row's cells make; a column can be there more than once."""

    def first(column: Column) -> str:
        return next((cell for cell in cells.get(column, ()) if cell.strip()), "")

    return Entry(
        title=first(Column.TITLE),
        text=first(Column.TEXT),
        resolution=first(Column.RESOLUTION),
        replies=tuple(cells.get(Column.REPLIES, ())),
        status=first(Column.STATUS),
        author=first(Column.AUTHOR),
        id=first(Column.ID),
        created=first(Column.CREATED),
        link=first(Column.LINK).strip(),
    )


def is_state(resolution: str) -> bool:
    """Say whether a resolution is only a state such as "Done" or "Won't fix"."""
    return len(resolution) <= _LONGEST_STATE and said(resolution) in _STATE_WORDS


def system_of(path: Path) -> str:
    """Return the name that ids of a file's records are made with: not its folder, nor "(1)"."""
    return (
        re.sub(r"(?:\s*\(\d+\)|[ _-]+copy(?:[ _-]*\d+)?)+$", "", path.stem, flags=re.IGNORECASE)
        or "file"
    )


def _made_id(title: str, text: str) -> str:
    return "text-" + blake2b(f"{title}\0{text}".encode(), digest_size=12).hexdigest()
