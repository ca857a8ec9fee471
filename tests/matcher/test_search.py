"""Finding by meaning, with the real encoder; and who may be shown what."""

import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.chunks import Part
from ingest.documents import PUBLIC, Document, Kind
from matcher import Added, Encoder, Match, Matcher, MatcherError, Scope
from matcher.calibration import NO_READER, Reach, calibration_for, save
from matcher.errors import CalibrationError, DatabaseUnavailableError
from matcher.features import NAMES
from tests.matcher.samples import document, numbered
from tests.matcher.words import WordEncoder

FREEZES = document(
    "freezes",
    "My dashboard keeps freezing when I open the analytics tab.",
    title="Dashboard freezes",
    resolution="Set the tile 'Jobs by cause' to the last 12 months.",
    replies=("Clearing the cookies did not help.", "Safe mode works though."),
)
PRINTER = document("printer", "The label printer prints everything twice.", title="Printer")
INVOICE = document("invoice", "Where do I find last month's invoice?", kind=Kind.QUESTION)
SALARY = document("salary", "Salary of the new head of support", audience="G1", channel="G1")


@pytest.fixture(scope="module")
def known(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matcher]:
    """A matcher with a few documents, that tests only read."""
    with Matcher.open(tmp_path_factory.mktemp("known"), encoder=encoder) as matcher:
        matcher.add([FREEZES, PRINTER, INVOICE, SALARY])
        yield matcher


def ids(matches: Sequence[Match]) -> list[str]:
    return [match.document.id for match in matches]


def test_other_words_for_the_same_problem_find_it(known: Matcher) -> None:
    best = known.find("UI hangs when loading a heavy chart in the reporting section")[0]
    assert best.document == FREEZES
    assert best.passage.startswith("Dashboard freezes")
    assert best.part is Part.TEXT
    assert 0 < best.same < 1
    assert 0 < best.relevance < 1
    assert best.document.resolution.startswith("Set the tile")


def test_the_passage_that_matched_is_named_with_its_part(known: Matcher) -> None:
    by_solution = known.find("set the tile Jobs by cause to the last 12 months")[0]
    assert (by_solution.document.id, by_solution.part) == ("freezes", Part.RESOLUTION)
    assert by_solution.passage == FREEZES.resolution
    by_reply = known.find("clearing the cookies did not help, safe mode works")[0]
    assert (by_reply.document.id, by_reply.part) == ("freezes", Part.REPLY)


def test_only_its_own_text_makes_a_document_ask_for_the_same(known: Matcher) -> None:
    solution = known.find(FREEZES.resolution)[0]
    assert solution.cosine > 0.95
    assert solution.relevance > 0.9
    assert solution.same < 0.1
    assert known.find(FREEZES.text)[0].same > 0.9


def test_a_document_comes_once_however_many_passages_match(matcher: Matcher) -> None:
    lines = " ".join(f"printer jam {i}" for i in range(10_000))
    matcher.add([document("long", lines), document("short", "printer fire")])
    assert sum(matcher.store.chunks.collections().values()) > 100
    assert ids(matcher.find("printer jam", limit=5)) == ["long", "short"]
    assert ids(matcher.find("printer jam", exclude={"long"})) == ["short"]


def test_what_a_document_says_again_and_again_is_one_passage(matcher: Matcher) -> None:
    matcher.add([document("a", "heartbeat ok " * 3000, resolution="heartbeat ok")])
    assert sum(matcher.store.chunks.collections().values()) <= 4
    [found] = matcher.find("heartbeat ok")
    assert found.part is Part.TEXT


@pytest.mark.parametrize("equal", [40, 150, 1500])
def test_many_equal_texts_do_not_hide_the_others(matcher: Matcher, equal: int) -> None:
    matcher.add([document(f"alert{i}", "disk almost full") for i in range(equal)])
    matcher.add([document("other", "disk broken"), document("far", "coffee")])
    matcher.add([document(f"more{i}", "disk almost full", channel="C1") for i in range(equal)])
    alerts = {f"{name}{i}" for i in range(equal) for name in ("alert", "more")}
    assert ids(matcher.find("disk almost full", exclude=alerts)) == ["other", "far"]
    assert matcher.find("disk broken")[0].document.id == "other"
    guest = Scope(channels=frozenset({"C1"}))
    assert len(matcher.find("disk broken", scope=guest, limit=2000)) == equal


def test_the_kinds_wanted_are_searched_and_no_others(known: Matcher) -> None:
    asked = "last month's invoice"
    assert ids(known.find(asked))[0] == "invoice"
    assert "invoice" not in ids(known.find(asked, kinds=["ticket"]))
    assert ids(known.find(asked, kinds=[Kind.QUESTION])) == ["invoice"]
    assert known.find(asked, kinds=[Kind.RESUME]) == []
    with pytest.raises(ValueError, match="memo"):
        known.find(asked, kinds=["memo"])


def test_blank_texts_and_no_limit_find_nothing(known: Matcher) -> None:
    for text in ("", " \n\t "):
        assert known.find(text) == []
    assert known.find("dashboard", limit=0) == []
    assert len(known.find("dashboard", limit=1)) == 1


@pytest.mark.parametrize("text", ["?", "🙂🙂", "好的", "مرحبا", "\x00\ud800", "a" * 40_000])
def test_odd_texts_are_searched_for_like_others(known: Matcher, text: str) -> None:
    assert len(known.find(text)) == 3


def test_a_long_text_is_searched_for_passage_by_passage(known: Matcher) -> None:
    log = "2025-03-01 12:00:00 INFO worker 7 heartbeat ok\n" * 300
    found = known.find(f"{log}\nThe label printer prints everything twice.\n{log}")
    assert found[0].document.id == "printer"


def test_excluded_documents_do_not_take_the_place_of_others(matcher: Matcher) -> None:
    matcher.add([document(f"p{i}", "printer jam") for i in range(150)])
    matcher.add([document("other", "printer fire")])
    found = matcher.find("printer jam", exclude={f"p{i}" for i in range(150)})
    assert ids(found) == ["other"]
    assert len(matcher.find("printer jam", limit=200)) == 151


def test_private_documents_are_found_within_their_audience_alone(known: Matcher) -> None:
    asked = "salary of the head of support"
    assert "salary" not in ids(known.find(asked, limit=50))
    assert "salary" not in ids(known.find(asked, scope=Scope(audiences=(PUBLIC, "G2")), limit=50))
    assert ids(known.find(asked, scope=Scope(audiences=(PUBLIC, "G1"))))[0] == "salary"
    assert ids(known.find(asked, scope=Scope(audiences=("G1",)))) == ["salary"]
    assert known.find(asked, scope=Scope.nothing()) == []
    assert known.find(asked, team="T2") == []


def test_a_guest_finds_what_is_public_in_their_channels_alone(matcher: Matcher) -> None:
    matcher.add([document(f"d{i}", "printer jam", channel=f"C{i % 3}") for i in range(9)])
    matcher.add([document("imported", "printer jam")])
    guest = Scope(audiences=(PUBLIC, "G1"), channels=frozenset({"C1"}))
    assert set(ids(matcher.find("printer jam", scope=guest, limit=50))) == {"d1", "d4", "d7"}
    nowhere = Scope(channels=frozenset())
    assert matcher.find("printer jam", scope=nowhere) == []


def test_a_text_is_out_of_sight_as_soon_as_the_database_says_so(matcher: Matcher) -> None:
    matcher.add([document("a", "printer jam", channel="C1")])
    # The index has not followed yet: as for another thread at this moment.
    matcher.store.move_channel("local", "C1", "C1")
    assert matcher.find("printer jam") == []
    matcher.index.follow()
    assert ids(matcher.find("printer jam", scope=Scope(audiences=("C1",)))) == ["a"]


def test_an_edited_document_is_found_by_its_new_text_alone(matcher: Matcher) -> None:
    matcher.add([document("a", "printer jam " * 300)])
    assert matcher.add([document("a", "coffee machine leaks")]) == Added(changed=1)
    assert matcher.find("coffee machine leaks")[0].cosine == pytest.approx(1.0, abs=1e-3)
    assert matcher.find("printer jam")[0].cosine < 0.5
    assert matcher.index.check() == 0


def test_adding_again_what_is_unchanged_does_no_work(matcher: Matcher) -> None:
    assert matcher.add(numbered(300)) == Added(changed=300)
    before = matcher.encoder.encode
    matcher.encoder.encode = None  # type: ignore[assignment,method-assign]
    assert matcher.add(iter(numbered(300))) == Added(unchanged=300)
    matcher.encoder.encode = before  # type: ignore[method-assign]
    assert matcher.add([]) == Added()


def test_of_one_id_twice_in_a_batch_the_last_counts(matcher: Matcher) -> None:
    twice = [document("a", "first"), document("b"), document("a", "last")]
    assert matcher.add(twice) == Added(changed=2, unchanged=1)
    found = matcher.get("a")
    assert found is not None
    assert found.text == "last"


def test_removed_documents_are_gone(matcher: Matcher) -> None:
    matcher.add(numbered(3))
    assert matcher.remove(["d1", "d1", "missing"]) == 1
    assert matcher.get("d1") is None
    assert sorted(ids(matcher.find("number1 letter7919"))) == ["d0", "d2"]


def test_imported_documents_are_found_in_the_workspace_that_adopts_them(matcher: Matcher) -> None:
    matcher.add(numbered(3))
    assert matcher.adopt("T1") == 3
    assert matcher.find("number1 letter7919") == []
    assert matcher.find("number1 letter7919", team="T1")[0].document.id == "d1"


def test_codes_that_agree_or_conflict_are_named_and_count(matcher: Matcher) -> None:
    matcher.add([document("a", "upload fails HV 5031"), document("b", "upload fails HV-5011")])
    right, wrong = matcher.find("upload fails HV-5031")
    assert (right.document.id, right.agreeing, right.conflicting) == ("a", ("HV-5031",), ())
    assert (wrong.agreeing, wrong.conflicting) == ((), ("HV-5031 ≠ HV-5011",))
    assert right.same > 0.9
    assert wrong.same < 0.5
    assert right.relevance > wrong.relevance


def test_codes_in_replies_do_not_make_a_conflict(matcher: Matcher) -> None:
    matcher.add([document("a", "upload fails", replies=("I had HV-5011",), resolution="see HV-1")])
    [found] = matcher.find("upload fails HV-5031")
    assert found.conflicting == ()


def test_earlier_matches_are_recalled_with_their_present_texts(matcher: Matcher) -> None:
    matcher.add(
        [
            document("a", "printer jam", channel="C1"),
            document("b", "printer fire"),
            document("c", "printer gone"),
        ]
    )
    records = [match.record for match in matcher.find("printer jam")]
    matcher.add([document("b", "printer fire", title="Fire!", resolution="Out.")])
    matcher.remove(["c"])
    recalled = matcher.recall(records)
    assert ids(recalled) == [r.document for r in records if r.document != "c"]
    fire = next(match for match in recalled if match.document.id == "b")
    assert fire.document.resolution == "Out."
    assert [match.record for match in recalled] == [r for r in records if r.document != "c"]
    matcher.move_channel("local", "C1", "C1")
    assert ids(matcher.recall(records)) == ["b"]
    assert "a" in ids(matcher.recall(records, scope=Scope(audiences=("C1",))))
    assert matcher.recall(records, team="T2") == []
    beyond = [replace(record, position=99) for record in records if record.document == "b"]
    assert [match.passage for match in matcher.recall(beyond)] == [""]


class Backwards:
    """A reranker that prefers short texts, and notes what it read."""

    name = "backwards"
    fingerprint = "backwards"

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []

    def read(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        self.pairs += pairs
        return np.array([[100 / len(text), 100 / len(text)] for _, text in pairs], dtype=np.float32)

    def close(self) -> None:
        pass


def calibrated(reader: str, data: Path) -> None:
    """Keep a calibration in which the reading counts for nearly everything."""
    shipped = calibration_for(NO_READER)
    weights = shipped.relevant.weights.copy()
    weights[NAMES.index("reading")] = 10.0
    model = replace(shipped.relevant, weights=weights)
    save(
        replace(shipped, reader=reader, relevant=model, same=model, reach=Reach(1000.0, 1000.0)),
        data,
    )


def test_a_reranker_decides_the_order(data: Path, words: WordEncoder) -> None:
    calibrated("backwards", data)
    asked = "printer jam in room nine on the third floor of the old house"
    with Matcher.open(data, encoder=words, reranker=Backwards()) as matcher:
        assert matcher.find("anything") == []
        matcher.add([document("a", f"{asked} again and again"), document("b", f"{asked} again")])
        assert [m.cosine > 0.8 for m in matcher.find(asked)] == [True, True]
        found = matcher.search(asked)
    assert ids(found.matches) == ["b", "a"]
    assert found.matches[0].rerank == pytest.approx(100 / len(f"{asked} again"))
    assert (found.considered, found.read, found.out_of_time) == (2, 2, False)
    assert set(found.seconds) == {"encode", "search", "compare", "read"}


def test_a_reranker_without_calibration_is_refused(data: Path, words: WordEncoder) -> None:
    with pytest.raises(CalibrationError, match="akin models calibrate"):
        Matcher.open(data, encoder=words, reranker=Backwards())


def test_short_of_time_fewer_are_read_and_that_is_said(data: Path, words: WordEncoder) -> None:
    calibrated("backwards", data)
    asked = "printer jam in room nine on the third floor"
    with Matcher.open(data, encoder=words, reranker=Backwards(), budget=0.0) as matcher:
        matcher.add(document(f"d{i}", f"{asked} number{i}") for i in range(30))
        found = matcher.search(asked, limit=3)
    assert found.out_of_time
    assert 0 < found.read < found.considered == 30


def test_a_long_text_is_read_passage_by_passage(data: Path, words: WordEncoder) -> None:
    calibrated("backwards", data)
    reader = Backwards()
    long = " ".join(f"word{i}" for i in range(700))
    part = " ".join(f"word{i}" for i in range(560, 690))
    with Matcher.open(data, encoder=words, reranker=reader) as matcher:
        matcher.add([document("a", long), document("b", part)])
        matcher.find(long)
    asked = {query for query, text in reader.pairs if text == part}
    assert len(asked) == 1
    assert "word651" in asked.pop()
    assert all(len(query.split()) <= 200 for query, _ in reader.pairs)


def test_boilerplate_of_the_workspace_is_not_read(data: Path, words: WordEncoder) -> None:
    calibrated("backwards", data)
    reader = Backwards()
    form = "Please describe the problem in your own words:"
    with Matcher.open(data, encoder=words, reranker=reader) as matcher:
        names = [f"{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(30)]
        matcher.add(document(name, f"{form}\nprinter called {name} jams") for name in names)
        matcher.find(f"{form}\nprinter called ab burns")
    assert reader.pairs
    assert not any(form in text for pair in reader.pairs for text in pair)


def test_everything_is_there_after_opening_the_folder_again(data: Path, words: WordEncoder) -> None:
    for round_ in range(3):
        with Matcher.open(data, encoder=words, reranker=None) as matcher:
            matcher.add(numbered(5, 5 * round_))
            assert matcher.counts().documents == 5 * (round_ + 1)
            assert matcher.find("number0 letter0")[0].document.id == "d0"
    assert not words.closed  # it is the caller's


def test_one_folder_is_opened_once_in_a_process_and_several_folders_together(
    tmp_path: Path, words: WordEncoder
) -> None:
    with (
        Matcher.open(tmp_path / "a", encoder=words, reranker=None) as a,
        Matcher.open(tmp_path / "b", encoder=words, reranker=None) as b,
    ):
        with pytest.raises(MatcherError, match="in use"):
            Matcher.open(tmp_path / "a", encoder=words, reranker=None)
        a.add([document("a", "printer jam")])
        b.add([document("b", "printer jam")])
        assert ids(a.find("printer jam")) == ["a"]
        assert ids(b.find("printer jam")) == ["b"]


def test_what_fails_while_opening_lets_go_of_the_folder(data: Path, words: WordEncoder) -> None:
    data.mkdir()
    (data / "akin.db").write_text("no database " * 100)
    with pytest.raises(DatabaseUnavailableError):
        Matcher.open(data, encoder=words, reranker=None)
    (data / "akin.db").unlink()
    Matcher.open(data, encoder=words, reranker=None).close()


def test_another_thread_may_close_a_matcher(data: Path, words: WordEncoder) -> None:
    matcher = Matcher.open(data, encoder=words, reranker=None)
    thread = threading.Thread(target=matcher.close)
    thread.start()
    thread.join()
    Matcher.open(data, encoder=words, reranker=None).close()


def test_it_works_on_every_database(database_url: str, data: Path, words: WordEncoder) -> None:
    with Matcher.open(data, database_url=database_url, encoder=words, reranker=None) as matcher:
        with ThreadPoolExecutor(6) as threads:
            portions = [numbered(20, start) for start in range(0, 120, 10)]
            added = list(threads.map(matcher.add, portions))
        assert sum(each.changed for each in added) >= 130
        assert matcher.counts().documents == 130
        assert matcher.index.check() == 0
        for i in (0, 64, 129):
            assert matcher.find(f"number{i} letter{i * 7919}")[0].document.id == f"d{i}"
    with Matcher.open(data, database_url=database_url, encoder=words, reranker=None) as matcher:
        assert matcher.find("number7 letter55433")[0].document.id == "d7"


def test_an_import_reads_its_documents_in_portions(matcher: Matcher) -> None:
    ahead = 0

    def documents() -> Iterator[Document]:
        nonlocal ahead
        for i, each in enumerate(numbered(1000)):
            ahead = max(ahead, i - matcher.counts().documents if i % 64 == 0 else 0)
            yield each

    matcher.add(documents())
    assert ahead <= 128
    assert matcher.counts().documents == 1000


AUDIENCES = (PUBLIC, "G1", "G2")
CHANNELS = ("", "C1", "C2")
TOPICS = ("printer", "coffee", "door")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    audience = draw(st.sampled_from(AUDIENCES))
    return document(
        draw(st.sampled_from([f"d{i}" for i in range(6)])),
        " ".join(draw(st.lists(st.sampled_from(TOPICS), min_size=1, max_size=3))),
        team=draw(st.sampled_from(("T1", "T2"))),
        channel=draw(st.sampled_from(CHANNELS)) if audience == PUBLIC else audience,
        audience=audience,
        kind=draw(st.sampled_from((Kind.TICKET, Kind.QUESTION))),
    )


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    channels = draw(st.none() | st.frozensets(st.sampled_from(CHANNELS[1:])))
    return Scope(tuple(draw(st.lists(st.sampled_from(AUDIENCES), max_size=4))), channels)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    added=st.lists(documents(), max_size=10),
    moves=st.lists(
        st.tuples(st.sampled_from(CHANNELS[1:]), st.sampled_from(AUDIENCES)), max_size=3
    ),
    asked=st.lists(st.tuples(st.sampled_from(TOPICS), scopes()), min_size=1, max_size=6),
)
def test_exactly_what_the_scope_allows_is_ever_found(
    matcher: Matcher,
    added: list[Document],
    moves: list[tuple[str, str]],
    asked: list[tuple[str, Scope]],
) -> None:
    for team in ("T1", "T2"):
        matcher.remove([f"d{i}" for i in range(6)], team=team)
    matcher.add(added)
    there = {(each.team, each.id): each for each in added}
    for channel, audience in moves:
        matcher.move_channel("T1", channel, audience)
        there = {
            key: each.moved_to(audience)
            if (each.team, each.source.channel) == ("T1", channel)
            else each
            for key, each in there.items()
        }
    records = [match.record for match in matcher.find(TOPICS[0], team="T1", limit=50)]
    for topic, scope in asked:
        allowed = {
            id_
            for (team, id_), each in there.items()
            if team == "T1"
            and each.audience in scope.audiences
            and (
                each.audience != PUBLIC
                or scope.channels is None
                or each.source.channel in scope.channels
            )
        }
        found = matcher.find(topic, team="T1", scope=scope, limit=50)
        assert sorted(ids(found)) == sorted(allowed)
        assert all(match.document == there["T1", match.document.id] for match in found)
        assert set(ids(matcher.recall(records, team="T1", scope=scope))) <= allowed
    counted = matcher.counts("T1").within(asked[0][1]).documents
    assert counted == len(matcher.find("x", team="T1", scope=asked[0][1], limit=50))


def test_a_share_of_matches_keeps_no_text(known: Matcher) -> None:
    records = [match.record for match in known.find("dashboard freezing")]
    assert "analytics" not in json.dumps([repr(record) for record in records])
