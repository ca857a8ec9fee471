"""Results on stdout, for programs."""

import json
import sys
from typing import Any


def print_json(value: Any) -> None:
    """Write a value as JSON, in the characters that stdout can take."""
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not is_utf8, indent=2) + "\n")
