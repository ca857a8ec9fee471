"""Amounts in texts: durations, sizes, prices, things that are counted, places with a number.

All of these read texts in small letters with single blanks.
"""

import re
from typing import Final

from matcher.quantity import Found, Quantity
from matcher.units import MULTIPLES, NUMBER_WORDS, PLACES, UNITS
from matcher.wording import stem

_NUMBER: Final = r"(?:\d{1,3}(?:[,' ]\d{3})+(?:\.\d\d)?(?![\d.])|\d+(?:[.,]\d+)?)"
_NUMBER_WORD: Final = "|".join(sorted(map(re.escape, NUMBER_WORDS), key=len, reverse=True))
_UNIT: Final = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_PLACE_WORD: Final = "|".join(sorted(PLACES))
_AMOUNT: Final = re.compile(
    rf"(?<![\w.,:/#-])(?:(?P<low>\d+)\s?(?:-|–|to|or)\s?)?"
    rf"(?:(?P<number>{_NUMBER})(?:\s?(?P<multiple>k|mio|million|thousand)\b)?"
    rf"|\b(?P<word>{_NUMBER_WORD})\b(?:\s(?:an?|of)\b)?(?P<half>\sand\sa\shalf\b)?)"
    rf"(?:[\s-]?(?P<unit>{_UNIT})(?![\w/])|\s(?P<noun>[a-z]{{2,}}(?:\s[a-z-]{{2,}})?))"
)
_ROUGH: Final = re.compile(
    r"(?:about|around|almost|nearly|roughly|approx\w*\.?|over|more\sthan|some|under|less\sthan|~|up"
    r"\sto|ca\.?)\s?$"
)
_BEFORE: Final = 12
"""Characters before a number that may say what it is good for."""

# "two days ago", "for the last 3 hours": how long a trouble lasts already is no part of it.
_ELAPSED: Final = re.compile(r"(?:last|past|since|waited|waiting)\s(?:for\s)?(?:about\s|the\s)?$")
_AGO: Final = re.compile(r"\s(?:ago|now|later|already)\b")

_HOUR: Final = re.compile(
    r"(?<!times\s)(?<!once\s)(?<!twice\s)(?<!half\s)(?P<three>three[\s-])?(?P<quarter>quarters?\sof\s)?"
    r"\ban?\s(?P<unit>hour|minute)\b(?P<more>\sand\sa\shalf\b)?"
)
_PRICE: Final = re.compile(rf"([€$£])\s?({_NUMBER})(?:\s?(k|m))?\b")
# "Building a" may go on with "new one".
_PLACE: Final = re.compile(
    rf"\b(?:(?P<place>{_PLACE_WORD})s?\s?(?:no\.?\s?|number\s|\#)?(?P<number>\d{{1,4}})"
    rf"(?![\w.,:]*\d|\s?%)|(?P<nth>\d{{1,3}})(?:st|nd|rd|th)\s(?P<counted>{_PLACE_WORD})\b"
    r"|(?P<part>building|block|wing|zone|hall|gate|tower|stairwell|bay|section|grade)\s"
    r"(?P<letter>[b-hj-z])(?![\w'’]))"
)
_BARE: Final = re.compile(rf"(?<![\w.,:])(?:{_NUMBER}(?![\w:])|(?:{_NUMBER_WORD})(?!\w))")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[,' ]\d{3})+(?:\.\d\d)?")
# These end like a plural.
_NO_NOUNS: Final = frozenset({
    "times", "this", "his", "its", "is", "was", "as", "has", "does", "always", "sometimes", "yes",
    "us", "ones", "others", "plus", "minus", "less", "access", "process", "address", "business",
    "status", "across", "thanks", "towards", "quarters", "various", "previous",
})  # fmt: skip


def amounts(text: str) -> Found:
    """Yield what is measured or counted: "5 GB", "two monitors", "10 to 15 minutes"."""
    for match in _AMOUNT.finditer(text):
        number = value_of(match["word"] or match["number"]) + 0.5 * bool(match["half"])
        number *= MULTIPLES[match["multiple"] or ""]
        if match["unit"]:
            end, (unit, factor) = match.end(), UNITS[match["unit"]]
        else:
            end, unit, factor = *_counted(match["noun"], match.start("noun")), 1.0
        if not unit or (unit == "minutes" and _has_passed(text, match.start(), end)):
            continue
        rough = _is_rough(text, match.start())
        if match["low"]:
            low = float(match["low"])
            yield Quantity(match.start(), end, unit, low * factor, low, rough)
        yield Quantity(match.start(), end, unit, number * factor, number, rough)


def hours(text: str) -> Found:
    """Yield durations that are said without a number: "an hour and a half"."""
    for match in _HOUR.finditer(text):
        part = 1.0 + 0.5 * bool(match["more"])
        if match["quarter"]:
            part = 0.75 if match["three"] else 0.25
        if _has_passed(text, *match.span()):
            continue
        unit, factor = UNITS[match["unit"]]
        rough = _is_rough(text, match.start())
        yield Quantity(*match.span(), unit, part * factor, rough=rough)


def prices(text: str) -> Found:
    """Yield amounts of money whose sign stands before the number: "$ 5k"."""
    for match in _PRICE.finditer(text):
        number = value_of(match[2]) * MULTIPLES[match[3] or ""]
        yield Quantity(*match.span(), UNITS[match[1]][0], number, number)


def places(text: str) -> Found:
    """Yield places, machines and the like that have a number or letter: "3rd floor", "wing B"."""
    for match in _PLACE.finditer(text):
        if match["part"]:
            yield Quantity(*match.span(), match["part"], -float(ord(match["letter"])))
            continue
        number = float(match["number"] or match["nth"])
        yield Quantity(*match.span(), match["place"] or match["counted"], number)


def numbers(text: str) -> Found:
    """Yield all numbers of a text, whatever they mean."""
    for match in _BARE.finditer(text):
        number = value_of(match.group())
        yield Quantity(*match.span(), "", number, number)


def value_of(number: str) -> float:
    """Return a number that was written in words, or with commas or blanks between thousands."""
    if number in NUMBER_WORDS:
        return NUMBER_WORDS[number]
    if _THOUSANDS.fullmatch(number):
        return float(re.sub(r"[,' ]", "", number))
    return float(number.replace(",", "."))


def _counted(noun: str, start: int) -> tuple[int, str]:
    """Return where the word ends that is counted, and what it counts.

    That is empty where the words after a number are no plural.
    """
    end = start
    for word in noun.split():
        end += len(word)
        if word in UNITS:
            return end, UNITS[word][0] if UNITS[word][0] == "people" else ""
        if word.endswith("s") and not word.endswith("ss") and word not in _NO_NOUNS:
            return end, stem(word)
        end += 1
    return end, ""


def _is_rough(text: str, start: int) -> bool:
    return _ROUGH.search(text, max(0, start - _BEFORE), start) is not None


def _has_passed(text: str, start: int, end: int) -> bool:
    before = _ELAPSED.search(text, max(0, start - _BEFORE), start)
    return before is not None or _AGO.match(text, end) is not None
