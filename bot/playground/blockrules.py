"""Block Kit's rules: what Slack refuses in blocks."""

from __future__ import annotations

from typing import Any

from bot.playground.messages import Json

MAX_BLOCKS = {"message": 50, "modal": 100, "home": 100}
SECTION_TEXT, FIELD_TEXT, FIELDS, HEADER_TEXT = 3000, 2000, 10, 150
CONTEXT_ELEMENTS, ACTIONS_ELEMENTS, BUTTON_TEXT, BUTTON_VALUE = 10, 25, 75, 2000
OPTION_TEXT, OPTION_VALUE, ID_LENGTH, MARKDOWN_TEXT = 75, 150, 255, 12_000
TABLE_ROWS, TABLE_COLUMNS, URL_LENGTH, ALT_TEXT, PLACEHOLDER = 100, 20, 3000, 2000, 150

_MAX_OPTIONS = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}
_STATIC = frozenset({"static_select", "multi_static_select", *_MAX_OPTIONS})
_PICKERS = frozenset({"datepicker", "timepicker", "datetimepicker"})
_SELECTS = frozenset(
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "users", "channels", "conversations", "external")
)
TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
CHOICES = _SELECTS | _PICKERS | {"radio_buttons", "checkboxes"}
_ALLOWED = {
    "section": CHOICES | {"button", "overflow", "image"},
    "actions": CHOICES | {"button", "overflow"},
    "input": CHOICES | TYPED,
    "context": frozenset({"image", "mrkdwn", "plain_text"}),
}
_ANY_TEXT = ("plain_text", "mrkdwn")
PLAIN = ("plain_text",)
_TYPES = frozenset(
    {
        "actions",
        "context",
        "divider",
        "header",
        "image",
        "input",
        "markdown",
        "rich_text",
        "section",
        "table",
    }
)


class Checker:
    """Collects complaints while it goes through blocks."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, problem: str, at: str) -> None:
        """Complain of what stands at the JSON pointer `at`."""
        self.found.append(f"[ERROR] {problem} [json-pointer:{at}]")

    def blocks(self, blocks: Any, surface: str, at: str) -> None:
        """Check the blocks of a message, modal or home."""
        if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
            self.add("must provide an array of objects", at)
            return
        if len(blocks) > MAX_BLOCKS[surface]:
            self.add(f"no more than {MAX_BLOCKS[surface]} items allowed", at)
        seen: set[str] = set()
        for index, block in enumerate(blocks):
            here = f"{at}/{index}"
            self.string(block, "block_id", ID_LENGTH, here)
            block_id = block.get("block_id")
            if block_id is not None and block_id in seen:
                self.add(f"block_id `{block_id}` already exists", f"{here}/block_id")
            seen.add(str(block_id))
            kind = str(block.get("type"))
            if kind in _TYPES:
                getattr(self, f"_{kind}")(block, here)
            else:
                self.add(f"unsupported type: {kind}", f"{here}/type")
        if sum(len(str(b.get("text"))) for b in blocks if b.get("type") == "markdown") > (
            MARKDOWN_TEXT
        ):
            self.add(f"must be less than {MARKDOWN_TEXT + 1} characters", at)
        if sum(b.get("type") == "table" for b in blocks) > 1:
            self.add("only one table allowed", at)

    def text(self, value: Any, limit: int, at: str, kinds: tuple[str, ...] = _ANY_TEXT) -> None:
        """Check a text object."""
        if not isinstance(value, dict) or value.get("type") not in kinds:
            self.add(f"missing required field: {kinds[0]} text object", at)
            return
        self.string(value, "text", limit, at, required=True)

    def string(
        self, holder: Json, key: str, limit: int, at: str, *, required: bool = False
    ) -> None:
        """Check a text of at most `limit` characters."""
        value = holder.get(key)
        if value is None:
            if required:
                self.add(f"missing required field: {key}", at)
        elif not isinstance(value, str):
            self.add("must be a string", f"{at}/{key}")
        elif len(value) > limit:
            self.add(f"must be less than {limit + 1} characters", f"{at}/{key}")
        elif required and not value:
            self.add("must be more than 0 characters", f"{at}/{key}")

    def _items(self, holder: Json, key: str, limit: int, at: str) -> list[Any]:
        items = holder.get(key)
        if not isinstance(items, list) or not items:
            self.add(f"missing required field: {key}", at)
            return []
        if len(items) > limit:
            self.add(f"no more than {limit} items allowed", f"{at}/{key}")
        return items

    def _section(self, block: Json, at: str) -> None:
        if block.get("text") is None and not block.get("fields"):
            self.add("missing required field: text or fields", at)
        if block.get("text") is not None:
            self.text(block["text"], SECTION_TEXT, f"{at}/text")
        if block.get("fields") is not None:
            for index, field in enumerate(self._items(block, "fields", FIELDS, at)):
                self.text(field, FIELD_TEXT, f"{at}/fields/{index}")
        if block.get("accessory") is not None:
            self._element(block["accessory"], "section", f"{at}/accessory")

    def _header(self, block: Json, at: str) -> None:
        self.text(block.get("text"), HEADER_TEXT, f"{at}/text", PLAIN)

    def _divider(self, block: Json, at: str) -> None:
        """Accept it: a divider has nothing that could be wrong."""

    def _context(self, block: Json, at: str) -> None:
        for index, element in enumerate(self._items(block, "elements", CONTEXT_ELEMENTS, at)):
            here = f"{at}/elements/{index}"
            if isinstance(element, dict) and element.get("type") in _ANY_TEXT:
                self.text(element, SECTION_TEXT, here)
            else:
                self._element(element, "context", here)

    def _actions(self, block: Json, at: str) -> None:
        seen: set[str] = set()
        for index, element in enumerate(self._items(block, "elements", ACTIONS_ELEMENTS, at)):
            here = f"{at}/elements/{index}"
            self._element(element, "actions", here)
            action_id = element.get("action_id") if isinstance(element, dict) else None
            if action_id is not None and action_id in seen:
                self.add(f"action_id `{action_id}` already exists", f"{here}/action_id")
            seen.add(str(action_id))

    def _input(self, block: Json, at: str) -> None:
        self.text(block.get("label"), 2000, f"{at}/label", PLAIN)
        if block.get("hint") is not None:
            self.text(block["hint"], 2000, f"{at}/hint", PLAIN)
        self._element(block.get("element"), "input", f"{at}/element")

    def _image(self, block: Json, at: str) -> None:
        if block.get("slack_file") is None:
            self.string(block, "image_url", URL_LENGTH, at, required=True)
        self.string(block, "alt_text", ALT_TEXT, at, required=True)
        if block.get("title") is not None:
            self.text(block["title"], 2000, f"{at}/title", PLAIN)

    def _markdown(self, block: Json, at: str) -> None:
        self.string(block, "text", MARKDOWN_TEXT, at, required=True)

    def _rich_text(self, block: Json, at: str) -> None:
        if not isinstance(block.get("elements"), list):
            self.add("missing required field: elements", at)

    def _table(self, block: Json, at: str) -> None:
        for index, row in enumerate(self._items(block, "rows", TABLE_ROWS, at)):
            if not isinstance(row, list) or not row:
                self.add("must provide an array of objects", f"{at}/rows/{index}")
            elif len(row) > TABLE_COLUMNS:
                self.add(f"no more than {TABLE_COLUMNS} items allowed", f"{at}/rows/{index}")

    def _element(self, element: Any, container: str, at: str) -> None:
        kind = str(element.get("type")) if isinstance(element, dict) else None
        if kind not in _ALLOWED[container]:
            self.add(f"unsupported type: {kind}", f"{at}/type")
            return
        if kind == "image":
            self._image(element, at)
            return
        self.string(element, "action_id", ID_LENGTH, at)
        if kind == "button":
            self.text(element.get("text"), BUTTON_TEXT, f"{at}/text", PLAIN)
            self.string(element, "value", BUTTON_VALUE, at)
            self.string(element, "url", URL_LENGTH, at)
            if element.get("style") not in {None, "primary", "danger"}:
                self.add("must be a valid enum value", f"{at}/style")
        if element.get("placeholder") is not None:
            self.text(element["placeholder"], PLACEHOLDER, f"{at}/placeholder", PLAIN)
        if element.get("confirm") is not None:
            self._confirm(element["confirm"], f"{at}/confirm")
        if kind in _STATIC:
            self._options(element, at)

    def _confirm(self, confirm: Any, at: str) -> None:
        if not isinstance(confirm, dict):
            self.add("must be an object", at)
            return
        for key, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            self.text(confirm.get(key), limit, f"{at}/{key}", _ANY_TEXT if key == "text" else PLAIN)

    def _options(self, element: Json, at: str) -> None:
        limit = _MAX_OPTIONS.get(element["type"], 100)
        if element.get("option_groups") is not None:
            for index, group in enumerate(self._items(element, "option_groups", 100, at)):
                here = f"{at}/option_groups/{index}"
                if not isinstance(group, dict):
                    self.add("must be an object", here)
                    continue
                self.text(group.get("label"), OPTION_TEXT, f"{here}/label", PLAIN)
                self._option_list(group, limit, here)
        else:
            self._option_list(element, limit, at)

    def _option_list(self, holder: Json, limit: int, at: str) -> None:
        for index, option in enumerate(self._items(holder, "options", limit, at)):
            here = f"{at}/options/{index}"
            if not isinstance(option, dict):
                self.add("must be an object", here)
                continue
            self.text(option.get("text"), OPTION_TEXT, f"{here}/text")
            self.string(option, "value", OPTION_VALUE, here, required=True)
            if option.get("description") is not None:
                self.text(option["description"], OPTION_TEXT, f"{here}/description")
