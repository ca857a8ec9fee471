"""What somebody does who opens the demo's page."""

import base64
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from bot.cli.page import Demo

_DROP = """
([name, type, content]) => {
    const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, { type }));
    return data;
}
"""


class Newcomer:
    """A browser window with the page in it."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page = page
        self.demo = demo
        self.heard: list[str] = []
        """Everything that the page's WebSockets were sent."""
        page.on("websocket", lambda s: s.on("framereceived", lambda f: self.heard.append(str(f))))

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("complementary", name="Thread")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_label("Message #")

    def go(self, channel: str) -> None:
        self.page.get_by_role("navigation").get_by_role("button", name=channel).click()
        expect(self.page.get_by_role("region", name=f"Messages in #{channel}")).to_be_visible()

    def become(self, name: str) -> None:
        self.page.get_by_label("Who you are").get_by_role("button", name=name).click()
        pressed = self.page.get_by_label("Who you are").locator("[aria-pressed=true]")
        expect(pressed).to_contain_text(name)

    def say(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")
        expect(self.composer).to_have_value("")

    def message(self, text: str) -> Locator:
        """Return the last message of the channel that says this."""
        # Not what only one sees: a search quotes the message that it began with.
        rows = self.page.get_by_role("main").locator("article:not(.ephemeral)")
        return rows.filter(has_text=text).last

    def open_thread(self, text: str) -> Locator:
        """Open the thread of a message, unless it has opened by itself; return the bot's reply."""
        root = self.thread.get_by_role("article").first
        if self.thread.count() == 0 or text not in root.inner_text():
            self.message(text).locator(".replies").click()
        reply = self.thread.locator("article.from-bot").last
        expect(reply).to_be_visible()
        return reply

    def drop(self, name: str, content: bytes, media_type: str) -> None:
        """Drop a file from the desktop into the channel."""
        given = [name, media_type, base64.b64encode(content).decode()]
        data = self.page.evaluate_handle(_DROP, given)
        place = self.page.get_by_role("main").locator(".conversation")
        place.dispatch_event("dragover", {"dataTransfer": data})
        expect(self.page.get_by_text("Drop it into")).to_be_visible()
        place.dispatch_event("drop", {"dataTransfer": data})

    def screenshot(self, folder: Path | None, name: str) -> None:
        """Keep how it looks, where somebody wants to see it."""
        if folder is not None:
            self.page.screenshot(path=folder / f"{name}.png")

    def violations(self) -> list[str]:
        """Return what axe finds serious or critical, each with where."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes']][:5]}"
            for v in found
            if v["impact"] in {"serious", "critical"}
        ]
