"""The zip of a Slack export, opened with care: its members are read, never unpacked to disk."""

import re
import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from ingest.errors import UnreadableFileError
from ingest.json_values import loaded

_LARGEST: Final = 512_000_000
"""Bytes of one unpacked member."""

_LISTS: Final = ("channels.json", "groups.json", "mpims.json", "dms.json")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
_ENCRYPTED: Final = 0x1


class BrokenMemberError(Exception):
    """A member of the zip can't be read; the message says why, without its name or content."""


class SlackArchive:
    """A Slack export: `folders` are its folders of days, each with the names of its day files.

    Raises UnreadableFileError for a file that is no Slack export, or not one to be trusted.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            raise UnreadableFileError(
                f"{path.name} is no zip file, or a damaged one. Download the export from Slack "
                "again."
            ) from None
        try:
            self._members = self._checked_members()
            self._root = self._root_of_lists()
            self.folders = self._folders_of_days()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "SlackArchive":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def listing(self, name: str) -> list[Any]:
        """Return the list in one of the export's own files, an empty one if it is not there."""
        if self._root + name not in self._members:
            return []
        try:
            return self._list(self._root + name)
        except BrokenMemberError as error:
            raise UnreadableFileError(
                f"{name} in {self._name} {error}. Without it nobody can tell who may see what; "
                "download the export from Slack again."
            ) from None

    def day(self, folder: str, name: str) -> list[Any]:
        """Return the messages of a day file; raises BrokenMemberError if it can't be read."""
        return self._list(f"{self._root}{folder}/{name}")

    def _list(self, member: str) -> list[Any]:
        try:
            content = self._zip.read(self._members[member])
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise BrokenMemberError("is damaged") from None
        except NotImplementedError:
            raise BrokenMemberError("is compressed in a way that Python can't read") from None
        try:
            value = loaded(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise BrokenMemberError("is no UTF-8 text") from None
        except ValueError as error:
            raise BrokenMemberError(f"is no valid JSON ({error})") from None
        if not isinstance(value, list):
            raise BrokenMemberError("is JSON, but no list")
        return value

    def _checked_members(self) -> dict[str, zipfile.ZipInfo]:
        members: dict[str, zipfile.ZipInfo] = {}
        for member in self._zip.infolist():
            name = member.orig_filename
            if name in members or name.startswith("/") or re.search(r"\\|\x00|^\w:", name):
                raise self._untrusted("holds a file name that no export has")
            if ".." in name.split("/"):
                raise self._untrusted("holds a file name that leads out of its folder")
            if member.flag_bits & _ENCRYPTED:
                raise UnreadableFileError(
                    f"{self._name} is encrypted. Unpack it with its password, and zip it again "
                    "without one."
                )
            if member.file_size > _LARGEST:
                raise self._untrusted(
                    f"holds a file that unpacks to more than {_LARGEST // 1_000_000} MB"
                )
            members[name] = member
        return members

    def _untrusted(self, what: str) -> UnreadableFileError:
        return UnreadableFileError(
            f"{self._name} {what}, so nothing of it was read. Download the export from Slack again."
        )

    def _root_of_lists(self) -> str:
        """Return the folder that the export's lists are in: "" unless it was packed once more."""
        roots = {
            name[: -len(listing)]
            for name in self._members
            for listing in _LISTS
            if name == listing or (name.endswith(f"/{listing}") and name.count("/") == 1)
        } - {"__MACOSX/"}
        if "" in roots:
            return ""
        if len(roots) == 1:
            return roots.pop()
        raise UnreadableFileError(
            f"{self._name} is no Slack export: it has no channels.json. An Excel file has to be "
            "saved as CSV; other files have to be unpacked and imported one by one."
        )

    def _folders_of_days(self) -> dict[str, list[str]]:
        folders: dict[str, list[str]] = {}
        for name in sorted(self._members):
            folder, _, day = name.removeprefix(self._root).rpartition("/")
            if name.startswith(self._root) and folder and _DAY.fullmatch(day):
                folders.setdefault(folder, []).append(day)
        return folders
