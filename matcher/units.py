"""Units, number words and other vocabulary that gives a number its meaning."""

from typing import Final

NUMBER_WORDS: Final = {
    word: float(value)
    for value, words in (
        (0.5, "half"), (1, "one single"), (2, "two couple both"), (3, "three"), (4, "four"),
        (5, "five"), (6, "six"), (7, "seven"), (8, "eight"), (9, "nine"), (10, "ten"),
        (11, "eleven"), (12, "twelve dozen"), (13, "thirteen"), (14, "fourteen"), (15, "fifteen"),
        (16, "sixteen"), (17, "seventeen"), (18, "eighteen"), (19, "nineteen"), (20, "twenty"),
        (24, "twenty-four"), (25, "twenty-five"), (30, "thirty"), (40, "forty"),
        (45, "forty-five"), (48, "forty-eight"), (50, "fifty"), (60, "sixty"), (70, "seventy"),
        (80, "eighty"), (90, "ninety"), (100, "hundred"), (1000, "thousand"),
    )
    for word in words.split()
}  # fmt: skip

MULTIPLES: Final = {"": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mio": 1e6, "million": 1e6}

UNITS: Final = {
    word: (unit, factor)
    for unit, factor, words in (
        ("minutes", 1 / 60_000, "ms millisecond milliseconds"),
        ("minutes", 1 / 60, "s sec secs second seconds"),
        ("minutes", 1, "min mins minute minutes"),
        ("minutes", 60, "h hr hrs hour hours"),
        ("minutes", 1440, "d day days night nights"),
        ("minutes", 7 * 1440, "wk wks week weeks"),
        ("minutes", 14 * 1440, "fortnight fortnights"),
        ("minutes", 30 * 1440, "month months mth mths"),
        ("minutes", 365 * 1440, "y yr yrs year years"),
        ("bytes", 1, "byte bytes"),
        ("bytes", 1e3, "kb kib"),
        ("bytes", 1e6, "mb meg megs mib megabyte megabytes"),
        ("bytes", 1e9, "gb gig gigs gib gigabyte gigabytes"),
        ("bytes", 1e12, "tb tib terabyte terabytes"),
        ("bits per second", 1e6, "mbps mbit"),
        ("bits per second", 1e9, "gbps gbit"),
        ("percent", 1, "% percent pct"),
        ("eur", 1, "€ eur euro euros"),
        ("usd", 1, "$ usd dollar dollars bucks"),
        ("gbp", 1, "£ gbp quid"),
        ("chf", 1, "chf francs"),
        ("metres", 1, "m metre metres meter meters"),
        ("metres", 1e3, "km"),
        ("metres", 1e-2, "cm"),
        ("metres", 1e-3, "mm"),
        ("kilograms", 1, "kg kgs kilo kilos kilogram kilograms"),
        ("kilograms", 1e3, "t tonne tonnes ton tons"),
        ("kilograms", 1e-3, "g gram grams"),
        ("degrees", 1, "°c °f ° degrees"),
        ("inches", 1, "inch inches"),
        ("people", 1, "people persons person users user employees colleagues members guests staff"),
    )
    for word in words.split()
}
"""Words after a number: the unit of their sort, and how many of those one is."""

PLACES: Final = frozenset({
    "floor", "level", "room", "aisle", "dock", "door", "gate", "bay", "till", "register", "lane",
    "rack", "shelf", "zone", "terminal", "platform", "building", "hall", "line", "station", "pump",
    "press", "forklift", "machine", "conveyor", "tier", "page", "step", "chapter", "cell",
    "warehouse", "store", "shop", "site", "unit", "table", "desk", "seat", "row", "phase", "band",
    "grade", "class", "slot", "vlan", "lift", "branch", "truck", "oven", "crane",
})  # fmt: skip
"""Words before a number that tells which one: "floor 3", "3rd floor"."""

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
