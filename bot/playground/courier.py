"""Carries what happens to the bot: when to try, when to try again, what a failure means."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from bot.playground import answers
from bot.playground.deliveries import Attempt, Channel, Delivery, State, now
from bot.playground.errors import ActionError
from bot.playground.messages import Json
from bot.playground.sockets import Sockets
from bot.playground.webhook import Answer, Webhook

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace

log = logging.getLogger(__name__)

_SUCCESS = range(200, 300)
_CLIENT_ERROR = range(400, 500)


class _AttemptError(Exception):
    """One attempt failed: with Slack's word for the retry, and what the person is told."""

    def __init__(self, reason: str, code: str, status: int | None = None, *, final: bool = False):
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.status = status
        self.final = final


class LoopCourier:
    """A courier that lives in one event loop, over Socket Mode where connected, else over HTTP."""

    def __init__(self, workspace: Workspace, loop: asyncio.AbstractEventLoop) -> None:
        self.sockets = Sockets(workspace.notify)
        self._workspace = workspace
        self._loop = loop
        self._webhook: Webhook | None = None
        self._signer: SignatureVerifier | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def use_webhook(self, url: str, signing_secret: str) -> None:
        """Send to this URL from now on."""
        before, self._webhook = self._webhook, Webhook(url)
        if before is not None:
            await before.close()
        self._signer = SignatureVerifier(signing_secret)

    def carry(self, delivery: Delivery) -> None:
        """Start carrying a delivery; callable from every thread."""
        if self._webhook is None and not self.sockets.was_connected:
            delivery.end(State.UNSENT)
            return
        self._loop.call_soon_threadsafe(self._start, delivery)

    async def close(self) -> None:
        """Give up what is under way and close the connections."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._webhook is not None:
            await self._webhook.close()

    def _start(self, delivery: Delivery) -> None:
        task = self._loop.create_task(self._carry(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, delivery: Delivery) -> None:
        try:
            await self._try(delivery)
        except Exception:
            log.exception("Carrying a delivery of type %s broke.", delivery.type)
            delivery.end(State.FAILED)
        finally:
            if delivery.state is State.PENDING:
                delivery.end(State.FAILED)
            self._workspace.notify()

    async def _try(self, delivery: Delivery) -> None:
        is_event = delivery.channel is Channel.EVENT
        delays = (0.0, *(self._workspace.retry_delays if is_event else ()))
        reason = ""
        for number, delay in enumerate(delays):
            if delay:
                await asyncio.sleep(delay)
            sent_at = now()
            try:
                status = await self._attempt(delivery, number, reason)
            except _AttemptError as failure:
                reason = failure.reason
                attempt = Attempt(number, sent_at, now(), failure.status, reason)
                delivery.attempts.append(attempt)
                self._workspace.notify()
                if not is_event:
                    self._complain(delivery, failure.code)
                if failure.final:
                    break
            else:
                ended = now()
                delivery.attempts.append(Attempt(number, sent_at, ended, status, None))
                delivery.acked_at = ended
                self._finish(delivery)
                return
        delivery.end(State.FAILED)

    async def _attempt(self, delivery: Delivery, number: int, reason: str) -> int:
        timeout = self._workspace.ack_timeout
        try:
            if self.sockets.is_connected or self._webhook is None:
                ack = await self.sockets.send(delivery, number, reason, timeout)
                delivery.answer, status = ack.get("payload"), 200
            else:
                answer = await self._post(self._webhook, delivery, number, reason, timeout)
                delivery.answer, status = _content(answer), answer.status
        except TimeoutError as error:
            raise _AttemptError("http_timeout", "operation_timeout") from error
        except OSError as error:
            raise _AttemptError("connection_failed", "dispatch_failed") from error
        if delivery.channel is Channel.EVENT and self._workspace.faults.take_lost_ack():
            raise _AttemptError("http_timeout", "operation_timeout", status)
        return status

    async def _post(
        self, webhook: Webhook, delivery: Delivery, number: int, reason: str, timeout: float
    ) -> Answer:
        body, content_type = _body(delivery)
        timestamp = str(int(time.time()))
        signer = self._signer
        assert signer is not None  # noqa: S101 - use_webhook sets both
        signature = signer.generate_signature(timestamp=timestamp, body=body)
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "*/*",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature or "",
        }
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        answer = await webhook.post(body, headers, timeout)
        if answer.status not in _SUCCESS:
            client = answer.status in _CLIENT_ERROR
            raise _AttemptError(
                "http_error",
                "http_client_error" if client else "http_service_error",
                answer.status,
                final=answer.headers.get("x-slack-no-retry") == "1",
            )
        return answer

    def _finish(self, delivery: Delivery) -> None:
        with self._workspace.lock:
            if delivery.channel is not Channel.EVENT:
                answers.take(self._workspace, delivery)
            delivery.end(State.ACKED)

    def _complain(self, delivery: Delivery, code: str) -> None:
        with self._workspace.lock:
            error = ActionError(delivery.user or "", delivery.type, code)
            self._workspace.errors.append(error)


def _body(delivery: Delivery) -> tuple[bytes, str]:
    if delivery.channel is Channel.EVENT:
        return json.dumps(delivery.payload).encode(), "application/json"
    form = (
        delivery.payload
        if delivery.channel is Channel.COMMAND
        else {"payload": json.dumps(delivery.payload)}
    )
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _content(answer: Answer) -> Json | str | None:
    if not answer.body:
        return None
    text = answer.body.decode(errors="replace")
    if answer.headers.get("content-type", "").startswith("application/json"):
        try:
            content = json.loads(text)
        except ValueError:
            return text
        return content if isinstance(content, dict) else text
    return text
