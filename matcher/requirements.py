"""Requirements: what an opening asks for, cut from its text; what can only be checked, apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import dropwhile, takewhile
from typing import Final

from ingest.languages import spoken_languages
from matcher.evidence import content_words


class GateKind(StrEnum):
    """What a gate is about. Gates are shown beside a score and never change it."""

    YEARS = "years"
    DEGREE = "degree"
    LANGUAGE = "language"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition that a person checks: years of work, a degree, languages, a place.

    `value` is the number of years, the degree's level, a language in English, or the place as it
    is written; `text` is the line of the opening.
    """

    kind: GateKind
    value: str
    text: str
    must: bool = True


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that an opening asks for, a must or a nice-to-have."""

    text: str
    must: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening: its title, and what its text asks for, in its order."""

    title: str
    text: str
    requirements: tuple[Requirement, ...]
    gates: tuple[Gate, ...]


class _Part(StrEnum):
    MUST = "must"
    NICE = "nice"
    TASKS = "tasks"
    REST = "rest"


_HEADINGS: Final = {
    _Part.NICE: re.compile(
        r"nice.to.have|bonus|(?:a|big|huge|would be a) plus\b|plus points?|desirable|preferred|"
        r"ideally|optional|would be (?:nice|great)|even better|extra credit|good to have|"
        r"von vorteil|wünschenswert|idealerweise|pluspunkt|schön w[äa]re|gern gesehen|"
        r"un plus|souhaité|apprécié|deseable|se valora",
        re.IGNORECASE,
    ),
    _Part.REST: re.compile(
        r"we offer|benefits|perks|about (?:us|the (?:team|company|role|job))|who we are|how to "
        r"apply|to apply|apply|what you(?:.ll| will)? get|you get|in return|what we (?:give|pay)|"
        r"what.s in it|why (?:join|us)|salary|equal opportunit|contact|"
        r"interview|the process|wir bieten|über uns|bewerbung|nous offrons|ofrecemos|the team|"
        r"our (?:team|offer|stack)|what to expect|das bekommen|das bieten",
        re.IGNORECASE,
    ),
    _Part.TASKS: re.compile(
        r"what you.ll (?:do|be doing)|what you will (?:do|be doing)|responsibilit|your tasks?|"
        r"your (?:role|mission|work|day)|the (?:role|job|work)|duties|you will|day.to.day|"
        r"deine aufgaben|ihre aufgaben|aufgaben|missions?|tareas|funciones",
        re.IGNORECASE,
    ),
    _Part.MUST: re.compile(
        r"must|require|what you bring|you bring|your profile|your background|qualification|"
        r"look(?:ing)? for|who you are|about you|you have|essential|skills|experience|"
        r"expect of you|we need|need to have|what we ask|profile|criteria|your strengths|"
        r"anforderung|profil|das bringst du|das bringen sie|qualifikation|requisitos|compétences|"
        r"vous avez",
        re.IGNORECASE,
    ),
}
_HEADING_LENGTH: Final = 60
_BULLET: Final = re.compile(r"^\s*(?:[-*+•‣▪◦·–—>»›→✓✔●○■□➢]|\d{1,2}[.)]|[a-z]\))\s+")

_NICE: Final = re.compile(
    r"\b(?:ideally|(?:is|are|would be|as)? ?an? (?:big |real |strong |definite )?(?:plus|bonus|"
    r"advantage)|bonus|nice to have|preferred|preferably|desirable|optional|not (?:a )?must|"
    r"not required|beneficial|helpful|welcome|von vorteil|wünschenswert|idealerweise|un plus|"
    r"souhaité\w*|deseable)\b",
    re.IGNORECASE,
)
_HELPS: Final = re.compile(r"\b(?:would|will|does|might) help\b|\bif you had\b", re.IGNORECASE)
_MUST: Final = re.compile(
    r"\b(?:must|required|essential|mandatory|necessary|need to|you need|zwingend|erforderlich|"
    r"voraussetzung|obligatoire|indispensable|imprescindible)\b",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    r"\b(?:experience|experienced|knowledge|know|knows|skills?|able to|ability|proficien\w+|"
    r"familiar\w*|understand\w*|background|track record|degree|certifi\w+|fluent|fluency|must|"
    r"required|you|your|comfortable|expertise|hands-on|we need|need is|looking for|"
    r"some(?:one|body) (?:who|with)|du|sie|dein\w*|ihr\w*|vous|"
    r"erfahrung|kenntnisse|fähig\w*|expérience|maîtrise|connaissances?|experiencia|dominio)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?;])\s+")
_DEMAND: Final = re.compile(
    r",\s+(?:and|but|so|und)\s+(?=(?:you|have|what|we need|du|sie)\b)", re.IGNORECASE
)
"""Where a sentence of prose asks for a second thing: “you know …, and you have dealt with …”."""

_OFFERS: Final = re.compile(
    r"\b(?:hear from us|send (?:us|your|it)|apply|your application|salary|pay:|euros?|"
    r"per (?:month|year)|hours? a week|holidays?|we offer|cover letter|portfolio please|"
    r"(?:an?|the|your|first|second|job) interviews?|interview process|"
    r"we will (?:tell|answer|reply)|nobody minds|what you studied|from home|remote)\b|[€$£]\s?\d",
    re.IGNORECASE,
)
"""What prose says of the offer and of applying, though it says “you”."""

_WAIVES: Final = re.compile(
    r"\b(?:you (?:need not(?! only)|needn['’]t|(?:do not|don['’]t) (?:have|need) to)|"
    r"(?:is|are) not necessary)\b",
    re.IGNORECASE,
)
"""What nobody has to do."""

_LINK: Final = re.compile(r"^(?:and|but|so|und|aber)\s+", re.IGNORECASE)

_NUMBERS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "ten": 10, "zwei": 2, "drei": 3, "fünf": 5, "deux": 2, "trois": 3, "cinq": 5,
}  # fmt: skip
_YEARS: Final = re.compile(
    r"(?:at least |minimum (?:of )?|min\. |over |more than |mindestens |au moins )?"
    r"\b(?P<number>\d{1,2}|" + "|".join(_NUMBERS) + r")\s?(?:\+|plus|or more|to \d{1,2}|[-–]\s?"
    r"\d{1,2})?\s?(?:or more )?(?:years?|yrs|jahre\w*|ans|années|años)['’]?"
    r"(?:\s+or more)?(?:\s+(?:of|in|with|as|at|working|the))*(?:\s+(?:relevant|professional|"
    r"proven|practical|hands-on|solid))?(?:\s+(?:work(?:ing)? )?experience)?"
    r"(?:\s+(?:of|in|with|as an?|working(?: with| in| as an?)?))?",
    re.IGNORECASE,
)
_DEGREES: Final = (
    ("doctorate", re.compile(r"\b(?:ph\.?\s?d|doctorate|promotion|dr\.)\b", re.IGNORECASE)),
    ("master", re.compile(r"\b(?:master(?:['’]?s)?|m\.?sc|mba|diplom)\b", re.IGNORECASE)),
    (
        "bachelor",
        re.compile(
            r"\b(?:bachelor(?:['’]?s)?|b\.?sc|b\.?a\b|degree|studium|hochschulabschluss|"
            r"licence (?:en|professionnelle)|grado|university)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "apprenticeship",
        re.compile(r"\b(?:apprenticeship|vocational|ausbildung|lehre)\b", re.IGNORECASE),
    ),
)
_FLUENCY: Final = re.compile(
    r"\b(?:fluen\w+|native|spoken|speak\w*|[abc][12]\+?|languages?|working level|conversational|"
    r"near-native|level|fließend\w*|sprach\w*|courant\w*|bilingu\w+|command of|written)\b",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    r"\b(?:based in|located in|located near|on.site in|office in|relocate to|commut\w+ (?:to|"
    r"distance of)|within reach of|live in|living in|right to work in|work permit for|"
    r"eligible to work in|authori[sz]ed to work in|vor ort in|standort|in our)\s+"
    r"(?:the\s+)?(?P<place>[A-ZÄÖÜ][\w'’-]*(?:[ -](?:[A-ZÄÖÜ][\w'’-]*|am|upon|de|la))*)"
)
_FILLER: Final = re.compile(
    r"^(?:you (?:have|must have|bring|are|can|should have|will have|need(?! not))|you['’]ve|have|"
    r"we (?:expect|require|need)(?: some(?:body|one)(?: with| who)?)?|must have|required|ideally|"
    r"bonus|nice to have|essential)[:,]?\s+",
    re.IGNORECASE,
)
_CLAUSES: Final = re.compile(r"[,;]\s*")
_CONDITION: Final = re.compile(r"(?:unless|if|where|when|as|wenn|falls|sofern)\b", re.IGNORECASE)
_MATTER: Final = 4
"""So many words with a meaning of their own, before a language, ask for something themselves."""


def cut(title: str, text: str) -> Opening:
    """Return what an opening asks for.

    Bullets below headings like “What you bring” are requirements, those below “Nice to have” are
    nice-to-haves; words within a line (“a plus”, “required”) decide over its heading. A text
    without bullets is cut at its sentences. Tasks count, as nice-to-haves, only where nothing is
    asked for expressly.
    """
    asked: list[tuple[str, _Part]] = list(_asked(text))
    explicit = [(line, part) for line, part in asked if part in (_Part.MUST, _Part.NICE)]
    lines = explicit or [(line, _Part.NICE) for line, part in asked if part is _Part.TASKS]
    requirements: dict[str, Requirement] = {}
    gates: list[Gate] = []
    for line, part in lines:
        must = _is_must(line, part)
        found, rest = _gates(_unwaived(line), must=must, demanded=part is not _Part.NICE)
        gates += found
        if rest and rest.lower() not in requirements:
            requirements[rest.lower()] = Requirement(rest, must)
    return Opening(title, text, tuple(requirements.values()), tuple(dict.fromkeys(gates)))


def _asked(text: str) -> Iterator[tuple[str, _Part]]:
    """Yield the lines that may ask for something, and the part of the opening they stand in."""
    part = _Part.REST
    has_bullets = any(_BULLET.match(line) for line in text.splitlines())
    lines = [line for line in text.splitlines() if line.strip()]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        stripped = line.strip()
        bullet = _BULLET.match(line)
        if bullet is None and (named := _heading(stripped, has_bullets=has_bullets)):
            part = named
            continue
        if (
            bullet is None
            and part is _Part.NICE
            and _is_short(stripped)
            and _BULLET.match(following)
        ):
            # Whatever this heading is about, the nice-to-haves are over; what is offered follows.
            part = _Part.REST
            continue
        if bullet is not None:
            yield line[bullet.end() :].strip(), part if part is not _Part.REST else _Part.TASKS
            continue
        # Beside bullets prose tells of the team; alone it holds the demands.
        if not has_bullets and _ASKS.search(stripped):
            yield from (
                (each, _Part.MUST if part is _Part.REST else part) for each in _told(stripped)
            )


def _told(paragraph: str) -> Iterator[str]:
    """Yield what a paragraph says from its first demand on, which is of the work, piece by piece.

    What comes before speaks of the company, and what it offers is no demand wherever it stands.
    """
    sentences = dropwhile(lambda each: not _ASKS.search(each), _SENTENCE.split(paragraph))
    for sentence in sentences:
        if not _OFFERS.search(sentence):
            whole = spoken_languages(sentence) and _FLUENCY.search(sentence)
            yield from [sentence] if whole else _DEMAND.split(sentence)


def _heading(line: str, *, has_bullets: bool) -> _Part | None:
    """Return the part that a line begins, None where it is no heading."""
    if not _is_short(line) or not (has_bullets or line.endswith((":", "?")) or line.isupper()):
        return None
    return next((part for part, pattern in _HEADINGS.items() if pattern.search(line)), None)


def _is_short(line: str) -> bool:
    return len(line) <= _HEADING_LENGTH and not line.endswith((".", "!", ";", ","))


def _unwaived(line: str) -> str:
    """Return a line without what it says that nobody has to do."""
    if not _WAIVES.search(line):
        return line
    kept = (clause for clause in _CLAUSES.split(line) if not _WAIVES.search(clause))
    return _LINK.sub("", ", ".join(kept))


def _is_must(line: str, part: _Part) -> bool:
    if _NICE.search(line) or _HELPS.search(line):
        return False
    return part is not _Part.NICE or _MUST.search(line) is not None


def _gates(line: str, *, must: bool, demanded: bool) -> tuple[list[Gate], str]:
    """Return the gates of a line, and what of it is to be proven ("" where nothing else is).

    Args:
        line: of the opening.
        must: whether it is a must as a whole.
        demanded: whether it stands among the demands, where each clause decides for itself.

    """
    gates: list[Gate] = []
    rest = line.strip().rstrip(".;")
    if years := _YEARS.search(rest):
        number = years["number"].lower()
        gates.append(Gate(GateKind.YEARS, str(_NUMBERS.get(number, number)), line, must))
        rest = f"{rest[: years.start()]} {rest[years.end() :]}"
    if spoken_languages(rest) and _FLUENCY.search(rest):
        clauses = _CLAUSES.split(rest)
        for clause in clauses:
            # “Fluent English, German is a plus”
            wanted = demanded and not _NICE.search(clause)
            gates += [
                Gate(GateKind.LANGUAGE, language, line, wanted)
                for language in spoken_languages(clause)
            ]
        # “Answer customers by chat and e-mail, in clear English” asks for more than English.
        before = ", ".join(takewhile(lambda clause: not spoken_languages(clause), clauses))
        asks = not _CONDITION.match(before) and len(content_words(before)) >= _MATTER
        rest = before if asks else ""
    if place := _PLACE.search(rest):
        gates.append(Gate(GateKind.PLACE, place["place"], line, must))
        rest = ""
    level = next((name for name, pattern in _DEGREES if pattern.search(rest)), None)
    if level is not None:
        gates.append(Gate(GateKind.DEGREE, level, line, must))
        rest = ""
    return gates, _plain(rest)


def _plain(text: str) -> str:
    """Return a requirement without “you have” and “is a plus”, which say nothing of the matter."""
    text = _NICE.sub(" ", _FILLER.sub("", " ".join(text.split())))
    text = re.sub(r"\s+([,.;:)])", r"\1", " ".join(text.split()))
    text = re.sub(r"\(\s*\)", "", text).strip(" ,;:–—-.")
    return text[:1].upper() + text[1:] if any(map(str.isalpha, text)) else ""
