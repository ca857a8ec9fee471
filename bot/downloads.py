"""Files of Slack's, fetched with the bot's token, which goes to nobody but Slack."""

from http.client import HTTPException, HTTPResponse
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot.errors import RetryLater, Undeliverable

TIMEOUT: Final = 20
_BLOCK: Final = 1 << 16
_TOO_MANY: Final = 429
_SERVER: Final = 500
_SLACK: Final = (".slack.com", ".slack-files.com")


class FileGoneError(Undeliverable):
    """The file can't be fetched any more: it was deleted, or Slack refuses it."""


class _NoRedirect(HTTPRedirectHandler):
    """A redirect could carry the token elsewhere; the page that it leads to is no file anyway."""

    def redirect_request(self, *_: Any) -> None:
        return None


def download(url: str, token: str, *, api_url: str, most: int) -> bytes:
    """Return the content of a file, of `most` bytes and one more where it has more than that.

    Args:
        url: the file's `url_private_download`.
        token: the bot's.
        api_url: of Slack's Web API; a local workspace serves files from the same host.
        most: how many bytes are wanted; a larger file is not read to its end.

    Raises:
        FileGoneError: it is gone, refused, or lies where no file of Slack's lies.
        RetryLater: Slack asks for patience, fails, or can't be reached.

    """
    if not _is_slacks(url, api_url):
        raise FileGoneError("A file lies outside Slack, so it is not fetched.")
    request = Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - see above
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as response:
            return _read(response, most)
    except HTTPError as error:
        if error.code == _TOO_MANY or error.code >= _SERVER:
            wait = float(error.headers.get("Retry-After") or 5)
            raise RetryLater(wait, f"Slack's files answered {error.code}.") from None
        raise FileGoneError(f"Slack refused a file ({error.code}).") from None
    except (URLError, OSError, HTTPException) as error:
        name = type(error).__name__
        raise RetryLater(5, f"Slack's files can't be reached ({name}).") from None


def _is_slacks(url: str, api_url: str) -> bool:
    there, api = urlsplit(url), urlsplit(api_url)
    if (there.scheme, there.netloc) == (api.scheme, api.netloc):
        return True
    host = there.hostname or ""
    return there.scheme == "https" and host.endswith(_SLACK)


def _read(response: HTTPResponse, most: int) -> bytes:
    blocks: list[bytes] = []
    size = 0
    while size <= most and (block := response.read(min(_BLOCK, most + 1 - size))):
        blocks.append(block)
        size += len(block)
    return b"".join(blocks)
