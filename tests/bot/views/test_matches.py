"""Replies, lists and shared results, as people see them."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.views.actions import Press
from bot.views.answers import Answer, Outcome
from bot.views.matches import found, note, reply, shared, withdrawn
from bot.views.message import Message
from matcher.matches import Match
from matcher.verdicts import Band, Bands

from .limits import check_message, mentions
from .samples import (
    BANDS,
    DATE,
    FREEZES,
    IMPORTED,
    LINK,
    QUESTION,
    answer_to,
    answers,
    match_lists,
    match_of,
    said,
    texts,
)

ANSWER = answer_to(match_of(FREEZES), match_of(IMPORTED, 0.6))
FREEZES_LINK = f"*<{LINK}|Dashboard freezes on the analytics tab>*"

any_match = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def button(text: str, action: str, document: str = "", **changes: Any) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": text, "emoji": True},
        "value": Press("m1", document).value,
        **changes,
    }


def read(message: Message) -> list[str | list[str]]:
    """Return what is read from top to bottom: texts, small print after "~ ", rows of buttons."""
    lines: list[str | list[str]] = []
    for block in message.blocks:
        match block["type"]:
            case "section":
                lines.append(block["text"]["text"])
            case "context":
                lines.extend(f"~ {element['text']}" for element in block["elements"])
            case "actions":
                lines.append([element["text"]["text"] for element in block["elements"]])
    check_message(message)
    return lines


def test_the_same_problem_is_shown_with_its_solution() -> None:
    message = reply(ANSWER)

    assert read(message) == [
        f"This looks like {FREEZES_LINK}\n92% sure it is the same problem",
        f"~ Ticket · in <#C0HELP> · by Ana · {DATE} · status: solved",
        "*How it was solved*\n> Clear the layout cache under Settings &gt; Advanced, then reload.",
        "*What it says*\n> It started with 3.2, only for big accounts.",
        ["This answers it", "Not a duplicate", "Hide"],
        (
            "~ Or: *UI hangs with large charts* (HELP-1042 · imported from zendesk) · "
            "The browser stops when a chart has many points."
        ),
    ]
    assert message.text == (
        "This looks like “Dashboard freezes on the analytics tab” (92% sure). "
        "Solved: Clear the layout cache under Settings &gt; Advanced, then reload."
    )


def test_the_blocks_of_a_reply_are_exactly_these() -> None:
    assert reply(answer_to(match_of(QUESTION), question=True)).blocks == [
        {
            "type": "section",
            "text": {
                "type": "mrkdwn",
                "text": f"This looks like *<{LINK}|How do I export a report as PDF?>*\n"
                "92% sure it is the same question",
                "verbatim": True,
            },
        },
        {
            "type": "context",
            "elements": [
                {
                    "type": "mrkdwn",
                    "text": f"Question · in <#C0ASK> · {DATE}",
                    "verbatim": True,
                }
            ],
        },
        {
            "type": "section",
            "text": {
                "type": "mrkdwn",
                "text": "*The answer*\n> Use *Print* in the report's menu.",
                "verbatim": True,
            },
        },
        {
            "type": "actions",
            "elements": [
                button("This answers it", "answers", QUESTION.id, style="primary"),
                button("Not a duplicate", "not_duplicate", QUESTION.id),
                button("Hide", "hide"),
            ],
        },
    ]


def test_a_match_without_a_solution_says_so() -> None:
    lines = read(reply(answer_to(match_of(IMPORTED))))

    assert lines[:3] == [
        "This looks like *UI hangs with large charts*\n92% sure it is the same problem",
        f"~ Ticket · HELP-1042 · imported from zendesk · {DATE}",
        "No resolution yet.",
    ]


def test_the_codes_that_both_mention_are_pointed_out() -> None:
    lines = read(reply(answer_to(match_of(FREEZES, agreeing=("HV-5031",)))))

    assert str(lines[0]).endswith("92% sure it is the same problem · both mention `HV-5031`")


def test_what_differs_in_a_code_is_pointed_out() -> None:
    match = match_of(IMPORTED, 0.3, conflicting=("HV-5031 ≠ HV-5011",))
    answer = answer_to(match_of(FREEZES), match, judged=said(Outcome.DIFFERENT, FREEZES))

    assert str(read(reply(answer))[0]).startswith("Possibly related: *UI hangs")
    assert "\nHere it says `HV-5031`, there `HV-5011`" in str(read(reply(answer))[0])
    assert "\nvery close · " in str(read(found("", [match], bands=BANDS, share_value="s1"))[1])


def test_what_is_related_is_compact() -> None:
    message = reply(replace(ANSWER, verdict=replace(ANSWER.verdict, band=Band.RELATED)))

    assert read(message) == [
        (
            f"Possibly related: {FREEZES_LINK}\n"
            "Solved: Clear the layout cache under Settings &gt; Advanced, then reload."
        ),
        ["This answers it", "Not a duplicate", "Hide"],
        (
            "~ Or: *UI hangs with large charts* (HELP-1042 · imported from zendesk) · "
            "The browser stops when a chart has many points."
        ),
    ]
    assert message.text.startswith("Possibly related: “Dashboard freezes")


def test_who_asks_gets_the_closest_called_so() -> None:
    related = answer_to(match_of(QUESTION, 0.3), band=Band.RELATED, asked=True)

    assert str(read(reply(related))[0]).startswith("The closest I know of: *<")


def test_a_confirmed_match_names_who_confirmed_and_can_be_undone() -> None:
    message = reply(replace(ANSWER, judged=said(Outcome.SAME, FREEZES)))

    assert read(message) == [
        f"✅ <@U0CLEO> says this answers it: {FREEZES_LINK}",
        "*How it was solved*\n> Clear the layout cache under Settings &gt; Advanced, then reload.",
        ["Undo"],
    ]
    assert message.blocks[-1]["elements"] == [button("Undo", "undo", FREEZES.id)]


def test_a_dismissed_match_makes_room_for_the_next() -> None:
    message = reply(replace(ANSWER, judged=said(Outcome.DIFFERENT, FREEZES)))

    assert read(message) == [
        (
            "Possibly related: *UI hangs with large charts* (HELP-1042 · imported from zendesk)\n"
            "The browser stops when a chart has many points."
        ),
        ["This answers it", "Not a duplicate", "Hide"],
        f"~ <@U0CLEO>: not a duplicate of {FREEZES_LINK}",
    ]
    assert Press.read(message.blocks[1]["elements"][0]["value"]) == Press("m1", IMPORTED.id)


def test_the_next_match_is_the_same_problem_if_it_is_as_sure() -> None:
    answer = answer_to(match_of(FREEZES), match_of(IMPORTED, 0.8))

    lines = read(reply(replace(answer, judged=said(Outcome.DIFFERENT, FREEZES))))

    assert str(lines[0]).endswith("80% sure it is the same problem")


def test_when_nothing_is_left_one_line_is() -> None:
    message = reply(answer_to(match_of(FREEZES), judged=said(Outcome.DIFFERENT, FREEZES)))

    assert read(message) == [f"~ <@U0CLEO>: not a duplicate of {FREEZES_LINK}"]
    assert message.text == "Not a duplicate after all."


@pytest.mark.parametrize("outcome", Outcome)
def test_a_hidden_answer_shows_nothing_of_it(outcome: Outcome) -> None:
    judged = said(outcome, FREEZES)
    message = reply(replace(ANSWER, hidden_by="U0BEN", judged=judged))

    assert read(message) == ["~ Hidden by <@U0BEN>", ["Show"]]
    assert message.blocks[-1]["elements"] == [button("Show", "show")]
    assert message.text == "My answer here is hidden."


def test_who_asks_is_told_that_nothing_was_found_and_what_to_do() -> None:
    (line,) = read(reply(answer_to(band=Band.SILENCE, asked=True)))

    assert "nothing I know matches this yet" in line
    assert "`/akin find`" in line
    assert "✅" in line


def test_an_answer_with_nothing_to_say_reads_as_withdrawn() -> None:
    assert reply(answer_to(band=Band.SILENCE)) == withdrawn()
    assert read(withdrawn()) == [
        "~ The message this was about was changed or removed, so I took my answer back."
    ]


def test_authors_are_not_pinged_by_a_reply() -> None:
    assert mentions(reply(answer_to(match_of(QUESTION)))) == set()
    named = read(reply(answer_to(match_of(QUESTION), names={"U0BEN": "Ben"})))
    assert named[1] == f"~ Question · in <#C0ASK> · by Ben · {DATE}"


def test_who_had_no_time_to_read_all_candidates_says_so_last() -> None:
    said = "~ I was short of time and read only 24 of 1,096 candidates closely."

    assert read(reply(replace(ANSWER, hurried=(24, 1096))))[-1] == said
    nothing = answer_to(band=Band.SILENCE, asked=True, hurried=(24, 1096))
    assert read(reply(nothing))[-1] == said
    assert said not in read(reply(replace(ANSWER, hurried=(24, 1096), hidden_by="U0BEN")))
    for matches in ([match_of(FREEZES)], []):
        listed = found("x", matches, bands=BANDS, share_value="s1", hurried=(24, 1096))
        assert read(listed)[-1] == said


def test_how_near_a_match_is_depends_on_how_sure_one_has_to_be() -> None:
    sure, strict = (
        read(found("", [match_of(FREEZES, 0.92)], bands=Bands(same, 0.2), share_value="s1"))[1]
        for same in (0.9, 0.95)
    )
    assert "92% sure it is the same" in sure
    assert "\nvery close · " in strict


def test_a_search_lists_what_it_found() -> None:
    message = found(
        "dashboard <hangs>",
        [match_of(FREEZES), match_of(QUESTION, 0.3), match_of(IMPORTED, 0.1, relevance=0.5)],
        bands=BANDS,
        share_value="s1",
        channel="C0OPS",
    )

    assert read(message) == [
        "3 matches for “dashboard &lt;hangs&gt;”",
        (
            f"{FREEZES_LINK}\n"
            f"92% sure it is the same · Ticket · in <#C0HELP> · by Ana · {DATE} · status: solved\n"
            "*How it was solved*\n"
            "> Clear the layout cache under Settings &gt; Advanced, then reload.\n"
            "*What it says*\n> It started with 3.2, only for big accounts."
        ),
        (
            f"*<{LINK}|How do I export a report as PDF?>*\n"
            f"very close · Question · in <#C0ASK> · by <@U0BEN> · {DATE}\n"
            "*The answer*\n> Use *Print* in the report's menu."
        ),
        (
            "*UI hangs with large charts*\n"
            f"may help · Ticket · HELP-1042 · imported from zendesk · {DATE}\n"
            "No resolution yet.\n"
            "*What it says*\n> The browser stops when a chart has many points."
        ),
        "~ Only you can see this. *Share* posts this to <#C0OPS>.",
        ["Share"],
    ]
    assert message.blocks[-1]["elements"][0] == {
        "type": "button",
        "action_id": "share",
        "text": {"type": "plain_text", "text": "Share", "emoji": True},
        "value": "s1",
    }


def test_a_search_that_found_nothing_has_nothing_to_share() -> None:
    (line,) = read(found("dashboard", [], bands=BANDS, share_value="s1"))

    assert str(line).startswith("I found nothing for “dashboard”. Try other words")


def test_similar_messages_need_no_words_to_search_for() -> None:
    lines = read(found("", [match_of(FREEZES, 0.1, relevance=0.1)], bands=BANDS, share_value="s1"))

    assert lines[0] == "1 match"
    assert "\na long shot · " in lines[1]
    assert lines[-2] == "~ Only you can see this."


def test_shared_results_name_who_shared_and_what_was_left_out() -> None:
    assert read(shared("PDF", [match_of(QUESTION)], "U0CLEO", 1, bands=BANDS)) == [
        "<@U0CLEO> looked for “PDF”. This is what I know:",
        (
            f"*<{LINK}|How do I export a report as PDF?>*\n"
            f"92% sure it is the same · Question · in <#C0ASK> · {DATE}\n"
            "*The answer*\n> Use *Print* in the report's menu."
        ),
        "~ 1 match from places that not everybody here can see was left out.",
    ]
    assert len(read(shared("", [match_of(QUESTION)], "U0CLEO", 0, bands=BANDS))) == 2


def test_shared_results_that_may_not_be_shown_are_not() -> None:
    assert read(shared("PDF", [], "U0CLEO", 2, bands=BANDS)) == [
        (
            "<@U0CLEO> looked for “PDF”. What I found comes from places that not everybody here "
            "can see, so I can't show it here."
        )
    ]
    assert read(shared("", [], "U0CLEO", 0, bands=BANDS)) == [
        "<@U0CLEO> looked for something similar. I found nothing that matches."
    ]


def test_a_note_is_one_section() -> None:
    assert read(note("I forgot it.")) == ["I forgot it."]


@pytest.mark.parametrize("said_by_people", ["&", "😀", "word ", "<!channel> ", "line\n", "A"])
def test_the_fullest_messages_keep_slacks_limits_and_all_their_parts(said_by_people: str) -> None:
    full = said_by_people * 40_000
    url = "https://x.example/" + "&" * 36
    document = replace(
        FREEZES, title=full, text=full, resolution=full, status=full, author=full,
        source=replace(IMPORTED.source, file=full, record=full, permalink=url),
    )  # fmt: skip
    many = [
        match_of(
            replace(document, id=f"{i}"),
            passage=f"{i} other {full}",
            agreeing=(full,) * 9,
            conflicting=(full,) * 9,
        )
        for i in range(5)
    ]

    replied = reply(answer_to(*many))
    listed = found(full, many, bands=BANDS, share_value="s" * 2000, channel="C0HELP")
    passed_on = shared(full, many, "U0CLEO", 1_000_000, bands=BANDS)

    for message, blocks in ((replied, 7), (listed, 8), (passed_on, 7)):
        check_message(message)
        assert len(message.blocks) == blocks


@any_match
@given(answers())
def test_any_answer_keeps_slacks_limits_and_mentions_nobody_by_others_words(
    answer: Answer,
) -> None:
    message = reply(answer)

    check_message(message)
    assert mentions(message) <= {answer.hidden_by, *(by.user_id for by in answer.judged.values())}


@any_match
@given(answers())
def test_each_reply_with_an_open_match_has_its_buttons(answer: Answer) -> None:
    rows = [block["elements"] for block in reply(answer).blocks if block["type"] == "actions"]
    pressed = [(button["action_id"], Press.read(button["value"])) for row in rows for button in row]

    if answer.hidden_by:
        assert pressed == [("show", Press(answer.key))]
    elif answer.confirmed:
        assert pressed == [("undo", Press(answer.key, answer.confirmed[0].document.id))]
    elif answer.open:
        best = Press(answer.key, answer.open[0].document.id)
        assert pressed == [
            ("answers", best),
            ("not_duplicate", best),
            ("hide", Press(answer.key)),
        ]
    else:
        assert pressed == []


@any_match
@given(texts, match_lists, st.sampled_from(["", "C0HELP", "<!here>"]))
def test_any_search_keeps_slacks_limits(query: str, matches: list[Match], channel: str) -> None:
    message = found(query, matches, bands=BANDS, share_value="s" * 2000, channel=channel)

    check_message(message)
    assert mentions(message) <= {match.document.author for match in matches}
    if matches:
        sections = [block for block in message.blocks if block["type"] == "section"]
        assert len(sections) == 1 + min(5, len(matches))
        assert message.blocks[-1]["elements"][0]["action_id"] == "share"


@any_match
@given(texts, match_lists, st.integers(0, 5))
def test_anything_shared_keeps_slacks_limits(
    query: str, matches: list[Match], withheld: int
) -> None:
    message = shared(query, matches, "U0CLEO", withheld, bands=BANDS)

    check_message(message)
    assert mentions(message) == {"U0CLEO"}
    assert ("not everybody here can see" in str(message.blocks[-1])) is (withheld > 0)
