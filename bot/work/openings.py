"""Openings of channels for résumés: noted from files, messages and forms."""

import re
from typing import Final

from bot.akin import Akin
from bot.job import RunningJob
from bot.state import Candidate, NotedOpening
from bot.views import candidates as views
from bot.views.message import Message
from bot.work.incoming import Said
from bot.work.shared_files import SharedFile, content, pdf_limits
from bot.work.thread_replies import reply_in_thread
from ingest.messages import plain_text
from ingest.pdf import read_pdf
from ingest.pdf_problems import Unreadable
from ingest.text import visible
from matcher.requirements import cut

_OPENING: Final = re.compile(r"\b(?:job|opening|vacancy|position|stelle)\b", re.IGNORECASE)
_CALLED: Final = re.compile(
    r"^(?:(?:a|an|the|our|new|next|open)\s+)*(?:job|opening|vacancy|position|stelle)"
    r"(?:\s+(?:opening|ad|for))?\s*[:–—-]?\s+",
    re.IGNORECASE,
)
_ASKED: Final = 2
"""Requirements that a message has at least which is an opening and no chat about one."""

_TITLE: Final = 150


def speaks_of_opening(text: str) -> bool:
    """Tell whether the words with a file say that it is an opening."""
    return _OPENING.search(text) is not None


def note_file(akin: Akin, running: RunningJob, said: Said, file: SharedFile) -> None:
    """Note the opening that a file holds."""
    found = content(akin, file)
    if file.is_pdf and not isinstance(found, Unreadable):
        pdf = read_pdf(found, pdf_limits(akin))
        found = pdf if isinstance(pdf, Unreadable) else pdf.text.encode()
    if isinstance(found, Unreadable):
        refused = Candidate(
            akin.team, said.channel, file.id, said.ts, file.name, problem=found.sentence
        )
        reply_in_thread(akin, running, said, views.refusal(refused))
        return
    text = visible(found.decode("utf-8", errors="replace"))
    title = _title(text) or file.name
    opening = NotedOpening(akin.team, said.channel, file.id, title, text, said.user)
    reply_in_thread(akin, running, said, note_opening(akin, opening))


def note_message(akin: Akin, running: RunningJob, said: Said) -> None:
    """Note an opening that was written as a message: it says so first, and then asks for things."""
    text = visible(plain_text(said.text))
    title = _title(text)
    if not _OPENING.search(title) or len(cut(title, text).requirements) < _ASKED:
        return
    title = _CALLED.sub("", title).strip() or title
    opening = NotedOpening(akin.team, said.channel, said.ts, title, text, said.user)
    reply_in_thread(akin, running, said, note_opening(akin, opening))


def _title(text: str) -> str:
    return next((line.strip()[:_TITLE] for line in text.splitlines() if line.strip()), "")


def note_opening(akin: Akin, opening: NotedOpening) -> Message:
    """Store an opening and return what to tell about it."""
    akin.state.candidates.note(opening)
    asked = cut(opening.title, opening.text)
    musts = sum(requirement.must for requirement in asked.requirements)
    gates = list(dict.fromkeys(gate.text for gate in asked.gates))
    return views.noted(opening, musts, len(asked.requirements) - musts, gates)
