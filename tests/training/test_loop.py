"""A stage of training: it learns, tells how it goes, and goes on where it was."""

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from training import loop
from training.loop import Stage, train

STEPS = 20
BATCHES = [[i, i + 1] for i in range(STEPS)]
TARGET = torch.tensor([2.0, -1.0, 0.5])


class StoppedError(Exception):
    """Ends a training from outside."""


class Course:
    """Rows of a linear function to learn; notes which batches were asked for."""

    def __init__(self, model: nn.Linear) -> None:
        self.seen: list[list[int]] = []
        self._model = model
        self._rows = torch.randn(STEPS + 1, 3, generator=torch.Generator().manual_seed(1))

    def loss(self, rows: list[int]) -> tuple[torch.Tensor, dict[str, float]]:
        self.seen.append(rows)
        chosen = self._rows[rows]
        value = (self._model(chosen)[:, 0] - chosen @ TARGET).pow(2).mean()
        return value, {"square": float(value.detach())}


def model(seed: int = 0) -> nn.Linear:
    torch.manual_seed(seed)
    return nn.Linear(3, 1)


def stage(minutes: float = 3.0, batches: list[list[int]] = BATCHES) -> Stage:
    return Stage("tiny", batches, 0.05, minutes_between_checkpoints=minutes)


def test_it_learns_batch_after_batch(tmp_path: Path) -> None:
    tiny = model()
    course = Course(tiny)
    train(tiny, stage(batches=BATCHES * 30), course.loss, tmp_path)
    assert course.seen == BATCHES * 30
    assert tiny.weight[0].tolist() == pytest.approx(TARGET.tolist(), abs=0.02)


@pytest.mark.parametrize("at", [2, 8, STEPS])
def test_interrupted_and_started_again_it_ends_with_the_same_weights(
    tmp_path: Path, at: int
) -> None:
    through = model()
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    train(through, stage(), Course(through).loss, whole)

    def interrupt(step: int) -> bool:
        if step == at:
            raise StoppedError
        return False

    first = model()
    with pytest.raises(StoppedError):
        train(first, stage(0.0), Course(first).loss, parts, looks=STEPS, look=interrupt)
    again = model(seed=9)
    rest = Course(again)
    looked = []
    train(
        again,
        stage(0.0),
        rest.loss,
        parts,
        looks=STEPS,
        look=lambda step: bool(looked.append(step)),  # type: ignore[func-returns-value]
    )
    # From the last checkpoint on, which was made before the interrupted look.
    assert rest.seen == BATCHES[at - 1 :]
    assert looked == list(range(at, STEPS + 1))
    assert torch.equal(again.weight, through.weight)
    assert torch.equal(again.bias, through.bias)


def test_a_stage_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    tiny = model()
    train(tiny, stage(), Course(tiny).loss, tmp_path)
    again = model(seed=9)
    course = Course(again)
    train(again, stage(), course.loss, tmp_path)
    assert course.seen == []
    assert torch.equal(again.weight, tiny.weight)


def test_a_look_can_end_it_for_good(tmp_path: Path) -> None:
    tiny = model()
    course = Course(tiny)
    train(tiny, stage(), course.loss, tmp_path, looks=4, look=lambda step: step == 10)
    assert course.seen == BATCHES[:10]
    again = model(seed=9)
    train(again, stage(), course.loss, tmp_path)
    assert course.seen == BATCHES[:10]
    assert torch.equal(again.weight, tiny.weight)


def test_looks_are_taken_evenly_and_at_the_end(tmp_path: Path) -> None:
    tiny = model()
    steps: list[int] = []

    def look(step: int) -> bool:
        steps.append(step)
        return False

    train(tiny, stage(), Course(tiny).loss, tmp_path, looks=3, look=look)
    assert steps == [6, 12, 18, 20]


def test_what_needs_no_gradient_stays(tmp_path: Path) -> None:
    tiny = model()
    tiny.bias.requires_grad = False
    before = tiny.bias.clone()
    train(tiny, stage(), Course(tiny).loss, tmp_path)
    assert torch.equal(tiny.bias, before)
    assert not torch.equal(tiny.weight, model().weight)


def test_the_log_has_the_means_since_the_line_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(loop, "REPORT_EVERY", 8)
    tiny = model()
    course = Course(tiny)
    said: list[float] = []

    def loss(rows: list[int]) -> tuple[torch.Tensor, dict[str, float]]:
        value, parts = course.loss(rows)
        said.append(parts["square"])
        return value, parts

    train(tiny, stage(), loss, tmp_path)
    text = (tmp_path / "tiny.jsonl").read_text()
    assert capsys.readouterr().out == text
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["stage"], line["step"], line["of"]) for line in lines] == [
        ("tiny", 8, STEPS),
        ("tiny", 16, STEPS),
    ]
    assert lines[0]["square"] == pytest.approx(sum(said[:8]) / 8, abs=1e-4)
    assert lines[1]["square"] == pytest.approx(sum(said[8:16]) / 8, abs=1e-4)
