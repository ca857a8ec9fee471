"""Files in channels for résumés: read, stored, answered in the thread; openings likewise."""

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.akin import Akin
from bot.job import RunningJob
from bot.observing import Read
from bot.state import Candidate, Conversation
from bot.views import candidates as views
from bot.views.candidates import Held
from bot.work import openings
from bot.work.answers import withdraw
from bot.work.incoming import Said
from bot.work.shared_files import SharedFile, content, pdf_limits, shared_files
from bot.work.thread_replies import reply_in_thread
from ingest.contacts import Contact
from ingest.pdf import PdfText, read_pdf
from ingest.pdf_problems import Unreadable
from ingest.resume_files import ResumeFile, understood
from ingest.resumes import dump, load
from matcher.stopwatch import Stopwatch

log = logging.getLogger(__name__)

_SAME_PASSAGES: Final = 0.5
"""From this share of passages in common on, two résumés are versions of one."""

_UPDATE_EVERY: Final = 5
"""Files after which the one reply to many files is brought up to date."""


def on_message(akin: Akin, running: RunningJob, conversation: Conversation, said: Said) -> None:
    """Read what was dropped in a channel for résumés; words alone matter only as an opening."""
    files = shared_files(akin, running.job.payload["event"])
    documents = [file for file in files if file.is_pdf or file.is_text]
    if not documents:
        if said.is_root and not files:
            openings.note_message(akin, running, said)
        return
    if openings.speaks_of_opening(said.text):
        for file in documents:
            openings.note_file(akin, running, said, file)
        return
    resumes = [file for file in documents if file.is_pdf]
    if len(resumes) == 1:
        _answer_one(akin, running, conversation, said, resumes[0])
    elif resumes:
        _answer_many(akin, running, conversation, said, resumes)


def forget_message(akin: Akin, channel: str, message_ts: str, files: Sequence[str] = ()) -> int:
    """Forget the candidates that came with a message, and the openings that it or its files were.

    Args:
        akin: the application.
        channel: where the message was.
        message_ts: which it was.
        files: ids of what it shared, as far as they are known.

    """
    for opening in (message_ts, *files):
        akin.state.candidates.remove_opening(akin.team, channel, opening)
    akin.inbox.forget(channel, message_ts)
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
    reply_in_thread(akin, running, said, message)


def _answer_many(
    akin: Akin, running: RunningJob, conversation: Conversation, said: Said,
    files: Sequence[SharedFile],
) -> None:  # fmt: skip
    """Answer many files with one reply that fills in as they are read."""
    reply_in_thread(akin, running, said, views.reading(len(files)))
    rows: list[tuple[Candidate, Held | None]] = []
    watch = Stopwatch()
    for number, file in enumerate(files, 1):
        candidate = _received(akin, conversation, said, file)
        held = _best(akin, candidate)
        rows.append((candidate, held[0] if held else None))
        if number % _UPDATE_EVERY == 0 or number == len(files):
            reply_in_thread(akin, running, said, views.summary(rows, len(files)))
    watch.lap("read the files, hold against openings")
    noted = len(akin.state.candidates.openings(akin.team, said.channel))
    _observed(akin, said, [(candidate, noted) for candidate, _ in rows], watch)


def _observed(
    akin: Akin, said: Said, read: Sequence[tuple[Candidate, int]], watch: Stopwatch
) -> None:
    """Tell who looks on of candidates that were read, each with how many openings there were."""
    if akin.observer is not None:
        unreadable = sum(not candidate.resume for candidate, _ in read)
        most = max(count for _, count in read)
        akin.observer.read(
            Read(said.channel, said.ts, len(read), unreadable, most, dict(watch.laps))
        )


def _best(akin: Akin, candidate: Candidate) -> list[Held]:
    if not candidate.resume:
        return []
    noted = akin.state.candidates.openings(akin.team, candidate.channel)
    return akin.assessor.best(candidate, noted)


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
    found = content(akin, file)
    if isinstance(found, Unreadable):
        return found
    pdf = read_pdf(found, pdf_limits(akin))
    return understood(pdf) if isinstance(pdf, PdfText) else pdf


def _earlier_version(akin: Akin, new: Candidate, found: ResumeFile) -> Candidate | None:
    """Return the résumé of the same person that is in the channel already.

    By what is in it: the same address of mail or telephone number, or half of its passages.
    """
    contacts = akin.state.candidates.contacts(akin.team, new.channel)
    others = [c for c in akin.state.candidates.current(akin.team, new.channel) if c.id != new.id]
    reached = _reached(found.contact)
    for old in others:
        if reached & _reached(contacts.get(old.id, Contact())):
            return old
    passages = {passage.text for passage in found.resume.passages}
    for old in others:
        told = {passage.text for passage in load(old.resume).passages}
        if len(passages & told) >= _SAME_PASSAGES * max(1, min(len(passages), len(told))):
            return old
    return None


def _reached(contact: Contact) -> set[str]:
    numbers = {re.sub(r"\D", "", phone)[-8:] for phone in contact.phones}
    return {email.casefold() for email in contact.emails} | {n for n in numbers if len(n) == 8}  # noqa: PLR2004
