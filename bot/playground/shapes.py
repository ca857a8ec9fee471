"""Messages and files as Slack writes them in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.conversations import Kind
from bot.playground.files import File
from bot.playground.identity import APP_ID, BOT_ID, BOT_NAME, TEAM_ID
from bot.playground.messages import Json, Message

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace

BOT_PROFILE: Json = {
    "id": BOT_ID,
    "deleted": False,
    "name": BOT_NAME,
    "updated": 0,
    "app_id": APP_ID,
    "icons": {},
    "team_id": TEAM_ID,
}


def message_json(workspace: Workspace, message: Message, *, metadata: bool | None = None) -> Json:
    """Return a message's JSON.

    `metadata`: None leaves it out, as events do; False gives its type only and True all of it,
    as `include_all_metadata` does.
    """
    shape: Json = {"type": "message", "ts": message.ts, "text": message.text}
    optional: Json = {
        "user": message.user,
        "subtype": message.subtype,
        "bot_id": message.bot_id,
        "app_id": message.app_id,
        "client_msg_id": message.client_msg_id,
        "inviter": message.inviter,
        "old_name": message.old_name,
    }
    shape |= {key: value for key, value in optional.items() if value is not None}
    if message.subtype in {None, "thread_broadcast", "file_share", "me_message"}:
        shape["team"] = message.team
    if message.bot_id == BOT_ID:
        shape["bot_profile"] = BOT_PROFILE
    if message.old_name is not None:
        shape["name"] = workspace.conversations[message.channel].name
    if message.blocks:
        shape["blocks"] = list(message.blocks)
    if message.attachments:
        shape["attachments"] = list(message.attachments)
    if message.files:
        shape |= {
            "files": [_attached(workspace, message, file) for file in message.files],
            "upload": False,
            "display_as_bot": False,
        }
    if message.edited is not None:
        shape["edited"] = {"user": message.edited.user, "ts": message.edited.ts}
    if message.reactions:
        shape["reactions"] = [
            {"name": r.name, "users": list(r.users), "count": len(r.users)}
            for r in message.reactions
        ]
    if message.metadata is not None and metadata is not None:
        shape["metadata"] = (
            message.metadata if metadata else {"event_type": message.metadata["event_type"]}
        )
    return shape | _thread_fields(workspace, message)


def file_json(workspace: Workspace, file: File) -> Json:
    """Return a file's JSON, with the conversations it is shared in."""
    by_kind: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
    for channel in sorted(file.channels):
        conversation = workspace.conversations.get(channel)
        if conversation is not None:
            kind = {Kind.PUBLIC: "channels", Kind.IM: "ims"}.get(conversation.kind, "groups")
            by_kind[kind].append(channel)
    return file.to_slack(workspace.files_url, by_kind=by_kind)


def permalink(workspace: Workspace, message: Message) -> str:
    """Return a message's web address."""
    link = f"{workspace.url}archives/{message.channel}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return link


def _attached(workspace: Workspace, message: Message, file_id: str) -> Json:
    file = workspace.files.get(file_id)
    if file is None:
        return {"id": file_id, "mode": "tombstone"}
    if workspace.conversations[message.channel].is_ext_shared:
        # In Slack Connect channels Slack says only that there is a file.
        return {"id": file_id, "mode": "file_access", "file_access": "check_file_info"}
    return file_json(workspace, file)


def _thread_fields(workspace: Workspace, message: Message) -> Json:
    if message.is_reply:
        root = workspace.timelines[message.channel].get(message.thread_ts or "")
        parent = {"parent_user_id": root.user} if root is not None and root.user else {}
        return {"thread_ts": message.thread_ts} | parent
    replies = workspace.timelines[message.channel].replies(message.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(r.user for r in replies if r.user))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users[:5],
        "is_locked": False,
        "subscribed": False,
    }
