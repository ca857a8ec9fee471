"""How the page looks and behaves: in the dark, on a phone, for keyboards and screen readers."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.newcomer import Newcomer

SHOTS = Path(os.environ["AKIN_SCREENSHOTS"]) if "AKIN_SCREENSHOTS" in os.environ else None
"""A folder for screenshots, where somebody wants to look at them."""

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def ground(newcomer: Newcomer) -> int:
    """Return how bright the page is, 0 to 255."""
    colour = newcomer.page.evaluate("getComputedStyle(document.querySelector('main')).background")
    return int(colour.removeprefix("rgb(").split(",")[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_seriously_stands_in_anybodys_way(arrive: Arrive, scheme: str) -> None:
    newcomer = arrive(color_scheme=scheme)
    page = newcomer.page
    assert newcomer.violations() == []
    newcomer.screenshot(SHOTS, f"{scheme}-channel")
    text = f"the {scheme} app sends reminders with the wrong hour since summer time began"
    newcomer.say(text)
    newcomer.open_thread(text)
    page.get_by_role("button", name="Under the hood", exact=True).click()
    expect(page.locator(".candidates")).to_be_visible()
    assert newcomer.violations() == []
    newcomer.screenshot(SHOTS, f"{scheme}-thread")
    newcomer.composer.fill("/akin")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert newcomer.violations() == []
    newcomer.screenshot(SHOTS, f"{scheme}-commands")
    newcomer.say("/akin watch")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert newcomer.violations() == []
    newcomer.screenshot(SHOTS, f"{scheme}-form")
    page.keyboard.press("Escape")
    message = newcomer.message(text)
    message.hover()
    message.get_by_role("button", name="More to do with this message").click()
    assert newcomer.violations() == []
    newcomer.screenshot(SHOTS, f"{scheme}-menu")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="App Home").click()
    expect(page.get_by_text("Channels I watch")).to_be_visible()
    assert newcomer.violations() == []
    newcomer.screenshot(SHOTS, f"{scheme}-home")


def test_dark_and_light_follow_the_system_until_somebody_chooses(arrive: Arrive) -> None:
    newcomer = arrive(color_scheme="dark")
    assert ground(newcomer) < 60
    newcomer.page.emulate_media(color_scheme="light")
    expect(newcomer.page.locator("html")).to_have_attribute("data-theme", "light")
    assert ground(newcomer) > 200
    newcomer.page.get_by_role("button", name="Dark colours").click()
    assert ground(newcomer) < 60
    newcomer.page.reload()
    expect(newcomer.page.get_by_role("region", name="Messages in")).to_be_visible()
    assert ground(newcomer) < 60


def test_a_phone_shows_one_thing_at_a_time_and_nothing_is_cut_off(arrive: Arrive) -> None:
    newcomer = arrive(**PHONE)
    page = newcomer.page
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= 390
    assert newcomer.violations() == []
    newcomer.screenshot(SHOTS, "phone-channel")
    sidebar = page.get_by_role("navigation", name="Channels")
    expect(sidebar).not_to_be_visible()
    page.get_by_role("button", name="Channels and people").click()
    expect(sidebar).to_be_visible()
    newcomer.screenshot(SHOTS, "phone-drawer")
    sidebar.get_by_role("button", name="ask-platform").click()
    expect(sidebar).not_to_be_visible()
    page.locator(".replies").last.click()
    thread = newcomer.thread.bounding_box()
    assert thread is not None
    assert (thread["x"], thread["width"], thread["height"]) == (0, 390, 844)
    assert page.evaluate(wide) <= 390
    assert newcomer.violations() == []
    newcomer.screenshot(SHOTS, "phone-thread")
    page.get_by_role("button", name="Close the thread").click()
    expect(newcomer.thread).to_have_count(0)
    newcomer.say("/akin watch")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate(wide) <= 390
    newcomer.screenshot(SHOTS, "phone-form")
    page.get_by_role("button", name="Cancel").click()


def test_all_of_it_can_be_used_with_the_keyboard_alone(newcomer: Newcomer) -> None:
    page = newcomer.page
    newcomer.go("ask-platform")
    expect(newcomer.composer).to_be_focused()
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    expect(newcomer.composer).to_have_value("first line\nsecond line")
    newcomer.composer.fill("")
    # The messages are one stop before the composer; arrows go through them, Enter opens a thread.
    page.keyboard.press("Shift+Tab")
    while not page.evaluate("document.activeElement.matches('article')"):
        page.keyboard.press("Shift+Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(newcomer.thread).to_be_visible()
    expect(newcomer.thread.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(newcomer.thread).to_have_count(0)
    # Commands are chosen with arrows, and Esc leaves what was typed alone.
    newcomer.composer.focus()
    page.keyboard.type("/akin ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(newcomer.composer).to_have_value("/akin watch ")
    newcomer.composer.fill("/akin")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(newcomer.composer).to_have_value("/akin")


def test_the_newest_message_stays_in_sight_while_panels_open_beside_it(newcomer: Newcomer) -> None:
    text = "reminders reach our clients an hour too late since the clocks went back"
    newcomer.say(text)
    newcomer.open_thread(text)
    newcomer.page.get_by_role("button", name="Under the hood", exact=True).click()
    expect(newcomer.page.get_by_role("complementary", name="Under the hood")).to_be_visible()
    expect(newcomer.message(text)).to_be_in_viewport(ratio=1)


def test_the_strip_can_be_closed_and_stays_so(newcomer: Newcomer) -> None:
    strip = newcomer.page.get_by_role("region", name="Your first minute")
    strip.get_by_role("button", name="Close").click()
    expect(strip).to_have_count(0)
    newcomer.page.reload()
    expect(newcomer.page.get_by_role("region", name="Messages in")).to_be_visible()
    expect(strip).to_have_count(0)
