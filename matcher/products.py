"""Products whose number is a version: "Windows 10", "Python 3.9", "Galaxy S9".

Only of products on the list is the number after the name taken for a version. Which numbers a
product has ever had keeps "Windows 3 monitors" and "office 2nd floor" out.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matcher.sighting import Sighting, Sightings

_NUMBERS_AT_MOST: Final = 16
"""Characters of a number."""


@dataclass(frozen=True, slots=True)
class _Product:
    name: str
    numbers: re.Pattern[str]


def _load() -> dict[str, _Product]:
    listed = json.loads((Path(__file__).parent / "products.json").read_text(encoding="utf-8"))
    return {
        said: _Product(name, re.compile(entry["numbers"]))
        for name, entry in listed.items()
        for said in entry["names"]
    }


_PRODUCTS: Final = _load()
_BETWEEN: Final = re.compile(r"[\s-]+")
_SQUEEZED: Final = {_BETWEEN.sub("", name): product for name, product in _PRODUCTS.items()}
_NAMES: Final = "|".join(
    re.escape(name).replace(r"\ ", r"[\s-]?") for name in sorted(_PRODUCTS, key=len, reverse=True)
)
_NUMBER: Final = rf"[a-z]{{0,2}}\d[\da-z.]{{0,{_NUMBERS_AT_MOST}}}|se|xr?|xs|xp|vista"
_NAMED: Final = re.compile(
    rf"(?<![\w.@/-])(?P<name>{_NAMES})(?:[\s_-]?(?:pro|lts|version|release|ver\.?|v\.?)[\s.]?"
    rf"|\s(?:on|to)\s|[\s_-])?\s?(?P<number>{_NUMBER})(?![\w%€$£-])"
    rf"|\b(?:version|release|v\.?)\s?(?P<number2>\d[\d.]*)\s+of\s+(?P<name2>{_NAMES})\b",
    re.IGNORECASE,
)
# "Python 3.9 to 3.12", "Windows 10/11".
_MORE: Final = re.compile(
    r"\s?(?:/|,|&|->|→|to|or|and)\s?(?:v\.?)?(\d[\d.]*)(?![\w%€$£-])(?!\s\w+s\b)", re.IGNORECASE
)


def product_versions(text: str) -> Sightings:
    """Yield the versions of known products that a text names, in the order of the text."""
    for match in _NAMED.finditer(text):
        product = _product(match["name"] or match["name2"])
        number = _number(product, match["number"] or match["number2"]) if product else ""
        if not product or not number:
            continue
        yield Sighting(*match.span(), product.name, number)
        end = match.end()
        while more := _MORE.match(text, end):
            another = _number(product, more[1])
            if not another or another.count(".") != number.count("."):
                break
            yield Sighting(more.start(1), more.end(), product.name, another)
            end = more.end()


def _product(name: str) -> _Product | None:
    """Return the product of a name, whatever stands between its words."""
    plain = name.casefold()
    return _PRODUCTS.get(plain) or _SQUEEZED.get(_BETWEEN.sub("", plain))


def _number(product: _Product, said: str) -> str:
    """Return a number as the product counts, empty where it has no such version."""
    number = said.casefold().rstrip(".")
    if product.name == "python" and (short := re.fullmatch(r"([23])(\d{1,2})", number)):
        number = f"{short[1]}.{short[2]}"  # py39
    if product.name == "java" and number.startswith("1.") and number[2:3] in tuple("5678"):
        number = number[2:]  # Java 1.8 is Java 8
    return number if product.numbers.fullmatch(number) else ""
