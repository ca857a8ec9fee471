"""Files in channels for résumés: read, stored, answered in the thread; openings likewise."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.akin import Akin
from bot.downloads import FileGoneError, download
from bot.job import RunningJob
from bot.observing import Read
from bot.slack import SlackRefusal
from bot.state import Candidate, Conversation, NotedOpening, Reply
from bot.views import candidates as views
from bot.views.candidates import Held
from bot.views.message import Message
from bot.work.answers import reply_key, withdraw
from bot.work.incoming import Said
from ingest.contacts import Contact
from ingest.pdf import PdfLimits, PdfText, read_pdf
from ingest.pdf_problems import Problem, Unreadable
from ingest.resume_files import ResumeFile, understood
from ingest.resumes import dump, load
from ingest.text import one_line, visible
from matcher.requirements import cut
from matcher.stopwatch import Stopwatch

log = logging.getLogger(__name__)

_OPENING: Final = re.compile(r"\b(?:job|opening|vacancy|position|stelle)\b", re.IGNORECASE)
_PAPERS: Final = frozenset({"pdf", "docx"})
_TEXT_TYPES: Final = frozenset({"text", "txt", "md", "markdown"})
_MEGABYTE: Final = 1024 * 1024
_SAME_PASSAGES: Final = 0.5
"""From this share of passages in common on, two résumés are versions of one."""

_TITLE: Final = 150
_UPDATE_EVERY: Final = 5
"""Files after which the one reply to many files is brought up to date."""


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


def on_message(akin: Akin, running: RunningJob, conversation: Conversation, said: Said) -> None:
    """Read what was dropped in a channel for résumés. Words alone are left alone."""
    if not said.is_root:
        return
    files = _files(akin, running.job.payload["event"])
    documents = [file for file in files if file.is_pdf or file.is_text]
    if not documents:
        return
    if _OPENING.search(said.text):
        for file in documents:
            _note_opening(akin, running, conversation, said, file)
        return
    resumes = [file for file in documents if file.is_pdf]
    if len(resumes) == 1:
        _answer_one(akin, running, conversation, said, resumes[0])
    elif resumes:
        _answer_many(akin, running, conversation, said, resumes)


def forget_message(akin: Akin, channel: str, message_ts: str) -> int:
    """Forget the candidates that came with a message, and what Akin said of them."""
    found = akin.state.candidates.of_message(akin.team, channel, message_ts)
    if not found:
        return 0
    count = akin.state.candidates.forget(akin.team, channel, [each.id for each in found])
    akin.assessor.forget()
    akin.matcher.scrub()
    return count


def forget_people(akin: Akin, channel: str, message_ts: str) -> int:
    """Forget the people whose résumés came with a message: every version, and each reply to one.

    Replies go first: a run that Slack stops there finds everything else still in its place.
    """
    messages = akin.state.candidates.messages_of_versions(akin.team, channel, message_ts)
    for each in messages:
        _take_back(akin, channel, each)
    return sum(forget_message(akin, channel, each) for each in messages)


def _take_back(akin: Akin, channel: str, message_ts: str) -> None:
    reply = akin.state.replies.get(akin.team, channel, message_ts)
    if reply is not None:
        withdraw(akin, reply)


def forget_old(akin: Akin, now: datetime | None = None) -> int:
    """Forget the candidates whose time is over (AKIN_RESUME_RETENTION_DAYS).

    Args:
        akin: the application.
        now: the present moment.

    """
    days = akin.settings.resume_retention_days
    if not days:
        return 0
    over = (now or datetime.now(UTC)) - timedelta(days=days)
    old = akin.state.candidates.older_than(akin.team, over)
    for channel, message_ts in sorted({(each.channel, each.message_ts) for each in old}):
        _take_back(akin, channel, message_ts)
        forget_message(akin, channel, message_ts)
    return len(old)


def _files(akin: Akin, event: Mapping[str, Any]) -> list[SharedFile]:
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


def _answer_one(
    akin: Akin, running: RunningJob, conversation: Conversation, said: Said, file: SharedFile
) -> None:
    watch = Stopwatch()
    candidate = _received(akin, conversation, said, file)
    watch.lap("read the file")
    held = _best(akin, candidate)
    watch.lap("hold against openings")
    _observed(akin, said, [(candidate, len(held))], watch)
    years, sections = 0.0, []
    if candidate.resume:
        resume = load(candidate.resume)
        years = resume.years(datetime.now(UTC).date())
        sections = [section.heading for section in resume.sections if section.heading]
    message = views.card(candidate, years, sections, held)
    _reply(akin, running, said, message)


def _answer_many(
    akin: Akin, running: RunningJob, conversation: Conversation, said: Said,
    files: Sequence[SharedFile],
) -> None:  # fmt: skip
    """Answer many files with one reply that fills in as they are read."""
    _reply(akin, running, said, views.reading(len(files)))
    rows: list[tuple[Candidate, Held | None]] = []
    watch = Stopwatch()
    for number, file in enumerate(files, 1):
        candidate = _received(akin, conversation, said, file)
        held = _best(akin, candidate)
        rows.append((candidate, held[0] if held else None))
        if number % _UPDATE_EVERY == 0 or number == len(files):
            _reply(akin, running, said, views.summary(rows, len(files)))
    watch.lap("read the files, hold against openings")
    openings = len(akin.state.candidates.openings(akin.team, said.channel))
    _observed(akin, said, [(candidate, openings) for candidate, _ in rows], watch)


def _observed(
    akin: Akin, said: Said, read: Sequence[tuple[Candidate, int]], watch: Stopwatch
) -> None:
    """Tell who looks on of candidates that were read, each with how many openings there were."""
    if akin.observer is not None:
        unreadable = sum(not candidate.resume for candidate, _ in read)
        openings = max(count for _, count in read)
        akin.observer.read(
            Read(said.channel, said.ts, len(read), unreadable, openings, dict(watch.laps))
        )


def _reply(akin: Akin, running: RunningJob, said: Said, message: Message) -> None:
    """Post the one reply to a message, or bring it up to date."""
    known = akin.state.replies.get(akin.team, said.channel, said.ts)
    if known is not None and known.reply_ts:
        akin.slack.update(said.channel, known.reply_ts, message)
        return
    ts = akin.slack.post(
        running, said.channel, message, thread_ts=said.ts, key=reply_key(said.channel, said.ts)
    )
    akin.state.replies.put(
        Reply(
            team=akin.team, channel=said.channel, message_ts=said.ts, thread_ts=said.ts,
            reply_ts=ts, asked=False,
        )
    )  # fmt: skip


def _best(akin: Akin, candidate: Candidate) -> list[Held]:
    if not candidate.resume:
        return []
    openings = akin.state.candidates.openings(akin.team, candidate.channel)
    return akin.assessor.best(candidate, openings)


def _received(akin: Akin, conversation: Conversation, said: Said, file: SharedFile) -> Candidate:
    """Read a file and store the candidate; a version that it replaces is noted as replaced."""
    known = akin.state.candidates.get(akin.team, conversation.id, file.id)
    if known is not None:
        return known  # read by an earlier run of this job
    blank = Candidate(akin.team, conversation.id, file.id, said.ts, file.name)
    found = _read(akin, file)
    if isinstance(found, Unreadable):
        candidate = replace(blank, problem=found.sentence)
        akin.state.candidates.put(candidate, Contact())
        return candidate
    candidate = replace(
        blank, pages=found.pages, problem=" ".join(found.problems), resume=dump(found.resume)
    )
    older = _earlier_version(akin, candidate, found)
    if older is not None:
        candidate = replace(candidate, replaces=older.file_name)
    akin.state.candidates.put(candidate, found.contact)
    if older is not None:
        akin.state.candidates.replace(older, candidate)
    return candidate


def _read(akin: Akin, file: SharedFile) -> ResumeFile | Unreadable:
    found = _content(akin, file)
    if isinstance(found, Unreadable):
        return found
    pdf = read_pdf(found, _limits(akin))
    return understood(pdf) if isinstance(pdf, PdfText) else pdf


def _content(akin: Akin, file: SharedFile) -> bytes | Unreadable:
    limits = _limits(akin)
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


def _limits(akin: Akin) -> PdfLimits:
    settings = akin.settings
    return PdfLimits(
        seconds=settings.pdf_seconds,
        megabytes_of_memory=settings.pdf_memory_mb,
        pages=settings.pdf_pages,
        megabytes=settings.pdf_mb,
    )


def _earlier_version(akin: Akin, new: Candidate, found: ResumeFile) -> Candidate | None:
    """Return the résumé of the same person that is in the channel already.

    By what is in it: the same address of mail or telephone number, or half of its passages.
    """
    contacts = akin.state.candidates.contacts(akin.team, new.channel)
    reached = _reached(found.contact)
    passages = {passage.text for passage in found.resume.passages}
    for old in akin.state.candidates.current(akin.team, new.channel):
        if old.id == new.id:
            continue
        same_person = reached & _reached(contacts.get(old.id, Contact()))
        told = {passage.text for passage in load(old.resume).passages}
        shared = len(passages & told) / max(1, min(len(passages), len(told)))
        if same_person or shared >= _SAME_PASSAGES:
            return old
    return None


def _reached(contact: Contact) -> set[str]:
    numbers = {re.sub(r"\D", "", phone)[-8:] for phone in contact.phones}
    return {email.casefold() for email in contact.emails} | {n for n in numbers if len(n) == 8}  # noqa: PLR2004


def _note_opening(
    akin: Akin, running: RunningJob, conversation: Conversation, said: Said, file: SharedFile
) -> None:
    found = _content(akin, file)
    if file.is_pdf and not isinstance(found, Unreadable):
        pdf = read_pdf(found, _limits(akin))
        found = pdf if isinstance(pdf, Unreadable) else pdf.text.encode()
    if isinstance(found, Unreadable):
        refused = Candidate(
            akin.team, conversation.id, file.id, said.ts, file.name, problem=found.sentence
        )
        _reply(akin, running, said, views.refusal(refused))
        return
    text = visible(found.decode("utf-8", errors="replace"))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    title = lines[0][:_TITLE] if lines else file.name
    opening = NotedOpening(akin.team, conversation.id, file.id, title, text, said.user)
    message = note_opening(akin, opening)
    _reply(akin, running, said, message)


def note_opening(akin: Akin, opening: NotedOpening) -> Message:
    """Store an opening and return what to tell about it."""
    akin.state.candidates.note(opening)
    asked = cut(opening.title, opening.text)
    musts = sum(requirement.must for requirement in asked.requirements)
    gates = list(dict.fromkeys(gate.text for gate in asked.gates))
    return views.noted(opening, musts, len(asked.requirements) - musts, gates)
