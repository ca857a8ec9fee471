"""What a newcomer does on the demo's page, with the real bot behind it."""

import re

from playwright.sync_api import expect

from bot.playground import content
from tests.browser.conftest import Arrive
from tests.browser.newcomer import Newcomer

PAYMENT = content.scene()[0].text
"""A ticket that somebody solved before."""


def test_a_ticket_that_came_before_is_answered_in_its_thread_and_ticked_off(
    newcomer: Newcomer,
) -> None:
    page = newcomer.page
    page.get_by_role("button", name="A ticket that came before").click()
    expect(newcomer.composer).to_be_focused()
    expect(newcomer.composer).to_have_value(PAYMENT)
    page.keyboard.press("Enter")
    # There is room beside the channel, so the thread opens by itself; the focus stays.
    reply = newcomer.thread.locator("article.from-bot")
    expect(reply).to_contain_text("payment failed HV-6021")
    expect(reply).to_contain_text("sure it is the same problem")
    expect(reply).to_contain_text("How it was solved")
    expect(newcomer.composer).to_be_focused()
    expect(page.locator(".first-minute li.done")).to_contain_text("A ticket that came before")
    # The link leads to the earlier ticket, where it stands.
    reply.get_by_role("button", name="payment failed HV-6021").click()
    root = newcomer.thread.get_by_role("article").first
    expect(root).to_contain_text("payment failed HV-6021")


def test_not_a_duplicate_is_pressed_and_the_reply_changes(newcomer: Newcomer) -> None:
    text = "all our reminders come an hour too late since the clocks were changed"
    newcomer.say(text)
    reply = newcomer.open_thread(text)
    expect(reply).to_contain_text("an hour early this week")
    reply.get_by_role("button", name="Not a duplicate").click()
    expect(reply).to_contain_text(re.compile("@Marisol.*not a duplicate of"))
    expect(reply.get_by_text("sure it is the same")).to_have_count(0)


def test_a_pdf_is_dropped_and_its_card_says_what_it_proves(newcomer: Newcomer) -> None:
    page = newcomer.page
    newcomer.go("hiring")
    name = "rafael-quintanilha.pdf"
    newcomer.drop(name, content.files()[name], "application/pdf")
    pending = page.get_by_label("Files to share")
    expect(pending).to_contain_text(name)
    expect(pending).to_contain_text("PDF")
    # A text shows how it begins, and can be left out again.
    newcomer.drop("notes.txt", b"remember the milk", "text/plain")
    expect(pending).to_contain_text("remember the milk")
    page.get_by_role("button", name="Leave out notes.txt").click()
    page.get_by_role("button", name="Send").first.click()
    reply = newcomer.thread.locator("article.from-bot")
    expect(reply).to_contain_text("Senior Engineer, Distributed Systems")
    expect(reply).to_contain_text("proven")
    expect(page.locator(".first-minute li.done")).to_contain_text(["A résumé"])
    with page.context.expect_page() as opened:
        newcomer.message(name).get_by_role("link", name=name).click()
    opened.value.close()
    # Why? opens a form that fills itself.
    reply.get_by_role("button", name="Why?").click()
    form = page.get_by_role("dialog", name="Why this score")
    expect(form).to_contain_text("page 1")
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)


def test_a_search_is_seen_by_one_alone_until_it_is_shared(
    newcomer: Newcomer, arrive: Arrive
) -> None:
    page = newcomer.page
    newcomer.composer.fill("/akin fi")
    offers = page.get_by_role("listbox", name="Completions")
    expect(offers.get_by_role("option")).to_have_count(1)
    expect(offers).to_contain_text("/akin find TEXT")
    page.keyboard.press("Tab")
    expect(newcomer.composer).to_have_value("/akin find ")
    page.keyboard.type("credit card was replaced and now the fee shows up twice")
    page.keyboard.press("Enter")
    answer = page.locator("article.ephemeral").last
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("How it was solved")
    colleague = arrive()
    colleague.become("Sefa")
    expect(colleague.message("Marisol looked for")).to_have_count(0)
    assert not any("matches for" in frame for frame in colleague.heard[1:])
    answer.get_by_role("button", name="Share").click()
    expect(newcomer.message("Marisol looked for")).to_contain_text("This is what I know")
    expect(colleague.message("Marisol looked for")).to_contain_text("This is what I know")
    page.locator("article.ephemeral").last.get_by_role("button", name="Dismiss").click()


def test_the_form_for_watching_is_submitted(newcomer: Newcomer) -> None:
    page = newcomer.page
    newcomer.go("general")
    newcomer.say("/akin watch")
    form = page.get_by_role("dialog", name="Watch a channel")
    channel = form.get_by_label("Channel", exact=True)
    expect(channel).to_be_focused()
    assert channel.evaluate("s => s.selectedOptions[0].text") == "#general"
    form.get_by_label("Watch it").select_option("As questions")
    form.get_by_label("Only when mentioned").check()
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    told = page.locator("article.ephemeral").last
    expect(told).to_contain_text("I'm now watching #general for questions")
    newcomer.say("/akin watch here as off")
    expect(page.locator("article.ephemeral").last).to_contain_text("no longer read along")


def test_the_app_home_shows_what_is_watched_and_opens_the_form(newcomer: Newcomer) -> None:
    page = newcomer.page
    page.get_by_role("button", name="App Home").click()
    home = page.get_by_role("region", name="App Home")
    expect(home).to_contain_text("Channels I watch")
    expect(home).to_contain_text("#sec-incidents")
    home.get_by_role("button", name="Watch a channel").click()
    expect(page.get_by_role("dialog", name="Watch a channel")).to_be_visible()
    page.keyboard.press("Escape")
    # Somebody else's page is theirs.
    newcomer.become("Aoife")
    expect(home).not_to_contain_text("#sec-incidents")


def test_a_message_is_edited_and_the_reply_follows(newcomer: Newcomer) -> None:
    page = newcomer.page
    text = "printed invoices lack the column with the amounts"
    newcomer.say(text)
    reply = newcomer.open_thread(text)
    expect(reply).to_contain_text("pdf cut off on the right")
    newcomer.composer.click()
    page.keyboard.press("ArrowUp")
    box = page.get_by_label("Edit your message")
    expect(box).to_be_focused()
    expect(box).to_have_value(text)
    box.fill("Each visit appears two times in my Google calendar, the second copy lags behind")
    page.keyboard.press("Enter")
    expect(newcomer.message("Each visit appears two times")).to_contain_text("(edited)")
    expect(reply).not_to_contain_text("pdf cut off on the right")
    expect(reply).to_contain_text(re.compile("calendar", re.IGNORECASE))


def test_messages_are_reacted_to_searched_from_and_deleted(newcomer: Newcomer) -> None:
    page = newcomer.page
    text = "I only say this to see the buttons of a message"
    newcomer.go("general")
    newcomer.say(text)
    message = newcomer.message(text)
    message.focus()
    message.get_by_role("button", name="React with another emoji").click()
    page.get_by_role("group", name="Emoji").get_by_role("button", name="tada").click()
    given = message.locator(".reactions").get_by_role("button")
    expect(given).to_have_attribute("aria-pressed", "true")
    given.click()
    expect(given).to_have_count(0)
    message.focus()
    message.get_by_role("button", name="More to do with this message").click()
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem")).to_have_text(
        ["Find similar", "Copy link", "Edit", "Delete"]
    )
    menu.get_by_role("menuitem", name="Find similar").click()
    expect(page.locator("article.ephemeral").last).to_contain_text(re.compile("match|nothing"))
    message.focus()
    message.get_by_role("button", name="More to do with this message").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(newcomer.message(text)).to_have_count(0)


def test_what_others_say_is_marked_unread_until_it_is_looked_at(
    newcomer: Newcomer, arrive: Arrive
) -> None:
    colleague = arrive()
    colleague.become("Sefa")
    colleague.go("general")
    newcomer.go("general")  # whatever was said there before is seen now
    newcomer.go("support")
    row = newcomer.page.get_by_role("navigation").get_by_role("button", name="general")
    expect(row).not_to_contain_text("unread")
    colleague.say("Lunch is at noon today")
    expect(row).to_contain_text("unread")
    live = newcomer.page.get_by_role("log")
    expect(live).to_contain_text("Sefa in #general: Lunch is at noon today")
    newcomer.go("general")
    expect(row).not_to_contain_text("unread")
    new = newcomer.page.get_by_role("separator", name="New")
    expect(new).to_be_visible()


def test_under_the_hood_are_stages_candidates_and_the_verdicts_reasons(newcomer: Newcomer) -> None:
    page = newcomer.page
    text = "customers say that reminders reached them an hour late after the clock change"
    newcomer.say(text)
    newcomer.open_thread(text)
    page.get_by_role("button", name="Under the hood", exact=True).click()
    hood = page.get_by_role("complementary", name="Under the hood")
    expect(hood).to_contain_text(text)
    stages = hood.get_by_role("row")
    for name in ("acknowledge", "encode", "search", "compare terms", "read closely", "answer"):
        expect(stages.filter(has_text=name)).to_contain_text(re.compile(r"\d ms"))
    candidates = hood.get_by_role("listitem").filter(has_text="cosine")
    expect(candidates.first).to_contain_text(re.compile(r"cosine\s*\d.*reranker\s*-?\d"))
    expect(candidates.filter(has_text="turned up an hour early this week")).to_have_count(1)
    expect(hood).to_contain_text(re.compile(r"The surest match is \d+% likely to be the same"))
