"""Chroma on a server, with several matchers on one PostgreSQL database."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from matcher import Matcher
from matcher.errors import IndexUnavailableError
from matcher.rows import digest
from tests.matcher.samples import document, numbered
from tests.matcher.words import WordEncoder
from tests.postgres import PostgresServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(tmp_path / "chroma"), "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path
    ) as process:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            threading.Event().wait(0.05)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def test_several_matchers_share_a_server_and_a_database(
    server: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.create_database()

    def opened(name: str) -> Matcher:
        return Matcher.open(
            tmp_path / name,
            database_url=url,
            chroma_url=server,
            encoder=WordEncoder(),
            reranker=None,
        )

    with opened("a") as a, opened("b") as b:

        def work(number: int) -> None:
            matcher = (a, b)[number % 2]
            matcher.add(numbered(30, 20 * number))
            matcher.add([document("shared", f"version{number} of this")])

        with ThreadPoolExecutor(6) as threads:
            working = [threads.submit(work, number) for number in range(10)]
            # A third one that starts meanwhile must not take what is under way for damage.
            with opened("c") as c:
                assert c.store.changes.last() >= 0
            for each in working:
                each.result()
        assert a.counts().documents == b.counts().documents == 211
        for i in (0, 105, 209):
            assert b.find(f"number{i} letter{i * 7919}")[0].document.id == f"d{i}"
        last = a.get("shared")
        assert last is not None
        assert b.find(last.text)[0].cosine > 0.999
        assert a.index.check() == b.index.check() == 0
        b.move_channel("local", "", "G1")
        assert a.find("number5") == []
        assert b.store.digests("local", ["shared"]) == {"shared": digest(last.moved_to("G1"))}
    assert not (tmp_path / "a").exists()
    postgres.drop_database(url)


def test_a_server_that_does_not_answer_is_named(tmp_path: Path, words: WordEncoder) -> None:
    with pytest.raises(IndexUnavailableError, match=r"127\.0\.0\.1:9 .*AKIN_CHROMA_URL"):
        Matcher.open(tmp_path, chroma_url="http://127.0.0.1:9", encoder=words, reranker=None)
    Matcher.open(tmp_path, encoder=words, reranker=None).close()
