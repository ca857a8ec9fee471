"""In how many documents identifiers and lines stand, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from importlib import resources

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine

from ingest.documents import PUBLIC, Document
from matcher.database import connect, upgrade
from matcher.document_marks import line_mark, text_marks
from matcher.rarity import Frequencies
from matcher.store import DocumentStore
from matcher.tables import document_marks, index_state, metadata
from tests.matcher.samples import document, encoded, numbered
from tests.matcher.words import WordEncoder

CODE = "id:hv:5031"
FORM = "Please fill in all fields"


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


def marks(engine: Engine) -> set[tuple[str, str, str]]:
    with engine.connect() as db:
        return {(row.team, row.document, row.mark) for row in db.execute(sa.select(document_marks))}


def count(
    store: DocumentStore, *audiences: str, team: str = "local", mark: str = CODE
) -> tuple[int, int]:
    found = store.marks.document_frequencies(team, audiences, [mark])
    return found.of(mark), found.documents


def test_documents_are_counted_by_identifier_and_by_line(
    store: DocumentStore, words: WordEncoder
) -> None:
    put(
        store,
        words,
        document("a", f"{FORM}\nHV-5031 and hv5031"),
        document("b", f"{FORM.upper()}!\nfine"),
        document("c", "HV-5031", resolution="HV-5011", replies=("HV-5011",)),
    )
    found = store.marks.document_frequencies(
        "local", [PUBLIC], text_marks(f"{FORM}\nHV-5031, HV-5011")
    )
    assert found == Frequencies(3, {CODE: 2, line_mark(FORM): 2})


def test_what_is_private_counts_for_those_alone_who_may_see_it(
    store: DocumentStore, words: WordEncoder
) -> None:
    put(
        store,
        words,
        document("a", "HV-5031"),
        document("b", "HV-5031", channel="G1", audience="G1"),
        document("c", "HV-5031", channel="G2", audience="G2"),
        document("d", "HV-5031", team="T2"),
    )
    assert count(store, PUBLIC) == (1, 1)
    assert count(store, PUBLIC, "G1") == (2, 2)
    assert count(store, "G2") == (1, 1)
    assert count(store) == (0, 0)
    assert count(store, PUBLIC, team="T2") == (1, 1)
    store.move_channel("local", "G1", PUBLIC)
    assert count(store, PUBLIC) == (2, 2)


def test_any_number_of_marks_is_counted(store: DocumentStore, words: WordEncoder) -> None:
    put(store, words, document("a", "HV-5031"), document("b", "HV-5499"))
    asked = [f"id:hv:{number}" for number in range(4000, 6000)]
    found = store.marks.document_frequencies("local", [PUBLIC], asked)
    assert found == Frequencies(2, {CODE: 1, "id:hv:5499": 1})


def test_marks_go_with_their_document(
    store: DocumentStore, words: WordEncoder, engine: Engine
) -> None:
    put(store, words, document("a", "HV-5031"), document("b", "HV-5031"))
    put(store, words, document("a", "HV-5011"))
    assert marks(engine) == {("local", "a", "id:hv:5011"), ("local", "b", CODE)}
    store.delete("local", ["a"])
    assert marks(engine) == {("local", "b", CODE)}


def test_adopted_documents_keep_their_marks(
    store: DocumentStore, words: WordEncoder, engine: Engine
) -> None:
    put(store, words, document("a", "HV-5031"), document("b", "HV-5031"))
    put(store, words, document("b", "HV-5011", team="T1"))
    assert store.adopt("T1") == 1
    assert marks(engine) == {("T1", "a", CODE), ("T1", "b", "id:hv:5011")}


def test_marks_are_written_in_the_documents_transaction(
    store: DocumentStore, words: WordEncoder, engine: Engine
) -> None:
    [good] = encoded(words, document("a", "HV-5031"))
    broken = encoded(words, document("b", "HV-5031"))[0]
    object.__setattr__(broken.document, "kind", None)
    with pytest.raises(AttributeError):
        store.put([good, broken])
    assert marks(engine) == set()


def forget_marks(engine: Engine) -> None:
    """Leave the database as an Akin without marks has left it."""
    with engine.begin() as db:
        db.execute(sa.delete(document_marks))
        db.execute(sa.delete(index_state).where(index_state.c.key == "marks"))


def test_the_documents_of_an_older_akin_get_their_marks_once(
    store: DocumentStore, words: WordEncoder, engine: Engine
) -> None:
    put(store, words, *numbered(450), document("a", "HV-5031", team="T1", audience="G1"))
    before = marks(engine)
    forget_marks(engine)
    again = DocumentStore.open(engine, words.fingerprint)
    assert marks(engine) == before
    assert len(before) > 450
    # Later on nothing is done any more.
    with engine.begin() as db:
        db.execute(sa.delete(document_marks))
    assert DocumentStore.open(engine, words.fingerprint).facts.get("marks") == again.facts.get(
        "marks"
    )
    assert marks(engine) == set()


def test_marking_that_was_cut_off_goes_on_where_it_was(
    store: DocumentStore, words: WordEncoder, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, words, *numbered(450))
    before = marks(engine)
    forget_marks(engine)
    note, noted = type(store.facts).note, []

    def cut_off(facts: object, values: dict[str, str]) -> None:
        if noted:
            raise KeyboardInterrupt
        noted.append(values)
        note(facts, values)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(type(store.facts), "note", cut_off)
        with pytest.raises(KeyboardInterrupt):
            DocumentStore.open(engine, words.fingerprint)
    halfway = marks(engine)
    assert 0 < len(halfway) < len(before)
    done = min(document for _, document, _ in halfway)
    with engine.begin() as db:
        db.execute(sa.delete(document_marks).where(document_marks.c.document == done))
    # A document that is written in between is no reason to stop.
    put(store, words, document("d99", "HV-5031"))
    DocumentStore.open(engine, words.fingerprint)
    gone = {mark for mark in before if mark[1] in {done, "d99"}}
    assert marks(engine) == (before - gone) | {("local", "d99", CODE)}


def migrate(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(resources.files("matcher") / "migrations"))
    with engine.begin() as db:
        config.attributes.update(connection=db, version_table="matcher_version")
        command.upgrade(config, revision)


def test_a_database_of_the_first_schema_is_brought_to_the_present_one(
    database_url: str, words: WordEncoder
) -> None:
    engine = connect(database_url)
    try:
        migrate(engine, "0001")
        assert "document_marks" not in sa.inspect(engine).get_table_names()
        # What looks at a database, rather than to work on it, makes do with an older schema.
        assert DocumentStore(engine, words.fingerprint).counts().documents == 0
        upgrade(engine, "matcher")
        with engine.connect() as db:
            context = MigrationContext.configure(
                db,
                opts={
                    "include_name": lambda name, kind, _: kind != "table" or name in metadata.tables
                },
            )
            assert compare_metadata(context, metadata) == []
        store = DocumentStore.open(engine, words.fingerprint)
        put(store, words, document("a", "HV-5031"))
        assert count(store, PUBLIC) == (1, 1)
    finally:
        engine.dispose()
