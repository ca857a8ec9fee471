"""One stage of training: steps over batches, with checkpoints to go on from."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

REPORT_EVERY = 100


@dataclass(frozen=True, slots=True)
class Stage:
    """What a stage is: its batches of rows, in order, and how fast it learns."""

    name: str
    batches: Sequence[list[int]]
    rate: float
    decay: float = 0.01
    minutes_between_checkpoints: float = 3.0


Loss = Callable[[list[int]], tuple[torch.Tensor, dict[str, float]]]
Look = Callable[[int], bool]
"""Called after each part of the stage; True ends the stage early."""


def train(
    model: nn.Module, stage: Stage, loss_of: Loss, folder: Path, *, looks: int = 0,
    look: Look | None = None,
) -> None:  # fmt: skip
    """Run a stage, from its last checkpoint if there is one.

    Args:
        model: what learns; parameters that need no gradient stay.
        stage: the batches and the rate, which rises over the first 5 % and falls to 0 (linearly).
        loss_of: the loss of a batch, and its parts for the log.
        folder: for the checkpoint and the log (`STAGE.jsonl`).
        looks: how many times during the stage `look` is called, evenly.
        look: measures the model on development sets.

    """
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        parameters, lr=stage.rate, weight_decay=stage.decay, betas=(0.9, 0.98), fused=True
    )
    steps = len(stage.batches)
    rising = max(1, steps // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / rising, (steps - step) / max(1, steps - rising)),
    )
    checkpoint = folder / f"{stage.name}.checkpoint"
    first = _resume(checkpoint, model, optimizer, schedule)
    sums: dict[str, float] = {}
    saved = started = time.monotonic()
    pairs = 0
    for step in range(first, steps):
        rows = stage.batches[step]
        value, parts = loss_of(rows)
        optimizer.zero_grad(set_to_none=True)
        value.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
        pairs += len(rows)
        for name, part in parts.items():
            sums[name] = sums.get(name, 0.0) + part
        if (step + 1) % REPORT_EVERY == 0:
            means = {name: round(total / REPORT_EVERY, 4) for name, total in sums.items()}
            seconds = time.monotonic() - started
            _log(folder, stage, step=step + 1, of=steps, **means, pairs_s=round(pairs / seconds, 1))
            sums.clear()
        due = looks and ((step + 1) % max(1, steps // looks) == 0 or step + 1 == steps)
        if look is not None and due and look(step + 1):
            break
        if time.monotonic() - saved > 60 * stage.minutes_between_checkpoints:
            _save(checkpoint, model, optimizer, schedule, step + 1)
            saved = time.monotonic()
    _save(checkpoint, model, optimizer, schedule, steps)


def _save(
    path: Path, model: nn.Module, optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler, step: int,
) -> None:  # fmt: skip
    new = path.with_suffix(".new")
    torch.save(
        {
            "step": step,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
        },
        new,
    )
    new.replace(path)


def _resume(
    path: Path, model: nn.Module, optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
) -> int:  # fmt: skip
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    return int(state["step"])


def _log(folder: Path, stage: Stage, **figures: float) -> None:
    line = json.dumps({"stage": stage.name, **figures})
    print(line, flush=True)
    with (folder / f"{stage.name}.jsonl").open("a") as file:
        file.write(line + "\n")
