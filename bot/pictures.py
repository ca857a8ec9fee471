"""The picture of a digest: how many messages each topic had, period by period.

Drawn for a phone (large letters, one row a topic) on a ground of its own, so that it reads the
same on a dark screen.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from ingest.text import one_line, visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH: Final = 720  # pixels; Slack shows half of that on a phone
_ROW: Final = 108
_FOOT: Final = 48
_DPI: Final = 100
_NAME: Final = 40
_GROUND, _INK, _FAINT, _BAR, _LAST = "#faf9f5", "#1f2430", "#6b7280", "#b9c4d6", "#1d3557"
_BARS_END: Final = 0.86  # of the width; the number of the last period stands beside
_LEFT: Final = 0.03


@dataclass(frozen=True, slots=True)
class TopicBars:
    """A topic's name and its number of messages in each period, the oldest first."""

    name: str
    sizes: tuple[int, ...]


def draw(topics: Sequence[TopicBars], periods: Sequence[str]) -> bytes:
    """Return the picture as a PNG.

    Args:
        topics: each with as many sizes as there are periods.
        periods: what each is called below, such as "30 Nov", the oldest first.

    Raises:
        ValueError: there is nothing to draw, or a topic has too many sizes or too few.

    """
    if not topics or not periods or any(len(t.sizes) != len(periods) for t in topics):
        raise ValueError("A picture needs topics with a size for each period.")
    # Object by object, not by pyplot, which keeps every figure for all threads. Imported here,
    # since it takes half a second.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    height = len(topics) * _ROW + _FOOT
    figure = Figure(figsize=(_WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor=_GROUND)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, height)
    most = max(max(topic.sizes) for topic in topics) or 1
    for number, topic in enumerate(topics, 1):
        _row(axes, number, topic, top=height - (number - 1) * _ROW, most=most)
    _foot(axes, periods)
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=_DPI, facecolor=_GROUND)
    return written.getvalue()


def describe(topics: Sequence[TopicBars], periods: Sequence[str]) -> str:
    """Return what the picture shows, for who can't see it."""
    span = f"the last {len(periods)} periods, up to {periods[-1]}"
    if len(periods) == 1:
        span = f"the period up to {periods[0]}"
    rows = (f"{topic.name}: {', '.join(map(str, topic.sizes))}" for topic in topics)
    return f"Messages by topic in {span}. {'. '.join(rows)}."


def _row(axes: "Axes", number: int, topic: TopicBars, *, top: float, most: int) -> None:
    """Draw a topic: its name, a bar a period below it, and the last number at the right."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    _write(axes, _LEFT, top - 38, _shown(number, topic.name), size=17, color=_INK)
    step = (_BARS_END - _LEFT) / len(topic.sizes)
    bottom, tallest = top - _ROW + 6, _ROW - 58
    for place, size in enumerate(topic.sizes):
        tall = max(3.0, tallest * size / most) if size else 1.5
        color = _LAST if place == len(topic.sizes) - 1 else _BAR
        # A single period is a bar of its length, not a block across the picture.
        width = step * 0.82 if len(topic.sizes) > 1 else step * size / most
        axes.add_patch(
            Rectangle(
                (_LEFT + place * step, bottom), width,
                tall if len(topic.sizes) > 1 else tallest * 0.6, color=color, linewidth=0,
            )
        )  # fmt: skip
    _write(
        axes, 0.97, bottom, f"{topic.sizes[-1]:,}", size=19, color=_LAST, ha="right", weight="bold"
    )


def _foot(axes: "Axes", periods: Sequence[str]) -> None:
    if len(periods) == 1:
        _write(axes, _LEFT, 14, f"messages up to {periods[0]}", size=14, color=_FAINT)
        return
    step = (_BARS_END - _LEFT) / len(periods)
    _write(axes, _LEFT, 14, periods[0], size=14, color=_FAINT)
    _write(axes, _BARS_END - step * 0.18, 14, periods[-1], size=14, color=_FAINT, ha="right")


def _write(
    axes: "Axes", x: float, y: float, text: str, *, size: float, color: str,
    ha: str = "left", weight: str = "normal",
) -> None:  # fmt: skip
    # A "$" in a name is a dollar, not the beginning of a formula.
    axes.text(
        x, y, text, fontsize=size, color=color, ha=ha, va="baseline", family="DejaVu Sans",
        fontweight=weight, parse_math=False,
    )  # fmt: skip


def _shown(number: int, name: str) -> str:
    """Return a name as far as the font has its letters; its number tells it anyway."""
    letters = _letters()
    kept = one_line("".join(c for c in visible(name) if ord(c) in letters))
    if len(kept) < len(name) / 2:
        kept = "topic"
    return f"{number}. {kept if len(kept) <= _NAME else kept[: _NAME - 1].rstrip(' ,') + '…'}"


@cache
def _letters() -> frozenset[int]:
    from matplotlib.font_manager import findfont  # noqa: PLC0415
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    return frozenset(FT2Font(findfont("DejaVu Sans")).get_charmap())
