"""Fixtures that tests of several packages share."""

from collections.abc import Iterator

import pytest

from matcher.encoder import Encoder


@pytest.fixture(scope="session")
def encoder() -> Iterator[Encoder]:
    """The real encoder, loaded once for all tests."""
    loaded = Encoder()
    yield loaded
    loaded.close()
