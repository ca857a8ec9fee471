"""Judged neighbours: pairs of people's messages, kept without the messages."""

import random
from pathlib import Path

import numpy as np
import pytest

from training import judged


def folder_with(tmp_path: Path, judgements: str) -> Path:
    """Return a folder of two mined pairs and what was said of them."""
    rows = [("titles", "one text here", "another text"), ("squad", "who did it?", "when was it?")]
    judged.write(rows, tmp_path)
    (tmp_path / "judgements" / "000.txt").write_text(judgements)
    return tmp_path


def test_what_is_kept_names_the_texts_by_fingerprints_alone(tmp_path: Path) -> None:
    kept = tmp_path / "judged.csv"

    count = judged.keep(folder_with(tmp_path, "0 2\n1 0\n"), kept)

    text = kept.read_text()
    assert count == 2
    assert f"titles,{judged.fingerprint('one text here')}" in text
    assert "one text here" not in text


@pytest.mark.parametrize("line", ["0 3", "7 1", "zero 1", "0"])
def test_a_line_that_is_no_judgement_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match=f"000.txt: “{line}”"):
        judged.keep(folder_with(tmp_path, f"{line}\n"), tmp_path / "judged.csv")


def test_mined_pairs_are_near_but_never_the_same_and_no_text_is_in_many() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(60, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"text {i}" for i in range(60)]

    found = judged.mine(texts, vectors.astype(np.float32), 100, random.Random(0))

    assert found
    places = {text: i for i, text in enumerate(texts)}
    cosines = [float(vectors[places[a]] @ vectors[places[b]]) for a, b in found]
    assert all(judged.BANDS[0][0] <= cosine < judged.BANDS[-1][1] for cosine in cosines)
    assert len({frozenset(pair) for pair in found}) == len(found)
