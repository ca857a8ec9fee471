"""Slack's Web API as Akin uses it: refusals are values, and each post happens once."""

import logging
import time
from http.client import HTTPException
from typing import Any, Final
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.errors import BotError, RetryLater, Undeliverable
from bot.job import RunningJob
from bot.slots import Slots
from bot.views.message import Message

log = logging.getLogger(__name__)

TIMEOUT: Final = 10
"""Seconds to wait for an answer of Slack's."""

SHORT_WAIT: Final = 0.15
"""Seconds that a worker waits for its slot itself; for longer ones it does other work."""

EVENT_TYPE: Final = "akin_reply"
"""The type of the metadata by which a reply is found again."""

_CLOCKS_APART: Final = 300
"""Seconds that the database's clock and Slack's may lie apart."""

UPLOADING: Final = ("files.getUploadURLExternal", "files.completeUploadExternal")
"""The methods that an upload takes; in between, the content goes to the address of the first."""

_ALT: Final = 1_000  # characters of a picture's description

_TRANSIENT: Final = {
    "accesslimited", "fatal_error", "internal_error", "ratelimited", "request_timeout",
    "service_unavailable", "team_added_to_org", "invalid_auth", "not_authed", "account_inactive",
    "token_revoked", "token_expired",
}  # fmt: skip
_GONE: Final = {"message_not_found", "channel_not_found", "is_inactive", "thread_not_found"}


class SlackTroubleError(BotError):
    """Slack could not be reached or failed; trying again may help."""


class SlackRefusal(Undeliverable):
    """Slack refused a call for good. `code` is Slack's own, such as `not_in_channel`."""

    def __init__(self, method: str, code: str, needed: str = "") -> None:
        scope = f" (the app lacks the scope {needed}: reinstall it)" if needed else ""
        super().__init__(f"Slack refused {method}: {code}{scope}.")
        self.code = code


class Slack:
    """One workspace's Web API.

    Args:
        token: the bot's token.
        base_url: where the API is; another than slack.com for a local workspace.
        slots: keeps to about one post a second and channel, over all processes.
    """

    def __init__(self, token: str, base_url: str, slots: Slots) -> None:
        # No retries inside the SDK: a post whose answer was lost would be posted twice.
        self.client = WebClient(token, base_url=base_url, timeout=TIMEOUT, retry_handlers=[])
        self._slots = slots

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method and return its answer.

        Raises:
            RetryLater: Slack asks for patience (429).
            SlackTroubleError: it can't be reached, or failed.
            SlackRefusal: it refused for good.
        """
        given = {name: value for name, value in params.items() if value is not None}
        try:
            # JSON for structures, form fields for the rest: reading methods accept no JSON.
            if any(isinstance(value, dict | list) for value in given.values()):
                response = self.client.api_call(method, json=given)
            else:
                response = self.client.api_call(method, params=given)
        except SlackApiError as error:
            raise self._reason(method, error) from None
        except (SlackClientError, URLError, OSError, HTTPException) as error:
            # The SDK's own message may repeat what was sent.
            raise SlackTroubleError(
                f"Slack's {method} can't be reached ({type(error).__name__})."
            ) from None
        return dict(response.data) if isinstance(response.data, dict) else {}

    @staticmethod
    def _reason(method: str, error: SlackApiError) -> BotError:
        response = error.response
        status = getattr(response, "status_code", 0)
        data = response.data if isinstance(response.data, dict) else {}
        code = str(data.get("error") or f"status {status}")
        if status == 429 or code == "ratelimited":  # noqa: PLR2004 - Too Many Requests
            headers = {k.lower(): v for k, v in getattr(response, "headers", {}).items()}
            return RetryLater(float(headers.get("retry-after", 1)), f"Slack limits {method}.")
        if status >= 500 or code in _TRANSIENT:  # noqa: PLR2004 - server errors
            return SlackTroubleError(f"Slack's {method} failed: {code}.")
        return SlackRefusal(method, code, str(data.get("needed") or ""))

    def pages(self, method: str, field: str, **params: Any) -> list[dict[str, Any]]:
        """Return all items of a method that answers in pages."""
        items: list[Any] = []
        cursor: str | None = None
        while True:
            answer = self.call(method, cursor=cursor, **params)
            items.extend(answer.get(field) or [])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return items

    def post(
        self,
        running: RunningJob,
        channel: str,
        message: Message,
        *,
        thread_ts: str,
        key: str,
        step: str = "post",
    ) -> str:
        """Post a message in a thread (or, without one, in the channel) once; return its ts.

        However often the job runs: the key travels in the message's metadata. Where an earlier
        run may have posted without being able to record it, the thread is searched for the key
        first, or what was posted in the channel since the job came in.

        Args:
            running: the job.
            channel: where to post.
            message: what to post.
            thread_ts: of the thread; "" for the channel itself.
            key: of the message.
            step: of the job, for those that post more than once.

        """
        return str(
            running.once(step, lambda: self._post(running, channel, message, thread_ts, key, step))
        )

    def _post(
        self,
        running: RunningJob,
        channel: str,
        message: Message,
        thread_ts: str,
        key: str,
        step: str,
    ) -> str:
        turn = "slot" if step == "post" else f"slot of {step}"
        slot = running.steps.get(turn)
        # The first claim, and the one after giving way to the channel's slot, can't have posted.
        if running.job.claims > (1 if slot is None else 2):
            found = self._find(channel, thread_ts, key, running.job.created_at.timestamp())
            if found is not None:
                return found
        if slot is None:
            self._wait_for_slot(running, channel, turn)
        try:
            answer = self.call(
                "chat.postMessage",
                channel=channel,
                thread_ts=thread_ts or None,
                text=message.text,
                blocks=message.blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )
        except RetryLater as limit:
            self._slots.penalty(channel, limit.seconds)
            raise
        return str(answer["ts"])

    def _wait_for_slot(self, running: RunningJob, channel: str, turn: str) -> None:
        wait = self._slots.take(channel)
        if wait > SHORT_WAIT:
            # Remembered, so that the job doesn't queue again when its second has come.
            running.once(turn, lambda: wait)
            raise RetryLater(wait, "It waits for its turn: one post a second and channel.")
        time.sleep(wait)

    def _find(self, channel: str, thread_ts: str, key: str, since: float) -> str | None:
        try:
            if thread_ts:
                messages = self.pages(
                    "conversations.replies",
                    "messages",
                    channel=channel,
                    ts=thread_ts,
                    include_all_metadata=True,
                    limit=200,
                )
            else:
                messages = self.pages(
                    "conversations.history",
                    "messages",
                    channel=channel,
                    oldest=f"{since - _CLOCKS_APART:.6f}",
                    include_all_metadata=True,
                    limit=200,
                )
        except SlackRefusal as refusal:
            if refusal.code in _GONE:
                return None
            raise
        for message in messages:
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT_TYPE and payload.get("key") == key:
                return str(message["ts"])
        return None

    def update(self, channel: str, ts: str, message: Message) -> bool:
        """Replace a message of Akin's own; False if it is gone."""
        try:
            self.call(
                "chat.update", channel=channel, ts=ts, text=message.text, blocks=message.blocks
            )
        except SlackRefusal as refusal:
            if refusal.code in _GONE | {"is_archived", "not_in_channel"}:
                return False
            raise
        return True

    def delete(self, channel: str, ts: str) -> bool:
        """Delete a message of Akin's own; False if it is gone already."""
        try:
            self.call("chat.delete", channel=channel, ts=ts)
        except SlackRefusal as refusal:
            if refusal.code in _GONE | {"is_archived", "not_in_channel"}:
                return False
            raise
        return True

    def upload(self, name: str, title: str, content: bytes, alt: str) -> str:
        """Upload a picture that blocks can show; return the file's id.

        It is shared nowhere: who sees a message with it sees it there.

        Raises:
            RetryLater, SlackTroubleError, SlackRefusal: see `call`.
        """
        try:
            answer = self.client.files_upload_v2(
                filename=name, title=title, content=content, alt_txt=alt[:_ALT]
            )
        except SlackApiError as error:
            raise self._reason(UPLOADING[0], error) from None
        except (SlackClientError, URLError, OSError, HTTPException) as error:
            raise SlackTroubleError(
                f"Slack's {UPLOADING[0]} can't be reached ({type(error).__name__})."
            ) from None
        files = answer.get("files") or [{}]
        return str(files[0].get("id") or "")

    def delete_file(self, file: str) -> bool:
        """Delete a file of Akin's own; False if it is gone already, or Akin may not."""
        try:
            self.call("files.delete", file=file)
        except SlackRefusal as refusal:
            log.info("A picture was not deleted: %s", refusal)
            return False
        return True

    def respond(self, response_url: str, message: Message, *, replace: bool = False) -> bool:
        """Answer an interaction, visible to its person only; False if the URL has expired."""
        webhook = WebhookClient(response_url, timeout=TIMEOUT, retry_handlers=[])
        try:
            answer = webhook.send(
                text=message.text,
                blocks=message.blocks,
                response_type="ephemeral",
                replace_original=replace,
            )
        except (SlackClientError, URLError, OSError, HTTPException) as error:
            raise SlackTroubleError(
                f"Slack's response URL can't be reached ({type(error).__name__})."
            ) from None
        if answer.status_code == 429:  # noqa: PLR2004 - Too Many Requests
            raise RetryLater(float(answer.headers.get("Retry-After", 1)), "Slack limits answers.")
        if answer.status_code >= 500:  # noqa: PLR2004 - server errors
            raise SlackTroubleError(f"Slack's response URL failed ({answer.status_code}).")
        return answer.status_code == 200  # noqa: PLR2004 - OK
