"""How fast the demo's page is: from Enter to the bot's reply on screen, and to be there at all.

Measured in Chromium, headless, with the sample content, the bot in this process: what somebody
who tries Akin on a small machine waits for. Each message is a new wording of a ticket (the sample
content's probes); counted are those that get a reply.

Usage: python -m benchmarks.demo [--messages 20] [--chromium /usr/bin/chromium]
"""

import argparse
import shutil
import statistics
import threading

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as NothingCame

from benchmarks.machine import describe, percentile
from bot.cli.page import open_page
from bot.playground import content

PATIENCE = 4_000
"""Milliseconds after which a message is taken to get no reply."""

PAUSE = 1.0
"""Seconds between two messages, so that Slack's one post a second and channel holds up none."""

LOADS = 7
"""How often the page is loaded, each time by a browser that knows nothing of it."""

_FILLED = """
window.filled = new Promise((resolve) => {
    new MutationObserver((_, watcher) => {
        if (!document.querySelector("main article")) return;
        watcher.disconnect();
        // The frame after the next one begins when this one is painted.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
    }).observe(document, { childList: true, subtree: true });
});
"""

_CLOCK = """
(text) => new Promise((resolve) => {
    const began = performance.now();
    const seen = () => {
        const rows = [...document.querySelectorAll("main article")].filter(
            (row) => row.textContent.includes(text));
        if (rows.at(-1)?.querySelector(".replies")) {
            watcher.disconnect();
            requestAnimationFrame(() => resolve(performance.now() - began));
        }
    };
    const watcher = new MutationObserver(seen);
    watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
    const box = document.querySelector("main .composer textarea");
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    setTimeout(() => resolve(null), PATIENCE);
})
""".replace("PATIENCE", str(PATIENCE))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--messages", type=int, default=20)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    given = parser.parse_args()
    print(f"Measured on: {describe()}")
    texts = [probe.text for probe in content.probes() if probe.kind == "ticket"]
    with open_page() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=given.chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        loads = [loading(browser, demo.server.base_url) for _ in range(LOADS)]
        print(
            f"Page loaded and filled, nothing kept from before: median "
            f"{statistics.median(loads):.0f} ms of {LOADS}, slowest {max(loads):.0f} ms"
        )
        page = browser.new_page(viewport={"width": 1000, "height": 800})
        page.goto(demo.server.base_url)
        page.locator("main article").first.wait_for()
        seconds = [s for text in texts[: given.messages] if (s := reply(page, text)) is not None]
        browser.close()
    print(
        f"Enter to reply on screen, {len(seconds)} of {given.messages} messages with a reply: "
        f"median {statistics.median(seconds):.0f} ms, p95 {percentile(seconds, 0.95):.0f} ms"
    )


def loading(browser: Browser, address: str) -> float:
    """Return the milliseconds from asking for the page until its messages are on the screen."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.add_init_script(_FILLED)
    page.goto(address, wait_until="commit")
    found: float = page.evaluate("window.filled")
    context.close()
    return found


def reply(page: Page, text: str) -> float | None:
    """Write a message and return the milliseconds until its reply is shown; None without one."""
    page.keyboard.press("Escape")
    try:
        page.get_by_label("Message #").fill(text)
    except NothingCame:
        return None
    found: float | None = page.evaluate(_CLOCK, text.partition("\n")[0][:60])
    threading.Event().wait(PAUSE)
    return found


if __name__ == "__main__":
    main()
