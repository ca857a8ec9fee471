"""Files of messages, as the commands that look at all of them take them."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import errors

FileArgument = Annotated[
    Path,
    typer.Argument(
        help="CSV, JSON Lines, or a text with one message a line.", exists=True, dir_okay=False
    ),
]
ColumnOption = Annotated[
    str,
    typer.Option(help="The column that holds the message, where its name doesn't tell."),
]


def read(file: Path, column: str) -> list[str]:
    """Return a file's messages by row; say on stderr how many rows could not be read.

    Raises:
        IngestError: the file can't be read, or holds no message.

    """
    from bot.views.words import counted  # noqa: PLC0415 - like the next, not for --help
    from ingest.message_files import read_messages  # noqa: PLC0415

    found = read_messages(file, column)
    if found.unread:
        errors.print(
            f"{counted(found.unread, 'row')} could not be read.", style="yellow", highlight=False
        )
    return list(found.texts)
