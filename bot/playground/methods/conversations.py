"""`conversations.*`: which conversations there are, who is in them and what was said."""

from __future__ import annotations

from typing import Any

from bot.playground import membership
from bot.playground.conversations import Conversation, Kind
from bot.playground.errors import Refused
from bot.playground.identity import BOT_USER_ID
from bot.playground.messages import Json, Message
from bot.playground.methods.call import Call
from bot.playground.methods.paging import page
from bot.playground.shapes import message_json
from bot.playground.visibility import may_see

MOST = 999
_BEGINNING, _END = "0", "9"


def info(call: Call) -> Json:
    """`conversations.info`."""
    conversation = _readable(call, "read")
    shape = conversation.to_slack(BOT_USER_ID, with_count=call.flag("include_num_members"))
    return {"channel": shape}


def list_(call: Call) -> Json:
    """`conversations.list`: public channels, and private ones that the bot is in."""
    return _listing(call, [c for c in _of_types(call) if may_see(call.bot, c)])


def of_user(call: Call) -> Json:
    """`users.conversations`.

    For somebody else than the bot: of the private ones, those alone that the bot is in as well.
    """
    user = call.bot if call.text("user") is None else call.user()
    found = [c for c in _of_types(call) if user.id in c.members and may_see(call.bot, c)]
    return _listing(call, found)


def members(call: Call) -> Json:
    """`conversations.members`."""
    conversation = _readable(call, "read")
    limit = call.number("limit", 100, 1000)
    found = page(sorted(conversation.members), str, call.text("cursor"), limit)
    return {
        "members": list(found.items),
        "response_metadata": {"next_cursor": found.cursor},
    }


def history(call: Call) -> Json:
    """`conversations.history`: newest first, without replies (but broadcast ones)."""
    conversation = _readable(call, "history")
    call.member_of(conversation)
    shown = call.workspace.timelines[conversation.id].main()
    return _messages(call, list(reversed(_between(call, shown))), MOST, 100)


def replies(call: Call) -> Json:
    """`conversations.replies`: the root, on every page, and a thread's replies, oldest first."""
    conversation = _readable(call, "history")
    call.member_of(conversation)
    timeline = call.workspace.timelines[conversation.id]
    message = timeline.get(call.required("ts", "thread_not_found"))
    if message is None:
        raise Refused("thread_not_found")
    if message.is_reply:
        return _messages(call, [message], 1000, 1000)
    answers = _between(call, timeline.replies(message.ts))
    answer = _messages(call, answers, 1000, 1000)
    answer["messages"].insert(0, _shape(call, message))
    return answer


def join(call: Call) -> Json:
    """`conversations.join`."""
    call.need("channels:join")
    conversation = call.conversation()
    if conversation.kind is not Kind.PUBLIC:
        raise Refused("method_not_supported_for_channel_type")
    already = BOT_USER_ID in conversation.members
    joined = membership.join(call.workspace, conversation, call.bot)
    answer: Json = {"channel": joined.to_slack(BOT_USER_ID)}
    if already:
        warnings = ["already_in_channel"]
        answer |= {"warning": warnings[0], "response_metadata": {"warnings": warnings}}
    return answer


def open_(call: Call) -> Json:
    """`conversations.open`: a direct message with one account, or a group one with several."""
    if call.text("channel") is not None:
        conversation = call.conversation()
        return {"no_op": True, "already_open": True, "channel": {"id": conversation.id}}
    names = [name.strip() for name in call.required("users", "users_list_not_supplied").split(",")]
    call.need("im:write" if len(names) == 1 else "mpim:write")
    unknown = [name for name in names if name not in call.workspace.users]
    if unknown:
        raise Refused("user_not_found")
    before = set(call.workspace.conversations)
    conversation = call.workspace.open_dm(BOT_USER_ID, *names)
    known = conversation.id in before
    shape: Json = {"id": conversation.id}
    if call.flag("return_im"):
        shape = conversation.to_slack(BOT_USER_ID)
    return {"no_op": known, "already_open": known, "channel": shape}


def _readable(call: Call, what: str) -> Conversation:
    """Return the conversation, if the bot may see it and has the scope of its kind.

    Without any such scope the answer is `missing_scope`, whether or not the conversation exists.
    """
    families = [kind.family for kind in Kind]
    if not any(f"{family}:{what}" in call.granted for family in families):
        call.need(*(f"{family}:{what}" for family in families))
    conversation = call.conversation()
    call.need(f"{conversation.kind.family}:{what}")
    return conversation


def _of_types(call: Call) -> list[Conversation]:
    names = (call.text("types") or "public_channel").split(",")
    try:
        kinds = {Kind(name.strip()) for name in names}
    except ValueError:
        raise Refused("invalid_types") from None
    for kind in Kind:
        if kind in kinds:
            call.need(f"{kind.family}:read")
    skip = call.flag("exclude_archived")
    return [
        c
        for c in call.workspace.conversations.values()
        if c.kind in kinds and not (skip and c.is_archived)
    ]


def _listing(call: Call, found: list[Conversation]) -> Json:
    limit = call.number("limit", 100, 1000)
    ordered = sorted(found, key=lambda c: c.id)
    listed = page(ordered, lambda c: c.id, call.text("cursor"), limit)
    return {
        "channels": [c.to_slack(BOT_USER_ID, with_count=c.is_channel) for c in listed.items],
        "response_metadata": {"next_cursor": listed.cursor},
    }


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest = _ts(call, "oldest", _BEGINNING)
    latest = _ts(call, "latest", _END)
    inclusive = call.flag("inclusive")
    return [
        m for m in messages if oldest < m.ts < latest or (inclusive and m.ts in {oldest, latest})
    ]


def _ts(call: Call, name: str, default: str) -> str:
    value = call.text(name)
    if value is None or value == "now":
        return default
    seconds, _, fraction = value.partition(".")
    if not seconds.isdigit() or not (fraction or "0").isdigit():
        raise Refused(f"invalid_ts_{name}")
    return f"{int(seconds):010d}.{fraction:0<6}" if int(seconds) else default


def _messages(call: Call, found: list[Message], most: int, default: int) -> Json:
    limit = call.number("limit", default, most)
    shown = page(found, lambda m: m.ts, call.text("cursor"), limit)
    answer: dict[str, Any] = {
        "messages": [_shape(call, m) for m in shown.items],
        "has_more": bool(shown.cursor),
        "pin_count": 0,
    }
    if shown.cursor:
        answer["response_metadata"] = {"next_cursor": shown.cursor}
    return answer


def _shape(call: Call, message: Message) -> Json:
    whole = call.flag("include_all_metadata")
    return message_json(call.workspace, message, metadata=whole)
