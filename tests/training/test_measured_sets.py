"""What is measured: which pairs, what their order is worth, and who labels them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks import measured_sets as module
from benchmarks import quality
from benchmarks.measured_sets import MeasuredSet, Sources, measured_sets
from matcher.encoder import Encoder
from tests.training.conftest import csv_text
from training import triples
from training.judged import fingerprint
from training.public_sets import PublicSets

HEAD = ("set", "first", "second", "judgement")
OWN = triples.read(module.HERE / "triples.jsonl")[:3]

Written = Callable[..., PublicSets]


class Counted:
    """The encoder, and what it was asked to encode."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.texts: list[str] = []

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.texts += texts
        return self._encoder.encode(texts)

    def spans(self, text: str) -> list[tuple[int, int]]:
        return self._encoder.spans(text)

    def close(self) -> None:
        pass


@pytest.fixture
def counted(encoder: Encoder) -> Counted:
    return Counted(encoder)


def only(name: str, sets: PublicSets, encoder: Counted) -> MeasuredSet:
    """Make one set, and nothing else."""
    (found,) = measured_sets(Sources(sets, OWN, encoder), [name])
    assert found.name == name
    return found


def test_only_what_is_asked_for_is_made(public_sets: Written, counted: Counted) -> None:
    found = measured_sets(Sources(public_sets(), OWN, counted), ["own triples", "STS-B dev"])
    assert [each.name for each in found] == ["STS-B dev", "own triples"]
    assert counted.texts == []


def test_a_name_that_there_is_not_is_refused_with_those_that_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["quality", str(tmp_path), "--only", "QQP"])
    with pytest.raises(SystemExit, match="2"):
        quality.main()
    said = capsys.readouterr()
    assert all(part in said.err for part in ("'QQP'", "STS-B dev", "QQP 2,000", "own triples"))
    assert said.out == "", "no model was loaded before"


def test_triples_are_a_pair_that_is_the_same_and_one_that_is_not(
    public_sets: Written, counted: Counted
) -> None:
    found = only("own triples", public_sets(), counted)
    first = OWN[0]
    assert found.pairs[:2] == [
        (first.question, first.paraphrase),
        (first.question, first.near_miss),
    ]
    assert found.labels is not None
    assert found.labels.tolist() == [1, 0] * 3
    assert found.figure(np.array([0.9, 0.1, 0.2, 0.3, 0.6, 0.5])) == pytest.approx(2 / 3)


def test_rankings_are_measured_within_each_query(public_sets: Written, counted: Counted) -> None:
    found = only("SemEval 3B dev", public_sets(), counted)
    assert found.pairs == [("forum val", "forum val related"), ("forum val", "forum val other")]
    assert found.figure(np.array([0.9, 0.1])) == 1.0
    assert found.figure(np.array([0.1, 0.9])) == 0.5
    assert found.labels is None


def test_issues_stand_beside_their_duplicates_and_the_nearest_that_are_none(
    public_sets: Written, counted: Counted, unread: None
) -> None:
    told = {
        "H1": "namenode fails to start after upgrade",
        "H2": "after the upgrade the namenode does not start",
        "H3": "namenode starts slowly after upgrade",
        "H4": "javadoc of the shell has a typo",
    }
    rows = [("Issue id", "Summary", "Description"), *((n, text, "") for n, text in told.items())]
    sets = public_sets(
        files={
            "gitbugs/hadoop_bugs.csv.xz": csv_text(rows),
            "gitbugs/hadoop_duplicates.csv": csv_text([("Issue id", "Duplicate id"), ("H2", "H1")]),
        }
    )
    names = ["Hadoop duplicates", "Hadoop, hard negatives"]
    order, hard = measured_sets(Sources(sets, OWN, counted), names)
    assert order.pairs == [
        (told[asked], told[other])
        for asked, others in (("H1", ("H2", "H3", "H4")), ("H2", ("H1", "H3", "H4")))
        for other in others
    ]
    assert order.figure(np.array([3.0, 2, 1, 3, 2, 1])) == 1.0
    assert hard.labels is not None
    assert hard.labels.tolist() == [1, 0, 0] * 2
    assert hard.pairs == order.pairs


def test_a_set_that_is_not_the_one_that_was_read_anew_is_refused(
    public_sets: Written, counted: Counted
) -> None:
    with pytest.raises(ValueError, match=r"1 pairs of QQP 2,000 are not in reread\.csv; it takes"):
        measured_sets(Sources(public_sets(), OWN, counted), ["QQP 2,000"])


def test_what_can_be_argued_has_no_label_of_those_who_read_anew(
    public_sets: Written, counted: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ("quora one", "quora two")
    for judgement, label in (("2", 1.0), ("0", 0.0), ("1", np.nan)):
        said = ("QQP 2,000", *map(fingerprint, texts), judgement)
        (tmp_path / "reread.csv").write_text(csv_text([HEAD, said]))
        monkeypatch.setattr(module, "REREAD", tmp_path / "reread.csv")
        found = only("QQP 2,000", public_sets(), counted)
        assert found.reread is not None
        np.testing.assert_equal(found.reread, [label])


@pytest.fixture
def unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No pair was read anew."""
    (tmp_path / "unread.csv").write_text(csv_text([HEAD]))
    monkeypatch.setattr(module, "REREAD", tmp_path / "unread.csv")
