"""Answers that say nothing: "don't know", "n/a", "none"."""

import re
from typing import Final

from ingest.smalltalk import is_smalltalk, said

_PHRASES: Final = """
dont know|do not know|i dont know|i do not know|i dont know yet|dunno|i dunno|idk|dk|no idea
i have no idea|no clue|not sure|im not sure|i am not sure|unsure|unknown|cant say|cannot say
hard to say|no comment|no comments|no answer|no opinion|no response|no reply|prefer not to say
prefer not to answer|rather not say|not applicable|does not apply|na|n a|none|none at all|nil|null
nan|nothing|nothing at all|nothing comes to mind|nothing in particular|nothing specific
nothing special|nothing to add|nothing to report|nothing to say|nothing yet|nope nothing|no nothing
not that i know|not that i know of|not that i can think of|cant think of anything
i cant think of anything|cant think of any|no preference|no remarks|no further comments
no questions|no question|no problems|no issues|empty|blank|tbd|tba|to be determined|todo|missing
not specified|unspecified|not available|not provided|no description|no text|no message|no subject
see above|as above|see title|see subject|see attachment|see attached|see screenshot
weiss nicht|ich weiss nicht|weiss ich nicht|keine ahnung|keine angabe|keine angaben|k a
kein kommentar|keine|keiner|keines|nichts|nix|entfallt|nicht zutreffend|nicht bekannt
unbekannt|siehe oben
je ne sais pas|je sais pas|sais pas|aucune idee|aucun|aucune|rien|sans objet|sans reponse|inconnu
no se|no lo se|ni idea|ninguno|ninguna|nada|no aplica|sin comentarios|sin respuesta|desconocido
non so|non lo so|nessuno|nessuna|niente|nulla|non applicabile|sconosciuto
nao sei|nenhum|nenhuma|sem resposta|nao se aplica|desconhecido
weet niet|weet ik niet|ik weet het niet|geen idee|geen|niets|niks|niet van toepassing|nvt|onbekend
nie wiem|brak|nic|nie dotyczy|vet inte|vet ej|inget|ingen|ved ikke|vet ikke|ingenting|en tieda
не знаю|нет|ничего|не применимо
"""

_EMPTY: Final = frozenset(said(phrase) for phrase in re.split(r"[|\n]", _PHRASES) if phrase)


def says_nothing(text: str) -> bool:
    """Say whether a text can't be about anything: an empty answer, small talk, or blank.

    Knows the usual phrases of the European languages; case, accents and punctuation don't matter.
    True only when the whole text is one of them: "I don't know how to log in" says something.
    """
    return said(text) in _EMPTY or is_smalltalk(text)
