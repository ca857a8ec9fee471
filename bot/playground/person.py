"""One person's hands and eyes in the workspace."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from bot.playground import elements, interactions, modals
from bot.playground.conversations import Conversation
from bot.playground.deliveries import Channel, Delivery, now
from bot.playground.errors import Misused, Refused
from bot.playground.identity import BOT_USER_ID
from bot.playground.messages import Ephemeral, Json, Message
from bot.playground.participant import Participant
from bot.playground.views import View


class Person(Participant):
    """A person (or another bot): reads, writes, and uses the bot's commands, buttons and modals.

    What is sent to the bot returns at once as a `Delivery`; its `wait()` waits for the answer.
    """

    def command(self, channel: str | Conversation, line: str) -> Delivery:
        """Type a slash command, such as `/akin find printer on fire`."""
        name, _, text = line.strip().partition(" ")
        if not name.startswith("/"):
            raise Misused(f"A command begins with a slash; got {name!r}.")
        with self.workspace.lock:
            conversation = self._writable(channel)
            escaped = self._encode(text.strip(), links=False)
            payload = interactions.command(self.workspace, self.user, conversation, name, escaped)
            return self._send(Channel.COMMAND, name, payload, conversation.id)

    def press(
        self,
        target: Message | Ephemeral | View,
        action_id: str,
        block_id: str | None = None,
        *,
        selected: Any = None,
    ) -> Delivery:
        """Press a button, or choose in a select: `selected` is an option's value, id or text."""
        with self.workspace.lock:
            current = self._current(target)
            block, element = elements.find(current.blocks, action_id, block_id)
            made = elements.action(block, element, selected, self.workspace.ids.ts())
            if element["type"] in elements.FIELDS:
                key = (
                    f"{current.channel}/{current.ts}"
                    if not isinstance(current, View)
                    else current.id
                )
                filled = self.workspace.inputs.setdefault((key, self.id), {})
                chosen = elements.fill(current.blocks, {block["block_id"]: {action_id: selected}})
                filled.setdefault(block["block_id"], {}).update(chosen[block["block_id"]])
            payload = interactions.block_actions(self.workspace, self.user, current, made)
            channel = None if isinstance(current, View) else current.channel
            return self._send(Channel.INTERACTIVE, "block_actions", payload, channel)

    def suggest(
        self,
        target: Message | Ephemeral | View,
        action_id: str,
        block_id: str | None = None,
        typed: str = "",
    ) -> Delivery:
        """Type into an external select: the bot's `options` are in the delivery's `answer`."""
        with self.workspace.lock:
            current = self._current(target)
            block, element = elements.find(current.blocks, action_id, block_id)
            payload = interactions.block_suggestion(
                self.workspace, self.user, current, block["block_id"], element["action_id"], typed
            )
            channel = None if isinstance(current, View) else current.channel
            return self._send(Channel.INTERACTIVE, "block_suggestion", payload, channel)

    def shortcut(self, message: Message, callback_id: str) -> Delivery:
        """Choose a message shortcut from a message's menu."""
        with self.workspace.lock:
            current = self._seen(message)
            payload = interactions.message_action(self.workspace, self.user, current, callback_id)
            return self._send(Channel.INTERACTIVE, "message_action", payload, current.channel)

    def open_home(self, tab: str = "home") -> View | None:
        """Open the bot's Home tab (or its messages tab) and return what it shows already."""
        with self.workspace.lock:
            shown = self.home()
            event: Json = {
                "type": "app_home_opened",
                "user": self.id,
                "channel": self.workspace.open_dm(self, BOT_USER_ID).id,
                "tab": tab,
                "event_ts": self.workspace.ids.ts(),
            }
            if shown is not None and tab == "home":
                event["view"] = shown.to_slack()
            self.workspace.emit(event)
            return shown

    def submit(self, view: View, values: Mapping[str, Any] | None = None) -> Delivery:
        """Submit a modal; `values` by action id, or by block id with a mapping under it."""
        with self.workspace.lock:
            current = self._open(view)
            given = dict(self.workspace.inputs.get((current.id, self.id), {}))
            for block_id, entries in elements.fill(current.blocks, values or {}).items():
                given[block_id] = {**given.get(block_id, {}), **entries}
            state = elements.state(current.blocks, given)
            elements.require_inputs(current.blocks, state["values"])
            payload = interactions.view_submission(self.workspace, self.user, current, state)
            return self._send(
                Channel.INTERACTIVE, "view_submission", payload, None, view_id=current.id
            )

    def dismiss(self, ephemeral: Ephemeral) -> None:
        """Take away what was shown to this person alone."""
        with self.workspace.lock:
            current = self._current(ephemeral)
            self.workspace.ephemerals = [e for e in self.workspace.ephemerals if e is not current]
            self.workspace.notify()

    def close(self, view: View, *, all_views: bool = False) -> Delivery | None:
        """Cancel a modal (`all_views`: the whole pile); the bot hears of it if it asked to."""
        with self.workspace.lock:
            current = self._open(view)
            if all_views:
                modals.close_all(self.workspace, self.id)
            else:
                modals.close(self.workspace, current)
            if not current.content.get("notify_on_close"):
                return None
            payload = interactions.view_closed(self.user, current, is_cleared=all_views)
            return self._send(Channel.INTERACTIVE, "view_closed", payload, None)

    def _current(self, target: Message | Ephemeral | View) -> Message | Ephemeral | View:
        """Return the current version of what is acted on, if this person still has it."""
        if isinstance(target, Message):
            return self._seen(target)
        if isinstance(target, View):
            return self._open(target)
        for ephemeral in self.ephemerals():
            if (ephemeral.channel, ephemeral.ts) == (target.channel, target.ts):
                return ephemeral
        raise Refused("message_not_found", "That ephemeral message is not shown to this person.")

    def _open(self, view: View) -> View:
        current = self.workspace.views.get(view.id)
        if current is None or current.user != self.id:
            raise Refused("not_found", "That view is not open for this person.")
        return current

    def _send(
        self,
        channel: Channel,
        kind: str,
        payload: Json,
        conversation: str | None,
        *,
        view_id: str | None = None,
    ) -> Delivery:
        delivery = Delivery(
            channel,
            kind,
            payload,
            str(uuid.uuid4()),
            now(),
            user=self.id,
            conversation=conversation,
            view_id=view_id,
        )
        return self.workspace.deliveries.add(delivery)
