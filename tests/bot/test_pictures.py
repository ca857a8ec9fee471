"""The picture of a digest is drawn whatever the topics are called, and said in words too."""

import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures import TopicBars, describe, draw

PERIODS = ["16 Nov", "23 Nov", "30 Nov"]
BARS = [TopicBars("Billing, invoice", (4, 0, 12)), TopicBars("VPN drops", (1, 2, 3))]


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return image


def test_it_is_as_wide_as_two_phones_with_a_row_a_topic_on_an_opaque_ground() -> None:
    image = opened(draw(BARS, PERIODS))
    assert image.width == 720
    assert image.height == 2 * 108 + 48
    assert image.convert("RGBA").getpixel((719, 0)) == (250, 249, 245, 255)


def test_the_last_period_stands_out_and_is_as_tall_as_its_number() -> None:
    image = opened(draw(BARS, PERIODS)).convert("RGB")
    dark = [
        sum(image.getpixel((x, y)) == (29, 53, 87) for y in range(top, top + 108))
        for top, x in ((0, 500), (108, 500))
    ]
    assert dark[0] > 3 * dark[1] > 0


def test_the_same_numbers_give_the_same_picture() -> None:
    assert draw(BARS, PERIODS) == draw(BARS, PERIODS)


def test_in_words_it_says_the_same() -> None:
    assert describe(BARS, PERIODS) == (
        "Messages by topic in the last 3 periods, up to 30 Nov. "
        "Billing, invoice: 4, 0, 12. VPN drops: 1, 2, 3."
    )
    assert describe([TopicBars("A", (3,))], ["30 Nov"]).startswith(
        "Messages by topic in the period up to 30 Nov."
    )


@settings(max_examples=25)
@given(
    names=st.lists(
        st.text(max_size=80) | st.sampled_from(["$HOME $x^2$", "日本語", "é" * 90]),
        min_size=1,
        max_size=7,
    ),
    sizes=st.lists(st.integers(0, 10**6), min_size=8, max_size=8),
    periods=st.integers(1, 8),
)
def test_any_names_and_numbers_can_be_drawn(
    names: list[str], sizes: list[int], periods: int
) -> None:
    bars = [TopicBars(name, tuple(sizes[:periods])) for name in names]
    opened(draw(bars, ["30 Nov"] * periods))


@pytest.mark.parametrize(("bars", "periods"), [([], PERIODS), (BARS, []), (BARS, PERIODS[:2])])
def test_what_can_t_be_drawn_is_refused(bars: list[TopicBars], periods: list[str]) -> None:
    with pytest.raises(ValueError, match="a size for each period"):
        draw(bars, periods)


def test_nothing_is_imported_for_it_before_one_is_drawn() -> None:
    code = "import sys, bot.work.table; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
