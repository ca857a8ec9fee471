"""How long it takes until 40 résumés dropped at once are answered, and what else waits for it.

Through the real Bolt app and the local workspace, over HTTP, with Akin in a process of its own.
Six openings are noted; 40 PDFs (the sample résumés, again and again, each with a line of its own
so that none is known already) are dropped in one message, and then 40 more in a message each.
Meanwhile somebody types `/akin find` again and again.

Usage: python -m benchmarks.dropping [--files 40] [--documents 1000]
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from benchmarks.latency import akin_web, import_documents
from benchmarks.machine import describe, percentile
from bot.manifest import BOT_SCOPES
from bot.playground import (
    BOT_USER_ID,
    Conversation,
    Message,
    Person,
    PlaygroundServer,
    Workspace,
    content,
)
from ingest.pdf import PdfText, read_pdf

PATIENCE = 600.0  # seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--documents", type=int, default=1000, help="tickets to find among")
    given = parser.parse_args()
    print(f"Measured on: {describe()}")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        import_documents(data, given.documents)
        files = two_pages_each(given.files * 2)
        workspace = Workspace(scopes=BOT_SCOPES)
        with PlaygroundServer(workspace) as server, akin_web(server, data):
            measure(workspace, files, given.files)


def two_pages_each(count: int) -> dict[str, bytes]:
    """Return so many PDFs of two pages, made of the sample résumés that can be read."""
    samples = {name: data for name, data in content.files().items() if name.endswith(".pdf")}
    readable = [data for data in samples.values() if isinstance(read_pdf(data), PdfText)]
    made = {}
    for number in range(count):
        writer = PdfWriter()
        pages = [
            page
            for data in (readable[number % len(readable)], readable[(number + 7) % len(readable)])
            for page in PdfReader(BytesIO(data)).pages
        ]
        for page in pages[:2]:
            writer.add_page(page)
        file = BytesIO()
        writer.write(file)
        made[f"resume-{number}.pdf"] = file.getvalue()
    return made


def measure(workspace: Workspace, files: dict[str, bytes], at_once: int) -> None:
    """Drop the files, half in one message and half one by one, and print how long it took."""
    ana = workspace.add_user("ana")
    hiring = workspace.add_channel("hiring", members=[ana])
    support = workspace.add_channel("support", members=[ana])
    ana.command(support, "/akin watch here as tickets").wait()
    ana.command(hiring, "/akin watch here as resumes").wait()
    workspace.wait_for(lambda: len(ana.ephemerals()) == 2, timeout=PATIENCE)
    for opening in content.openings():
        note = ana.upload(
            hiring, f"{opening.id}.txt", f"{opening.title}\n\n{opening.text}".encode(), "Opening"
        )
        _wait(workspace, lambda note=note: _replied(ana, hiring, note))
    names = list(files)
    together = {name: files[name] for name in names[:at_once]}

    def whole() -> list[Message]:
        return [ana.upload_all(hiring, together, "Applications")]

    def single() -> list[Message]:
        return [ana.upload(hiring, name, files[name]) for name in names[at_once:]]

    for title, drop in (("in one message", whole), ("in a message each", single)):
        found: list[float] = []
        over = threading.Event()
        finder = threading.Thread(target=_find, args=(workspace, ana, support, over, found))
        start = time.perf_counter()
        messages = drop()
        finder.start()
        _wait(workspace, lambda m=messages: all(_replied(ana, hiring, each) for each in m))
        seconds = time.perf_counter() - start
        over.set()
        finder.join()
        print(
            f"{at_once} PDFs of two pages, 6 openings, {title}: answered in {seconds:.1f} s; "
            f"/akin find meanwhile, {len(found)} times: median "
            f"{statistics.median(found) * 1000:.0f} ms, p95 {percentile(found, 0.95) * 1000:.0f} "
            f"ms, slowest {max(found) * 1000:.0f} ms"
        )


def _find(
    workspace: Workspace, person: Person, channel: Conversation, over: threading.Event,
    found: list[float],
) -> None:  # fmt: skip
    """Type `/akin find` again and again, and note how long each answer took."""
    while not over.is_set() or not found:
        before = len(person.ephemerals(channel))
        start = time.perf_counter()
        person.command(channel, f"/akin find printer offline after update {len(found)}")
        _wait(workspace, lambda before=before: len(person.ephemerals(channel)) > before)
        found.append(time.perf_counter() - start)
        over.wait(0.5)


def _replied(person: Person, channel: Conversation, message: Message) -> bool:
    """Tell whether the thread has its reply, and that reply everything it waits for."""
    replies = [r for r in person.sees(channel, message.ts) if r.user == BOT_USER_ID]
    return bool(replies) and not replies[0].text.endswith("…")


def _wait(workspace: Workspace, condition: Callable[[], bool]) -> None:
    workspace.wait_for(condition, timeout=PATIENCE)


if __name__ == "__main__":
    main()
