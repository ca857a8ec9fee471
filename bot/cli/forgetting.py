"""`akin forget`: what Akin is to remember no longer."""

import re
import secrets
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.opening import failures, load_settings, opened
from bot.cli.output import console, fail
from bot.cli.teams import TeamOption, team_of

if TYPE_CHECKING:
    from bot.jobs import Inbox
    from bot.state import Digest, State
    from matcher import Matcher

_SLACK_ID: Final = re.compile(r"(?P<channel>[A-Z0-9]+)-(?P<ts>\d+\.\d+)")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(forget)


def forget(
    what: Annotated[
        str,
        typer.Argument(
            metavar="ID_OR_LINK",
            help="A document's id, as `akin find --json` gives it, or the link of a message or of "
            "an imported record.",
            show_default=False,
        ),
    ],
    team: TeamOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask before.")] = False,
) -> None:
    """Forget a document for good, with its thread and what people said of it."""
    with failures():
        from bot.runtime import open_inbox  # noqa: PLC0415 - heavy, and not for --help
        from bot.state import State  # noqa: PLC0415
        from bot.views.words import counted  # noqa: PLC0415

        settings = load_settings()
        with opened(settings) as matcher:
            inbox = open_inbox(matcher.engine)
            memory = _Memory(matcher, State(matcher.engine), team_of(settings, team))
            id_ = memory.find(what)
            if id_ is None:
                fail(
                    f"Nothing is remembered under {what}. `akin find TEXT --json` shows the ids "
                    "of what is."
                )
            if not yes:
                _ask(matcher, memory.team, id_)
            shown, told = memory.forget(id_)
            for channel, message_ts in shown:
                inbox.put(
                    f"revisit:forget:{secrets.token_hex(8)}:{channel}:{message_ts}",
                    "revisit",
                    {"channel": channel, "message_ts": message_ts},
                    lane=f"{memory.team}:{channel}",
                )
            _revisit_digests(inbox, told)
        _say(f"{id_} is forgotten.")
        if shown:
            _say(
                f"{counted(len(shown), 'reply', 'replies')} in Slack still "
                f"{'shows' if len(shown) == 1 else 'show'} it, and will be corrected as soon as "
                "Akin runs."
            )
        if not _SLACK_ID.fullmatch(id_):
            _say("Importing the file that it came from would bring it back.")


@dataclass(frozen=True, slots=True)
class _Memory:
    matcher: "Matcher"
    state: "State"
    team: str

    def find(self, what: str) -> str | None:
        """Return the id of the document that somebody names."""
        from bot.work.commands import Link  # noqa: PLC0415
        from bot.work.memory import slack_document_id  # noqa: PLC0415

        candidates = [what]
        link, _ = Link.first(what)
        if link is not None:
            post = self.state.posts.get(self.team, link.channel, link.ts)
            root = post.thread_ts if post is not None else link.thread_ts
            candidates.append(slack_document_id(link.channel, root))
        elif "://" in what:
            candidates += self._linked(what)
        found = self.matcher.store.get(self.team, candidates)
        return next(iter(found), None)

    def _linked(self, permalink: str) -> list[str]:
        import sqlalchemy as sa  # noqa: PLC0415

        from matcher.tables import documents  # noqa: PLC0415

        query = sa.select(documents.c.id).where(
            documents.c.team == self.team, documents.c.permalink == permalink
        )
        with self.matcher.engine.execution_options(akin_read_only=True).connect() as db:
            return list(db.execute(query).scalars())

    def forget(self, id_: str) -> "tuple[list[tuple[str, str]], list[Digest]]":
        """Forget a document; return what in Slack still shows it.

        That is (channel, message_ts) of replies, and digests.
        """
        told = [id_]
        replies = self.state.replies.showing(self.team, [id_])
        self.matcher.remove([id_], team=self.team)
        self.state.judgements.forget(self.team, [id_])
        if message := _SLACK_ID.fullmatch(id_):
            channel, ts = message["channel"], message["ts"]
            self.state.posts.forget(self.team, channel, ts)
            topic = self.state.topics.forget_message(self.team, channel, ts)
            told += [topic] if topic is not None else []
            own = self.state.replies.get(self.team, channel, ts)
            if own is not None:
                # With nothing left to show, and asked by nobody, it is withdrawn.
                own = replace(own, shown=(), asked=False)
                self.state.replies.put(own)
                replies = [own, *(r for r in replies if r.message_ts != ts)]
        digests = self.state.digests.showing(self.team, told)
        return [(reply.channel, reply.message_ts) for reply in replies], digests


def _revisit_digests(inbox: "Inbox", digests: "list[Digest]") -> None:
    from bot.clock import digest_lane  # noqa: PLC0415

    for digest in digests:
        inbox.put(
            f"revisit_digest:forget:{secrets.token_hex(8)}:{digest.channel}:{digest.period}",
            "revisit_digest",
            {"channel": digest.channel, "period": digest.period},
            lane=digest_lane(digest.channel),
        )


def _ask(matcher: "Matcher", team: str, id_: str) -> None:
    if not sys.stdin.isatty():
        fail("This can't be undone, and nobody can be asked here: say --yes as well.")
    document = matcher.get(id_, team=team)
    title = document.title if document is not None else id_
    typer.confirm(f"Forget “{title}” for good?", abort=True, err=True)


def _say(sentence: str) -> None:
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)
