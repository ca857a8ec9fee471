"""Whether topics keep their id from week to week: `python -m benchmarks.topic_identity DATA`.

Eight simulated weeks of Banking77 and of one half of CLINC150's intents (see benchmarks.topics):
every week each of some intents is asked about a Poisson-distributed number of times, never twice in
the same words, and topics are found among the last weeks' messages. An intent continues where it
was asked about in two weeks running; it kept its id where the topic that holds most of its messages
has the same id in both. Beside it stand the new topics, splits and merges a week: nothing is new,
split or merged in truth, after the first week. Means of three draws.
"""

import argparse
from collections import Counter
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from benchmarks.machine import describe
from benchmarks.topics import Labelled, sets
from matcher.topic_identity import KnownTopic, PeriodTopic, State, follow
from matcher.topics import find_topics

WEEKS = 8
STREAMS = ((8, 5, 12), (15, 3, 12), (30, 5, 20))
"""Numbers of intents, and from and to how many messages a week of each are expected."""

WINDOWS = (1, 4, 8)


def weeks_of(set_: Labelled, seed: int, intents: int, low: int, high: int) -> list[list[int]]:
    """Return the rows of each week's messages."""
    random = np.random.default_rng(seed)
    chosen = random.permutation(sorted(set(set_.intents)))[:intents]
    labels = np.array(set_.intents)
    waiting = {each: random.permutation(np.flatnonzero(labels == each)).tolist() for each in chosen}
    rates = {each: random.integers(low, high) for each in chosen}
    weeks = []
    for _ in range(WEEKS):
        week: list[int] = []
        for each in chosen:
            count = max(1, int(random.poisson(rates[each])))
            week += waiting[each][:count]
            del waiting[each][:count]
        weeks.append(week)
    return weeks


def kept(set_: Labelled, weeks: list[list[int]], window: int, *, told: bool) -> list[float]:
    """Return the share of continuing intents that kept their id; new, split, merged a week."""
    known: list[KnownTopic] = []
    topic_of: dict[int, str] = {}
    last: dict[str, str] = {}
    continuing = same = new = split = merged = 0
    for number in range(WEEKS):
        rows = [row for week in weeks[max(0, number + 1 - window) : number + 1] for row in week]
        this = set(weeks[number])
        found = find_topics(
            [set_.texts[row] for row in rows],
            set_.vectors[rows],
            [topic_of.get(row, "") for row in rows] if told else None,
        ).topics
        members = [[rows[place] for place in topic.members] for topic in found]
        current = [
            PeriodTopic(topic.name, topic.centroid, frozenset(map(str, own)), len(this & set(own)))
            for topic, own in zip(found, members, strict=True)
        ]
        changes = follow(known, current)
        known = [change.topic for change in changes]
        topic_of = {
            row: change.topic.id
            for change in changes
            if change.number is not None
            for row in members[change.number]
        }
        now: dict[str, str] = {}
        for intent in {set_.intents[row] for row in this}:
            ids = Counter(
                topic_of[row] for row in this if set_.intents[row] == intent and row in topic_of
            )
            if ids:
                now[intent] = min(ids, key=lambda id_: (-ids[id_], id_))
        both = now.keys() & last.keys()
        continuing += len(both)
        same += sum(now[intent] == last[intent] for intent in both)
        last = now
        if number:
            new += sum(change.state is State.NEW for change in changes)
            split += sum(bool(change.split_from) for change in changes)
            merged += sum(len(change.merged) for change in changes)
    return [same / continuing, *(count / (WEEKS - 1) for count in (new, split, merged))]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder of public sets")
    parser.add_argument("--cache", type=Path, default=Path(gettempdir()) / "akin-benchmarks",
                        help="where vectors are kept")  # fmt: skip
    parser.add_argument("--chosen-on", action="store_true",
                        help="the sets that the constants were chosen on")  # fmt: skip
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        parser.error(f"there is no folder {arguments.data}; it should hold the public sets")
    print(describe(), "\n")
    print(f"{'set':14}{'intents':>8}{'weeks':>6}  {'told of the topics before':26}{'kept':>7}"
          f"{'new':>6}{'split':>7}{'merged':>8}")  # fmt: skip
    for set_ in sets(arguments.data, arguments.cache, chosen_on=arguments.chosen_on):
        for intents, low, high in STREAMS:
            for window in WINDOWS:
                for told in (False, True) if window > 1 else (False,):
                    figures = [
                        kept(set_, weeks_of(set_, seed, intents, low, high), window, told=told)
                        for seed in range(3)
                    ]
                    share, new, split, merged = np.mean(figures, axis=0)
                    print(
                        f"{set_.name:14}{intents:8}{window:6}  {'yes' if told else 'no':26}"
                        f"{share:7.1%}{new:6.1f}{split:7.1f}{merged:8.1f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
