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
        ("Windows 10 and 3 monitors", ["Windows 10"]),
        ("office 2nd floor, windows 3 times", []),
        ("WordPress 6.5 here, 3.4 there", ["WordPress 6.5"]),
        ("Fieldnote 4.12.1 since 12.03.2024", ["4.12.1"]),
        ("upgraded from 9.1 to 9.2", ["9.2"]),
        ("error 4012 and exit code 137", ["error 4012", "exit code 137"]),
        ("exits with 1, event id 7031", ["exits with 1", "event id 7031"]),
        ("error 91 times a day", []),
        ("the panel shows E7", ["E7"]),
        ("row E7", []),
        ("port 5432, tcp/443", ["port 5432", "tcp/443"]),
        ("seeing 502s from checkout", ["502"]),
        ("504 rows, room 404", []),
        ("CVE-2024-3094", ["CVE-2024-3094"]),
        ("pods in eu-west-1c", ["eu-west-1c"]),
        ("BSOD: CRITICAL_PROCESS_DIED", ["CRITICAL_PROCESS_DIED"]),
        ("a TypeError or ImagePullBackOff", ["TypeError", "ImagePullBackOff"]),
        ("forms W-4 and P60", ["W-4", "P60"]),
        ("SR 2024, so 400 people", []),
        ("Win 11 23H2", ["Win 11", "23H2"]),
        ("İOS 17, İNV 4412", []),
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
        ("v2.3", "version 2.3.0", ("v2.3",), ()),
        ("build 2", "v3", (), ("build 2 ≠ v3",)),
        ("Windows 10", "Windows 11", (), ("Windows 10 ≠ Windows 11",)),
        ("win10", "Windows 10 Pro", ("win10",), ()),
        ("iOS 17.1", "iOS 18", (), ("iOS 17.1 ≠ iOS 18",)),
        ("iOS 17", "iOS 17.4.1", ("iOS 17",), ()),
        ("Python 3.9", "python 3.12", (), ("Python 3.9 ≠ python 3.12",)),
        ("Python 3.9", "py39", ("Python 3.9",), ()),
        ("Python 3.9", "Python 3", ("Python 3.9",), ()),
        ("from Python 3.9 to 3.12", "on version 3.12 of Python", ("3.12",), ()),
        ("Java 8", "JDK 11", (), ("Java 8 ≠ JDK 11",)),
        ("Java 8", "java 1.8", ("Java 8",), ()),
        ("Office 2016", "Office 365", (), ("Office 2016 ≠ Office 365",)),
        ("o365", "Microsoft 365", ("o365",), ()),
        ("Galaxy S9", "Samsung Galaxy S10", (), ("Galaxy S9 ≠ Samsung Galaxy S10",)),
        ("Windows 10", "Office 2016", (), ()),
        ("WordPress 6.5", "Wordpress 5.9", (), ("WordPress 6.5 ≠ Wordpress 5.9",)),
        ("TS2345", "TS 2345", ("TS2345",), ()),
        ("502 Bad Gateway", "lots of 504s", (), ("502 ≠ 504",)),
        ("exit code 137", "exits with 143", (), ("exit code 137 ≠ exits with 143",)),
        ("E7", "shows e4", (), ()),
        ("display shows E07", "error E7", ("E07",), ()),
        ("port 25", "port 587", (), ("port 25 ≠ port 587",)),
        ("invalid_grant", "invalid_client", (), ("invalid_grant ≠ invalid_client",)),
        # Two people with the same problem have two orders.
        ("WO-4412 is stuck", "WO-4471 is stuck", (), ()),
        ("PO 4500012", "po 4500013", (), ()),
        ("invoice 20391", "INV-20817", (), ()),
        ("invoice 20391", "INV-20391", ("invoice 20391",), ()),
        ("Order no. 55810", "order #55811", (), ()),
        ("ticket INFRA-4412", "INFRA-4421", (), ()),
        ("ticket INFRA-4412", "INFRA-4412", ("INFRA-4412",), ()),
        ("WO-4412: HV-5031", "WO-4471: HV-5011", (), ("HV-5031 ≠ HV-5011",)),
    ],
)
def test_texts_agree_or_conflict_where_both_name_something_of_one_family(
    query: str, text: str, agreeing: tuple[str, ...], conflicting: tuple[str, ...]
) -> None:
    found = compare(identifiers(query), identifiers(text))
    assert (found.agreeing, found.conflicting) == (agreeing, conflicting)


def test_an_identifier_has_a_mark() -> None:
    [mark] = [each.mark for each in identifiers("on py39")["python"].values()]
    assert mark == "id:python:3.9"


def test_of_a_table_of_part_numbers_not_all_are_looked_at() -> None:
    assert len(said(" ".join(f"HV-{number}" for number in range(1000, 2000)))) == 200


def test_a_long_log_is_looked_at_quickly_and_only_at_its_beginning() -> None:
    assert said("HV-1 " * 100_000 + "HV-5031") == []
    assert said("a-" * 200_000) == []


PIECES = st.lists(
    st.sampled_from(
        [
            "Windows",
            "10",
            "11",
            "iOS",
            "17.1",
            "Python",
            "3.9",
            "to",
            "3.12",
            "py39",
            "v2",
            "version",
            "of",
            "HV-5031",
            "hv5031",
            "error",
            "404",
            "0x8007000e",
            "WO-4412",
            "PO",
            "order",
            "#",
            "55810",
            "E7",
            "shows",
            "port",
            "25",
            "Office",
            "365",
            "2016",
            ",",
            ".",
            "-",
        ]
    )
).map(" ".join)


@given(st.one_of(st.text(), PIECES), st.one_of(st.text(), PIECES))
def test_a_text_never_conflicts_with_itself_and_conflicts_go_both_ways(a: str, b: str) -> None:
    ours, theirs = identifiers(a), identifiers(b)
    assert compare(ours, ours).conflicting == ()
    there, back = compare(ours, theirs), compare(theirs, ours)
    assert len(there.conflicting) == len(back.conflicting)
    assert bool(there.agreeing) == bool(back.agreeing)
