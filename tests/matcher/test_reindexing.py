"""Switching to another encoder, in one go or with an end in the middle."""

from pathlib import Path

import pytest

from matcher import Matcher
from matcher.encoding import encode_documents
from matcher.errors import EncoderMismatchError
from matcher.rows import digest
from tests.matcher.samples import document, numbered
from tests.matcher.words import WordEncoder


class StoppedError(Exception):
    """The person pressed Ctrl-C."""


@pytest.fixture
def other() -> WordEncoder:
    return WordEncoder("other words")


def names(matcher: Matcher) -> list[str]:
    return sorted(matcher.index.collections.chroma.names())


def test_another_encoder_is_refused_with_what_to_run(
    data: Path, words: WordEncoder, other: WordEncoder
) -> None:
    Matcher.open(data, encoder=words, reranker=None).close()
    with pytest.raises(EncoderMismatchError, match="`akin reindex`") as refusal:
        Matcher.open(data, encoder=other, reranker=None)
    assert "'words'" in str(refusal.value)
    assert "'other words'" in str(refusal.value)
    Matcher.open(data, encoder=words, reranker=None).close()  # the folder was let go of


def test_reindexing_switches_and_reports_its_progress(
    data: Path, words: WordEncoder, other: WordEncoder
) -> None:
    with Matcher.open(data, encoder=words, reranker=None) as matcher:
        # Blank ones have no chunks with any encoder; they must not hide the others.
        matcher.add([document(f"blank{i}", " ") for i in range(300)])
        matcher.add(numbered(300))
        matcher.add([document("secret", "in a private channel", audience="G1")])
        before = names(matcher)
    told: list[tuple[str, int, int]] = []
    with Matcher.open(
        data, encoder=other, reranker=None, reindex=True, progress=lambda *p: told.append(p)
    ) as m:
        assert m.find("number17 letter134623")[0].document.id == "d17"
        assert len(names(m)) == len(before) == 2
        assert not set(names(m)) & set(before)
        assert m.index.check() == 0
    assert told[0] == ("Encoding", 128, 601)
    assert ("Encoding", 601, 601) in told
    assert told[-1] == ("Rebuilding the index", 301, 301)
    with pytest.raises(EncoderMismatchError):
        Matcher.open(data, encoder=words, reranker=None)
    with Matcher.open(data, encoder=other, reranker=None) as m:
        assert m.find("number250 letter1979750")[0].document.id == "d250"


def test_an_end_in_the_middle_leaves_the_old_encoder_in_use_and_goes_on_later(
    data: Path, words: WordEncoder, other: WordEncoder
) -> None:
    with Matcher.open(data, encoder=words, reranker=None) as matcher:
        matcher.add(numbered(300))

    def stop(what: str, done: int, _total: int) -> None:
        if (what, done) == ("Encoding", 256):
            raise StoppedError

    with pytest.raises(StoppedError):
        Matcher.open(data, encoder=other, reranker=None, reindex=True, progress=stop)
    with Matcher.open(data, encoder=words, reranker=None) as matcher:
        assert matcher.find("number5 letter39595")[0].document.id == "d5"
        matcher.add([document("d10", "changed in between")])
        matcher.remove(["d11"])
    told: list[tuple[str, int, int]] = []
    with Matcher.open(
        data, encoder=other, reranker=None, reindex=True, progress=lambda *p: told.append(p)
    ) as m:
        assert m.find("changed in between")[0].document.id == "d10"
        assert "d11" not in {match.document.id for match in m.find("number11 letter87109")}
        assert m.index.check() == 0
    assert told[0] == ("Encoding", 45, 299)  # 300 - 256, and the one that was changed


def test_chunks_are_not_added_to_what_changed_while_it_was_encoded(
    matcher: Matcher, other: WordEncoder
) -> None:
    matcher.add([document("stays"), document("changes"), document("goes")])
    read = list(matcher.store.get("local", ["stays", "changes", "goes"]).values())
    late = type(matcher.store)(matcher.engine, other.fingerprint)
    matcher.add([document("changes", "something else")])
    matcher.remove(["goes"])
    late.chunks.put_missing(encode_documents(other, read), [digest(each) for each in read])
    late.chunks.put_missing(encode_documents(other, read), [digest(each) for each in read])
    left = late.chunks.unencoded(("", ""), 10)
    assert [each.id for each in left] == ["changes"]


def test_reindexing_with_the_same_encoder_changes_nothing(matcher: Matcher) -> None:
    matcher.add(numbered(20))
    before = names(matcher)
    assert matcher.reindex() == 0
    assert names(matcher) == before
    assert matcher.find("number5 letter39595")[0].document.id == "d5"
