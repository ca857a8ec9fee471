"""What was found: the reply in a thread, the list of a search, and what is shared of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.mrkdwn import channel as channel_reference
from bot.mrkdwn import shorten, user
from bot.views.actions import Action, Press
from bot.views.answers import Answer
from bot.views.evidence import details, gist, headline, linked, passage, reference, solution, terms
from bot.views.message import Block, Message, actions, button, context, message, section
from bot.views.words import capital, counted, hurry, joined, percent
from matcher.matches import Match
from matcher.verdicts import Band, Bands

_RESOLUTION: Final = 700
_PASSAGE: Final = 300
_GIST: Final = 160
_LISTED: Final = 5
_LISTED_TITLE: Final = 100
# What a list's matches share, so that the fullest list still fits a message.
_LISTED_RESOLUTIONS: Final = 900
_LISTED_PASSAGES: Final = 500
_QUERY: Final = 80
_HEADLINE: Final = 160

_CLOSE: Final = 0.75

_NOTHING: Final = (
    "I looked, but nothing I know matches this yet. Other words can help: try `/akin find`. "
    "And when a reply solves it, put a ✅ on that reply, so that I can learn it."
)


def reply(answer: Answer) -> Message:
    """Return the reply in the thread, as it is to look now.

    An answer that has nothing to say and wasn't asked reads as withdrawn.
    """
    if answer.hidden_by:
        return _hidden(answer)
    if answer.confirmed:
        return _confirmed(answer, *answer.confirmed)
    if answer.open:
        return _suggested(answer, answer.open[0], answer.open[1:])
    if answer.dismissed:
        return message("Not a duplicate after all.", [_dismissals(answer)])
    if answer.asked:
        return message(_NOTHING, [section(_NOTHING), *_hurry(answer.hurried)])
    return withdrawn()


def found(
    query: str,
    matches: Sequence[Match],
    *,
    bands: Bands,
    share_value: str,
    channel: str = "",
    hurried: tuple[int, int] | None = None,
) -> Message:
    """Return the list of what a search found, for the person who searched alone.

    Args:
        query: the words that were searched for; empty for *Find similar*.
        matches: what was found, best first; five are shown.
        bands: decide in which words it is told how near a match is.
        share_value: what the *Share* button gives back, at most 2,000 characters.
        channel: the id of the channel that *Share* posts to.
        hurried: how many candidates were read closely, and of how many, where time ran out.
    """
    if not matches:
        text = (
            f"I found nothing{_for(query)}. Try other words, such as the error's text or the "
            "name of the feature."
        )
        return message(text, [section(text), *_hurry(hurried)])
    title = f"{counted(len(matches[:_LISTED]), 'match', 'matches')}{_for(query)}"
    where = f" *Share* posts this to {channel_reference(channel)}." if channel else ""
    return message(
        f"{title}: {headline(matches[0], _HEADLINE)}",
        [
            section(title),
            *_listed(matches, bands, {}, mention=True),
            context(f"Only you can see this.{where}"),
            actions([button("Share", Action.SHARE, share_value)]),
            *_hurry(hurried),
        ],
    )


def shared(
    query: str,
    matches: Sequence[Match],
    by: str,
    withheld: int,
    *,
    bands: Bands,
    names: Mapping[str, str] | None = None,
) -> Message:
    """Return what is posted when somebody shares what a search found.

    Args:
        query: the words that were searched for; empty for *Find similar*.
        matches: those that everybody in the channel may see, best first; five are shown.
        by: the id of who shares it.
        withheld: how many were left out, since not everybody in the channel may see them.
        bands: decide in which words it is told how near a match is.
        names: display names of authors by user id; others stay unnamed.
    """
    looked = f"{user(by)} looked for {_quoted(query) or 'something similar'}"
    if not matches:
        if withheld:
            return note(
                f"{looked}. What I found comes from places that not everybody here can see, "
                "so I can't show it here."
            )
        return note(f"{looked}. I found nothing that matches.")
    left_out = (
        f"{counted(withheld, 'match', 'matches')} from places that not everybody here can see "
        f"{'was' if withheld == 1 else 'were'} left out."
        if withheld > 0
        else ""
    )
    return message(
        f"{looked}: {headline(matches[0], _HEADLINE)}",
        [
            section(f"{looked}. This is what I know:"),
            *_listed(matches, bands, names or {}, mention=False),
            *([context(left_out)] if left_out else []),
        ],
    )


def note(text: str) -> Message:
    """Return one short sentence or two. The text is mrkdwn: people's words in it are escaped."""
    return message(text, [section(text)])


def withdrawn() -> Message:
    """Return what a reply becomes whose reason is gone."""
    text = "The message this was about was changed or removed, so I took my answer back."
    return message(text, [context(text)])


def _suggested(answer: Answer, best: Match, others: Sequence[Match]) -> Message:
    if answer.band(best) is Band.SAME:
        subject = "question" if answer.question else "problem"
        sure = f"{percent(best.same)} sure"
        text = f"This looks like {headline(best, _HEADLINE, f' ({sure})')}"
        blocks = [
            section(
                f"This looks like {linked(best.document)}",
                joined([f"{sure} it is the same {subject}", terms(best)]),
            ),
            context(details(best.document, answer.names)),
            section(*solution(best.document, _RESOLUTION)),
        ]
        if said := passage(best, _PASSAGE, _RESOLUTION):
            blocks.append(section(*said))
    else:
        opening = "The closest I know of:" if answer.asked else "Possibly related:"
        text = f"{opening} {headline(best, _HEADLINE)}"
        why = capital(terms(best))
        blocks = [section(f"{opening} {reference(best.document)}", gist(best, _GIST), why)]
    blocks.append(_buttons(answer, best))
    blocks += [context(_also(match)) for match in others]
    if answer.dismissed:
        blocks.append(_dismissals(answer))
    return message(text, [*blocks, *_hurry(answer.hurried)])


def _confirmed(answer: Answer, match: Match, by: str) -> Message:
    document = match.document
    return message(
        f"✅ {user(by)} says this answers it: {headline(match, _HEADLINE)}",
        [
            section(f"✅ {user(by)} says this answers it: {reference(document)}"),
            section(*solution(document, _RESOLUTION)),
            actions([button("Undo", Action.UNDO, Press(answer.key, document.id).value)]),
        ],
    )


def _hidden(answer: Answer) -> Message:
    return message(
        "My answer here is hidden.",
        [
            context(f"Hidden by {user(answer.hidden_by)}"),
            actions([button("Show", Action.SHOW, Press(answer.key).value)]),
        ],
    )


def _buttons(answer: Answer, match: Match) -> Block:
    value = Press(answer.key, match.document.id).value
    return actions(
        [
            button("This answers it", Action.ANSWERS, value, primary=True),
            button("Not a duplicate", Action.NOT_DUPLICATE, value),
            button("Hide", Action.HIDE, Press(answer.key).value),
        ]
    )


def _dismissals(answer: Answer) -> Block:
    return context(
        *(
            f"{user(by)}: not a duplicate of {reference(match.document, 80)}"
            for match, by in answer.dismissed
        )
    )


def _also(match: Match) -> str:
    return f"Or: {joined([reference(match.document, 80), gist(match, _GIST)])}"


def _hurry(hurried: tuple[int, int] | None) -> list[Block]:
    return [context(hurry(*hurried))] if hurried else []


def _listed(
    matches: Sequence[Match], bands: Bands, names: Mapping[str, str], *, mention: bool
) -> Iterator[Block]:
    shown = matches[:_LISTED]
    resolution = min(_RESOLUTION, _LISTED_RESOLUTIONS // len(shown))
    for match in shown:
        yield section(
            linked(match.document, _LISTED_TITLE),
            joined([_nearness(match, bands), details(match.document, names, mention=mention)]),
            capital(terms(match)),
            *solution(match.document, resolution),
            *passage(match, min(_PASSAGE, _LISTED_PASSAGES // len(shown)), resolution),
        )


def _nearness(found: Match, bands: Bands) -> str:
    match bands.of(found):
        case Band.SAME:
            return f"{percent(found.same)} sure it is the same"
        case Band.RELATED:
            return "very close" if found.relevance >= _CLOSE else "may help"
        case Band.SILENCE:
            return "a long shot"


def _for(query: str) -> str:
    return f" for {quoted}" if (quoted := _quoted(query)) else ""


def _quoted(query: str) -> str:
    shown = shorten(query, _QUERY)
    return f"“{shown}”" if shown else ""
