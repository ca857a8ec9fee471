"""JSON values: reading them, and reading texts out of them, whatever stands where."""

import json
from typing import Any, Final

_NAMING: Final = ("text", "body", "content", "value", "name", "displayName", "display_name")


def loaded(text: str) -> Any:
    """Return the value that a JSON text holds; raises ValueError with the place and the reason."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = (
            f"line {error.lineno}, column {error.colno}"
            if "\n" in text.strip()
            else (f"column {error.colno}")
        )
        raise ValueError(f"{error.msg} at {place}") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError:
        # The only other refusal of Python's decoder.
        raise ValueError("a number has too many digits") from None


def text_of(value: Any) -> str:
    """Return a JSON value as text: what an object says or is named; a list has lines."""
    match value:
        case str():
            return value
        case bool() | None:
            return ""
        case int() | float():
            return str(value)
        case list():
            return "\n".join(filter(None, map(text_of, value)))
        case dict():
            texts = (text_of(value.get(key)) for key in _NAMING)
            return next(filter(None, texts), "")
    return ""


def texts_of(value: Any) -> list[str]:
    """Return a JSON value as texts: one for each element of a list."""
    return [text_of(element) for element in value] if isinstance(value, list) else [text_of(value)]


def objects_in(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list, none for a value that is no list."""
    elements = value if isinstance(value, list) else []
    return [element for element in elements if isinstance(element, dict)]


def object_in(value: Any) -> dict[str, Any]:
    """Return an object, an empty one for any other value."""
    return value if isinstance(value, dict) else {}
