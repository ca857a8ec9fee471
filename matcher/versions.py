"""Versions in texts: "v2.3", "version 2.3", "WordPress 6.5"."""

import re
from typing import Final

from matcher.sighting import Sighting, Sightings

# A number with dots is a version where a "v" or a word before it says so, or where it has three
# parts and is no date: 4.2 GB is none.
_VERSION: Final = re.compile(
    r"(?<![\w.])(?:v\.?\s?|(?:version|release|build|firmware|revision|rev\.?|ver\.?|edition)"
    r"\s*[:#]?\s*v?)(\d+(?:\.\d+){0,3})(?![\w%]|\.\d)"
    r"|(?<![\w.,/:-])(?!\d\d?\.\d\d?\.(?:\d\d|\d{4})\b)(\d{1,4}\.\d{1,3}\.\d{1,5})(?![\w:-]|\.\d)"
    r"|\b(?:up|down)(?:grad|dat)(?:e|es|ed|ing)\s+(?:[a-z]+\s+){0,3}?(?:from\s+\d[\d.]*\s+)?to\s+"
    r"(\d+(?:\.\d+){1,3})(?![\w]|\.\d|\s?[%€$£])",
    re.IGNORECASE,
)
_WINDOWS_RELEASE: Final = re.compile(r"\b(\d\dH[12])\b", re.IGNORECASE)
# "WordPress 6.5", "connector 3.4": of what the number is a version, the word before it says.
_VERSION_OF: Final = re.compile(
    r"(?<![\w.@/-])([A-Za-z][A-Za-z+#]{2,20})\s(\d{1,4}\.\d{1,4}(?:\.\d+){0,2}x?)"
    r"(?![\w%€$£]|[.,]\d|\s?(?:%|€|\$|[kmgt]i?b\b|[a-z]{1,3}\b|[a-z]+s\b|million|eur|usd|gbp|percent))"
)
_NO_PRODUCTS: Final = frozenset({
    "to", "about", "of", "from", "is", "was", "at", "than", "and", "or", "for", "with", "by", "in",
    "on", "only", "below", "above", "under", "over", "around", "version", "release", "build",
    "firmware", "update", "upgrade", "clause", "section", "chapter", "paragraph", "room", "until",
    "till", "since", "after", "before", "not", "just", "need", "still", "now", "row", "line",
    "page", "step", "the", "between", "costs", "cost", "times",
})  # fmt: skip


def versions(text: str) -> Sightings:
    """Yield the versions that a text names, those of products on the list apart."""
    for match in _WINDOWS_RELEASE.finditer(text):
        yield Sighting(*match.span(), "windows release", match[1].casefold())
    for match in _VERSION.finditer(text):
        group = match.lastindex or 0
        # "upgraded to 3.2": the number alone; "version 3.2": the word as well.
        start = match.start() if group == 1 else match.start(group)
        yield Sighting(start, match.end(), "version", match[group])
    for match in _VERSION_OF.finditer(text):
        product = match[1].casefold()
        if product not in _NO_PRODUCTS:
            yield Sighting(*match.span(), product, match[2].rstrip("x"))
