"""The stopwatch: what the stages of something took, by name."""

import time

from matcher.stopwatch import Stopwatch


def test_laps_follow_each_other_from_its_making_on() -> None:
    before = time.perf_counter()
    watch = Stopwatch()
    watch.lap("encode")
    watch.lap("search")
    taken = time.perf_counter() - before
    assert list(watch.laps) == ["encode", "search"]
    assert min(watch.laps.values()) >= 0
    assert sum(watch.laps.values()) <= taken
