"""Fixtures: a tiny encoder, and a matcher with it in an empty folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher import Matcher
from tests.matcher.words import WordEncoder


@pytest.fixture
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def matcher(data: Path, words: WordEncoder) -> Iterator[Matcher]:
    with Matcher.open(data, encoder=words, reranker=None) as opened:
        yield opened
