"""Characters that a database or a tokenizer refuses, replaced one for one."""

import re
from typing import Final

# PostgreSQL refuses NUL; a lone surrogate (JSON can hold one) can't be encoded at all.
_REFUSED: Final = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text with U+FFFD for NUL and lone surrogates; its length stays the same."""
    return _REFUSED.sub("\ufffd", text)
