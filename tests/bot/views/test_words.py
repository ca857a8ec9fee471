"""Numbers read as people say them."""

from bot.views.words import counted, joined, many, one, percent, share
from ingest.documents import Kind


def test_counts_have_their_noun_in_number() -> None:
    assert counted(0, "reply", "replies") == "0 replies"
    assert counted(1, "reply", "replies") == "1 reply"
    assert counted(12_000, "message") == "12,000 messages"
    assert many(1, Kind.TICKET) == "1 ticket"
    assert many(2, Kind.RESUME) == "2 résumés"


def test_every_kind_has_a_name() -> None:
    assert [one(kind) for kind in Kind] == ["question", "ticket", "résumé", "job"]


def test_a_probability_is_never_certain() -> None:
    assert [percent(0), percent(0.424), percent(0.996), percent(1)] == ["1%", "42%", "99%", "99%"]


def test_a_share_of_nothing_is_nothing() -> None:
    assert [share(0, 0), share(1, 3), share(3, 3)] == ["0%", "33%", "100%"]


def test_joins_what_is_there() -> None:
    assert joined(["a", "", "b"]) == "a · b"
