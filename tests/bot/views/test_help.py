"""The help names each command, with an example where one helps."""

from hypothesis import given

from bot.views.help import COMMANDS, help_message

from .limits import check_message, mentions
from .samples import texts


def test_every_command_is_there() -> None:
    message = help_message()
    text = message.blocks[1]["text"]["text"]

    check_message(message)
    assert [usage.split()[0] for usage, _, _ in COMMANDS] == [
        "find", "watch", "digest", "job", "candidates", "resolve", "forget", "stats",
    ]  # fmt: skip
    assert "`/akin watch #channel as tickets|questions|resumes|off`" in text
    assert "for example `/akin watch #help as tickets`" in text
    assert "`/akin stats`\n      see what I remember and how often it helped" in text


def test_what_works_without_a_command_is_there() -> None:
    text = help_message().blocks[2]["text"]["text"]

    assert "Mention me" in text
    assert "✅" in text
    assert "*Find similar*" in text


def test_an_unknown_word_is_named_at_the_top() -> None:
    message = help_message("xyz")

    assert message.blocks[0]["text"]["text"].startswith("I don't know `xyz`.")
    assert message.text == "I don't know `xyz`. Type `/akin` to see what I can do."


def test_without_a_word_nothing_is_unknown() -> None:
    assert help_message(" ") == help_message()
    assert help_message().text == "Hi, I'm Akin. I remember what was solved."


@given(texts)
def test_any_word_can_be_unknown(word: str) -> None:
    message = help_message(word)

    check_message(message)
    assert mentions(message) == set()
