"""What lies before one person: everything that their page shows, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.conversations import Conversation, Kind
from bot.playground.identity import BOT_USER_ID
from bot.playground.messages import Ephemeral, Json, Message
from bot.playground.people import User
from bot.playground.person import Person
from bot.playground.views import View

if TYPE_CHECKING:
    from bot.playground.front.front import Front

_Key = tuple[str, str]


class Desk:
    """Tells of everything once, as JSON, section by section.

    All of it comes through the person's own eyes (`Person`); there is no second copy of the rules
    of who may see what.

    Args:
        person: Who looks.
        front: What the page shows beside the workspace.

    """

    def __init__(self, person: Person, front: Front) -> None:
        self._person = person
        self._front = front
        self._messages: dict[_Key, Message] = {}
        self._sections: dict[str, object] = {}
        self._errors = len(person.errors())

    def take(self) -> Json:
        """Return what is new since the last time; empty where nothing is. At first: everything."""
        with self._person.workspace.lock:
            news: Json = {}
            put, gone = self._moved()
            if put or gone:
                news["messages"] = {"put": put, "gone": gone}
            for name, section in self._look().items():
                if name not in self._sections or self._sections[name] != section:
                    news[name] = self._sections[name] = section
            errors = self._person.errors()
            if len(errors) > self._errors:
                news["errors"] = [{"kind": e.kind, "code": e.code} for e in errors[self._errors :]]
                self._errors = len(errors)
        return news

    def _moved(self) -> tuple[list[Json], list[Json]]:
        seen = {
            (message.channel, message.ts): message
            for conversation in self._person.conversations()
            for message in self._person.sees(conversation)
        }
        known, self._messages = self._messages, seen
        put = [self._message(m) for key, m in seen.items() if known.get(key) is not m]
        gone = [{"channel": c, "ts": ts} for c, ts in known if (c, ts) not in seen]
        return put, gone

    def _look(self) -> dict[str, object]:
        person = self._person
        users = person.workspace.users
        home = person.home()
        return {
            "me": person.id,
            "people": [_user(user) for user in users.values() if not user.deleted],
            "channels": [self._channel(c) for c in person.conversations()],
            "ephemerals": [_ephemeral(e) for e in person.ephemerals()],
            "views": [_view(v) for v in person.views()],
            "home": None if home is None else _view(home),
            **self._front.moving(person.user),
        }

    def _channel(self, conversation: Conversation) -> Json:
        me = self._person.id
        kind = conversation.kind
        other = conversation.other(me) if kind is Kind.IM else ""
        return {
            "id": conversation.id,
            "name": self._person.workspace.users[other].name if other else conversation.name,
            "kind": kind.value,
            "shared": conversation.is_ext_shared,
            "topic": conversation.topic,
            "archived": conversation.is_archived,
            "member": me in conversation.members,
            "count": len(conversation.members - {BOT_USER_ID}),
            "bot": BOT_USER_ID in conversation.members,
            "other": other,
        }

    def _message(self, message: Message) -> Json:
        files = (self._person.workspace.files.get(file_id) for file_id in message.files)
        return {
            "channel": message.channel,
            "ts": message.ts,
            "user": message.user or "",
            "text": message.text,
            "blocks": list(message.blocks),
            "thread": message.thread_ts if message.is_reply else "",
            "broadcast": message.broadcast,
            "subtype": message.subtype or "",
            "edited": message.edited is not None,
            "reactions": [{"name": r.name, "users": list(r.users)} for r in message.reactions],
            "files": [
                {"id": f.id, "name": f.name, "size": len(f.content), "type": f.filetype}
                for f in files
                if f is not None
            ],
        }


def _user(user: User) -> Json:
    role = (
        "bot"
        if user.is_bot
        else "external"
        if user.is_foreign
        else "guest"
        if user.is_guest
        else "admin"
        if user.is_admin
        else "member"
    )
    return {"id": user.id, "name": user.name, "full": user.real_name, "role": role}


def _ephemeral(ephemeral: Ephemeral) -> Json:
    return {
        "channel": ephemeral.channel,
        "ts": ephemeral.ts,
        "text": ephemeral.text,
        "blocks": list(ephemeral.blocks),
        "thread": ephemeral.thread_ts or "",
    }


def _view(view: View) -> Json:
    def text(name: str) -> str:
        return str((view.content.get(name) or {}).get("text", ""))

    return {
        "id": view.id,
        "hash": view.hash,
        "title": view.title,
        "submit": text("submit"),
        "close": text("close"),
        "blocks": list(view.blocks),
        "errors": dict(view.errors),
    }
