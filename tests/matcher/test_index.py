"""The index follows the database, and mends itself where it does not match it."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from chromadb.errors import InternalError

from ingest.documents import PUBLIC, Document, Kind
from matcher import Matcher
from matcher.changes import CollectionKey
from matcher.errors import EncoderMismatchError, IndexUnavailableError
from matcher.index import Hit
from tests.matcher.samples import document, encoded, numbered
from tests.matcher.words import WordEncoder

PUBLIC_TICKETS = CollectionKey("local", PUBLIC, Kind.TICKET)


def contents(matcher: Matcher) -> dict[str, set[str]]:
    """Return the ids in each collection of Chroma."""
    chroma = matcher.index.collections.chroma
    found = {}
    for name in chroma.names():
        collection = chroma.find(name)
        assert collection is not None
        ids = set(collection.get(include=[])["ids"])
        if ids:
            found[name.rsplit(".", 1)[0]] = ids
    return found


def hits(matcher: Matcher, text: str, key: CollectionKey = PUBLIC_TICKETS) -> list[Hit]:
    return matcher.index.query(key, matcher.encoder.encode([text]), 5)


def put(matcher: Matcher, *documents: Document) -> None:
    """Store documents without the index following."""
    matcher.store.put(encoded(matcher.encoder, *documents))


# -- following


def test_following_twice_or_out_of_order_ends_the_same(matcher: Matcher) -> None:
    put(matcher, document("a", "one " * 500), document("b", team="T1", channel="C1"))
    changes = matcher.store.changes.until(matcher.store.changes.last())
    assert matcher.index.follow() == len(changes) == 2
    put(matcher, document("a", "short"))
    matcher.store.move_channel("T1", "C1", "C1")
    matcher.store.delete("local", ["missing"])
    later = matcher.store.changes.until(matcher.store.changes.last())
    for order in (later, list(reversed(later)), later + changes):
        for change in order:
            matcher.index._apply(change.key, [change])
        assert contents(matcher) == {"local.public.ticket": {"a#0"}, "T1.C1.ticket": {"b#0"}}
    assert matcher.index.follow() == len(later)
    assert matcher.index.follow() == 0
    assert matcher.index.check() == 0


def test_what_is_deleted_or_moved_leaves_the_old_collection(matcher: Matcher) -> None:
    matcher.add(
        [
            document("a", team="T1", channel="C1", resolution="r"),
            document("b", team="T1", channel="C1", kind=Kind.QUESTION),
            document("c", team="T1", channel="C2"),
        ]
    )
    matcher.move_channel("T1", "C1", "C1")
    assert contents(matcher) == {
        "T1.C1.ticket": {"a#0", "a#1"},
        "T1.C1.question": {"b#0"},
        "T1.public.ticket": {"c#0"},
    }
    matcher.remove(["a", "b"], team="T1")
    assert contents(matcher) == {"T1.public.ticket": {"c#0"}}


def test_what_is_adopted_leaves_the_imported_documents_collection(matcher: Matcher) -> None:
    matcher.add([document("a"), document("b"), document("b", "the team's own", team="T1")])
    matcher.adopt("T1")
    assert contents(matcher) == {"T1.public.ticket": {"a#0", "b#0"}}


def test_a_document_of_another_kind_changes_its_collection(matcher: Matcher) -> None:
    matcher.add([document("a")])
    matcher.add([document("a", kind=Kind.QUESTION)])
    assert contents(matcher) == {"local.public.question": {"a#0"}}


def test_channels_restrict_what_is_found(matcher: Matcher) -> None:
    matcher.add([document(f"c{i}", "printer jam", channel=f"C{i % 4}") for i in range(40)])
    matcher.add([document("imported", "printer jam")])
    vectors = matcher.encoder.encode(["printer jam"])
    some = matcher.index.query(PUBLIC_TICKETS, vectors, 100, frozenset({"C1", "C3"}))
    assert {hit.document for hit in some} == {f"c{i}" for i in range(40) if i % 2}
    assert matcher.index.query(PUBLIC_TICKETS, vectors, 100, frozenset()) == []
    assert len(matcher.index.query(PUBLIC_TICKETS, vectors, 100)) == 41


def test_hits_come_nearest_first_and_each_chunk_once(matcher: Matcher) -> None:
    matcher.add([document("a", "printer jam"), document("b", "printer on fire")])
    vectors = matcher.encoder.encode(["printer jam", "fire"])
    found = matcher.index.query(PUBLIC_TICKETS, vectors, 10)
    assert [hit.document for hit in found] == ["a", "b"]
    assert found[0].cosine == pytest.approx(1.0, abs=1e-4)
    by_hand = float(np.max(vectors @ matcher.encoder.encode(["printer on fire"])[0]))
    assert found[1].cosine == pytest.approx(by_hand, abs=1e-3)


def test_a_collection_that_does_not_exist_has_no_hits(matcher: Matcher) -> None:
    assert hits(matcher, "anything") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CollectionKey("a.b", "c", Kind.TICKET), CollectionKey("a", "b.c", Kind.TICKET)),
        (CollectionKey("T", "Ä", Kind.TICKET), CollectionKey("T", "Ö", Kind.TICKET)),
        (CollectionKey("T", "", Kind.TICKET), CollectionKey("T", " ", Kind.TICKET)),
        (CollectionKey("T", "a" * 600, Kind.TICKET), CollectionKey("T", "a" * 601, Kind.TICKET)),
    ],
)
def test_odd_names_never_share_a_collection(
    matcher: Matcher, one: CollectionKey, other: CollectionKey
) -> None:
    for key in (one, other):
        put(matcher, document(f"of{key.audience[:50]}", "x", team=key.team[:64]))
    first, second = matcher.index.collections.name(one), matcher.index.collections.name(other)
    assert first != second
    for name in (first, second):
        assert matcher.index.collections.chroma.create(name, {"weights": "-"}).count() == 0


def test_searching_goes_on_while_documents_come_change_move_and_go(matcher: Matcher) -> None:
    matcher.add(numbered(50))
    stop = threading.Event()

    def search() -> int:
        searches = 0
        while not stop.is_set():
            for match in matcher.find("number7 letter55433", limit=3):
                assert match.document.audience == PUBLIC
            searches += 1
        return searches

    def change(worker: int) -> None:
        for i in range(4):
            id_ = f"w{worker}-{i}"
            matcher.add([document(id_, f"number7 {id_}", channel=f"C{worker}")])
            matcher.add([document(id_, "changed " * 300, channel=f"C{worker}")])
            matcher.move_channel("local", f"C{worker}", f"C{worker}" if i % 2 else PUBLIC)
            if i % 3 == 0:
                matcher.remove([id_])

    with ThreadPoolExecutor(6) as threads:
        searching = [threads.submit(search) for _ in range(2)]
        list(threads.map(change, range(4)))
        stop.set()
        assert all(each.result() for each in searching)
    assert matcher.store.changes.last() == 0
    assert matcher.index.check() == 0


def test_a_collection_that_another_process_built_anew_is_found_again(matcher: Matcher) -> None:
    matcher.add([document("a", "printer jam")])
    assert hits(matcher, "printer jam")
    matcher.index.collections.chroma.drop(matcher.index.collections.name(PUBLIC_TICKETS))
    assert hits(matcher, "printer jam") == []
    matcher.index.collections.chroma.drop(matcher.index.collections.name(PUBLIC_TICKETS))
    matcher.add([document("b", "printer jam")])
    assert [hit.document for hit in hits(matcher, "printer jam")] == ["b"]
    matcher.index.collections.chroma.drop(matcher.index.collections.name(PUBLIC_TICKETS))
    matcher.remove(["b"])
    assert matcher.index.check() == 1
    assert [hit.document for hit in hits(matcher, "printer jam")] == ["a"]


def test_a_collection_of_other_weights_is_refused(matcher: Matcher) -> None:
    name = matcher.index.collections.name(PUBLIC_TICKETS)
    matcher.index.collections.chroma.create(name, {"weights": "of another encoder"})
    with pytest.raises(EncoderMismatchError, match="akin reindex"):
        hits(matcher, "anything")


def test_a_closed_index_says_so(data: Path, words: WordEncoder) -> None:
    matcher = Matcher.open(data, encoder=words, reranker=None)
    matcher.close()
    matcher.close()
    with pytest.raises(IndexUnavailableError, match="closed"):
        hits(matcher, "anything")


# -- damage

SIZE = 1100
"""Enough for Chroma to write its graph to files."""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with documents, closed in an orderly way."""
    folder = tmp_path_factory.mktemp("grown") / "data"
    with Matcher.open(folder, encoder=WordEncoder(), reranker=None) as matcher:
        matcher.add(numbered(SIZE))
        matcher.add([document("secret", "in private", audience="G1")])
    return folder


@pytest.fixture
def copy(grown: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(grown, tmp_path / "data"))


def graph(folder: Path, name: str) -> Path:
    [pickled] = (folder / "index").glob("*/index_metadata.pickle")
    return pickled.with_name(name)


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def garble(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(path.stat().st_size))


def garble_some(path: Path) -> None:
    content = bytearray(path.read_bytes())
    third = len(content) // 3
    content[third : 2 * third] = random.Random(1).randbytes(third)
    path.write_bytes(content)


def aside(folder: Path) -> list[Path]:
    return list(folder.glob("index.damaged-*"))


def assert_whole(folder: Path) -> list[tuple[str, int, int]]:
    """Open a folder and check that everything can be found; return the progress reported."""
    told: list[tuple[str, int, int]] = []
    with Matcher.open(
        folder, encoder=WordEncoder(), reranker=None, progress=lambda *report: told.append(report)
    ) as matcher:
        assert_found(matcher, range(0, SIZE, 13))
        [secret] = matcher.index.query(
            CollectionKey("local", "G1", Kind.TICKET), matcher.encoder.encode(["in private"]), 5
        )
        assert secret.document == "secret"
        assert matcher.index.check() == 0
    with Matcher.open(folder, encoder=WordEncoder(), reranker=None) as matcher:
        assert matcher.index.collections.chroma.trusted
        assert_found(matcher, [1])
    return told


def assert_found(matcher: Matcher, numbers: range | list[int]) -> None:
    texts = [f"number{i} letter{i * 7919}" for i in numbers]
    for i, vector in zip(numbers, matcher.encoder.encode(texts), strict=True):
        [hit] = matcher.index.query(PUBLIC_TICKETS, vector[None, :], 1)
        assert hit.document == f"d{i}"


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("data_level0.bin", truncate),
        ("data_level0.bin", garble),  # ends the process that opens it
        ("link_lists.bin", truncate),  # likewise
        ("header.bin", garble),
        ("index_metadata.pickle", garble_some),
        ("index_metadata.pickle", Path.unlink),
        ("length.bin", Path.unlink),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_damaged_graph_is_noticed_and_rebuilt(
    copy: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(graph(copy, name))
    told = assert_whole(copy)
    assert told[-1] == ("Rebuilding the index", told[-1][2], told[-1][2])
    assert told[-1][2] in {SIZE, SIZE + 1}


@pytest.mark.parametrize("damage", [truncate, garble_some, Path.unlink])
def test_a_damaged_catalogue_is_noticed_and_rebuilt(
    copy: Path, damage: Callable[[Path], None]
) -> None:
    damage(copy / "index" / "chroma.sqlite3")
    told = assert_whole(copy)
    assert told[-1] == ("Rebuilding the index", SIZE + 1, SIZE + 1)


def test_what_was_damaged_is_kept_aside_once(copy: Path) -> None:
    for _ in range(2):
        garble(copy / "index" / "chroma.sqlite3")
        assert_whole(copy)
        [kept] = aside(copy)
        assert (kept / "chroma.sqlite3").exists()


def test_a_folder_that_was_deleted_is_rebuilt(copy: Path) -> None:
    shutil.rmtree(copy / "index")
    assert assert_whole(copy)[-1] == ("Rebuilding the index", SIZE + 1, SIZE + 1)


def test_sound_files_are_opened_without_any_rebuild(copy: Path) -> None:
    assert assert_whole(copy) == []
    (copy / "index.seal").unlink()  # as after a SIGKILL
    assert assert_whole(copy) == []
    assert aside(copy) == []


@pytest.fixture
def opened(copy: Path) -> Iterator[Matcher]:
    with Matcher.open(copy, encoder=WordEncoder(), reranker=None) as matcher:
        yield matcher


def test_a_missing_collection_alone_is_rebuilt(opened: Matcher) -> None:
    secret = CollectionKey("local", "G1", Kind.TICKET)
    opened.index.collections.drop(secret)
    assert opened.index.check() == 1
    assert hits(opened, "in private", secret)[0].document == "secret"


def test_rows_that_are_missing_or_too_many_are_noticed(opened: Matcher) -> None:
    collection = opened.index.collections.find(PUBLIC_TICKETS)
    assert collection is not None
    collection.delete(ids=["d7#0"])
    assert opened.index.check() == 1
    assert_found(opened, [7])
    again = opened.index.collections.find(PUBLIC_TICKETS)
    assert again is not None
    again.upsert(
        ids=["stranger#0"], embeddings=opened.encoder.encode(["x"]), metadatas=[{"channel": "-"}]
    )
    assert opened.index.check() == 1
    assert "stranger#0" not in contents(opened)["local.public.ticket"]


@pytest.mark.parametrize("trusted", [True, False])
def test_other_vectors_or_channels_than_the_databases_are_noticed(
    opened: Matcher, trusted: bool
) -> None:
    opened.index.collections.chroma.trusted = trusted
    first = opened.store.chunks.documents_in(PUBLIC_TICKETS)[0]
    for change in (
        {"embeddings": opened.encoder.encode(["something else"])},
        {"metadatas": [{"channel": "C-other"}]},
    ):
        collection = opened.index.collections.find(PUBLIC_TICKETS)
        assert collection is not None
        collection.update(ids=[f"{first}#0"], **change)  # type: ignore[arg-type]
        assert opened.index.check() == 1
        assert opened.index.check() == 0


def test_collections_that_nothing_belongs_to_are_dropped(opened: Matcher) -> None:
    opened.remove(["secret"])
    assert len(opened.index.collections.chroma.names()) == 2
    opened.index.check()
    assert len(opened.index.collections.chroma.names()) == 1


@pytest.mark.parametrize("damaged", [False, True], ids=["differing", "damaged"])
def test_what_changes_while_the_index_is_rebuilt_is_not_forgotten(
    opened: Matcher, monkeypatch: pytest.MonkeyPatch, damaged: bool
) -> None:
    # As another process would, in the middle of the rebuild.
    def interfere(_what: str, done: int, total: int) -> None:
        if done == total:
            put(opened, document("new", "entirely new"), document("d3", "rewritten"))
            opened.store.delete("local", ["d4"])

    def stumble() -> list[CollectionKey]:
        raise InternalError("Error deserializing pickle file")

    with monkeypatch.context() as patch:
        patch.setattr(opened.index, "_progress", interfere)
        if damaged:
            patch.setattr(opened.index, "_differing", stumble)
        else:
            opened.index.collections.drop(PUBLIC_TICKETS)
        assert opened.index.check() == 1 + damaged
    assert hits(opened, "entirely new")[0].document == "new"
    assert hits(opened, "rewritten")[0].document == "d3"
    assert "d4#0" not in contents(opened)["local.public.ticket"]
    assert opened.index.check() == 0


# -- SIGKILL


def test_after_a_sigkill_everything_is_found_that_add_returned_for(
    data: Path, tmp_path: Path
) -> None:
    chance = random.Random(20250304)
    done = tmp_path / "done"
    done.touch()
    portion = 150
    for _ in range(3):
        before = done.read_text().split()
        start = max(map(int, before), default=-portion) + portion
        command = [sys.executable, "-m", "tests.matcher.child", "add", data, done, str(start)]
        with subprocess.Popen(list(map(str, command))) as child:
            wanted = len(before) + chance.randint(1, 7)
            while len(done.read_text().split()) < wanted:
                assert child.poll() is None
                threading.Event().wait(0.01)
            threading.Event().wait(chance.uniform(0, 0.25))
            child.send_signal(signal.SIGKILL)
    acked = [int(line) for line in done.read_text().split()]
    with Matcher.open(data, encoder=WordEncoder(), reranker=None) as matcher:
        for start in acked:
            assert_found(matcher, range(start, start + portion))
        assert matcher.index.check() == 0
