"""Numbers of single orders, invoices and tickets.

Two people with the same problem have two of them: they say nothing about the problem.
"""

import re
from typing import Final

from matcher.sighting import Sighting, Sightings

_RECORDS: Final = {
    "wo": ("work order", "job"),
    "po": ("purchase order",),
    "so": ("sales order",),
    "order": ("order", "ord"),
    "inv": ("invoice", "bill"),
    "ticket": ("ticket", "tkt", "case", "incident", "inc", "request", "req", "ritm", "sr", "issue"),
    "chg": ("change", "change request", "cr"),
    "rma": ("return",),
    "ref": ("reference", "booking", "reservation", "tracking", "shipment", "consignment", "awb"),
    "quote": ("quotation", "qt"),
    "customer": ("customer", "client", "account", "acct", "contract", "policy"),
    "asset": ("asset", "serial", "sn", "tag"),
    "pr": ("pull request", "mr", "merge request"),
    "delivery": ("delivery note", "dn"),
}
_RECORD_FAMILY: Final = {
    word: family for family, words in _RECORDS.items() for word in (family, *words)
}
_RECORD_WORDS: Final = "|".join(sorted(_RECORD_FAMILY, key=len, reverse=True)).replace(" ", r"\s")
_COUNTED: Final = r"(?:\s?(?:nos?\.?|numbers?|nr\.?|ids?|is|#|:)){0,3}\s?#?\s?"
_RECORD: Final = re.compile(
    rf"(?<![\w./@-])({_RECORD_WORDS})s?(?:{_COUNTED}|[-_]?)(\d{{3,12}})(?![\w@/-]|[.,]\d)",
    re.IGNORECASE,
)
_OF_RECORD: Final = re.compile(rf"\b(?:{_RECORD_WORDS})s?{_COUNTED}$", re.IGNORECASE)
_BEFORE: Final = 32
"""Characters before a code that may say that it is a record's number."""

_SHORT: Final = 3
"""Digits of a number that may count something as well."""

# "so 400 people", "return 404": in small letters these are ordinary words.
_ORDINARY: Final = frozenset({"so", "return", "job", "change", "bill", "case", "request"})
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def records(text: str) -> Sightings:
    """Yield the numbers of records in a text, by the words before them: "WO-4412", "order 4412"."""
    for match in _RECORD.finditer(text):
        word, number = match.groups()
        # "policy 2024" is a policy of that year.
        ordinary = (word in _ORDINARY and len(number) <= _SHORT) or _YEAR.fullmatch(number)
        family = _RECORD_FAMILY.get(word.casefold())
        if family and not ordinary:
            yield Sighting(*match.span(), family, number.lstrip("0") or "0", record=True)


def is_called_record(text: str, start: int) -> bool:
    """Tell whether the words before a code say that it is a record's number."""
    return _OF_RECORD.search(text, max(0, start - _BEFORE), start) is not None
