import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.slots import Slots

MICROSECOND = 1e-6


def gaps(moments: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(sorted(moments))]


def test_the_first_slot_is_now_and_each_next_one_an_interval_later(engine: Engine) -> None:
    slots = Slots(engine)
    assert slots.take("C1") == pytest.approx(0, abs=MICROSECOND)
    taken = [slots.reserve("C1") for _ in range(5)]
    assert gaps([slot.at for slot in taken]) == pytest.approx([1.0] * 4, abs=MICROSECOND)
    for number, slot in enumerate(taken, start=1):
        assert 0 < slot.wait <= number


def test_slots_of_different_channels_do_not_wait_for_each_other(engine: Engine) -> None:
    slots = Slots(engine)
    assert slots.take("C1") == pytest.approx(0, abs=MICROSECOND)
    assert slots.take("C2") == pytest.approx(0, abs=MICROSECOND)


def test_slots_that_pass_unused_are_not_saved_up(engine: Engine) -> None:
    slots = Slots(engine)
    first = slots.reserve("C1")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE slots SET free_at = free_at - 3600"))
    second, third = slots.reserve("C1"), slots.reserve("C1")
    assert second.wait == pytest.approx(0, abs=MICROSECOND)
    assert second.at > first.at
    assert third.at - second.at == pytest.approx(1.0, abs=MICROSECOND)


def test_threads_get_slots_an_interval_apart(engine: Engine) -> None:
    everybodys = [Slots(engine) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda number: everybodys[number % 4].reserve("C1"), range(40)))
    assert gaps([slot.at for slot in taken]) == pytest.approx([1.0] * 39, abs=MICROSECOND)


def test_processes_get_slots_an_interval_apart(engine: Engine, database_url: str) -> None:
    # Taken first, so that the slots follow on each other however late a process starts.
    first = [Slots(engine, interval=30.0).reserve("C1").at, Slots(engine).reserve("C1").at]
    command = [sys.executable, "-m", "tests.bot.child", "slots", database_url]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    moments = first[1:]
    for process in processes:
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        moments += map(float, output.split())
    assert len(moments) == 41
    assert gaps(moments) == pytest.approx([1.0] * 40, abs=MICROSECOND)


def test_a_penalty_pushes_the_next_slot_away_and_is_never_shortened(engine: Engine) -> None:
    slots = Slots(engine)
    slots.penalty("C1", 60)
    slots.penalty("C1", 1)
    first, second = slots.reserve("C1"), slots.reserve("C1")
    assert 50 < first.wait <= 60
    assert second.at - first.at == pytest.approx(1.0, abs=MICROSECOND)
    slots.penalty("C2", -5)
    assert slots.take("C2") == pytest.approx(0, abs=0.001)


def test_an_interval_has_to_be_positive(sqlite_engine: Engine) -> None:
    with pytest.raises(ValueError, match="positive"):
        Slots(sqlite_engine, interval=0)
