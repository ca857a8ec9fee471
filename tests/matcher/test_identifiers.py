"""Which identifiers are seen in a text, and whether two texts agree in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.identifiers import compare, identifiers


def said(text: str) -> list[str]:
    return [each.said for family in identifiers(text).values() for each in family.values()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("upload fails with HV-5031", ["HV-5031"]),
        ("(HV-5031), again", ["HV-5031"]),
        ("it says hv-5031.", ["hv-5031"]),
        ("E1234 on start", ["E1234"]),
        ("ORA-00942: table or view does not exist", ["ORA-00942"]),
        ("Windows says 0x80070005", ["0x80070005"]),
        ("after KB5034441", ["KB5034441"]),
        ("HTTP/1.1 429", ["429"]),
        ("we get a 403 Forbidden", ["403"]),
        ("status code: 502", ["502"]),
        ("since version 4.2", ["version 4.2"]),
        ("v3.1.0 is fine", ["v3.1.0"]),
        ("release 2024.11", ["release 2024.11"]),
        ("", []),
        ("my dashboard keeps freezing", []),
        ("about 500 rows and 404 pages", []),
        ("4.2 GB of photos", []),
        ("mp3, b2b, 4x4, Q3", []),
        ("from 203.0.113.77", []),
        ("on Jan-2024 and MAR-2025", []),
        ("call +49 30 555-0117", []),
        ("https://example.com/job-4412/page", []),
        ("mail anna123@example.com", []),
    ],
)
def test_rare_identifiers_are_seen_and_everyday_numbers_are_not(
    text: str, expected: list[str]
) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("query", "text", "agreeing", "conflicting"),
    [
        ("HV-5031", "error HV-5031 again", ("HV-5031",), ()),
        ("HV-5031", "error HV-5011 again", (), ("HV-5031 ≠ HV-5011",)),
        ("hv5031", "HV-5031", ("hv5031",), ()),
        ("HV-5031", "no code here", (), ()),
        ("no code", "HV-5031", (), ()),
        ("HV-5031", "ORA-00942", (), ()),
        ("log: HV-5031 then HV-2000", "HV-2000", ("HV-2000",), ()),
        ("error 401", "403 Forbidden", (), ("401 ≠ 403",)),
        ("version 4.2", "v4.2.1", ("version 4.2",), ()),
        ("version 4.2", "v4.20", (), ("version 4.2 ≠ v4.20",)),
        ("0x80070005", "0x80070002", (), ("0x80070005 ≠ 0x80070002",)),
        ("HV-5031, v2", "HV-5031, v3", ("HV-5031",), ("v2 ≠ v3",)),
        ("ORA-942", "ORA-00942", ("ORA-942",), ()),
    ],
)
def test_texts_agree_or_conflict_where_both_name_something_of_one_family(
    query: str, text: str, agreeing: tuple[str, ...], conflicting: tuple[str, ...]
) -> None:
    found = compare(identifiers(query), identifiers(text))
    assert (found.agreeing, found.conflicting) == (agreeing, conflicting)


def test_a_long_log_is_looked_at_quickly_and_only_at_its_beginning() -> None:
    assert said("HV-1 " * 100_000 + "HV-5031") == []
    assert said("a-" * 200_000) == []


@given(st.text(), st.text())
def test_a_text_never_conflicts_with_itself_and_conflicts_go_both_ways(a: str, b: str) -> None:
    ours, theirs = identifiers(a), identifiers(b)
    assert compare(ours, ours).conflicting == ()
    there, back = compare(ours, theirs), compare(theirs, ours)
    assert len(there.conflicting) == len(back.conflicting)
    assert bool(there.agreeing) == bool(back.agreeing)
