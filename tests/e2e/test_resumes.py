"""Résumés in a channel: read, answered with evidence, ranked, explained, and forgotten."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground import Conversation, Person, Workspace
from ingest import ocr
from tests.e2e.conftest import OpenOffice
from tests.e2e.office import Office, until
from tests.ingest.making_pdfs import column, pdf

CONTENT = Path(__file__).parents[2] / "bot" / "playground" / "content"
OPENINGS = {each["id"]: each for each in json.loads((CONTENT / "openings.json").read_text())}


def resume(name: str) -> bytes:
    return (CONTENT / "resumes" / f"{name}.pdf").read_bytes()


def opening(id_: str) -> bytes:
    return f"{OPENINGS[id_]['title']}\n\n{OPENINGS[id_]['text']}".encode()


@pytest.fixture
def ana(workspace: Workspace) -> Person:
    return workspace.add_user("ana")


@pytest.fixture
def hiring(workspace: Workspace, ana: Person) -> Conversation:
    return workspace.add_channel("hiring", members=[ana])


@pytest.fixture
def office(open_office: OpenOffice, ana: Person, hiring: Conversation) -> Iterator[Office]:
    with open_office() as running:
        running.watch(ana, hiring, "resumes")
        yield running


def shown(message: object) -> str:
    return json.dumps(getattr(message, "blocks", message), ensure_ascii=False)


def test_a_resume_is_answered_with_the_openings_that_it_fits_and_the_evidence(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    for id_ in ("frontend", "payroll-specialist"):
        noted = office.reply(ana.upload(hiring, f"{id_}.txt", opening(id_), "a new opening"), ana)
        assert "Noted the opening" in shown(noted)

    card = shown(office.reply(ana.upload(hiring, "nadia.pdf", resume("nadia-belkacemi")), ana))

    assert "nadia.pdf" in card
    assert card.index("Frontend Engineer") < card.index("Payroll Specialist")
    assert "years of work" in card
    assert "page 1" in card
    assert not office.dead()


def test_nobodys_contact_data_is_shown_or_logged(
    office: Office, ana: Person, hiring: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    office.reply(ana.upload(hiring, "f.txt", opening("frontend"), "opening"), ana)
    card = office.reply(ana.upload(hiring, "r.pdf", resume("nadia-belkacemi")), ana)
    ranking = office.ask(ana, hiring, "/akin candidates frontend")

    for secret in ("Nadia", "Belkacemi", "nadia.belkacemi", "01 99 00", "Lavoir"):
        assert secret not in shown(card) + shown(ranking)
        ours = [r.getMessage() for r in caplog.records if not r.name.startswith("slack")]
        assert not any(secret in line for line in ours)


def test_candidates_are_ranked_for_an_opening_and_why_says_what_proves_it(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    office.reply(ana.upload(hiring, "it.txt", opening("it-admin"), "opening"), ana)
    for name in ("bertille-okonjo", "viktor-hadzimov", "marcus-oyelana"):
        ana.upload(hiring, f"{name}.pdf", resume(name))
    office.settled()

    answer = office.ask(ana, hiring, "/akin candidates systems administrator")

    names = re.findall(r"(\w+-\w+)\.pdf", shown(answer))
    assert names[0] == "viktor-hadzimov"
    assert set(names) == {"bertille-okonjo", "viktor-hadzimov", "marcus-oyelana"}
    first = next(block for block in answer.blocks if "viktor" in json.dumps(block))
    ana.press(answer, "why", first["block_id"]).wait()
    modal = until(lambda: _filled(ana), "the form to be filled")
    assert "Active Directory" in modal
    assert "of 100" in modal
    assert not office.dead()


def test_an_opening_is_noted_by_a_form_and_chosen_from_a_menu(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    ana.command(hiring, "/akin job").wait()
    form = until(ana.views, "the form to open")[-1]
    before = len(ana.ephemerals(hiring))
    ana.submit(form, {"title": "Baker", "text": "What you bring\n- You bake bread at night"}).wait()
    noted = until(lambda: ana.ephemerals(hiring)[before:], "the confirmation")[0]
    assert "Baker" in shown(noted)
    ana.upload(hiring, "b.pdf", resume("bertille-okonjo"))
    office.settled()

    menu = office.ask(ana, hiring, "/akin candidates")

    assert "static_select" in shown(menu)
    assert "Baker" in shown(menu)


def test_many_files_get_one_reply_that_fills_in(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    office.reply(ana.upload(hiring, "it.txt", opening("it-admin"), "opening"), ana)
    names = ["colm-brannagh", "tomasz-wrobel", "walter-iverach", "kwabena-mensah-boyd"]
    message = ana.upload_all(hiring, {f"{name}.pdf": resume(name) for name in names})

    summary = shown(office.reply(message, ana))

    assert "Read 4 of 4 files." in summary
    assert all(f"{name}.pdf" in summary for name in names)
    assert "locked with a password" in summary
    assert ocr.can_read() or "is a scan" in summary


def test_what_can_not_be_read_is_said_kindly(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    reply = office.reply(ana.upload(hiring, "cv.pdf", b"PK\x03\x04 a Word file"), ana)

    assert "no PDF" in shown(reply)


def test_a_newer_version_replaces_the_older_whatever_its_name(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    office.reply(ana.upload(hiring, "p.txt", opening("payroll-specialist"), "opening"), ana)
    office.reply(ana.upload(hiring, "old.pdf", resume("anneke-vos")), ana)

    card = office.reply(ana.upload(hiring, "other.pdf", resume("anneke-vos-2026")), ana)

    assert "Same candidate as *old.pdf*" in shown(card)
    ranking = shown(office.ask(ana, hiring, "/akin candidates payroll"))
    assert "other.pdf" in ranking
    assert "old.pdf" not in ranking


def test_resumes_never_leave_their_channel(
    office: Office, workspace: Workspace, ana: Person, hiring: Conversation
) -> None:
    office.reply(ana.upload(hiring, "f.txt", opening("frontend"), "opening"), ana)
    office.reply(ana.upload(hiring, "nadia.pdf", resume("nadia-belkacemi")), ana)
    bob = workspace.add_user("bob")
    general = workspace.add_channel("general", members=[ana, bob])

    elsewhere = office.ask(ana, general, "/akin candidates frontend")
    stranger = office.ask(bob, general, "/akin candidates frontend")
    found = office.ask(bob, general, "/akin find museums HTML and CSS with Vue")

    for answer in (elsewhere, stranger, found):
        assert "nadia" not in shown(answer)
        assert "museum" not in shown(answer).replace("museums HTML and CSS with Vue", "")


@pytest.mark.parametrize("how", ["command", "deletion"])
def test_forgetting_leaves_no_byte_of_a_candidate(
    office: Office, ana: Person, hiring: Conversation, tmp_path: Path, how: str
) -> None:
    message = ana.upload(hiring, "r.pdf", resume("nadia-belkacemi"))
    office.reply(message, ana)
    secrets = [b"nadia.belkacemi@example.org", b"Belkacemi", b"Atelier Grimbouis"]
    data = office.akin.settings.data
    assert any(secret in _bytes(data) for secret in secrets)

    if how == "command":
        link = office.akin.workspace.permalink(hiring.id, message.ts)
        assert "Forgotten" in office.ask(ana, hiring, f"/akin forget {link}").text
    else:
        ana.delete(message)
    office.settled()

    until(lambda: not any(secret in _bytes(data) for secret in secrets), "it to be gone")
    assert office.akin.state.candidates.of_message(office.akin.team, hiring.id, message.ts) == []
    assert office.thread(message, ana) == [] if how == "command" else True


def test_forgetting_one_version_forgets_the_others_and_every_reply(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    older = ana.upload(hiring, "old.pdf", resume("anneke-vos"))
    office.reply(older, ana)
    newer = ana.upload(hiring, "new.pdf", resume("anneke-vos-2026"))
    office.reply(newer, ana)

    link = office.akin.workspace.permalink(hiring.id, newer.ts)
    assert "Forgotten" in office.ask(ana, hiring, f"/akin forget {link}").text
    office.settled()

    data = office.akin.settings.data
    until(lambda: b"anneke.vos@example.com" not in _bytes(data), "it to be gone")
    assert office.thread(older, ana) == office.thread(newer, ana) == []


def test_a_resume_is_forgotten_when_its_time_is_over(
    open_office: OpenOffice, ana: Person, hiring: Conversation
) -> None:
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415

    from bot.work import resumes  # noqa: PLC0415

    with open_office(resume_retention_days=30) as running:
        running.watch(ana, hiring, "resumes")
        message = ana.upload(hiring, "r.pdf", resume("nadia-belkacemi"))
        running.reply(message, ana)
        assert resumes.forget_old(running.akin) == 0

        later = datetime.now(UTC) + timedelta(days=31)
        assert resumes.forget_old(running.akin, now=later) == 1
        assert running.thread(message, ana) == []


@pytest.mark.parametrize(
    "words",
    [
        "Who can interview on Monday?",
        "The job fair: - bring flyers",
        "Is this opening\nstill open?",
    ],
)
def test_words_alone_are_left_alone(
    office: Office, ana: Person, hiring: Conversation, words: str
) -> None:
    message = ana.post(hiring, words)

    assert office.thread(message, ana) == []
    assert office.akin.state.candidates.openings(office.akin.team, hiring.id) == []


def test_an_opening_that_is_written_as_a_message_is_noted_until_somebody_removes_it(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    text = "New opening: Night Baker\n\nMust have\n• Bread at scale\n• Working at night"
    noted = office.reply(ana.post(hiring, text), ana)
    other = ana.post(hiring, "Opening: Day Baker\nMust have\n- Bread at scale\n- Cakes")
    office.settled()

    assert "Noted the opening *Night Baker*: 2 must-haves" in shown(noted)
    ana.press(noted, "remove_opening")
    office.settled()
    assert "Removed the opening *Night Baker*" in shown(office.thread(noted, ana)[0])
    ana.delete(other)
    office.settled()
    assert office.akin.state.candidates.openings(office.akin.team, hiring.id) == []


def test_an_opening_that_was_dropped_as_a_file_goes_with_its_message(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    text = b"Night Baker\n\nMust have\n- Bread at scale\n- Working at night"
    message = ana.upload(hiring, "baker.txt", text, "our new opening")
    assert "Noted the opening *Night Baker*" in shown(office.reply(message, ana))

    ana.delete(message)
    office.settled()

    assert office.akin.state.candidates.openings(office.akin.team, hiring.id) == []


def test_forgetting_a_candidate_forgets_the_job_that_failed_at_it(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    message = ana.upload(hiring, "nadia-belkacemi.pdf", resume("nadia-belkacemi"))
    office.reply(message, ana)
    office.akin.inbox.put(
        "EvFailed",
        "edited",
        {"event": {"channel": hiring.id, "message": {"ts": message.ts, "text": "Belkacemi"}}},
    )
    until(lambda: office.akin.inbox.counts().dead, "the job to fail")

    link = office.akin.workspace.permalink(hiring.id, message.ts)
    assert "Forgotten" in office.ask(ana, hiring, f"/akin forget {link}").text

    data = office.akin.settings.data
    until(lambda: b"Belkacemi" not in _bytes(data), "it to be gone")


def test_a_resume_in_a_thread_is_answered_there(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    thread = ana.post(hiring, "Here is what she sent me")
    file = {"a.pdf": resume("nadia-belkacemi")}

    ana.upload_all(hiring, file, "", thread.ts)

    assert "a.pdf" in shown(office.reply(thread, ana))


def test_a_resume_without_openings_says_how_to_note_one(
    office: Office, ana: Person, hiring: Conversation
) -> None:
    story = ["Ann Example", "Experience", "Baked bread for the whole street, every night"]

    reply = office.reply(ana.upload(hiring, "a.pdf", pdf(column(72, 700, story))), ana)

    assert "/akin job" in shown(reply)


def _filled(person: Person) -> str:
    text = "".join(shown(view) for view in person.views())
    return text if "of 100" in text else ""


def _bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_words_in_a_channel_for_resumes_are_remembered_nowhere(
    office: Office, workspace: Workspace, ana: Person, hiring: Conversation
) -> None:
    """A question about a candidate, asked in a public hiring channel, is found by nobody else."""
    question = "what salary did the candidate for the night shift ask for, the baker"
    ana.post(hiring, f"@akin {question}")
    office.settled()
    bob = workspace.add_user("bob")
    general = workspace.add_channel("general", members=[ana, bob])

    found = office.ask(bob, general, f"/akin find {question}")

    assert office.akin.matcher.counts(office.akin.team).documents == 0
    assert "Nothing" in shown(found) or "nothing" in shown(found)
