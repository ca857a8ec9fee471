"""`akin reindex`: the index, built anew."""

import shutil
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.opening import failures, load_settings
from bot.cli.output import console
from bot.cli.progress import rebuilds

if TYPE_CHECKING:
    from bot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(reindex)


def reindex(
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Throw the vector index away first and fill it from the database, which holds "
            "every vector. Stop `akin worker` before.",
        ),
    ] = False,
) -> None:
    """Build the index with the encoder that is set (AKIN_ENCODER).

    What the encoder has encoded before is kept; the old index serves until the new one is whole.
    """
    with failures():
        from bot.runtime import open_matcher  # noqa: PLC0415 - heavy, and not for --help
        from bot.views.words import counted  # noqa: PLC0415

        settings = load_settings()
        with rebuilds() as progress:
            if force:
                _throw_away(settings)
            matcher = open_matcher(settings, reindex=True, progress=progress, searching=False)
        with matcher:
            documents = matcher.counts().documents
            name = matcher.encoder.name
        encoded = progress.done.get("Encoding", 0)
        console.print(
            f"The index holds {counted(documents, 'document')}, encoded with {name} "
            f"({encoded:,} encoded just now).",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _throw_away(settings: "Settings") -> None:
    """Remove the index; opening builds it again.

    Raises:
        MatcherError: another process owns the data folder, or the server can't be reached.

    """
    from matcher.chroma import Chroma  # noqa: PLC0415 - heavy, and not for --help
    from matcher.folder import DataFolder  # noqa: PLC0415
    from matcher.seal import break_seal  # noqa: PLC0415

    if settings.chroma_url:
        chroma = Chroma(settings.data / "index", settings.chroma_url)
        for name in chroma.names():
            chroma.drop(name)
        chroma.close()
        return
    folder = DataFolder(settings.data)
    try:
        break_seal(folder.index)
        if folder.index.exists():
            shutil.rmtree(folder.index)
    finally:
        folder.release()
