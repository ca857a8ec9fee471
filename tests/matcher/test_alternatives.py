"""Whether two texts name things that exclude each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.alternatives import Sort, alternatives, opposed, shared

DIFFERENT = [
    ("Push messages don't arrive on my iPhone", "Push messages don't arrive on Android"),
    ("the client crashes on Windows", "the client crashes on my MacBook"),
    ("build breaks on ubuntu", "build breaks on macos"),
    ("page is blank in Safari", "page is blank in firefox"),
    ("signature is missing in Outlook", "signature is missing in Thunderbird"),
    ("deploy to AWS", "deploy to Azure"),
    ("migration fails on Postgres", "migration fails on MySQL"),
    ("consumer lag in Kafka", "consumer lag in RabbitMQ"),
    ("SDK for Python", "SDK for Java"),
    ("the job is slow in production", "the job is slow on staging"),
    ("no report on Monday", "no report on Friday"),
    ("payslip for March", "payslip for April"),
    ("numbers for Q1", "numbers for Q3"),
    ("office closed in summer?", "office closed in winter?"),
    ("office in Leeds has no heating", "office in Cardiff has no heating"),
    ("travel to Germany", "travel to Japan"),
    ("pay in euros", "pay in dollars"),
    ("send the list as PDF", "send the list as CSV"),
    ("parcel by DHL is late", "parcel by FedEx is late"),
    ("before the trial ends", "after the trial ends"),
    ("how to import contacts", "how to export contacts"),
    ("upgrading the cluster", "downgrading the cluster"),
    ("mails are not sent", "mails are not received"),
    ("add a user to the group", "remove a user from the group"),
    ("enable two-factor", "disable two-factor"),
    ("grant access to the share", "revoke access to the share"),
    ("the service won't start", "the service won't stop"),
    ("error on login", "error on logout"),
    ("upload is stuck", "download is stuck"),
    ("installing the agent", "uninstalling the agent"),
    ("my badge was lost", "my badge was stolen"),
    ("order is pending", "order is cancelled"),
    ("can an admin change this", "can a guest change this"),
    ("rules for employees", "rules for contractors"),
    ("form for customers", "form for suppliers"),
    ("going full-time", "going part-time"),
    ("where is the invoice", "where is the quote"),
    ("how long is sick leave", "how long is parental leave"),
    ("the laptop is slow", "the tablet is slow"),
    ("sync of the calendar", "sync of the contacts"),
    ("forgot my password", "forgot my user name"),
    ("limits for the web client", "limits for the mobile app"),
    ("VAT is mandatory here", "VAT is optional here"),
    ("sort ascending", "sort descending"),
]

ALIKE = [
    ("crashes on my iPhone", "crashes on iOS"),
    ("on ubuntu 22", "on linux"),
    ("my macbook is slow", "slow on macOS"),
    ("Safari shows nothing", "the page shows nothing"),
    ("Firefox and Chrome fail", "fails in chrome"),
    ("the prod database", "the production database"),
    ("on Fridays", "each Friday"),
    ("for sept", "for September"),
    ("adding a user", "add users"),
    ("it was removed", "deleted it"),
    ("logging in fails", "sign-in error at login"),
    ("signing out", "log out"),
    ("switch it off", "disable it"),
    ("the upload failed", "uploads fail"),
    ("roll back the release", "downgrade to the old release"),
    ("sold out", "out of stock"),
    ("vacation request", "holiday request"),
    ("maternity leave", "parental leave"),
    ("freelancer needs a badge", "badge for a contractor"),
    ("the vendor wrote", "our supplier wrote"),
    ("the boss must sign", "manager has to sign"),
    ("wifi is gone", "no wlan"),
    ("postgresql is down", "postgres is down"),
    ("k8s on GKE", "Google Cloud cluster"),
    ("may I import it in May", "import for may"),
    ("turn it on", "activate it"),
    ("the add-on is broken", "the extension is broken"),
    ("first name is wrong", "last name is wrong"),
    ("open the start menu", "close to the exit"),
    ("more than one", "less than one"),
    ("from iPhone to Android", "from Android to iPhone"),
    ("the euro amount", "the amount in EUR"),
    ("the password manager", "my boss"),
    ("Paris office", "office in France"),
    ("mails don't arrive since Monday", "since Thursday no mails"),
    ("broken since last June", "broken since December"),
]


@pytest.mark.parametrize(("query", "text"), DIFFERENT)
def test_texts_differ_where_they_name_things_that_exclude_each_other(query: str, text: str) -> None:
    assert opposed(alternatives(query), alternatives(text))
    assert opposed(alternatives(text), alternatives(query))


@pytest.mark.parametrize(("query", "text"), ALIKE)
def test_texts_do_not_differ_in_other_words_for_the_same(query: str, text: str) -> None:
    assert not opposed(alternatives(query), alternatives(text))


def test_what_was_said_is_told_names_first() -> None:
    query = alternatives("How to export from an iPad before Monday")
    document = alternatives("How to import on Android after Monday")
    assert opposed(query, document) == [
        ("iPad", "Android"),
        ("before", "after"),
        ("export", "import"),
    ]
    assert opposed(query, document, [Sort.NAMES, Sort.PASSING]) == [("iPad", "Android")]
    assert shared(query, document) == ["Monday"]


def test_ordinary_words_are_not_worth_saying_where_both_use_them() -> None:
    assert shared(alternatives("import on Linux"), alternatives("import on ubuntu")) == ["Linux"]


def test_a_word_has_its_forms_and_no_others() -> None:
    for word in ("deny", "denies", "denied", "denying"):
        assert alternatives(word)["block or allow"] == {"block": word}
    for word in ("scan", "scans", "scanned", "scanning"):
        assert alternatives(word)["print or scan"] == {"scan": word}
    assert alternatives("scaned printly adds-up") == {}


def test_a_longer_phrase_hides_the_words_in_it() -> None:
    assert alternatives("purchase order")["paper"] == {"purchase order": "purchase order"}
    assert "person" not in alternatives("the account manager called")


@given(st.text(), st.text())
def test_a_text_never_differs_from_itself_and_differences_go_both_ways(a: str, b: str) -> None:
    ours, theirs = alternatives(a), alternatives(b)
    assert opposed(ours, ours) == []
    there = opposed(ours, theirs)
    assert [(y, x) for x, y in opposed(theirs, ours)] == there


WORDS = st.lists(
    st.sampled_from(
        [
            "import",
            "export",
            "iPhone",
            "Android",
            "monday",
            "friday",
            "add",
            "remove",
            "the",
            "a",
            "not",
            "user",
        ]
    )
).map(" ".join)


@given(WORDS, WORDS)
def test_naming_more_never_makes_two_texts_differ_that_share_a_thing(a: str, b: str) -> None:
    both = alternatives(f"{a} {b}")
    assert not opposed(both, alternatives(a))
