"""What a workspace's judgements teach: that workspace's verdict, and no other one's."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from sqlalchemy.engine import Engine

from ingest.documents import Kind
from matcher.adapting import LATEST, Adaptations, Judgement
from matcher.calibration import Calibration
from matcher.database import connect, upgrade
from matcher.features import NAMES, Features
from matcher.logistic import Logistic
from matcher.pairing import Pairing
from matcher.store import DocumentStore
from tests.matcher.samples import document, encoded
from tests.matcher.words import WordEncoder

TYPICAL = Features(cosine=0.5)


class Reader:
    """Notes what it was asked to read, and says nothing about it."""

    name = "reader"
    fingerprint = "reader"

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []

    def read(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        self.pairs += pairs
        return np.zeros((len(pairs), 2), dtype=np.float32)

    def close(self) -> None:
        pass


def calibration(reader: str = "reader", *, cosine: float = 8.0) -> Calibration:
    weights = np.array([cosine if name == "cosine" else 0.0 for name in NAMES])
    model = Logistic(weights, -4.0, np.eye(len(NAMES) + 1) / 20)
    return Calibration(reader, model, model, thresholds={0.9: 0.75}, related=0.2)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = connect(database_url)
    upgrade(engine, "matcher")
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine, words: WordEncoder) -> DocumentStore:
    """Documents a to d of the workspaces T1 and T2: a and b share words, e is blank."""
    store = DocumentStore(engine, words.fingerprint)
    for team in ("T1", "T2"):
        store.put(
            encoded(
                words,
                document("a", "printer jam in the hall", team=team),
                document("b", "paper jam in the hall", team=team),
                document("c", "is down today", team=team, title="Wifi", kind=Kind.QUESTION),
                document("d", "the printer jams", team=team, resolution="paper"),
                document("e", " \n", team=team),
            )
        )
    return store


@pytest.fixture
def pairing(words: WordEncoder) -> Pairing:
    return Pairing(words, Reader())


def judged(first: str, second: str, *, same: bool, times: int = 1) -> list[Judgement]:
    return [Judgement(first, second, same)] * times


def test_judgements_move_the_workspaces_calibration_and_no_other_ones(
    store: DocumentStore, pairing: Pairing
) -> None:
    adaptations = Adaptations(store.facts, calibration())
    assert adaptations.of("T1") is adaptations.shipped
    assert adaptations.learn("T1", judged("a", "b", same=False, times=200), store, pairing) == 200
    moved = adaptations.of("T1")
    before = adaptations.shipped.same.probability(TYPICAL)
    assert moved.same.probability(TYPICAL) < before - 0.05
    # Only *same* is judged.
    assert replace(moved, same=adaptations.shipped.same) == adaptations.shipped
    assert adaptations.of("T2") == adaptations.shipped
    other = Adaptations(store.facts, calibration("another reader"))
    assert other.of("T1") == other.shipped
    # Neither is it of use from another start, that of a later version.
    later = Adaptations(store.facts, calibration(cosine=9.0))
    assert later.of("T1") == later.shipped


def test_what_judgements_prove_lowers_the_workspaces_threshold_until_they_are_taken_back(
    store: DocumentStore, pairing: Pairing, words: WordEncoder
) -> None:
    for number in range(40):
        first = document(f"x{number}", f"printer jam p{number}", team="T1")
        second = document(f"y{number}", f"printer jam q{number}", team="T1")
        store.put(encoded(words, first, second))
    shipped = replace(calibration(), thresholds={0.75: 0.95, 0.9: 0.97})
    adaptations = Adaptations(store.facts, shipped)
    confirmed = [Judgement(f"x{number}", f"y{number}", same=True) for number in range(40)]
    assert adaptations.learn("T1", confirmed, store, pairing) == 40
    found = Adaptations(store.facts, shipped).of("T1")
    assert (found.threshold(0.75), found.threshold(0.9)) == (0.75, 0.97)
    assert adaptations.of("T2").thresholds == shipped.thresholds
    # What another version of Akin says by default is not what these were measured against.
    later = Adaptations(store.facts, replace(shipped, thresholds={0.75: 0.9, 0.9: 0.97}))
    assert later.of("T1") == later.shipped
    adaptations.learn("T1", [], store, pairing)
    assert adaptations.of("T1") == shipped


def test_what_was_learnt_is_kept_in_the_database(store: DocumentStore, pairing: Pairing) -> None:
    adaptations = Adaptations(store.facts, calibration())
    adaptations.learn("T" * 64, judged("a", "b", same=False), store, pairing)
    adaptations.learn("T1", judged("a", "b", same=False, times=50), store, pairing)
    again = Adaptations(store.facts, calibration())
    assert again.of("T1") == adaptations.of("T1") != again.shipped


def test_judgements_on_documents_that_are_gone_or_blank_are_left_out(
    store: DocumentStore, pairing: Pairing
) -> None:
    adaptations = Adaptations(store.facts, calibration())
    known = judged("a", "b", same=False, times=20) + judged("a", "d", same=True, times=5)
    lost = [
        *judged("a", "missing", same=True, times=50),
        *judged("missing", "b", same=True, times=50),
        *judged("a", "e", same=True, times=50),
    ]
    mixed = [each for each in itertools.chain(*itertools.zip_longest(lost, known)) if each]
    assert adaptations.learn("T1", mixed, store, pairing) == 25
    assert adaptations.learn("T2", known, store, pairing) == 25
    assert adaptations.of("T1") == adaptations.of("T2") != adaptations.shipped


def test_learning_begins_at_the_shipped_coefficients_each_time(
    store: DocumentStore, pairing: Pairing
) -> None:
    adaptations = Adaptations(store.facts, calibration())
    judgements = judged("a", "b", same=False, times=50)
    adaptations.learn("T1", judgements, store, pairing)
    once = adaptations.of("T1")
    adaptations.learn("T1", judgements, store, pairing)
    assert adaptations.of("T1") == once


def test_of_judgements_that_were_taken_back_nothing_stays(
    store: DocumentStore, pairing: Pairing
) -> None:
    adaptations = Adaptations(store.facts, calibration())
    adaptations.learn("T1", judged("a", "b", same=False, times=50), store, pairing)
    assert adaptations.of("T1") != adaptations.shipped
    assert adaptations.learn("T1", [], store, pairing) == 0
    assert adaptations.of("T1") == adaptations.shipped


def test_only_the_latest_judgements_count(store: DocumentStore, pairing: Pairing) -> None:
    adaptations = Adaptations(store.facts, calibration())
    old, new = judged("a", "b", same=False, times=300), judged("a", "d", same=True, times=LATEST)
    assert adaptations.learn("T1", old + new, store, pairing) == LATEST
    adaptations.learn("T2", new, store, pairing)
    assert adaptations.of("T1") == adaptations.of("T2")


def test_own_texts_are_compared_and_so_are_kinds(store: DocumentStore, words: WordEncoder) -> None:
    reader = Reader()
    adaptations = Adaptations(store.facts, calibration())
    pairing = Pairing(words, reader)
    adaptations.learn("T1", judged("a", "d", same=False, times=50), store, pairing)
    assert set(reader.pairs) == {("printer jam in the hall", "the printer jams")}
    assert adaptations.of("T1").same.weight("other_kind") == 0.0
    reader.pairs.clear()
    adaptations.learn("T1", judged("a", "c", same=True, times=50), store, pairing)
    assert set(reader.pairs) == {("printer jam in the hall", "Wifi\nis down today")}
    assert adaptations.of("T1").same.weight("other_kind") > 0.01
