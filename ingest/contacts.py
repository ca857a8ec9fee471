"""Contact data of a résumé: found, split off, and masked where it stands elsewhere."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

from ingest.sections import section_kind

MASK: Final = "█"


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_EMAIL: Final = re.compile(r"[\w.+%'-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+")
_LINK: Final = re.compile(
    r"(?:https?://|www\.)\S+|\b(?:linkedin|github|gitlab|xing|twitter|facebook|instagram|"
    r"stackoverflow|behance|dribbble|orcid|medium|t|fb)\.(?:com|org|me|io|co|net)/\S+",
    re.IGNORECASE,
)
_HOME_PAGE: Final = re.compile(
    r"(?<![\w@.])[a-z0-9][a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|me|de|fr|co|uk|eu|nl|"
    r"es|it|ch|at|info|page|app|tech|example)(?:/\S*)?(?![\w@])",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?<![\w/])(?:\(?\+|\(?0|\(?\d{3}\)?[ .-])[\d ()/.·*xX-]{6,22}\d(?!\w)")
_LEAST_DIGITS: Final = 7
_DATE: Final = re.compile(
    r"\b(?:19|20)\d\d\s*[-–—/]\s*(?:19|20)\d\d\b|\b\d{1,2}\s?[./]\s?(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d\s?[./-]\s?\d{1,2}\b"
)

_LABELLED: Final = re.compile(
    r"^(?P<label>"
    r"(?:e-?mail|mail|courriel|correo|phone|tel(?:efon|efono|éfono|éphone)?|mobile?|mobil|cell|"
    r"handy|portable|fax|address|adresse|anschrift|wohnort|dirección|indirizzo|domicile|"
    r"website|homepage|web|linkedin|github|xing|twitter|skype|name|vorname|nachname|nom|prénom|"
    r"nombre|nome|full name)"
    r"|(?P<birth>date of birth|birth ?date|born|geburtsdatum|geboren(?: am)?|né(?:e)? le|"
    r"date de naissance|fecha de nacimiento|nacid[oa]|data di nascita|geboortedatum|age|alter|âge|"
    r"edad|place of birth|geburtsort|lieu de naissance)"
    r"|(?P<private>nationality|staatsangehörigkeit|nationalität|nationalité|nacionalidad|gender|"
    r"sex|geschlecht|sexe|sexo|marital status|familienstand|état civil|estado civil|religion|"
    r"konfession|children|kinder|enfants|photo|pronouns|driving licen[cs]e holder)"
    r")\s*(?:[:·|–-]|\t|\s{2,})+\s*(?P<value>.+)$",
    re.IGNORECASE,
)
_STREET: Final = re.compile(
    r"\b\d{1,5}\w?,?\s+(?:[A-ZÄÖÜÀ-Ý][\w'’.-]+\s+){1,4}"
    r"(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?|drive|dr\.?|boulevard|blvd\.?|way|court|"
    r"place|square|terrace|close|crescent|loop)\b"
    r"|\b[\w'’.-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|straat|laan|plein)\s+\d{1,4}\b"
    r"|\b\d{1,4},?\s+(?:bis,?\s+)?(?:rue|avenue|boulevard|place|chemin|impasse|allée|quai)\s+"
    r"|\b(?:calle|via|viale|corso|plaza|paseo|avenida|rua)\s+[\w'’ .-]+,?\s+\d{1,4}\b",
    re.IGNORECASE,
)
_POSTAL: Final = re.compile(
    r"^(?:[A-Z]{1,2}[- ])?\d{4,5}(?:[- ]?[A-Z]{2})?\s+[A-ZÄÖÜ][\w'’ .-]+(?:,.*)?$"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|,\s*[A-Z][\w .]+\s+\d{5}(?:-\d{4})?\b"
)

_PLACES: Final = _words("address adresse anschrift wohnort dirección indirizzo domicile")
_NAMES: Final = frozenset(
    ("name", "full name", "vorname", "nachname", "nom", "prénom", "nombre", "nome")
)

_NAME_WORD: Final = re.compile(r"^[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)*\.?$")
_PARTICLES: Final = _words(
    "van von der den de di da du la le del della dos das al el bin ibn ter ten af av zu"
)
_TITLES: Final = _words(
    "dr prof mr mrs ms herr frau mme m phd md mba msc bsc beng meng ing dipl jr sr"
)
_NO_NAMES: Final = _words(
    """engineer developer manager software senior
    junior lead analyst designer consultant architect specialist director officer assistant
    administrator scientist teacher nurse chef accountant student intern team data product sales
    marketing support operations human resources president executive head technician representative
    coordinator business web front back full stack devops cloud security network systems system
    research professional updated page confidential university institute school company"""
)
_DOCUMENTS: Final = _words("cv resume résumé lebenslauf curriculum vitae vitæ")

_BEGINNING: Final = 10
"""Lines of a résumé, before its first section, among which the name is looked for."""

_LABELLED_MERIT: Final = 3.0
_LARGEST: Final = 2.0
_FIRST_LINE: Final = 1.5
"""How much a place speaks for a name's standing there; each word in a mail's address adds one."""

_TWO: Final = 2
_MOST_NAMES: Final = 4


@dataclass(frozen=True, slots=True)
class Contact:
    """Who somebody is and how to reach them. Never embedded, searched or logged."""

    name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    birth: tuple[str, ...] = ()
    private: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Tell which fields are filled and nothing of what is in them: logs show reprs."""
        filled = [each.name for each in fields(self) if getattr(self, each.name)]
        return f"Contact({', '.join(filled)})"


class Splitter:
    """Takes contact data out of a résumé's lines.

    Args:
        lines: all lines of the résumé.
        largest: the text that is set largest on the first page, often the name.
        links: where the document's links lead to.

    """

    def __init__(
        self, lines: Sequence[str], *, largest: str = "", links: Iterable[str] = ()
    ) -> None:
        self._emails: dict[str, None] = {}
        self._phones: dict[str, None] = {}
        self._links: dict[str, None] = dict.fromkeys(links)
        self._address: dict[str, None] = {}
        self._birth: dict[str, None] = {}
        self._private: dict[str, None] = {}
        for link in self._links:
            if link.lower().startswith("mailto:"):
                self._emails[link[7:].partition("?")[0]] = None
        text = "\n".join(lines)
        self._emails.update(dict.fromkeys(_EMAIL.findall(text)))
        self._name = _name(lines, largest, tuple(self._emails), text)
        self._name_words = [
            word for word in re.split(r"[\s.]+", self._name)
            if len(word) > 1 and word.lower() not in _PARTICLES | _TITLES
        ]  # fmt: skip

    def contact(self) -> Contact:
        """Return what has been taken out so far."""
        return Contact(
            self._name, *(tuple(each) for each in (
                self._emails, self._phones, self._links, self._address, self._birth, self._private
            )),
        )  # fmt: skip

    def line(self, line: str, *, within_heading: bool) -> str:
        """Return a line without contact data, "" if nothing else was in it.

        Args:
            line: of the résumé.
            within_heading: whether it stands before the first section, or in one of personal data,
                where addresses stand.

        """
        if labelled := _LABELLED.match(line):
            self._keep_labelled(labelled)
            return ""
        rest = line
        for pattern, found in ((_EMAIL, self._emails), (_LINK, self._links)):
            for match in pattern.findall(rest):
                found[match] = None
            rest = pattern.sub(MASK, rest)
        if within_heading:
            for match in _HOME_PAGE.findall(rest):
                self._links[match] = None
            rest = _HOME_PAGE.sub(MASK, rest)
        rest = _PHONE.sub(self._phone, rest)
        rest = "|".join(
            "" if self._is_address(part, within_heading=within_heading) else part
            for part in rest.split("|")
        )
        if within_heading and MASK in rest:
            # What stands beside an address of mail or a telephone number is where somebody lives.
            for part in re.split(r"[|·•\t]", rest.replace(MASK, "|")):
                if sum(map(str.isalpha, part)) > _TWO:
                    self._address[part.strip(" ,;:-–")] = None
            return ""
        rest = self.without_name(rest)
        return "" if _says_nothing(rest, masked=rest != line) else rest

    def without_name(self, text: str) -> str:
        """Return a text with the name masked, whole and in parts, in whatever case."""
        if not self._name_words:
            return text
        spaced = r"[\s.,·|_-]{0,3}".join(map(re.escape, self._name_words))
        text = re.sub(rf"\b{spaced}\b", MASK, text, flags=re.IGNORECASE)
        for word in self._name_words:
            # In a text "Mark" may be a word; as it was written in the name, it is the name.
            forms = {word, word.title(), word.upper()}
            text = re.sub(rf"\b(?:{'|'.join(map(re.escape, sorted(forms)))})\b", MASK, text)
        return text

    def _is_address(self, part: str, *, within_heading: bool) -> bool:
        if not (_STREET.search(part) or (within_heading and _POSTAL.search(part))):
            return False
        self._address[part.strip()] = None
        return True

    def _keep_labelled(self, found: re.Match[str]) -> None:
        value = found["value"].strip()
        if found["birth"]:
            self._birth[value] = None
        elif found["private"]:
            self._private[value] = None
        elif emails := _EMAIL.findall(value):
            self._emails.update(dict.fromkeys(emails))
        elif _PHONE.search(value):
            self._phones[value] = None
        elif _LINK.search(value) or _HOME_PAGE.search(value):
            self._links[value] = None
        elif found["label"].lower() in _PLACES:
            self._address[value] = None
        elif found["label"].lower() not in _NAMES:
            self._links[value] = None

    def _phone(self, found: re.Match[str]) -> str:
        text = found.group()
        digits = sum(character.isdigit() or character in "xX*" for character in text)
        if digits < _LEAST_DIGITS or _DATE.search(text):
            return text
        self._phones[text.strip()] = None
        return MASK


def _says_nothing(rest: str, *, masked: bool) -> bool:
    """Say whether nothing is left of a line but signs, icons' letters and labels."""
    words = [word for word in re.split(r"[\s|·•,;:/()]+", rest.replace(MASK, " ")) if word]
    if not masked:
        return False
    return all(len(word) <= 1 or not any(c.isalpha() for c in word) for word in words)


def _name(lines: Sequence[str], largest: str, emails: Sequence[str], text: str) -> str:
    """Return the candidate's name, "" where none can be told with some certainty."""
    first = next((n for n, line in enumerate(lines) if section_kind(line)), len(lines))
    beginning = [line for line in lines[:first] if line.strip()][:_BEGINNING]
    labelled = re.search(r"(?im)^(?:full name|name|nom|nombre|nome)\s*[:\t]\s*(.+)$", text)
    candidates = [(largest, _LARGEST)] if largest else []
    candidates += [(line, _FIRST_LINE - number / 10) for number, line in enumerate(beginning)]
    if labelled:
        candidates.append((labelled.group(1), _LABELLED_MERIT))
    local = [re.sub(r"[^a-z]", "", _folded(email.partition("@")[0])) for email in emails]
    best, most = "", 0.0
    for line, merit in candidates:
        for part in re.split(r"\t|\||•|·|,", line):
            words = _name_words(part, any_case=line == largest)
            known = sum(
                any(len(word) > _TWO and _folded(word) in each for each in local) for word in words
            )
            # A single word can be anything, unless the address of the mail knows it.
            if len(words) > 1 or (known and merit >= _LARGEST):
                own = merit + known
                if own > most:
                    best, most = " ".join(words), own
    return best if most >= 1.0 else ""


def _name_words(text: str, *, any_case: bool) -> list[str]:
    """Return the words of a name, none if it can't be one.

    Args:
        text: a line, or a part of one.
        any_case: whether words in lower case may be a name's: what is set largest, or read off a
            picture, is one all the same.

    """
    words = [
        word for word in text.strip().split()
        if word.strip(".,").lower() not in _TITLES | _DOCUMENTS
    ]  # fmt: skip
    named = [word for word in words if word not in _PARTICLES]
    if not 1 <= len(named) <= _MOST_NAMES or len(words) > _MOST_NAMES + 2 or len(named[0]) == 1:
        return []
    if not all(_NAME_WORD.match(word) and (any_case or word[0].isupper()) for word in named):
        return []
    if section_kind(text) or any(word.strip(".").lower() in _NO_NAMES for word in words):
        return []
    return words


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in plain if not unicodedata.combining(character))
