"""The README's picture of the demo, which is made here and nowhere else.

Write it anew with `AKIN_PICTURE=docs/demo.png pytest tests/browser/test_picture.py`.
"""

import os
import struct
import zlib
from pathlib import Path

from playwright.sync_api import expect

from bot.playground import content
from tests.browser.conftest import Arrive
from tests.page_sources import sources_digest

PICTURE = Path(__file__).parents[2] / "docs" / "demo.png"
_MARK = b"Page\0"


def marked(png: bytes, digest: str) -> bytes:
    """Return a PNG that says from which sources of the page it was made (a tEXt chunk)."""
    body = b"tEXt" + _MARK + digest.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    end = png.rindex(b"IEND") - 4
    return png[:end] + chunk + png[end:]


def test_the_picture_shows_the_page_as_it_is_now(arrive: Arrive) -> None:
    wanted = os.environ.get("AKIN_PICTURE")
    if wanted is None:
        assert sources_digest().encode() in PICTURE.read_bytes(), (
            "docs/demo.png shows an older page: AKIN_PICTURE=docs/demo.png "
            "pytest tests/browser/test_picture.py"
        )
        return
    newcomer = arrive(color_scheme="light", viewport={"width": 1480, "height": 840})
    page = newcomer.page
    page.get_by_role("button", name="Close the first minute").click()
    newcomer.say(content.scene()[0].text)
    newcomer.open_thread(content.scene()[0].text)
    page.get_by_role("button", name="Under the hood", exact=True).click()
    expect(page.locator(".candidates")).to_be_visible()
    page.mouse.move(0, 0)
    Path(wanted).write_bytes(marked(page.screenshot(), sources_digest()))
