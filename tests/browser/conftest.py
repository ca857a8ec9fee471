"""Fixtures: the demo with its sample content, once, and a browser in front of it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.cli.page import Demo, open_page
from matcher.encoder import Encoder
from tests.browser.newcomer import Newcomer

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000
"""Milliseconds after which the bot is taken never to answer."""

Arrive = Callable[..., Newcomer]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None or not Path(CHROMIUM).exists():
        if "CHROMIUM" in os.environ:
            pytest.fail(f"There is no Chromium at {CHROMIUM!r}, which CHROMIUM names.")
        pytest.skip("There is no Chromium: install Debian's, or name one in CHROMIUM.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def demo(browser: Browser, encoder: Encoder) -> Iterator[Demo]:
    """The demo; asked for with a browser, so that it isn't started where there is none."""
    with open_page(encoder=encoder) as running:
        yield running


@pytest.fixture
def arrive(browser: Browser, demo: Demo) -> Iterator[Arrive]:
    """Return what opens the page; at the end nothing may have gone wrong in any of them."""
    troubles: list[str] = []
    contexts = []

    def open_it(**options: Any) -> Newcomer:
        options.setdefault("viewport", {"width": 1440, "height": 900})
        options.setdefault("locale", "en-GB")
        address = demo.server.base_url + options.pop("path", "")
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        watch(page, troubles)
        newcomer = Newcomer(page, demo)
        page.goto(address)
        page.get_by_role("region", name="Messages in").wait_for()
        return newcomer

    yield open_it
    for context in contexts:
        context.close()
    for person in demo.workspace.users.values():
        # A form that a failed test left open would stand before the next one.
        for view in demo.workspace.person(person).views():
            demo.workspace.person(person).close(view, all_views=True)
    assert troubles == []


def watch(page: Page, troubles: list[str]) -> None:
    """Note everything that must not happen on a page."""
    page.on("console", lambda m: m.type in {"error", "warning"} and troubles.append(m.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("requestfailed", lambda request: troubles.append(f"failed: {request.url}"))
    page.on(
        "response",
        lambda answer: answer.status >= 400 and troubles.append(f"{answer.status} {answer.url}"),
    )


@pytest.fixture
def newcomer(arrive: Arrive) -> Newcomer:
    """Somebody who opens the page for the first time."""
    return arrive()
