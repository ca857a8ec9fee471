"""A match is named, placed and quoted so that a person can look it up."""

from dataclasses import replace

import pytest

from bot.views.evidence import (
    details,
    gist,
    headline,
    imported,
    linked,
    named,
    passage,
    reference,
    solution,
    terms,
)
from ingest.chunks import Part
from ingest.documents import Kind, Source

from .samples import DATE, FREEZES, IMPORTED, LINK, QUESTION, match_of

LONG = "a" * 30
CUT = "a" * 23 + "…"


def test_a_document_is_called_by_its_title_or_else_by_what_there_is() -> None:
    assert named(FREEZES) == "Dashboard freezes on the analytics tab"
    assert named(replace(IMPORTED, title=" ")) == "The browser stops when a chart has many points."
    assert named(replace(IMPORTED, title="", text="\u200b")) == "HELP-1042"
    assert named(replace(QUESTION, title="", text="")) == "a question without words"


def test_a_title_is_linked_where_it_can_be_looked_up() -> None:
    assert linked(QUESTION) == f"*<{LINK}|How do I export a report as PDF?>*"
    assert linked(IMPORTED) == "*UI hangs with large charts*"


def test_an_imported_document_is_named_by_its_source() -> None:
    assert imported(IMPORTED) == "HELP-1042 · imported from zendesk"
    assert reference(IMPORTED) == "*UI hangs with large charts* (HELP-1042 · imported from zendesk)"
    assert imported(FREEZES) == ""


@pytest.mark.parametrize("file", ["/home/ana/exports/old.csv", r"C:\exports\old.csv", "old.csv"])
def test_the_folder_an_import_came_from_is_nobodys_business(file: str) -> None:
    assert imported(replace(IMPORTED, source=Source(file=file, record="7"))) == (
        "7 · imported from old.csv"
    )


def test_an_imported_document_with_an_address_is_linked() -> None:
    source = replace(IMPORTED.source, permalink="https://acme.zendesk.com/tickets/1042")

    assert reference(replace(IMPORTED, source=source)) == (
        "*<https://acme.zendesk.com/tickets/1042|UI hangs with large charts>*"
    )


def test_details_say_what_where_whose_when_and_how_it_stands() -> None:
    assert details(FREEZES, {}) == f"Ticket · in <#C0HELP> · by Ana · {DATE} · status: solved"
    assert details(replace(IMPORTED, status="in_progress"), {}) == (
        f"Ticket · HELP-1042 · imported from zendesk · {DATE} · status: in progress"
    )


def test_an_author_is_named_without_a_mention_unless_that_is_wanted() -> None:
    assert details(QUESTION, {"U0BEN": "Ben <b>"}) == (
        f"Question · in <#C0ASK> · by Ben &lt;b&gt; · {DATE}"
    )
    assert details(QUESTION, {}) == f"Question · in <#C0ASK> · {DATE}"
    assert details(QUESTION, {}, mention=True) == (f"Question · in <#C0ASK> · by <@U0BEN> · {DATE}")


def test_an_imported_author_is_never_a_mention() -> None:
    assert "by U0BEN" in details(replace(IMPORTED, author="U0BEN"), {}, mention=True)


def test_a_solution_is_quoted() -> None:
    assert solution(FREEZES, 100) == (
        "*How it was solved*",
        "> Clear the layout cache under Settings &gt; Advanced, then reload.",
    )
    assert solution(QUESTION, 100) == ("*The answer*", "> Use *Print* in the report's menu.")


def test_says_when_there_is_no_solution() -> None:
    assert solution(IMPORTED, 100) == ("No resolution yet.",)
    assert solution(replace(IMPORTED, status="Closed"), 100) == (
        "Marked as Closed, but nobody wrote down how.",
    )


def test_the_passage_is_shown_without_the_title() -> None:
    assert passage(match_of(FREEZES), 100, 700) == (
        "*What it says*",
        "> It started with 3.2, only for big accounts.",
    )


def test_a_passage_from_the_thread_says_so() -> None:
    match = match_of(FREEZES, passage="Happens to us too.", part=Part.REPLY)

    assert passage(match, 100, 700) == ("*From its thread*", "> Happens to us too.")


@pytest.mark.parametrize(
    "said",
    [
        "How do I export a report as PDF?",
        "how do I export: a report, as PDF",
        "Use Print",
        "?!",
        "",
    ],
)
def test_a_passage_that_says_nothing_new_is_left_out(said: str) -> None:
    assert passage(match_of(QUESTION, passage=said), 100, 700) == ()


def test_a_passage_beyond_the_part_of_the_resolution_that_is_shown_is_shown() -> None:
    long = replace(QUESTION, resolution="First wait a minute. Then press Print.")
    match = match_of(long, passage="Then press Print.", part=Part.RESOLUTION)

    assert passage(match, 100, 20) == ("*From its solution*", "> Then press Print.")
    assert passage(match, 100, 700) == ()


@pytest.mark.parametrize(
    ("agreeing", "conflicting", "said"),
    [
        ((), (), ""),
        (("HV-5031", "`v2`", "v3"), (), "both mention `HV-5031` and `'v2'`"),
        (
            ("E1234",),
            ("version 2 ≠ version 3",),
            "both mention `E1234`, but here it says `version 2`, there `version 3`",
        ),
        ((), ("<iOS> ≠ can't log in",), "here it says `&lt;iOS&gt;`, there `can't log in`"),
        (
            (),
            ("iOS ≠ Android", "on ≠ off", "5 ≠ 6"),
            "they differ: `iOS` here, `Android` there; `on` here, `off` there; and more",
        ),
        (
            ("E1",),
            (f"{LONG} ≠ b", " ≠ c", "no pair", "x ≠ y"),
            f"both mention `E1`, but they differ: `{CUT}` here, `b` there; `x` here, `y` there",
        ),
    ],
)
def test_in_what_texts_agree_or_differ_is_told(
    agreeing: tuple[str, ...], conflicting: tuple[str, ...], said: str
) -> None:
    assert terms(match_of(FREEZES, agreeing=agreeing, conflicting=conflicting)) == said


def test_the_gist_is_the_resolution_or_else_what_matched() -> None:
    assert gist(match_of(QUESTION), 100) == "The answer: Use *Print* in the report's menu."
    assert gist(match_of(FREEZES), 30) == "Solved: Clear the layout…"
    assert gist(match_of(IMPORTED), 100) == "The browser stops when a chart has many points."
    assert gist(match_of(replace(IMPORTED, kind=Kind.JOB), passage=" "), 100) == ""


def test_the_gist_needs_room() -> None:
    assert gist(match_of(FREEZES), 24) == "Solved: Clear the…"
    assert gist(match_of(FREEZES), 23) == ""


def test_a_headline_has_no_links() -> None:
    assert headline(match_of(FREEZES), 100, " (92% sure)") == (
        "“Dashboard freezes on the analytics tab” (92% sure). "
        "Solved: Clear the layout cache under Settings…"
    )
    assert headline(match_of(QUESTION), 0) == "“How do I export a report as PDF?”"
