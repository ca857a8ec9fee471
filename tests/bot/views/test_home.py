"""The App Home shows what is watched, and tells a newcomer the first step."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.views.home import Failure, HomePage, WatchedChannel, home
from bot.watching import Loudness, Watch

from .limits import check_view, text_objects
from .samples import DAY, channels, moments, texts

counts = st.integers(0, 10**9)
watched_channels = st.builds(
    WatchedChannel,
    id=channels,
    name=texts,
    watch=st.sampled_from(Watch),
    loudness=st.sampled_from(Loudness),
    documents=counts,
    replies=counts,
    precision=st.sampled_from([0.75, 0.9]),
)
pages = st.builds(
    HomePage,
    channels=st.lists(watched_channels, max_size=4).flatmap(
        lambda some: st.sampled_from([some, some * 50])
    ),
    documents=counts,
    resolved=counts,
    answered=counts,
    confirmed=counts,
    dismissed=counts,
    failures=st.lists(st.builds(Failure, moments, texts, channels), max_size=3).flatmap(
        lambda some: st.sampled_from([some, some * 50])
    ),
    more_channels=counts,
)

HELP = WatchedChannel("C0HELP", "help", Watch.TICKETS, Loudness.DEFAULT, 1_200, 31)
PAGE = HomePage(
    channels=[HELP],
    documents=1_200,
    resolved=840,
    answered=31,
    confirmed=10,
    dismissed=2,
    failures=[Failure(DAY, "Slack refused a reply: the channel is archived.", "C0OLD")],
    more_channels=1,
)


def read(view: dict[str, Any]) -> list[str]:
    check_view(view)
    return [text["text"] for text in text_objects(view["blocks"])]


def test_a_newcomer_is_told_the_first_step() -> None:
    lines = read(home(HomePage()))

    assert lines[1].startswith("*Let's start:* show me a channel where people ask for help.")
    assert lines[2] == "Watch a channel"
    assert lines[3] == "Or type `/akin watch #channel as tickets` in any channel."


def test_a_channel_that_is_less_sure_than_usual_says_so() -> None:
    loud = HomePage(channels=[replace(HELP, precision=0.75)])

    assert (
        "<#C0HELP> for tickets\n1,200 tickets remembered · 31 replies · I answer as usual · "
        "Of what I call “the same”, 3 of 4 should be right"
    ) in read(home(loud))


def test_channels_counts_and_failures_are_shown() -> None:
    assert read(home(PAGE)) == [
        "Akin remembers what was solved",
        (
            "I remember *1,200 tickets and questions*, 70% of them with a solution.\n"
            "31 replies given · 10 confirmed · 2 dismissed"
        ),
        "Watch a channel",
        "*Channels I watch*",
        "<#C0HELP> for tickets\n1,200 tickets remembered · 31 replies · I answer as usual",
        "And 1 more channel.",
        "*What went wrong lately*",
        (
            "<!date^1714728600^{date_short_pretty}, {time}|3 May 2024, 09:30 UTC> · <#C0OLD> · "
            "Slack refused a reply: the channel is archived."
        ),
        "Type `/akin` anywhere to see all that I can do.",
    ]


def test_the_button_opens_the_form() -> None:
    for page in (HomePage(), PAGE):
        (row,) = [block for block in home(page)["blocks"] if block["type"] == "actions"]
        assert [button["action_id"] for button in row["elements"]] == ["open_watch"]


def test_channels_beyond_what_fits_are_counted() -> None:
    lines = read(home(HomePage(channels=[HELP] * 60, more_channels=5)))

    assert sum(line.startswith("<#C0HELP>") for line in lines) == 40
    assert "And 25 more channels." in lines


def test_failures_beyond_what_fits_are_counted() -> None:
    lines = read(home(HomePage(failures=[*PAGE.failures] * 12)))

    assert "And 2 more." in lines


@given(pages)
def test_any_page_keeps_slacks_limits_and_ends_with_the_help(page: HomePage) -> None:
    lines = read(home(page))

    assert lines[-1] == "Type `/akin` anywhere to see all that I can do."
    assert "Watch a channel" in lines
