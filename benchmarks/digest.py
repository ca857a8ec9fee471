"""How long a digest takes: from stored messages, with their vectors, to the post in Slack.

So many messages are written into an empty data folder with their vectors, all in one week (or
spread over several, with `--weeks`, of which the last one's digest is made). Then the digest's own
job is done, against the local workspace: topics found and named, what is unanswered, best known
answers searched for, the picture drawn and uploaded, post and details posted. Encoding and storing
come before, and are not part of the figure.

The messages are made up from the sample content, or the lines of a text file.

Usage: python -m benchmarks.digest [--messages 15000] [--weeks 1] [--texts FILE]
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.machine import describe, resident_mb
from benchmarks.tickets import made_up
from bot.clock import digest_key
from bot.errors import RetryLater
from bot.jobs import Inbox
from bot.manifest import BOT_SCOPES
from bot.playground import APP_TOKEN, BOT_TOKEN, Person, PlaygroundServer, Workspace
from bot.runtime import build_akin, open_inbox, open_matcher
from bot.schedule import Schedule
from bot.settings import Settings
from bot.state import Post
from bot.watching import Loudness, Watch
from bot.work import digests
from bot.work.following import Following
from ingest.chunks import Part
from ingest.documents import Document, Kind, Source, document_id
from matcher.chunk_store import EncodedChunk, EncodedDocument

PEOPLE = 300
WORDS = 25
BATCH = 2_000
END = datetime(2026, 11, 30, 8, tzinfo=UTC)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--messages", type=int, default=15_000)
    parser.add_argument("--weeks", type=int, default=1)
    parser.add_argument("--texts", type=Path, help="a file with a message a line")
    parser.add_argument("--vectors", type=Path, help="a .npy file that keeps the vectors")
    given = parser.parse_args()
    print(f"Measured on: {describe()}")
    texts = texts_of(given.texts, given.messages)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), texts, given.weeks, given.vectors)


def texts_of(file: Path | None, count: int) -> list[str]:
    """Return so many messages: lines of a file, over and over, or made up."""
    if file is None:
        return [ticket.description for ticket in made_up(count, words=WORDS)]
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    random.Random(1).shuffle(lines)  # noqa: S311 - an order, no secret
    return (lines * (count // len(lines) + 1))[:count]


def measure(folder: Path, texts: Sequence[str], weeks: int, kept: Path | None) -> None:
    """Store the messages, make the digest of the last week, and print how long that took."""
    workspace = Workspace(scopes=BOT_SCOPES)
    ana = workspace.add_user("ana")
    channel = workspace.add_channel("support", members=[ana])
    with PlaygroundServer(workspace) as server:
        settings = Settings(
            _env_file=None,
            slack_bot_token=BOT_TOKEN,
            slack_app_token=APP_TOKEN,
            slack_api_url=server.api_url,
            data=folder,
        )
        with open_matcher(settings) as matcher:
            inbox = open_inbox(matcher.engine)
            akin = build_akin(settings, matcher, inbox)
            begin = time.perf_counter()
            vectors = encoded(akin, texts, kept)
            print(
                f"Encoded {len(texts):,} messages in {time.perf_counter() - begin:.0f} s (before)"
            )
            store(akin, channel.id, texts, vectors, weeks)
            conversation = akin.directory.refresh(channel.id)
            akin.state.conversations.set_watch(
                conversation, Watch.QUESTIONS, Loudness.MENTIONED, 0.9
            )
            run(akin, inbox, channel.id, ana, len(texts), weeks)


def encoded(akin, texts, kept):  # type: ignore[no-untyped-def]
    """Return the messages' vectors, from the file that keeps them if it does."""
    if kept is not None and kept.exists():
        vectors = np.load(kept)
        if len(vectors) == len(texts):
            return vectors
    vectors = akin.matcher.encoder.encode(texts)
    if kept is not None:
        np.save(kept, vectors)
    return vectors


def store(akin, channel, texts, vectors, weeks):  # type: ignore[no-untyped-def]
    """Write the messages, each by one of the people, two of three with a reply."""
    chance = random.Random(2)  # noqa: S311 - made-up content, no secret
    step = timedelta(weeks=weeks) / (len(texts) + 1)
    items, posts = [], []
    for number, (text, vector) in enumerate(zip(texts, vectors, strict=True)):
        moment = END - step * (len(texts) - number)
        ts = f"{moment.timestamp():.6f}"
        source = Source(akin.team, channel, ts, akin.workspace.permalink(channel, ts))
        author = chance.randrange(PEOPLE)
        document = Document(
            document_id(source), Kind.QUESTION, text[:80], text, author=f"Person {author}",
            source=source, created_at=moment,
            resolution="Clear the cache and sign in again" if number % 9 == 0 else "",
        )  # fmt: skip
        items.append(EncodedDocument(document, [EncodedChunk(text, Part.TEXT, vector)]))
        posts.append(
            Post(akin.team, channel, ts, ts, f"Person {author}", text, author_id=f"U{author}")
        )
        if number % 3:
            reply = f"{(moment + timedelta(seconds=0.2)).timestamp():.6f}"
            posts.append(Post(akin.team, channel, reply, ts, "Helper", "Try again", author_id="UH"))
    for start in range(0, len(items), BATCH):
        akin.matcher.store.put(items[start : start + BATCH])
    put_posts(akin, posts)
    akin.matcher.index.follow()


def put_posts(akin, posts):  # type: ignore[no-untyped-def]
    """Write posts, many at a time."""
    from bot.state.tables import posts as table  # noqa: PLC0415

    rows = [
        {
            "team": p.team, "channel": p.channel, "ts": p.ts, "thread_ts": p.thread_ts,
            "author": p.author, "author_id": p.author_id, "text": p.text, "version": p.ts,
        }
        for p in posts
    ]  # fmt: skip
    with akin.matcher.engine.begin() as db:
        db.execute(table.insert(), rows)


def run(akin, inbox: Inbox, channel: str, ana: Person, count: int, weeks: int) -> None:  # type: ignore[no-untyped-def]
    """Do the digest's job, and print how long it took."""
    from dataclasses import replace  # noqa: PLC0415

    akin = replace(akin, now=lambda: END + timedelta(minutes=1))
    schedule = Schedule.starting(
        team=akin.team, channel=channel, days=(0,), at=datetime(2026, 1, 1, 9).time(),  # noqa: DTZ001
        zone="Europe/Berlin", destination=channel, now=END - timedelta(days=1),
    )  # fmt: skip
    akin.state.schedules.put(schedule)
    period = schedule.latest(akin.now()).name
    inbox.put(
        digest_key(akin.team, channel, period), "digest", {"channel": channel, "period": period}
    )
    job = inbox.claim("benchmark")
    assert job is not None
    begin, begin_cpu = time.perf_counter(), time.process_time()
    with steps_timed() as steps:
        finish(akin, job)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - begin_cpu
    digest = akin.state.digests.last(akin.team, channel)
    assert digest is not None
    assert digest.message_ts, digest.reason
    topics = len(akin.state.topics.of_channel(akin.team, channel))
    print(
        f"{count:,} messages in {weeks} week(s), vectors given, to a posted digest with picture "
        f"and details: {seconds:.1f} s ({cpu:.1f} s of CPU), of which {steps[0]:.1f} s finding "
        f"topics; {topics} topics; "
        f"resident {resident_mb():.0f} MB"
    )
    post = next(message for message in ana.sees(channel) if message.metadata)
    print(f"  {post.text}")


def finish(akin, job):  # type: ignore[no-untyped-def]
    """Do the job, with the waits between two posts in a channel that a worker would make."""
    while True:
        try:
            return digests.on_digest(akin, job)
        except RetryLater as rest:
            time.sleep(rest.seconds)


@contextmanager
def steps_timed() -> Iterator[list[float]]:
    """Measure the seconds in which topics are found."""
    spent = [0.0]
    see = Following.see

    def timed(self, *args):  # type: ignore[no-untyped-def]
        begin = time.perf_counter()
        try:
            return see(self, *args)
        finally:
            spent[0] += time.perf_counter() - begin

    Following.see = timed  # type: ignore[method-assign]
    try:
        yield spent
    finally:
        Following.see = see  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
