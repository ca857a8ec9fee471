"""`chat.*`: posting, changing and deleting messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.playground import limits, posting, shapes
from bot.playground.conversations import Conversation
from bot.playground.errors import Refused
from bot.playground.identity import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID
from bot.playground.messages import Ephemeral, Json, Message
from bot.playground.methods.call import Call
from bot.playground.visibility import may_see

_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})


def post_message(call: Call) -> Json:
    """`chat.postMessage`."""
    call.need("chat:write")
    workspace = call.workspace
    conversation = _target(call)
    content = limits.accept(call.text("text"), _blocks(call), _attachments(call))
    _pictures(call, content.blocks)
    metadata = limits.accept_metadata(call.structure("metadata", "invalid_metadata_format"))
    if not workspace.rates.admit(conversation.id):
        raise Refused("ratelimited", retry_after=1)
    root = _root(call, conversation)
    broadcast = call.flag("reply_broadcast") and root is not None
    message = posting.put(
        workspace,
        Message(
            conversation.id,
            workspace.ids.ts(),
            BOT_USER_ID,
            content.text,
            TEAM_ID,
            bot_id=BOT_ID,
            app_id=APP_ID,
            thread_ts=root,
            subtype="thread_broadcast" if broadcast else None,
            blocks=content.blocks,
            attachments=content.attachments,
            metadata=metadata,
            broadcast=broadcast,
        ),
    )
    answer: Json = {
        "channel": conversation.id,
        "ts": message.ts,
        "message": shapes.message_json(workspace, message, metadata=True),
    }
    if content.truncated:
        warnings = ["message_truncated"]
        answer |= {"warning": warnings[0], "response_metadata": {"warnings": warnings}}
    return answer


def update(call: Call) -> Json:
    """`chat.update`: text without blocks takes the blocks away; neither leaves both."""
    call.need("chat:write")
    conversation = _member_channel(call)
    message = _own(call, conversation, "cant_update_message")
    text, blocks, attachments = call.text("text"), _blocks(call), _attachments(call)
    if text is None and blocks is None and attachments is None:
        raise Refused("no_text")
    given = call.structure("metadata", "invalid_metadata_format")
    metadata = message.metadata if given is None else limits.accept_metadata(given)
    if text is None and blocks is None:
        blocks = list(message.blocks)
    if attachments is None:
        attachments = list(message.attachments)
    content = limits.accept_update(message.text if text is None else text, blocks, attachments)
    _pictures(call, content.blocks)
    after = posting.edit(
        call.workspace,
        message,
        BOT_USER_ID,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        metadata=metadata,
    )
    shape = shapes.message_json(call.workspace, after, metadata=True)
    return {"channel": conversation.id, "ts": after.ts, "text": after.text, "message": shape}


def delete(call: Call) -> Json:
    """`chat.delete`."""
    call.need("chat:write")
    conversation = _member_channel(call)
    message = _own(call, conversation, "cant_delete_message")
    posting.remove(call.workspace, message)
    return {"channel": conversation.id, "ts": message.ts}


def post_ephemeral(call: Call) -> Json:
    """`chat.postEphemeral`."""
    call.need("chat:write")
    workspace = call.workspace
    conversation = _target(call)
    user = call.user()
    content = limits.accept(call.text("text"), _blocks(call), _attachments(call))
    if user.id not in conversation.members or not may_see(user, conversation):
        raise Refused("user_not_in_channel")
    ephemeral = Ephemeral(
        conversation.id,
        user.id,
        workspace.ids.ts(),
        content.text,
        content.blocks,
        content.attachments,
        thread_ts=call.text("thread_ts"),
    )
    posting.whisper(workspace, ephemeral)
    return {"message_ts": ephemeral.ts}


def get_permalink(call: Call) -> Json:
    """`chat.getPermalink`; needs no scope."""
    conversation = call.conversation()
    ts = call.required("message_ts", "message_not_found")
    message = posting.find(call.workspace, conversation.id, ts)
    return {
        "channel": conversation.id,
        "permalink": shapes.permalink(call.workspace, message),
    }


def _pictures(call: Call, blocks: Sequence[Json]) -> None:
    """Check that the files shown in blocks are pictures that the bot may show.

    Raises:
        Refused: `invalid_blocks`.

    """
    for index, block in enumerate(blocks):
        shown = block.get("slack_file")
        if block["type"] != "image" or shown is None:
            continue
        file = call.workspace.files.get(str(shown.get("id"))) if isinstance(shown, dict) else None
        if file is None or file.user != BOT_USER_ID or file.mimetype not in _PICTURES:
            problem = f"[ERROR] invalid slack file [json-pointer:/blocks/{index}/slack_file]"
            raise Refused("invalid_blocks", messages=[problem])


def _target(call: Call) -> Conversation:
    """Return where to post; a user's id means the bot's direct message with them."""
    wanted = call.required("channel", "channel_not_found")
    if wanted in call.workspace.users and wanted != BOT_USER_ID:
        return call.workspace.open_dm(BOT_USER_ID, wanted)
    return _open_to_bot(call, call.conversation(by_name=True))


def _member_channel(call: Call) -> Conversation:
    return _open_to_bot(call, call.conversation())


def _open_to_bot(call: Call, conversation: Conversation) -> Conversation:
    call.member_of(conversation)
    if conversation.is_archived:
        raise Refused("is_archived")
    return conversation


def _root(call: Call, conversation: Conversation) -> str | None:
    """Return the thread to post in: where the root is gone, Slack posts to the channel itself."""
    thread_ts = call.text("thread_ts")
    if thread_ts is None:
        return None
    message = call.workspace.timelines[conversation.id].get(thread_ts)
    if message is None:
        return None
    if message.is_reply:
        raise Refused("cannot_reply_to_message")
    return thread_ts


def _own(call: Call, conversation: Conversation, code: str) -> Message:
    ts = call.required("ts", "message_not_found")
    message = posting.find(call.workspace, conversation.id, ts)
    if message.bot_id != BOT_ID:
        raise Refused(code)
    return message


def _blocks(call: Call) -> Any:
    return call.structure("blocks", "invalid_blocks_format")


def _attachments(call: Call) -> Any:
    return call.structure("attachments", "invalid_attachments")
