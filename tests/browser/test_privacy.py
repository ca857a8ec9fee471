"""The page of somebody who may see less holds less: not hidden, but not there."""

import json

from playwright.sync_api import expect

from bot.playground import content
from tests.browser.conftest import Arrive


def test_a_guests_page_holds_nothing_of_where_they_are_not(arrive: Arrive) -> None:
    insider = arrive()
    # Something of each kind that a guest must not get: a message, a file, a glimpse, a name.
    insider.go("hiring")
    name = "derek-vance.pdf"
    insider.drop(name, content.files()[name], "application/pdf")
    insider.page.get_by_role("button", name="Send").first.click()
    expect(insider.thread.locator("article.from-bot")).to_contain_text("years of work")
    insider.go("sec-incidents")
    text = f"{content.private_tickets()[0].title}, once more"
    insider.say(text)
    insider.open_thread(text)
    ines = insider.demo.workspace.person("Ines").id

    guest = arrive(path=f"?as={ines}")
    guest.go("ask-platform")
    guest.page.get_by_role("button", name="Under the hood", exact=True).click()
    guest.page.get_by_role("button", name="App Home").click()
    expect(guest.page.get_by_role("region", name="App Home")).to_contain_text("Akin")
    guest.page.get_by_role("button", name="Direct message").click()
    box = guest.page.get_by_label("Message Akin")
    box.fill("hello")
    box.press("Enter")
    expect(guest.message("hello")).to_be_visible()
    held = guest.page.content() + "".join(guest.heard)
    assert "committed a password by mistake" in held, "the guest's own channel is there"
    tickets = (*content.private_tickets(), *content.shared_tickets(), *content.tickets())
    told = [t for t in tickets if t.title in held or (t.resolution and t.resolution in held)]
    assert told == []
    # An answer in the guest's own channel names the private #sec-incidents, so that name is there.
    for secret in (name, "hiring", "acme-shared", '"support"', "Vance"):
        assert secret not in held.replace(*_samples(guest.heard)), secret
    state = json.loads(guest.heard[0])
    assert [c["name"] for c in state["channels"] if not c["other"]] == ["ask-platform"]
    assert state["glimpses"] == []
    assert state["tries"] == []

    # Nor can it be asked for.
    files = [f.id for f in insider.demo.workspace.files.values() if f.name == name]
    for file in files:
        answer = guest.page.request.get(
            f"{insider.demo.server.base_url}page/files/{file}?as={ines}"
        )
        assert answer.status == 404
    hiring = insider.demo.workspace.conversation("hiring").id
    asked = {"as": ines, "do": "post", "channel": hiring, "text": "let me in"}
    answer = guest.page.request.post(f"{insider.demo.server.base_url}page/do", data=asked)
    assert answer.json()["error"] == "channel_not_found"


def _samples(heard: list[str]) -> tuple[str, str]:
    """Return the list of files that anybody may drop, and what to put in its place."""
    return json.dumps(json.loads(heard[0])["fixed"]["samples"], separators=(",", ":")), "[]"


def test_who_becomes_a_guest_on_the_page_keeps_nothing_of_before(arrive: Arrive) -> None:
    page = arrive()
    page.go("sec-incidents")
    title = content.private_tickets()[0].title
    expect(page.message(title)).to_be_visible()
    page.become("Ines")
    expect(page.page.get_by_role("region", name="Messages in #ask-platform")).to_be_visible()
    assert title not in page.page.content()
    assert "sec-incidents" not in page.page.content()
