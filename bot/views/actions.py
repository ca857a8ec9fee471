"""The buttons: their names, and what a press of one tells."""

import json
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """The `action_id` of each button."""

    ANSWERS = "answers"
    NOT_DUPLICATE = "not_duplicate"
    HIDE = "hide"
    SHOW = "show"
    UNDO = "undo"
    SHARE = "share"
    OPEN_WATCH = "open_watch"
    WHY = "why"
    CHOOSE_OPENING = "choose_opening"
    REMOVE_OPENING = "remove_opening"
    EDIT_TOPIC = "edit_topic"
    OPEN_DIGEST = "open_digest"


@dataclass(frozen=True, slots=True)
class Press:
    """What the value of a reply's button says: which answer, and which of its matches.

    `document` is empty for the buttons that are about the answer as a whole.
    """

    key: str
    document: str = ""

    @property
    def value(self) -> str:
        """The value of the button."""
        return json.dumps({"key": self.key, "document": self.document}, ensure_ascii=False)

    @classmethod
    def read(cls, value: str) -> "Press":
        """Return what the value of a button says. Raises ValueError for another's value."""
        try:
            match json.loads(value):
                case {"key": str(key), "document": str(document)}:
                    return cls(key, document)
        except json.JSONDecodeError as error:
            raise ValueError("A button's value is not the JSON that Akin put there.") from error
        raise ValueError("A button's value lacks the key or the document that Akin put there.")
