"""A Slack export: the messages of its conversations, with their threads, become Documents."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

from ingest.documents import PUBLIC, Document, Kind, Source, document_id
from ingest.json_values import object_in, objects_in, text_of
from ingest.messages import is_smalltalk, plain_text, title_of
from ingest.records import Record, Skipped
from ingest.slack_archive import BrokenMemberError, SlackArchive
from ingest.text import one_line

_TS: Final = re.compile(r"\d{1,11}(?:\.\d{1,9})?")
_KEPT: Final = ("type", "subtype", "ts", "user", "bot_id", "hidden", "text", "reactions")

RESOLVED: Final = frozenset(("white_check_mark", "heavy_check_mark"))
"""The reactions that make a reply its thread's resolution."""

# Everything else that has a subtype is Slack's own: joins, topics, reminders, bots.
_PEOPLES: Final = frozenset(("", "file_share", "me_message", "thread_broadcast"))
_NOT_PUBLIC: Final = (
    "is_shared",
    "is_ext_shared",
    "is_org_shared",
    "is_global_shared",
    "is_pending_ext_shared",
    "is_private",
    "is_im",
    "is_mpim",
    "shared_team_ids",
    "connected_team_ids",
    "pending_shared",
    "pending_connected_team_ids",
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A channel, group or direct conversation of the export: its folder, and who may see it."""

    id: str
    folder: str
    audience: str

    @property
    def shown_as(self) -> str:
        """Its name for messages; that of a private one is private too, so that one has its id."""
        return self.folder if self.audience == PUBLIC else self.id


@dataclass(slots=True)
class _Thread:
    root: Mapping[str, Any] | None = None
    replies: list[Mapping[str, Any]] = field(default_factory=list)


def read_export(
    path: str | Path, kind: Kind, *, team: str, start: int = 0
) -> Iterator[Record | Skipped]:
    """Read the zip of a Slack export, conversation by conversation, from after record `start`.

    Public channels are for everybody; groups, direct conversations and channels shared with other
    organisations are audiences of their own. What bots and Slack itself said is left out, and
    small talk. A day file that is broken comes as Skipped. Raises UnreadableFileError, at once,
    for a file that is no Slack export.
    """
    archive = SlackArchive(Path(path))
    try:
        users = [user for user in objects_in(archive.listing("users.json")) if user.get("id")]
        found = _conversations(archive)
    except BaseException:
        archive.close()
        raise
    names = {text_of(user["id"]): _name_of(user) for user in users}
    bots = frozenset(text_of(user["id"]) for user in users if user.get("is_bot"))
    return _records(archive, found, _Reader(kind, team, names, bots), start)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes documents of one export's threads."""

    kind: Kind
    team: str
    names: Mapping[str, str]
    bots: frozenset[str]

    def is_said(self, message: Mapping[str, Any]) -> bool:
        """Say whether a person said it."""
        return (
            message.get("type", "message") == "message"
            and text_of(message.get("subtype")) in _PEOPLES
            and not message.get("bot_id")
            and not message.get("hidden")
            and text_of(message.get("user")) not in self.bots
        )

    def text(self, message: Mapping[str, Any]) -> str:
        """Return what the message says, "" for small talk."""
        text = plain_text(text_of(message.get("text")), self.names)
        return "" if is_smalltalk(text) else text

    def document(self, thread: _Thread, conversation: Conversation) -> Document | None:
        """Return a thread as a document, None if there is nothing in its first message."""
        root = thread.root
        if root is None or not self.is_said(root) or not (text := self.text(root)):
            return None
        resolution = ""
        replies: list[str] = []
        for reply in sorted(thread.replies, key=_seconds):
            if said := self.text(reply) if self.is_said(reply) else "":
                if _is_marked(reply):
                    resolution = said
                replies.append(said)
        source = Source(team=self.team, channel=conversation.id, ts=text_of(root.get("ts")))
        return Document(
            id=document_id(source),
            kind=self.kind,
            title=title_of(text),
            text=text,
            resolution=resolution,
            replies=tuple(reply for reply in replies if reply != resolution),
            author=self.names.get(text_of(root.get("user")), ""),
            source=source,
            audience=conversation.audience,
            created_at=datetime.fromtimestamp(_seconds(root), UTC),
        )


def _conversations(archive: SlackArchive) -> dict[str, Conversation | None]:
    """Return whose each folder is; None where the lists do not say it for certain."""
    found: dict[str, set[Conversation]] = {folder: set() for folder in archive.folders}
    for name in ("channels.json", "groups.json", "mpims.json", "dms.json"):
        for listed in objects_in(archive.listing(name)):
            channel = text_of(listed.get("id"))
            public = name == "channels.json" and not any(map(listed.get, _NOT_PUBLIC))
            for folder in (text_of(listed.get("name")), channel):
                if channel and folder in found:
                    audience = PUBLIC if public else channel
                    found[folder].add(Conversation(channel, folder, audience))
    return {
        folder: next(iter(those)) if len(those) == 1 else None for folder, those in found.items()
    }


def _records(
    archive: SlackArchive,
    conversations: Mapping[str, Conversation | None],
    reader: _Reader,
    start: int,
) -> Iterator[Record | Skipped]:
    numbers = count(1)
    with archive:
        for folder, days in archive.folders.items():
            conversation = conversations[folder]
            if conversation is None:
                number = next(numbers)
                if number > start:
                    yield Skipped(
                        number,
                        f"{len(days)} days of a conversation are in none of the export's lists, "
                        "or in several: nobody can tell who may see them.",
                    )
                continue
            threads: dict[str, _Thread] = {}
            for day in days:
                try:
                    _add(threads, objects_in(archive.day(folder, day)))
                except BrokenMemberError as error:
                    number = next(numbers)
                    if number > start:
                        yield Skipped(number, f"{day} of {conversation.shown_as} {error}.")
            for ts in sorted(threads, key=float):
                number = next(numbers)
                if number > start and (document := reader.document(threads[ts], conversation)):
                    yield Record(number, document)


def _add(threads: dict[str, _Thread], messages: list[dict[str, Any]]) -> None:
    """Sort messages into their threads, keeping of each only what is needed."""
    for message in messages:
        ts = text_of(message.get("ts"))
        above = text_of(message.get("thread_ts")) or ts
        if not (_TS.fullmatch(ts) and _TS.fullmatch(above)):
            continue
        kept: dict[str, Any] = {key: message[key] for key in _KEPT if key in message}
        thread = threads.setdefault(above, _Thread())
        if above == ts:
            thread.root = kept
        else:
            thread.replies.append(kept)


def _seconds(message: Mapping[str, Any]) -> float:
    return float(text_of(message.get("ts")))


def _is_marked(reply: Mapping[str, Any]) -> bool:
    return any(text_of(r.get("name")) in RESOLVED for r in objects_in(reply.get("reactions")))


def _name_of(user: Mapping[str, Any]) -> str:
    profile = object_in(user.get("profile"))
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
    return one_line(next(filter(None, map(text_of, names)), text_of(user.get("name"))))
