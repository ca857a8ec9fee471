"""What a person does on the page, from the page's JSON to the person's own hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from bot.playground import names
from bot.playground.errors import Misused
from bot.playground.guide import droppable
from bot.playground.identity import BOT_USER_ID
from bot.playground.messages import Ephemeral, Json, Message
from bot.playground.views import View

if TYPE_CHECKING:
    from bot.playground.front.front import Front
    from bot.playground.person import Person

PATIENCE: Final = 5.0
"""Seconds that the bot gets to offer options."""

Act = Callable[["Person", Json], Json]


def carry_out(front: Front, person: Person, given: Json) -> Json:
    """Do what a page asks for, as a person; return what came of it at once.

    Raises:
        Refused: Slack would refuse it.
        Misused: The page asks for what is not there.

    """
    name = str(given.get("do", ""))
    if name == "sample":
        return _sample(front, person, given)
    act = ACTS.get(name)
    if act is None:
        raise Misused(f"There is nothing called {name!r} to do.")
    return act(person, given)


def _post(person: Person, given: Json) -> Json:
    message = person.post(
        _text(given, "channel"),
        names.proper(person.workspace, _text(given, "text")),
        _text(given, "thread") or None,
        broadcast=bool(given.get("broadcast")),
    )
    return {"ts": message.ts}


def _sample(front: Front, person: Person, given: Json) -> Json:
    name = _text(given, "file")
    contents = droppable(name) if name in front.samples else None
    if contents is None:
        raise Misused(f"There is no sample {name!r}.")
    message = person.upload_all(_text(given, "channel"), contents, _text(given, "text"))
    return {"ts": message.ts}


def _edit(person: Person, given: Json) -> Json:
    text = names.proper(person.workspace, _text(given, "text"))
    return {"ts": person.edit(_message(person, given), text).ts}


def _delete(person: Person, given: Json) -> Json:
    person.delete(_message(person, given))
    return {}


def _react(person: Person, given: Json) -> Json:
    person.react(_message(person, given), _text(given, "name"))
    return {}


def _unreact(person: Person, given: Json) -> Json:
    person.unreact(_message(person, given), _text(given, "name"))
    return {}


def _command(person: Person, given: Json) -> Json:
    line = names.proper(person.workspace, _text(given, "text"))
    person.command(_text(given, "channel"), line)
    return {}


def _shortcut(person: Person, given: Json) -> Json:
    person.shortcut(_message(person, given), _text(given, "name"))
    return {}


def _press(person: Person, given: Json) -> Json:
    target = _target(person, given)
    block = _text(given, "block")
    # Blocks that are published anew get new ids; who pressed just then meant the new ones.
    there = any(each["block_id"] == block for each in target.blocks)
    person.press(
        target,
        _text(given, "action"),
        block if there else None,
        selected=given.get("selected"),
    )
    return {}


def _submit(person: Person, given: Json) -> Json:
    values = given.get("values") or {}
    if not isinstance(values, Mapping):
        raise Misused("A form's values come by block and action.")
    person.submit(_view(person, given), values)
    return {}


def _close(person: Person, given: Json) -> Json:
    person.close(_view(person, given), all_views=bool(given.get("all")))
    return {}


def _home(person: Person, given: Json) -> Json:  # noqa: ARG001 - as all of them
    person.open_home()
    return {}


def _direct(person: Person, given: Json) -> Json:
    other = person.workspace.user(_text(given, "user") or BOT_USER_ID)
    return {"channel": person.workspace.open_dm(person, other.id).id}


def _join(person: Person, given: Json) -> Json:
    return {"channel": person.join(_text(given, "channel")).id}


def _dismiss(person: Person, given: Json) -> Json:
    person.dismiss(_whispered(person, given))
    return {}


def _link(person: Person, given: Json) -> Json:
    return {"link": person.workspace.permalink(_message(person, given))}


def suggested(person: Person, given: Json) -> Json:
    """Return what the bot offers in an external select; waits for its answer.

    Raises:
        Refused, Misused: as `carry_out`.

    """
    delivery = person.suggest(
        _target(person, given),
        _text(given, "action"),
        _text(given, "block") or None,
        _text(given, "text"),
    )
    try:
        answer = delivery.wait(PATIENCE).answer
    except TimeoutError:
        answer = None
    groups = answer if isinstance(answer, dict) else {}
    return {"options": groups.get("options") or [], "groups": groups.get("option_groups") or []}


ACTS: Final[Mapping[str, Act]] = {
    "post": _post,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "unreact": _unreact,
    "command": _command,
    "shortcut": _shortcut,
    "press": _press,
    "submit": _submit,
    "close": _close,
    "home": _home,
    "direct": _direct,
    "join": _join,
    "dismiss": _dismiss,
    "link": _link,
}
"""What a page can ask for by name."""


def _text(given: Json, name: str) -> str:
    value: Any = given.get(name, "")
    if not isinstance(value, str):
        raise Misused(f"{name!r} has to be a text.")
    return value


def _message(person: Person, given: Json) -> Message:
    return person.message(_text(given, "channel"), _text(given, "ts"))


def _whispered(person: Person, given: Json) -> Ephemeral:
    for ephemeral in person.ephemerals():
        if (ephemeral.channel, ephemeral.ts) == (_text(given, "channel"), _text(given, "ts")):
            return ephemeral
    raise Misused("That message is not there any more.")


def _view(person: Person, given: Json) -> View:
    home = person.home()
    for view in [*person.views(), *([home] if home else [])]:
        if view.id == _text(given, "view"):
            return view
    raise Misused("That form is not open any more.")


def _target(person: Person, given: Json) -> Message | Ephemeral | View:
    if _text(given, "view"):
        return _view(person, given)
    return _whispered(person, given) if given.get("ephemeral") else _message(person, given)
