"""`files.*`: what was uploaded, and uploading in two steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.playground import posting, typed
from bot.playground.conversations import Conversation
from bot.playground.errors import Refused
from bot.playground.files import File
from bot.playground.identity import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID
from bot.playground.messages import Json, Message
from bot.playground.methods.call import Call
from bot.playground.shapes import file_json

LARGEST = 1_000_000_000
LONGEST_ALT_TEXT = 1_000


def info(call: Call) -> Json:
    """`files.info`."""
    call.need("files:read")
    file = call.workspace.files.get(call.required("file", "file_not_found"))
    if file is None or not _visible(call, file):
        raise Refused("file_not_found")
    return {"file": file_json(call.workspace, file), "comments": []}


def get_upload_url(call: Call) -> Json:
    """`files.getUploadURLExternal`."""
    call.need("files:write")
    name = call.required("filename")
    if len(call.text("alt_txt") or "") > LONGEST_ALT_TEXT:
        raise Refused("alt_txt_too_large")
    length = call.number("length", 0, LARGEST + 1, "invalid_arguments")
    if length > LARGEST:
        raise Refused("file_upload_size_restricted")
    file = File(
        call.workspace.ids.id("F"),
        name,
        name,
        BOT_USER_ID,
        TEAM_ID,
        b"",
        int(call.workspace.clock.now()),
    )
    call.workspace.uploads[file.id] = file
    return {
        "upload_url": f"{call.workspace.files_url}upload/v1/{file.id}",
        "file_id": file.id,
    }


def complete_upload(call: Call) -> Json:
    """`files.completeUploadExternal`: shares what was uploaded, in one message."""
    call.need("files:write")
    workspace = call.workspace
    given = call.structure("files", "invalid_arguments")
    conversation = _destination(call)
    chosen = [_uploaded(call, entry) for entry in given] if isinstance(given, list) else []
    if not chosen:
        raise Refused("invalid_arguments", messages=["[ERROR] missing required field: files"])
    for file in chosen:
        del workspace.uploads[file.id]
        shared = frozenset({conversation.id}) if conversation else frozenset()
        workspace.files[file.id] = _with(file, channels=shared)
    if conversation is not None:
        comment = call.text("initial_comment") or ""
        blocks = (typed.rich_text(comment, workspace.ids.word()),) if comment else ()
        posting.put(
            workspace,
            Message(
                conversation.id,
                workspace.ids.ts(),
                BOT_USER_ID,
                comment,
                TEAM_ID,
                bot_id=BOT_ID,
                app_id=APP_ID,
                thread_ts=call.text("thread_ts"),
                subtype="file_share",
                blocks=blocks,
                files=tuple(file.id for file in chosen),
            ),
        )
    return {"files": [{"id": file.id, "title": file.title} for file in chosen]}


def delete(call: Call) -> Json:
    """`files.delete`: the bot's own files only."""
    call.need("files:write")
    workspace = call.workspace
    file = workspace.files.get(call.required("file", "file_not_found"))
    if file is None or not _visible(call, file):
        raise Refused("file_not_found")
    if file.user != BOT_USER_ID:
        raise Refused("cant_delete_file")
    del workspace.files[file.id]
    workspace.notify()
    return {}


def _destination(call: Call) -> Conversation | None:
    wanted = call.text("channel_id") or call.text("channels")
    if wanted is None:
        return None
    conversation = call.workspace.conversations.get(wanted)
    if conversation is None or BOT_USER_ID not in conversation.members:
        raise Refused("channel_not_found")
    if conversation.is_archived:
        raise Refused("is_archived")
    return conversation


def _uploaded(call: Call, entry: Any) -> File:
    file = call.workspace.uploads.get(str(entry.get("id"))) if isinstance(entry, dict) else None
    if file is None:
        raise Refused("file_not_found")
    return _with(file, title=str(entry.get("title") or file.name))


def _with(file: File, **changes: Any) -> File:
    return replace(file, **changes)


def _visible(call: Call, file: File) -> bool:
    conversations = call.workspace.conversations
    return file.user == BOT_USER_ID or any(
        BOT_USER_ID in conversations[c].members for c in file.channels if c in conversations
    )
