"""Files that people share: what they say they are, and their bytes."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.akin import Akin
from bot.downloads import FileGoneError, download
from bot.slack import SlackRefusal
from ingest.pdf import PdfLimits
from ingest.pdf_problems import Problem, Unreadable
from ingest.text import one_line

log = logging.getLogger(__name__)

_PAPERS: Final = frozenset({"pdf", "docx"})
_TEXT_TYPES: Final = frozenset({"text", "txt", "md", "markdown"})
_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that came with a message."""

    id: str
    name: str
    url: str
    type: str
    size: int

    @property
    def is_pdf(self) -> bool:
        """Whether it says that it is a PDF, or a Word document, which is read alike."""
        return self.type in _PAPERS or self.name.lower().endswith((".pdf", ".docx"))

    @property
    def is_text(self) -> bool:
        """Whether it says that it is a text."""
        return self.type in _TEXT_TYPES or self.name.lower().endswith((".txt", ".md"))


def shared_files(akin: Akin, event: Mapping[str, Any]) -> list[SharedFile]:
    """Return the files that came with a message."""
    found = []
    for file in event.get("files") or ():
        if not isinstance(file, Mapping) or not file.get("id"):
            continue
        whole: Mapping[str, Any] = file
        if file.get("file_access") == "check_file_info" or not file.get("url_private_download"):
            # Of files from other organisations an event tells the id alone.
            try:
                whole = akin.slack.call("files.info", file=file["id"]).get("file") or {}
            except SlackRefusal as refusal:
                log.info("Slack does not tell of a file: %s", refusal)
                continue
        url = str(whole.get("url_private_download") or whole.get("url_private") or "")
        name = one_line(str(whole.get("name") or whole.get("title") or "file"))
        found.append(
            SharedFile(
                str(file["id"]), name, url, str(whole.get("filetype") or ""),
                int(whole.get("size") or 0),
            )
        )  # fmt: skip
    return found


def content(akin: Akin, file: SharedFile) -> bytes | Unreadable:
    """Return a file's bytes, or why there are none."""
    limits = pdf_limits(akin)
    most = int(limits.megabytes * _MEGABYTE)
    if file.size > most:
        return Unreadable(Problem.TOO_LARGE, file.size / _MEGABYTE, limits.megabytes)
    try:
        return download(
            file.url,
            akin.settings.slack_bot_token.get_secret_value(),
            api_url=akin.settings.slack_api_url,
            most=most,
        )
    except FileGoneError as error:
        log.info("%s", error)
        return Unreadable(Problem.GONE)


def pdf_limits(akin: Akin) -> PdfLimits:
    """Return what reading a PDF may cost, by the settings."""
    settings = akin.settings
    return PdfLimits(
        seconds=settings.pdf_seconds,
        megabytes_of_memory=settings.pdf_memory_mb,
        pages=settings.pdf_pages,
        megabytes=settings.pdf_mb,
    )
