"""Uploaded files."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from bot.playground.identity import TEAM_ID, TEAM_URL


@dataclass(frozen=True, slots=True)
class File:
    """One file: its bytes, who uploaded it, and the conversations it is shared in (by id)."""

    id: str
    name: str
    title: str
    user: str
    team: str
    content: bytes
    created: int
    channels: frozenset[str] = frozenset()

    @property
    def filetype(self) -> str:
        """Slack's short name of the type, from the file's ending."""
        return PurePath(self.name).suffix.lstrip(".").lower() or "binary"

    @property
    def mimetype(self) -> str:
        """The media type, from the file's ending."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def to_slack(self, files_url: str, *, by_kind: dict[str, list[str]]) -> dict[str, Any]:
        """Return the file object; `by_kind` holds channels, groups and ims that it is shared in."""
        private = f"{files_url}files-pri/{TEAM_ID}-{self.id}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title,
            "mimetype": self.mimetype,
            "filetype": self.filetype,
            "pretty_type": self.filetype.upper(),
            "user": self.user,
            "user_team": self.team,
            "editable": False,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": bool(by_kind["channels"]),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{private}/{self.name}",
            "url_private_download": f"{private}/download/{self.name}",
            "permalink": f"{TEAM_URL}files/{self.user}/{self.id}/{self.name}",
            "has_rich_preview": False,
            "file_access": "visible",
            **by_kind,
        }
