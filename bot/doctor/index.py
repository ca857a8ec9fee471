"""The index: whether it is of the encoder that is set, and has what the database has."""

from typing import Final

from sqlalchemy.engine import Engine

from bot.doctor.finding import Finding, ok, problem, warning
from bot.settings import Settings
from bot.views.words import counted
from matcher.chroma import Chroma, damage
from matcher.errors import DataFolderInUseError, IndexUnavailableError
from matcher.facts import Facts
from matcher.folder import DataFolder
from matcher.pretrained import BUNDLED, BUNDLED_SHA256
from matcher.seal import Seal, break_seal, is_readable, seal_of
from matcher.store import DocumentStore

CHECK: Final = "index"


def look(settings: Settings, engine: Engine) -> Finding:
    """Look at the index; one that another process has open is left alone."""
    facts = Facts(engine)
    name, weights = facts.get("encoder"), facts.get("weights")
    if name is None or weights is None:
        return ok(CHECK, "There is nothing in it yet.")
    # Another model's fingerprint is known only once it is loaded; its name has to do.
    is_set = BUNDLED_SHA256 if settings.encoder == BUNDLED else weights
    if name != settings.encoder or weights != is_set:
        return problem(
            CHECK,
            f"It was built with the encoder {name}, and {settings.encoder} is set now.",
            "Run `akin reindex`, or set AKIN_ENCODER back.",
        )
    store = DocumentStore(engine, weights)
    wanted = sum(store.chunks.collections().values())
    documents = store.counts().documents
    says = f"{counted(documents, 'document')} in {counted(wanted, 'passage')}"
    if settings.chroma_url:
        return _on_server(settings, weights, wanted, says)
    return _in_folder(settings, weights, wanted, says)


def _in_folder(settings: Settings, weights: str, wanted: int, says: str) -> Finding:
    try:
        folder = DataFolder(settings.data)
    except DataFolderInUseError:
        return ok(CHECK, f"{says}. Akin is at work on it, so it is not opened here.")
    try:
        if not folder.index.is_dir():
            return _compared(0, wanted, says)
        state = seal_of(folder.index)
        # Damaged files can end the process that opens them.
        if state is Seal.BROKEN or (state is Seal.NONE and not is_readable(folder.index)):
            return _damaged(says)
        found = _vectors(Chroma(folder.index), weights)
        if state is Seal.NONE:
            # Opening and closing it here must not pass for the look that the next start takes.
            break_seal(folder.index)
    except damage():
        return _damaged(says)
    finally:
        folder.release()
    return _compared(found, wanted, says)


def _on_server(settings: Settings, weights: str, wanted: int, says: str) -> Finding:
    try:
        found = _vectors(Chroma(settings.data / "index", settings.chroma_url), weights)
    except IndexUnavailableError as error:
        return problem(CHECK, "The Chroma server can't be reached.", str(error))
    except damage() as error:
        return problem(
            CHECK,
            f"The Chroma server reports a damaged index ({type(error).__name__}).",
            "Stop Akin, delete the server's data, start the server and then Akin: it fills the "
            "index again from the database.",
        )
    return _compared(found, wanted, says)


def _vectors(chroma: Chroma, weights: str) -> int:
    """Count the vectors in the collections of an encoder."""
    try:
        collections = [chroma.find(name) for name in chroma.names()]
        return sum(
            each.count()
            for each in collections
            if each is not None and (each.metadata or {}).get("weights") == weights
        )
    finally:
        chroma.close()


def _damaged(says: str) -> Finding:
    return warning(
        CHECK,
        f"{says}. The index folder is damaged.",
        "The next start fills it again from the database, which has everything; `akin reindex` "
        "does so now.",
    )


def _compared(found: int, wanted: int, says: str) -> Finding:
    if found == wanted:
        return ok(CHECK, f"{says}, all of them in the index.")
    return warning(
        CHECK,
        f"{says}, but {found:,} in the index.",
        "The next start brings the index up to date from the database; `akin reindex` does so now.",
    )
