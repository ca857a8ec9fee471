"""Columns: which of a table's columns, or an object's keys, holds what."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Final

from ingest.errors import UnknownColumnsError
from ingest.titles import shortened


class Column(StrEnum):
    """What a column can hold."""

    TITLE = "title"
    TEXT = "text"
    RESOLUTION = "resolution"
    STATUS = "status"
    ID = "id"
    CREATED = "created"
    AUTHOR = "author"
    REPLIES = "replies"
    LINK = "link"


# In the order in which they are tried: the earlier name is taken where a table has both.
_NAMES: Final[Mapping[Column, str]] = {
    Column.ID: """issuekey ticketid ticketnumber ticketno caseid casenumber incidentnumber issueid
        id key number nr nummer ticketnr numero""",
    Column.TITLE: """title summary subject shortdescription issuesummary ticketsubject headline
        topic betreff titel titre sujet objet asunto titulo oggetto titolo assunto onderwerp
        name""",
    Column.TEXT: """description body text message details detail content longdescription
        ticketdescription issuedescription questionbody question problem issue beschreibung inhalt
        nachricht frage contenu descripcion descrizione descricao omschrijving symptom symptoms
        document comment ticket""",
    Column.RESOLUTION: """resolutionnotes resolutiontext closenotes resolution answer solution fix
        acceptedanswer reply response workaround losung antwort reponse solucion respuesta
        soluzione risposta solucao resposta oplossing antwoord""",
    Column.STATUS: "status state ticketstatus issuestatus zustand etat estado stato",
    Column.CREATED: """created createdat createdon creationdate createddate creationtime opened
        openedat dateopened date datetime timestamp submitted submittedat erstellt erstelltam
        datum fecha""",
    Column.AUTHOR: """author requester reporter requestername user username createdby openedby
        caller submitter creator customer autor auteur autore melder""",
    Column.REPLIES: "comments replies comment thread conversation kommentare kommentar",
    Column.LINK: "permalink url link weburl ticketurl issueurl",
}
# What these names mean depends on which others a table has.
_SECOND_MEANINGS: Final = (("question", Column.TITLE), ("ticket", Column.ID))


def column_guess(header: Sequence[str]) -> dict[str, str]:
    """Return which column of a header holds what, by its name: {"title": "Subject", …}.

    Upper and lower case, accents, blanks and punctuation do not matter. Names that are not
    recognised are left out.
    """
    by_name: dict[str, str] = {}
    for name in header:
        by_name.setdefault(_normal(name), name)
    guess: dict[str, str] = {}
    for column, names in _NAMES.items():
        for name in names.split():
            if name in by_name and by_name[name] not in guess.values():
                guess[column.value] = by_name[name]
                break
    for name, meaning in _SECOND_MEANINGS:
        if meaning not in guess and by_name.get(name, "") not in ("", *guess.values()):
            guess[meaning.value] = by_name[name]
    return guess


def chosen_columns(
    header: Sequence[str], named: Mapping[str, str], where: str
) -> dict[Column, str]:
    """Return the columns to read: those that were named, and guesses for the rest.

    Raises UnknownColumnsError if a named column is not there, or none holds a title or a text.
    """
    chosen: dict[Column, str] = {}
    by_name = {_normal(name): name for name in reversed(header)}
    for column, wanted in named.items():
        name = wanted if wanted in header else by_name.get(_normal(wanted))
        if name is None:
            raise UnknownColumnsError(
                f"{where} has no column “{shortened(wanted, 40)}”. It has {listed(header)}."
            )
        chosen[column_named(column)] = name
    rest = [name for name in header if name not in chosen.values()]
    for column, name in column_guess(rest).items():
        chosen.setdefault(Column(column), name)
    if not chosen.keys() & {Column.TITLE, Column.TEXT}:
        raise UnknownColumnsError(
            f"No column of {where} has a name that tells a title or a text. It has "
            f"{listed(header)}. Name them, for example with --column title=Betreff "
            "--column text=Inhalt."
        )
    return chosen


def column_named(name: str) -> Column:
    """Return the column of a name such as "title"; raises UnknownColumnsError for another."""
    try:
        return Column(name.strip().lower())
    except ValueError:
        known = ", ".join(Column)
        raise UnknownColumnsError(
            f"“{shortened(name, 40)}” is nothing that a column can be read as. Use one of {known}."
        ) from None


def listed(header: Collection[str], most: int = 20) -> str:
    """Return the names of columns for an error message."""
    names = [f"“{shortened(name, 30)}”" for name in header if name.strip()]
    if not names:
        return "no named columns"
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"the columns {', '.join(names[:most])}{more}"


def _normal(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in decomposed if not unicodedata.combining(c)))
