"""Lines that stand in many of a workspace's documents: a form's headings, a signature."""

from dataclasses import dataclass, field
from typing import Final

from matcher.document_marks import line_mark
from matcher.rarity import Frequencies

_LEAST: Final = 5
_LEAST_SHARE: Final = 0.02
"""In how many documents, and in which share of them, a line of a template stands at least."""


@dataclass(frozen=True, slots=True)
class Templates:
    """The boilerplate among the lines of texts.

    Args:
        frequencies: in how many documents the lines' marks stand.

    """

    frequencies: Frequencies = field(default_factory=Frequencies)

    def strip(self, text: str) -> str:
        """Return a text without its lines of boilerplate; whole, if it has no others."""
        lines = text.splitlines(keepends=True)
        own = [line for line in lines if not self._is_template(line)]
        if len(own) == len(lines):
            return text
        stripped = "".join(own).strip()
        return stripped or text

    def share(self, text: str) -> float:
        """Return the share of a text's characters that is boilerplate, 0 to 1.

        Whitespace around lines doesn't count.
        """
        whole = boilerplate = 0
        for line in text.splitlines():
            length = len(line.strip())
            whole += length
            boilerplate += length * self._is_template(line)
        return boilerplate / whole if whole else 0.0

    def _is_template(self, line: str) -> bool:
        mark = line_mark(line)
        if not mark:
            return False
        count = self.frequencies.of(mark)
        return count >= max(_LEAST, _LEAST_SHARE * self.frequencies.documents)
