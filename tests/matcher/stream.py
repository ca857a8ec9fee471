"""Eight weeks of made-up messages: subjects that stay, appear, grow, fade, split, merge, vanish."""

import random
from collections.abc import Mapping, Sequence
from typing import Final

FRAMES: Final = [
    "{}", "Hi all, {}, can somebody have a look?", "Since this morning {}",
    "{} in the Lisbon office", "Sorry to ask again, but {}", "{}. It worked last month",
]  # fmt: skip

SUBJECTS: Final[Mapping[str, Sequence[str]]] = {
    "vpn": ["the VPN drops every few minutes", "the VPN disconnects during calls",
            "I get kicked out of the VPN", "the VPN tunnel goes down all the time"],
    "printer": ["the printer on the second floor is jammed", "the printer shows a paper jam",
                "paper gets stuck in the office printer", "the printer jams on double sided paper"],
    "password": ["my password reset mail never arrives", "I can't reset my password",
                 "the password reset link has expired", "resetting my password fails"],
    "invoice": ["the invoice shows the old billing address", "our invoice has the wrong address",
                "the billing address on the invoice is outdated",
                "I need the address on my invoice changed"],
    "calendar": ["the calendar does not sync with Outlook", "calendar events from Outlook are late",
                 "Outlook meetings are missing in my calendar", "calendar sync has stopped"],
    "dashboard": ["the dashboard takes a minute to load", "the analytics dashboard is very slow",
                  "loading the dashboard freezes my browser", "dashboard charts load forever"],
    "vacation": ["my vacation days are counted wrong", "the holiday balance is off by two days",
                 "I have fewer vacation days left than I should",
                 "my remaining holiday is not right in the tool"],
    "microphone": ["nobody hears my microphone in meetings", "my headset microphone stays silent",
                   "the microphone isn't found in video calls", "my mic does not work in calls"],
    "parking": ["the parking garage gate does not open", "my badge fails at the garage gate",
                "the barrier of the car park stays shut", "I can't get into the parking garage"],
    "certificate": ["the browser warns about an expired certificate",
                    "the TLS certificate of the intranet has expired",
                    "I get a certificate error on the intranet page",
                    "the intranet's certificate is not valid any more"],
    "csv": ["the CSV export lacks the last column", "exporting to CSV cuts off rows",
            "the CSV export is empty", "umlauts are broken in the CSV export"],
    "pdf": ["the PDF export has blank pages", "exporting to PDF cuts off the table",
            "the PDF export shows the wrong logo", "fonts are missing in the PDF export"],
    "badge": ["the lunch card has no credit", "my canteen card can't be charged",
              "the canteen till refuses my lunch card", "topping up the lunch card fails"],
}  # fmt: skip

STEADY: Final = ("vpn", "printer", "password", "invoice", "calendar", "dashboard", "vacation")
WEEKS: Final = 8

COUNTS: Final[Mapping[str, Sequence[int]]] = {
    **dict.fromkeys(STEADY, (8,) * WEEKS),
    "microphone": (0, 0, 0, 8, 8, 8, 8, 8),  # appears
    "parking": (4, 4, 4, 4, 16, 16, 16, 16),  # grows
    "certificate": (9, 9, 9, 0, 0, 0, 9, 9),  # vanishes, and comes back
    "csv": (7, 7, 7, 7, 7, 7, 7, 7),
    "pdf": (5, 5, 5, 5, 5, 5, 5, 5),  # one with csv up to the fourth week, where asked for
    "badge": (12, 12, 12, 12, 2, 2, 2, 2),  # fades
}


def messages(subject: str, count: int, week: int) -> list[str]:
    """Return a week's messages about a subject, other ones every week."""
    clauses = SUBJECTS[subject]
    all_ = [frame.format(clause) for frame in FRAMES for clause in clauses]
    random.Random(subject).shuffle(all_)
    start = sum(COUNTS[subject][:week])
    return [all_[(start + i) % len(all_)] for i in range(count)]


def week(number: int) -> list[tuple[str, str, str]]:
    """Return the key, text and subject of each message of a week."""
    return [
        (f"{number}-{subject}-{place}", text, subject)
        for subject, counts in COUNTS.items()
        for place, text in enumerate(messages(subject, counts[number], number))
    ]
