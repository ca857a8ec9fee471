"""Faults happen where, when and as often as they were arranged."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.playground import BOT_TOKEN, Conversation, Person, PlaygroundServer, Workspace
from bot.playground.clock import Clock
from bot.playground.rates import PostingRate
from tests.playground.conftest import refused


def test_an_error_happens_as_often_as_arranged(
    client: WebClient, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    workspace.faults.error("chat.postMessage", "fatal_error", times=2)
    for _ in range(2):
        with refused("fatal_error"):
            client.chat_postMessage(channel=support.id, text="x")
    client.chat_postMessage(channel=support.id, text="y")
    assert [m.text for m in ana.sees(support)] == ["y"]
    assert [c.error for c in workspace.calls] == ["fatal_error", "fatal_error", None]


def test_a_rate_limit_says_when_to_try_again(
    client: WebClient, workspace: Workspace, support: Conversation
) -> None:
    workspace.faults.rate_limit("chat.postMessage", retry_after=7)
    with refused("ratelimited") as caught:
        client.chat_postMessage(channel=support.id, text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["retry-after"] == "7"


def test_the_sdks_own_retries_get_through_a_rate_limit(
    client: WebClient, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    workspace.faults.rate_limit("chat.postMessage", retry_after=0)
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    client.chat_postMessage(channel=support.id, text="x")
    assert [m.text for m in ana.sees(support)] == ["x"]


def test_a_status_is_answered_without_json(
    client: WebClient, workspace: Workspace, support: Conversation
) -> None:
    workspace.faults.status("*", 503)
    with pytest.raises(SlackApiError) as caught:
        client.conversations_info(channel=support.id)
    assert caught.value.response.status_code == 503
    assert client.conversations_info(channel=support.id)["ok"]


def test_a_lost_response_makes_the_sdk_post_twice(
    client: WebClient, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    workspace.faults.lose_response("chat.postMessage")
    client.chat_postMessage(channel=support.id, text="x")
    assert [m.text for m in ana.sees(support)] == ["x", "x"]


def test_a_lost_request_is_not_carried_out(
    server: PlaygroundServer, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    client = WebClient(BOT_TOKEN, base_url=server.api_url, retry_handlers=[])
    workspace.faults.lose_request("chat.postMessage")
    with pytest.raises(ConnectionError):
        client.chat_postMessage(channel=support.id, text="x")
    assert ana.sees(support) == []


def test_a_delay_lets_a_client_run_out_of_time(
    server: PlaygroundServer, workspace: Workspace, support: Conversation
) -> None:
    # Long enough that no slow machine is in time; the server gives it up when it stops.
    workspace.faults.delay("conversations.info", 60, times=1)
    # The SDK takes its timeout in whole seconds only by its type; a socket takes any.
    impatient = WebClient(BOT_TOKEN, base_url=server.api_url, timeout=0.05)  # type: ignore[arg-type]
    with pytest.raises(TimeoutError):
        impatient.conversations_info(channel=support.id)
    assert impatient.timeout == 0.05


def test_faults_can_be_cleared_and_happen_at_least_once(
    client: WebClient, workspace: Workspace
) -> None:
    workspace.faults.error("auth.test", "fatal_error", times=None)
    workspace.faults.lose_ack()
    workspace.faults.clear()
    assert client.auth_test()["ok"]
    assert not workspace.faults.take_lost_ack()
    with pytest.raises(ValueError, match="at least once"):
        workspace.faults.error("auth.test", "fatal_error", times=0)


def test_posting_faster_than_one_a_second_and_channel_is_refused_after_a_burst(
    client: WebClient, workspace: Workspace, support: Conversation
) -> None:
    other = workspace.add_channel("other")
    workspace.rates.enforced = True
    workspace.rates.burst = 3
    for _ in range(3):
        client.chat_postMessage(channel=support.id, text="x")
    with refused("ratelimited") as caught:
        client.chat_postMessage(channel=support.id, text="x")
    assert caught.value.response.headers["retry-after"] == "1"
    client.chat_postMessage(channel=other.id, text="x")
    workspace.clock.advance(1)
    client.chat_postMessage(channel=support.id, text="x")
    assert [v.channel for v in workspace.rates.violations] == [support.id]


def test_a_rate_that_is_not_enforced_still_counts_violations() -> None:
    rate = PostingRate(Clock(), enforced=False, burst=2)
    assert [rate.admit("C1") for _ in range(4)] == [True] * 4
    assert len(rate.violations) == 2
