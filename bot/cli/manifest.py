"""`akin manifest`: what Slack makes the app from."""

from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from bot.cli.results import print_json

_LONGEST: Final = 2000


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(manifest)


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme == "https" and parts.hostname and len(url) <= _LONGEST
    except ValueError:
        is_usable = False
    if url and not is_usable:
        raise typer.BadParameter(
            "Slack delivers to addresses such as https://akin.example.com only."
        )
    return url


def manifest(
    url: Annotated[
        str,
        typer.Option(
            metavar="https://…",
            help="Where Slack reaches `akin web`. Without it the app uses Socket Mode, for "
            "`akin run`, and needs no address.",
            callback=_checked,
            show_default=False,
        ),
    ] = "",
) -> None:
    """Print the app manifest.

    Paste it at api.slack.com/apps under “Create New App”, “From a manifest”.
    """
    from bot.manifest import manifest as build  # noqa: PLC0415 - brings Slack's library

    print_json(build(url))
