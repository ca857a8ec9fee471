"""Things that exclude each other, in ordinary words: iOS and Android, import and export.

The sets are in alternatives.json, under their sort (`Sort`). After a word there, "+" stands for its
plural as well, "~" for the forms of a regular verb, and "~~" for one that doubles its last letter
(stopped). The sets under "moments" do not count after "since": when a trouble began is no part of
it. Phrases under "nothing" belong to no set: they keep the words in them from doing so.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from matcher.wording import LONGEST

_WORD: Final = re.compile(r"[a-z0-9€](?:[\w+#]|[.'/&-](?=\w))*|\.net\b")


class Sort(StrEnum):
    """What the things in a set are.

    Names of products are what a text is about; months or cities are often told in passing; and of
    ordinary words there are many ways to say the opposite.
    """

    NAMES = "names"
    PASSING = "passing"
    OPPOSITES = "opposites"


Alternatives = Mapping[str, Mapping[str, str]]
"""What a text names: by set, then by what it is called there, as it was said."""

_Place = tuple[str, str]
"""A set, and one of the things in it."""


def alternatives(text: str) -> dict[str, dict[str, str]]:
    """Return what a text names of the sets: by set, then by canonical name, as it was said."""
    shown = text[:LONGEST]
    plain = shown.lower()
    if len(shown) != len(plain):
        shown = plain  # There are letters that become longer when they become small.
    words = [(match.group(), *match.span()) for match in _WORD.finditer(plain)]
    found: dict[str, dict[str, str]] = {}
    at = 0
    while at < len(words):
        places, length = _longest(words, at)
        began = at > 0 and words[at - 1][0] in _BEGAN
        for set_, name in places:
            if began and set_ in _MOMENTS:
                continue
            said = shown[words[at][1] : words[at + length - 1][2]]
            found.setdefault(set_, {}).setdefault(name, said)
        at += max(length, 1)
    return found


def opposed(
    query: Alternatives, document: Alternatives, sorts: Collection[Sort] = tuple(Sort)
) -> list[tuple[str, str]]:
    """Return what two texts said where they differ: names first, in the order of the sets.

    They do where both name something of a set, and nothing in common.

    Args:
        query: what the one text names.
        document: what the other names.
        sorts: the sets that count.

    """
    sets = [set_ for set_ in query.keys() & document.keys() if _SORTS[set_] in sorts]
    return [
        (next(iter(query[set_].values())), next(iter(document[set_].values())))
        for set_ in sorted(sets, key=lambda set_: (_ORDER[_SORTS[set_]], set_))
        if not query[set_].keys() & document[set_].keys()
    ]


def shared(query: Alternatives, document: Alternatives) -> list[str]:
    """Return the names, as the query says them, of things that both texts name."""
    return [
        said
        for set_ in sorted(query.keys() & document.keys())
        if _SORTS[set_] is not Sort.OPPOSITES
        for name, said in query[set_].items()
        if name in document[set_]
    ]


def _longest(words: list[tuple[str, int, int]], at: int) -> tuple[tuple[_Place, ...], int]:
    """Return what the longest phrase that begins at a word stands for, and its length in words."""
    for phrase, places in _PHRASES.get(words[at][0], ()):
        if all(at + i < len(words) and words[at + i][0] == word for i, word in enumerate(phrase)):
            return places, len(phrase)
    return (), 0


def _forms(said: str) -> Iterator[str]:
    """Yield the forms that an entry of the list stands for."""
    if "~" in said:
        verb, rest = said.replace("~~", "~", 1).split("~", 1)
        for form in _conjugated(verb, double="~~" in said):
            yield form + rest
    elif said.endswith("+"):
        noun = said.removesuffix("+")
        yield noun
        yield f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"
    else:
        yield said


def _conjugated(verb: str, *, double: bool) -> tuple[str, str, str, str]:
    stem = verb + verb[-1] if double else verb
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    s = "es" if verb.endswith(("s", "x", "ch", "sh")) else "s"
    return verb, f"{verb}{s}", f"{stem}ed", f"{stem}ing"


def _named(things: Mapping[str, list[str]] | list[str]) -> Mapping[str, list[str]]:
    """Return the things of a set with what they are called; of a list, each is called so."""
    return things if isinstance(things, Mapping) else {name: [name.lower()] for name in things}


def _read() -> dict[str, Any]:
    content = (Path(__file__).parent / "alternatives.json").read_text(encoding="utf-8")
    listed: dict[str, Any] = json.loads(content)
    return listed


def _phrases(listed: dict[str, Any]) -> dict[str, list[tuple[tuple[str, ...], tuple[_Place, ...]]]]:
    """Return what each phrase stands for, by its first word, longest first."""
    places: dict[tuple[str, ...], list[_Place]] = {}
    for sort in Sort:
        for set_, things in listed[sort].items():
            for name, entries in _named(things).items():
                for entry in entries:
                    for form in _forms(entry):
                        places.setdefault(tuple(form.split()), []).append((set_, name))
    for phrase in listed["nothing"]:
        places.setdefault(tuple(phrase.split()), [])
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[_Place, ...]]]] = {}
    for words, meant in sorted(places.items(), key=lambda item: -len(item[0])):
        by_first.setdefault(words[0], []).append((words, tuple(dict.fromkeys(meant))))
    return by_first


_LISTED: Final = _read()
_PHRASES: Final = _phrases(_LISTED)
_SORTS: Final = {set_: sort for sort in Sort for set_ in _LISTED[sort]}
_ORDER: Final = {sort: number for number, sort in enumerate(Sort)}
_MOMENTS: Final = frozenset(_LISTED["moments"])
_BEGAN: Final = frozenset({"since", "last"})
