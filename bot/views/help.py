"""What Akin can do, command by command."""

from typing import Final

from bot.mrkdwn import code
from bot.views.message import Message, context, message, section

COMMANDS: Final = (
    ("find TEXT", "look for what we already know", "find export to PDF hangs"),
    (
        "watch #channel as tickets|questions|resumes|off",
        "choose where I read along",
        "watch #help as tickets",
    ),
    (
        "digest [weekly mon 09:00|daily|off|settings]",
        "see what came up, now or regularly",
        "digest every monday at 9",
    ),
    ("job", "note an opening in a channel for résumés", ""),
    ("candidates [OPENING]", "see who fits an opening, and why", "candidates data analyst"),
    ("resolve LINK [TEXT]", "keep what solved a ticket", "resolve LINK Clear the layout cache"),
    ("forget LINK", "make me forget a message", ""),
    ("stats", "see what I remember and how often it helped", ""),
)
"""The commands: how each is written, what it is for, and an example where it helps."""


def help_message(unknown: str = "") -> Message:
    """Return the help for `/akin`; `unknown` is the word after it that Akin doesn't know."""
    puzzled = f"I don't know {code(unknown, 80)}." if unknown.strip() else ""
    opening = "Here is what I can do:" if puzzled else "Hi, I'm Akin. I remember what was solved."
    lines = (
        f"• `/akin {usage}`\n      {purpose}"
        + (f", for example `/akin {example}`" if example else "")
        for usage, purpose, example in COMMANDS
    )
    return message(
        f"{puzzled} Type `/akin` to see what I can do.".strip() if puzzled else opening,
        [
            section(f"{puzzled} {opening}".strip()),
            section(*lines),
            section(
                "*Without commands*",
                "• Mention me in a channel or thread, and I look for what was said there.",
                "• Put a ✅ on the reply that solved it, and I show that reply next time.",
                "• Choose *Find similar* in a message's menu (⋮), and only you see the result.",
            ),
            context("LINK is what *Copy link* in a message's menu gives you."),
        ],
    )
