"""The truth in SQL, on SQLite and on PostgreSQL: documents, chunks, counts, and what changed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from ingest.chunks import Part
from ingest.documents import PUBLIC, Document, Kind
from matcher import Scope
from matcher.changes import CollectionKey
from matcher.database import connect, upgrade
from matcher.rows import digest
from matcher.store import DocumentStore
from matcher.tables import chunks
from tests.matcher.samples import document, encoded, numbered
from tests.matcher.words import WordEncoder

PUBLIC_TICKETS = CollectionKey("local", PUBLIC, Kind.TICKET)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = connect(database_url)
    upgrade(engine, "matcher")
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine, words: WordEncoder) -> DocumentStore:
    return DocumentStore(engine, words.fingerprint)


def put(store: DocumentStore, words: WordEncoder, *documents: Document) -> None:
    store.put(encoded(words, *documents))


def changed(store: DocumentStore) -> list[tuple[str, str, str, int]]:
    """Return what the index has to follow as (team, audience, document, positions)."""
    return [
        (each.key.team, each.key.audience, each.document, each.positions)
        for each in store.changes.until(store.changes.last())
    ]


def entries(store: DocumentStore, key: CollectionKey) -> dict[str, int]:
    """Return how many chunks each document has in a collection."""
    found: dict[str, int] = {}
    for batch in store.chunks.indexed(key, store.chunks.documents_in(key)):
        for chunk in batch:
            found[chunk.document] = found.get(chunk.document, 0) + 1
    return found


def test_a_document_comes_back_as_it_was_put(store: DocumentStore, words: WordEncoder) -> None:
    whole = document(
        "t-1",
        "It froze – twice 🙂 好",
        team="T1",
        channel="C1",
        audience="C1",
        title="Frozen",
        resolution="Restarted",
        replies=("me too", "same „here“"),
        status="solved",
        author="U1",
    )
    put(store, words, whole)
    assert store.get("T1", ["t-1", "t-2"]) == {"t-1": whole}
    assert store.get("T2", ["t-1"]) == {}
    assert store.digests("T1", ["t-1"]) == {"t-1": digest(whole)}
    assert digest(store.get("T1", ["t-1"])["t-1"]) == digest(whole)
    assert store.in_channel("T1", "C1") == ["t-1"]


def test_what_a_database_refuses_is_replaced_and_what_is_too_long_is_cut(
    store: DocumentStore, words: WordEncoder
) -> None:
    hostile = document(
        "t-1",
        "nul \x00 and half \ud83d a pair",
        title="\x00",
        replies=("\x00\udc00",),
        author="a" * 1000,
        status="s" * 100,
    )
    put(store, words, hostile)
    found = store.get("local", ["t-1"])["t-1"]
    assert found.text == "nul \ufffd and half \ufffd a pair"
    assert (len(found.author), len(found.status)) == (255, 64)
    # Or else reading an export again would write such a document again.
    assert digest(found) == digest(hostile) == store.digests("local", ["t-1"])["t-1"]
    assert store.chunks.passages("local", [("t-1", 0)])["t-1", 0].text.endswith("a pair")


def test_putting_again_replaces_the_document_and_all_its_chunks(
    store: DocumentStore, words: WordEncoder
) -> None:
    long = " ".join(f"word{i}" for i in range(900))
    put(store, words, document("t-1", long, resolution="old resolution"))
    before = entries(store, PUBLIC_TICKETS)["t-1"]
    assert before > 5
    put(store, words, document("t-1", "short now"))
    assert entries(store, PUBLIC_TICKETS) == {"t-1": 1}
    assert store.chunks.passages("local", [("t-1", 0), ("t-1", 1)]).keys() == {("t-1", 0)}
    # The index is told of the most chunks that it may hold.
    assert max(positions for *_, positions in changed(store)) == before


def test_of_one_id_twice_in_a_call_the_last_counts(
    store: DocumentStore, words: WordEncoder
) -> None:
    put(store, words, document("t-1", "first"), document("t-1", "last"))
    assert store.get("local", ["t-1"])["t-1"].text == "last"
    assert store.counts().documents == 1


def test_one_id_may_be_in_several_workspaces(store: DocumentStore, words: WordEncoder) -> None:
    put(store, words, document("t-1", team="T1"), document("t-1", team="T2"))
    assert store.delete("T1", ["t-1", "missing"]) == 1
    assert store.get("T1", ["t-1"]) == {}
    assert store.get("T2", ["t-1"]).keys() == {"t-1"}


def test_deleting_leaves_no_chunk_and_tells_the_index(
    store: DocumentStore, words: WordEncoder, engine: Engine
) -> None:
    put(store, words, *numbered(1200))
    store.changes.forget_until(store.changes.last())
    assert store.delete("local", [f"d{i}" for i in range(1100)]) == 1100
    assert len(changed(store)) == 1000  # as many as are looked at in one go
    assert entries(store, PUBLIC_TICKETS).keys() == {f"d{i}" for i in range(1100, 1200)}
    with engine.connect() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(chunks)).scalar() == 100


def test_moving_a_channel_moves_all_of_it_and_nothing_else(
    store: DocumentStore, words: WordEncoder
) -> None:
    put(
        store,
        words,
        document("a", team="T1", channel="C1"),
        document("b", team="T1", channel="C1", kind=Kind.QUESTION),
        document("c", team="T1", channel="C2"),
        document("d", team="T2", channel="C1"),
    )
    store.changes.forget_until(store.changes.last())
    assert store.move_channel("T1", "C1", "C1") == ["a", "b"]
    assert {id_: d.audience for id_, d in store.get("T1", ["a", "b", "c"]).items()} == {
        "a": "C1",
        "b": "C1",
        "c": PUBLIC,
    }
    assert store.get("T2", ["d"])["d"].audience == PUBLIC
    assert sorted(changed(store)) == sorted(
        ("T1", audience, id_, 1) for id_ in ("a", "b") for audience in ("C1", PUBLIC)
    )
    for moved in store.get("T1", ["a", "b"]).values():
        assert store.digests("T1", [moved.id]) == {moved.id: digest(moved)}
    assert store.move_channel("T1", "C1", "C1") == []


def test_adopting_takes_imported_documents_into_the_workspace(
    store: DocumentStore, words: WordEncoder
) -> None:
    put(store, words, *numbered(700), document("d3", "the team's own", team="T1"))
    assert store.adopt("T1") == 699
    assert store.counts("local").documents == 0
    assert store.counts("T1").documents == 700
    assert store.get("T1", ["d3"])["d3"].text == "the team's own"
    assert entries(store, CollectionKey("T1", PUBLIC, Kind.TICKET)).keys() == {
        f"d{i}" for i in range(700)
    }
    adopted = store.get("T1", ["d4"])["d4"]
    assert store.digests("T1", ["d4"]) == {"d4": digest(adopted)}
    assert store.adopt("T1") == 0
    assert store.adopt("local") == 0


def test_counts_are_by_place_and_kind_and_can_be_narrowed(
    store: DocumentStore, words: WordEncoder
) -> None:
    put(
        store,
        words,
        document("a", team="T1", channel="C1", resolution="done"),
        document("b", team="T1", channel="C1"),
        document("c", team="T1", channel="C2", kind=Kind.QUESTION, resolution="yes"),
        document("d", team="T1", channel="G1", audience="G1", resolution="secret"),
        document("e", team="T2", channel="C1"),
    )
    counts = store.counts("T1")
    assert (counts.documents, counts.resolved) == (4, 3)
    assert store.counts().documents == 5
    assert counts.of(channel="C1").documents == 2
    assert counts.of(kind=Kind.QUESTION).resolved == 1
    assert counts.within(Scope()).documents == 3
    assert counts.within(Scope(channels=frozenset({"C2"}))).documents == 1
    assert counts.within(Scope(audiences=("G1",))).resolved == 1
    assert counts.within(Scope.nothing()).documents == 0


def test_every_change_is_noted_in_the_same_transaction(
    store: DocumentStore, words: WordEncoder
) -> None:
    [good] = encoded(words, document("good"))
    broken = encoded(words, document("broken"))[0]
    object.__setattr__(broken.document, "kind", None)
    with pytest.raises(AttributeError):
        store.put([good, broken])
    assert store.counts().documents == 0
    assert changed(store) == []


def test_changes_are_read_in_order_up_to_one_and_forgotten(
    store: DocumentStore, words: WordEncoder
) -> None:
    assert store.changes.last() == 0
    for id_ in ("a", "b", "c"):
        put(store, words, document(id_))
    first, second, third = store.changes.until(store.changes.last())
    assert [first.document, second.document, third.document] == ["a", "b", "c"]
    assert store.changes.until(second.seq) == [first, second]
    assert store.changes.until(third.seq, limit=1) == [first]
    store.changes.forget([first, third])
    assert store.changes.until(third.seq) == [second]
    store.changes.forget_until(second.seq)
    assert store.changes.last() == 0


def test_threads_that_put_one_document_at_once_leave_one_whole_document(
    store: DocumentStore, words: WordEncoder
) -> None:
    def write(number: int) -> None:
        text = " ".join(f"version{number}" for _ in range(200 * (number % 4 + 1)))
        put(store, words, document("t-1", text), document(f"other{number}"))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(24)))
    final = store.get("local", ["t-1"])["t-1"].text.split()[0]
    keys = [("t-1", position) for position in range(10)]
    texts = store.chunks.passages("local", keys)
    assert {word for passage in texts.values() for word in passage.text.split()} == {final}
    assert sorted(position for _, position in texts) == list(range(len(texts)))
    assert store.counts().documents == 25


def test_vectors_come_back_as_they_were_put(store: DocumentStore, words: WordEncoder) -> None:
    put(store, words, document("t-1", "some words", channel="C1", resolution="other words"))
    [batch] = list(store.chunks.indexed(PUBLIC_TICKETS, ["t-1", "missing"]))
    assert [(chunk.position, chunk.channel) for chunk in batch] == [(0, "C1"), (1, "C1")]
    assert np.array_equal(batch[0].vector, words.encode(["some words"])[0])
    assert store.chunks.passages("local", [("t-1", 1)])["t-1", 1].part is Part.RESOLUTION


def test_a_document_of_whitespace_has_no_chunks_and_no_collection(
    store: DocumentStore, words: WordEncoder
) -> None:
    put(store, words, document("blank", " \n "))
    assert store.counts().documents == 1
    assert store.chunks.collections() == {}


def test_collections_are_counted_by_team_audience_and_kind(
    store: DocumentStore, words: WordEncoder
) -> None:
    put(
        store,
        words,
        document("a", resolution="r"),
        document("b", kind=Kind.QUESTION),
        document("c", audience="G1"),
        document("d", team="T1"),
    )
    assert store.chunks.collections() == {
        PUBLIC_TICKETS: 2,
        CollectionKey("local", PUBLIC, Kind.QUESTION): 1,
        CollectionKey("local", "G1", Kind.TICKET): 1,
        CollectionKey("T1", PUBLIC, Kind.TICKET): 1,
    }


def test_facts_are_replaced_together(store: DocumentStore) -> None:
    assert store.facts.get("encoder") is None
    store.facts.note({"encoder": "a", "weights": "1"})
    store.facts.note({"encoder": "b", "weights": "2"})
    assert (store.facts.get("encoder"), store.facts.get("weights")) == ("b", "2")
