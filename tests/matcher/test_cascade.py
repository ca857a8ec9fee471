"""The cascade: the likeliest are read first, and no more of them than can change what is shown."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chunks import Part
from matcher.calibration import Calibration, Reach
from matcher.cascade import BLOCK, Readings, read, score
from matcher.differences import Differences
from matcher.features import FAR, NAMES, TAUGHT
from matcher.logistic import Logistic
from matcher.shortlist import Contender, NearChunk
from tests.matcher.samples import document

SAME_FROM = 0.9
UNREACHABLE = 1 - 1e-12
"""As a threshold of *same*: nothing is read for its sake."""


class Reader:
    """Says what it was told to of a text, (0, 0) otherwise; notes what it is asked to read."""

    name = "reader"
    fingerprint = "reader"

    def __init__(self, says: Mapping[str, tuple[float, float]] | None = None) -> None:
        self.says = dict(says or {})
        self.blocks: list[list[str]] = []

    @property
    def texts(self) -> list[str]:
        return [text for block in self.blocks for text in block]

    def read(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        assert {query for query, _ in pairs} == {"asked"}
        self.blocks.append([text for _, text in pairs])
        said = [self.says.get(text, (0.0, 0.0)) for _, text in pairs]
        return np.array(said, dtype=np.float32).reshape(-1, 2)

    def close(self) -> None:
        pass


def model(intercept: float) -> Logistic:
    """A model whose numbers are sums of powers of two, so that nothing is rounded."""
    weights = np.zeros(len(NAMES))
    weights[NAMES.index("cosine")] = 8.0
    weights[NAMES.index("reading")] = 1.0
    return Logistic(weights, intercept, np.eye(len(NAMES) + 1))


def calibration(reach: float = 1.0, *, same: float = -4.0, relevant: float = -4.0) -> Calibration:
    return Calibration(
        reader="reader",
        same=model(same),
        relevant=model(relevant),
        thresholds={0.9: SAME_FROM},
        related=0.2,
        reach=Reach(reach, reach),
    )


def chunk(text: str, cosine: float, position: int = 0, part: Part = Part.TEXT) -> NearChunk:
    return NearChunk(f"whole {text}", part, position, cosine, "asked", text)


def contender(id_: str, *cosines: float, own: int | None = None) -> Contender:
    """A document with a chunk for each cosine, nearest first; `own` is its own text's."""
    chunks = tuple(
        chunk(f"{id_}/{i}", cosine, i, Part.TEXT if i == own else Part.REPLY)
        for i, cosine in enumerate(cosines)
    )
    return Contender(document(id_), chunks, None if own is None else chunks[own], Differences())


def many(count: int, first: float, last: float, name: str = "d") -> list[Contender]:
    """Contenders with cosines from the first to the last one, in disorder."""
    cosines = np.linspace(first, last, count)
    found = [contender(f"{name}{i:02}", float(c)) for i, c in enumerate(cosines)]
    return found[1::2] + found[::2]


def test_the_likeliest_are_read_first_a_block_at_a_time() -> None:
    reader = Reader()
    found = read(reader, many(30, 0.9, 0.6), calibration(100.0), shown=3, same_from=UNREACHABLE)
    assert reader.texts == [f"d{i:02}/0" for i in range(30)]
    assert [len(block) for block in reader.blocks] == [BLOCK, BLOCK, 30 - 2 * BLOCK]
    assert (found.read, found.out_of_time) == (30, False)


def test_reading_ends_when_nothing_can_reach_the_shown_ones_any_more() -> None:
    near, far = many(15, 0.95, 0.9), many(40, 0.6, 0.55, "far")
    reader = Reader()
    # The far ones are 2.4 logits behind or more: farther than the reach.
    found = read(reader, far + near, calibration(2.0), shown=3, same_from=UNREACHABLE)
    assert found.read == 15
    assert set(reader.texts) == {f"d{i:02}/0" for i in range(15)}
    # Where readings can lift farther, they are worth reading.
    assert read(Reader(), far + near, calibration(4.5), shown=3, same_from=UNREACHABLE).read == 55
    # And where more are shown than are near.
    assert read(Reader(), far + near, calibration(2.0), shown=16, same_from=UNREACHABLE).read == 55


def test_what_was_read_down_makes_room_for_others() -> None:
    near, far = many(12, 0.95, 0.9), many(12, 0.6, 0.55, "far")
    doubts = Reader({f"d{i:02}/0": (0.0, -9.0) for i in range(12)})
    assert read(doubts, near + far, calibration(), shown=3, same_from=UNREACHABLE).read == 24
    assert read(Reader(), near + far, calibration(), shown=3, same_from=UNREACHABLE).read == 12


def test_what_could_be_the_same_is_read_however_irrelevant() -> None:
    relevant = many(12, 1.0, 0.95)
    twin, stranger = contender("twin", 0.875, own=0), contender("stranger", 0.875)
    # With what reading may lift it by, the twin's own text reaches it: 7 - 5.25 + 0.5 > logit(0.9).
    verdict = calibration(0.5, same=-5.25)
    reader = Reader({"twin/0": (0.5, -2.0)})
    found = read(reader, [*relevant, twin, stranger], verdict, shown=3, same_from=SAME_FROM)
    assert found.read == 13
    assert reader.blocks[1] == ["twin/0"]
    assert score(twin, verdict, found).same == 2.25
    assert read(Reader(), [*relevant, twin], verdict, shown=3, same_from=UNREACHABLE).read == 12


def test_what_is_too_long_to_be_told_the_same_is_not_read_for_its_sake() -> None:
    relevant = many(12, 1.0, 0.95)
    verdict = calibration(0.5, same=-5.25)
    twin = contender("twin", 0.875, own=0)
    assert twin.own is not None
    own = replace(twin.own, reading="x" * (TAUGHT + 1))
    long = replace(twin, chunks=(own,), own=own)
    assert read(Reader(), [*relevant, twin], verdict, shown=3, same_from=SAME_FROM).read == 13
    assert read(Reader(), [*relevant, long], verdict, shown=3, same_from=SAME_FROM).read == 12


def test_without_time_one_block_is_read_and_it_is_said_that_more_was_worth_it() -> None:
    reader = Reader()
    found = read(
        reader, many(30, 0.9, 0.6), calibration(100.0), shown=3, same_from=SAME_FROM, budget=0.0
    )
    assert reader.texts == [f"d{i:02}/0" for i in range(BLOCK)]
    assert (found.read, found.out_of_time) == (BLOCK, True)


@pytest.mark.parametrize(
    "found", [many(BLOCK, 0.9, 0.6), many(BLOCK, 0.9, 0.8) + many(9, 0.6, 0.55, "far")]
)
def test_where_nothing_more_is_worth_reading_the_time_was_not_too_short(
    found: list[Contender],
) -> None:
    readings = read(Reader(), found, calibration(), shown=3, same_from=SAME_FROM, budget=0.0)
    assert (readings.read, readings.out_of_time) == (BLOCK, False)


def test_of_nothing_nothing_is_read() -> None:
    reader = Reader()
    assert read(reader, [], calibration(), shown=3, same_from=SAME_FROM, budget=0.0) == Readings()
    assert reader.blocks == []


def test_a_chunk_is_read_once_though_it_is_the_own_text_and_the_nearest() -> None:
    reader = Reader({"a/0": (2.0, 1.0)})
    two = contender("a", 0.875, 0.625, own=0)
    # The own text may also be beyond the nearest chunks.
    beyond = Contender(
        document("b"), (chunk("b/0", 0.875, 0, Part.REPLY),), chunk("b/7", 0.625, 7), Differences()
    )
    verdict = calibration()
    found = read(reader, [two, beyond], verdict, shown=3, same_from=SAME_FROM)
    assert sorted(reader.texts) == ["a/0", "a/1", "b/0", "b/7"]
    assert found.read == 2
    scored = score(two, verdict, found)
    assert (scored.same, scored.relevant) == (3.0 + 2.0, 3.0 + 1.0)


def test_what_is_too_far_for_a_reading_to_count_is_not_read() -> None:
    reader = Reader()
    near, half, far = contender("a", 0.875), contender("c", 0.625, 0.25), contender("b", FAR, 0.25)
    found = read(reader, [far, half, near], calibration(9.0), shown=5, same_from=SAME_FROM)
    assert reader.texts == ["a/0", "c/0"]
    assert found.read == 2
    assert read(Reader(), [far], calibration(9.0), shown=5, same_from=SAME_FROM) == Readings()


def test_what_is_not_read_takes_its_place_among_the_shown_ones() -> None:
    agrees = replace(contender("far", FAR), differences=Differences(agreement=1.0))
    verdict = calibration(1.0)
    weights = verdict.relevant.weights.copy()
    weights[NAMES.index("agreement")] = 8.0
    verdict = replace(verdict, relevant=replace(verdict.relevant, weights=weights))
    others = many(9, 0.7, 0.6)
    assert read(Reader(), [agrees, *others], verdict, shown=1, same_from=SAME_FROM).read == 0
    assert read(Reader(), [agrees, *others], verdict, shown=2, same_from=SAME_FROM).read == 9


def test_the_best_chunk_counts_and_its_reading_decides_which_it_is() -> None:
    reader = Reader({"a/0": (0.0, -2.0), "a/1": (0.0, 3.0)})
    found = contender("a", 1.0, 0.875, own=0)
    verdict = calibration()
    before = score(found, verdict, Readings())
    assert (before.relevant, before.chunk.position) == (4.0, 0)
    after = score(found, verdict, read(reader, [found], verdict, shown=1, same_from=SAME_FROM))
    assert (after.relevant, after.chunk.position) == (6.0, 1)


def test_only_its_own_text_tells_that_a_document_asks_for_the_same() -> None:
    readings = Readings(said={("a", 0): (3.0, 0.5), ("a", 1): (-1.0, 0.0), ("b", 0): (9.0, 0.0)})
    verdict = calibration()
    assert score(contender("a", 1.0, 0.875, own=1), verdict, readings).same == 3.0 - 1.0
    assert score(contender("a", 1.0, 0.875), verdict, readings).same == -math.inf
    # What was said of another document's chunk is not said of this one's.
    assert score(contender("c", 0.875, own=0), verdict, readings).same == 3.0


SIXTEENTHS = st.integers(6, 16).map(lambda i: i / 16)
REACH = 2.0
QUARTERS = st.integers(-12, int(4 * REACH)).map(lambda i: i / 4)
CHUNK = st.tuples(SIXTEENTHS, QUARTERS, QUARTERS)


@st.composite
def candidates(draw: st.DrawFn) -> tuple[list[Contender], dict[str, tuple[float, float]]]:
    """Contenders, and what a reader says of their chunks: never more than the reach."""
    found: list[Contender] = []
    says: dict[str, tuple[float, float]] = {}
    for i, chunks in enumerate(
        draw(st.lists(st.lists(CHUNK, min_size=1, max_size=2), min_size=6, max_size=30))
    ):
        own = draw(st.sampled_from([None, *range(len(chunks))]))
        cosines = sorted((cosine for cosine, _, _ in chunks), reverse=True)
        found.append(contender(f"d{i:02}", *cosines, own=own))
        says |= {f"d{i:02}/{n}": (same, relevant) for n, (_, same, relevant) in enumerate(chunks)}
    return found, says


@given(candidates(), st.integers(1, 6))
def test_as_long_as_no_reading_goes_beyond_the_reach_all_is_shown_as_if_all_had_been_read(
    drawn: tuple[list[Contender], dict[str, tuple[float, float]]], shown: int
) -> None:
    found, says = drawn
    verdict = calibration(REACH)
    reader = Reader(says)
    some = read(reader, found, verdict, shown=shown, same_from=SAME_FROM)
    everything = Readings(
        said={(c.document.id, ch.position): says[ch.reading] for c in found for ch in c.chunks}
    )
    assert len(reader.texts) == len(set(reader.texts))
    assert some.read == len({text.split("/")[0] for text in reader.texts})

    def top(readings: Readings) -> list[float]:
        return sorted((score(c, verdict, readings).relevant for c in found), reverse=True)[:shown]

    def same(readings: Readings) -> dict[str, float]:
        scores = {c.document.id: score(c, verdict, readings).same for c in found}
        return {id_: s for id_, s in scores.items() if s >= math.log(SAME_FROM / (1 - SAME_FROM))}

    assert top(some) == top(everything)
    assert same(some) == same(everything)
