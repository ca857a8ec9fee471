"""Slack: the tokens, what they may do, and the channels that Akin is in."""

from collections.abc import Iterator, Mapping
from http.client import HTTPException
from typing import Any, Final
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.doctor.finding import Finding, ok, problem, warning
from bot.manifest import BOT_SCOPES
from bot.settings import Settings
from bot.slack import TIMEOUT

_PREFIXES: Final = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-"}
_WHERE: Final = {
    "slack_bot_token": (
        "Copy SLACK_BOT_TOKEN from the app's page, “OAuth & Permissions”; it begins with xoxb-."
    ),
    "slack_app_token": (
        "Make SLACK_APP_TOKEN on the app's page, “Basic Information”, “App-Level Tokens”, with "
        "the scope connections:write; it begins with xapp-."
    ),
    "slack_signing_secret": (
        "Copy SLACK_SIGNING_SECRET from the app's page, “Basic Information”, “App Credentials”."
    ),
}
_KINDS: Final = {
    "xoxb-": "a bot token",
    "xapp-": "an app-level token",
    "xoxp-": "a user's token",
    "xoxe": "a token that expires",
}


class Connection:
    """What Slack says to the tokens that are set.

    After `look`, `team` is the workspace's id ("" if Slack didn't say it).
    """

    def __init__(self, settings: Settings) -> None:
        self.team = ""
        self._settings = settings
        self._client = WebClient(
            settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            timeout=TIMEOUT,
            retry_handlers=[],
        )

    def look(self) -> Iterator[Finding]:
        """Look at tokens and scopes."""
        names = ("slack_bot_token", "slack_app_token", "slack_signing_secret")
        given = {name: self._secret(name) for name in names}
        if not any(given.values()):
            yield warning(
                "slack",
                "Nothing of Slack's is set. `akin demo`, `akin import`, `akin find`, "
                "`akin reindex` and `akin forget` work without.",
                "Make an app from what `akin manifest` prints, install it, and set "
                "SLACK_BOT_TOKEN, with SLACK_APP_TOKEN for `akin run` or SLACK_SIGNING_SECRET for "
                "`akin web`.",
            )
            return
        if given["slack_bot_token"]:
            yield from self._bot_token(given["slack_bot_token"])
        else:
            yield problem("bot token", "SLACK_BOT_TOKEN is not set.", _WHERE["slack_bot_token"])
        if given["slack_app_token"]:
            yield self._app_token(given["slack_app_token"])
        if given["slack_signing_secret"]:
            yield ok("signing secret", "It is set; only Slack's own requests can prove it.")
        if not (given["slack_app_token"] or given["slack_signing_secret"]):
            yield problem(
                "events",
                "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set, so no events can come.",
                f"For `akin run`: {_WHERE['slack_app_token']} For `akin web`: "
                f"{_WHERE['slack_signing_secret']}",
            )

    def channels(self) -> set[str] | None:
        """Return the ids of the channels that Akin is in; None where Slack doesn't say."""
        if not self.team:
            return None
        ids: set[str] = set()
        cursor = ""
        try:
            while True:
                answer = self._client.users_conversations(
                    types="public_channel,private_channel,mpim", limit=200, cursor=cursor or None
                )
                ids.update(str(channel["id"]) for channel in answer.get("channels") or [])
                cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    return ids
        except (SlackClientError, URLError, OSError, HTTPException):
            return None  # said already, by what was found about the token

    def _bot_token(self, token: str) -> Iterator[Finding]:
        if mistake := _mixed_up("slack_bot_token", token):
            yield mistake
            return
        try:
            answer = self._client.auth_test()
        except (SlackClientError, URLError, OSError, HTTPException) as error:
            yield _refused("bot token", "slack_bot_token", error, self._settings)
            return
        self.team = str(answer.get("team_id") or "")
        yield ok("bot token", f"Slack knows Akin in {answer.get('team')} ({self.team}).")
        yield _scopes(_granted(answer))

    def _app_token(self, token: str) -> Finding:
        if mistake := _mixed_up("slack_app_token", token):
            return mistake
        try:
            self._client.apps_connections_open(app_token=token)
        except (SlackClientError, URLError, OSError, HTTPException) as error:
            return _refused("app token", "slack_app_token", error, self._settings)
        return ok("app token", "Slack lets Akin connect by Socket Mode.")

    def _secret(self, name: str) -> str:
        value: str = getattr(self._settings, name).get_secret_value()
        return value


def _scopes(granted: frozenset[str]) -> Finding:
    missing = sorted(BOT_SCOPES - granted)
    more = sorted(granted - BOT_SCOPES)
    if missing:
        return problem(
            "scopes",
            f"The app lacks {', '.join(missing)}.",
            "Bring the app's manifest up to date with what `akin manifest` prints, and install "
            "the app to the workspace again.",
        )
    beside = f" It does not need {', '.join(more)}." if more else ""
    return ok("scopes", f"The app has all {len(BOT_SCOPES)} that Akin needs.{beside}")


def _granted(answer: SlackResponse) -> frozenset[str]:
    headers: Mapping[str, Any] = {name.lower(): value for name, value in answer.headers.items()}
    value = headers.get("x-oauth-scopes") or ""
    text = ",".join(value) if isinstance(value, list) else str(value)
    return frozenset(scope.strip() for scope in text.split(",") if scope.strip())


def _mixed_up(name: str, token: str) -> Finding | None:
    wanted = _PREFIXES[name]
    if token.startswith(wanted):
        return None
    kind = next((kind for prefix, kind in _KINDS.items() if token.startswith(prefix)), "")
    is_ = f"It is {kind}." if kind else f"It doesn't start with {wanted}."
    return problem(_check(name), f"{name.upper()} holds no such token. {is_}", _WHERE[name])


def _refused(check: str, name: str, error: Exception, settings: Settings) -> Finding:
    if not isinstance(error, SlackApiError):
        # The error's own text may repeat what was sent.
        return problem(
            check,
            f"Slack can't be reached at {settings.slack_api_url} ({type(error).__name__}).",
            "Check the network, a proxy (HTTPS_PROXY), and SLACK_API_URL.",
        )
    code = error.response.get("error") if isinstance(error.response.data, dict) else None
    return problem(
        check, f"Slack refuses {name.upper()}: {code or 'it gives no reason'}.", _WHERE[name]
    )


def _check(name: str) -> str:
    return name.removeprefix("slack_").replace("_", " ")
