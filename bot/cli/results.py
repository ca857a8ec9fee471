"""Results on stdout, for people and for programs."""

import json
import sys
from typing import Any

from rich.text import Text

from bot.cli.output import console


def print_json(value: Any) -> None:
    """Write a value as JSON, in the characters that stdout can take."""
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not is_utf8, indent=2) + "\n")


def print_below(text: str, style: str = "", *, indent: int) -> None:
    """Write a text below a heading, wrapped where somebody looks at it, a line where not."""
    whole = Text(text, style=style)
    width = max(20, console.width - indent)
    for line in whole.wrap(console, width) if console.is_terminal else [whole]:
        line.rstrip()
        line.pad_left(indent)
        console.print(line, soft_wrap=True)
