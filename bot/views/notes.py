"""Short sentences, each for one situation."""

from bot import mrkdwn
from bot.views.matches import note
from bot.views.message import Message

_LINK_HINT = "To copy a message's link, open its menu (⋯) and choose *Copy link*."


def what_to_search() -> Message:
    """Ask for words: there was nothing to search for."""
    return note(
        "Tell me what to look for: mention me with a few words, or below a message that says it."
    )


def find_what() -> Message:
    """Say how `/akin find` is used."""
    return note("Tell me what to look for: `/akin find printer offline after update`")


def not_a_link(command: str) -> Message:
    """Say that a command needs a link to a message."""
    return note(f"`/akin {command}` needs the link of a message. {_LINK_HINT}")


def not_found() -> Message:
    """Say that a link leads nowhere that this person and Akin both know."""
    return note(
        "I don't know that message. I only know messages of channels that I watch and you can see."
    )


def no_such_topic() -> Message:
    """Say that a topic is gone, or not for this person to change."""
    return note(
        "That topic is gone, or it isn't yours to change: full members who see its channel can."
    )


def resolved(title: str, *, with_text: bool) -> Message:
    """Say that a message is marked as resolved."""
    what = f"“{mrkdwn.shorten(title, 100)}”"
    if with_text:
        return note(f"Noted: {what} is resolved. I show this solution when it comes up again.")
    return note(
        f"Noted: {what} is resolved. Add how, and I can tell others: `/akin resolve LINK the fix`"
    )


def forgotten(count: int) -> Message:
    """Say that something was forgotten."""
    if not count:
        return not_found()
    return note(
        "Forgotten: I removed it from my memory and from my replies, and won't learn it again."
    )


def candidates_inside() -> Message:
    """Say that candidates are shown to a channel's members only."""
    return note("Candidates stay in their channel: join it, then ask me there.")


def not_for_resumes() -> Message:
    """Say that a channel is not watched for résumés."""
    return note(
        "I don't read résumés in this channel. Have me do it: `/akin watch here as resumes`"
    )


def members_only() -> Message:
    """Say that guests can't change what Akin remembers."""
    return note("Only full members of this workspace can do that. Please ask one of them.")


def watch_how() -> Message:
    """Say how `/akin watch` is used."""
    return note(
        "Try `/akin watch #channel as tickets`, `… as questions`, `… as resumes`, or `… off`."
    )


def no_such_channel() -> Message:
    """Say that a channel can't be found."""
    return note(
        "I can't find that channel. If it is private, invite me there first: `/invite @Akin`"
    )


def invite_first(channel: str) -> Message:
    """Say that Akin must be in a channel."""
    return note(f"I'm not in {mrkdwn.channel(channel)} yet. Invite me there: `/invite @Akin`")


def shared() -> Message:
    """Say that a search was shared."""
    return note("Shared with the channel.")


def shared_none() -> Message:
    """Say that nothing could be shared."""
    return note(
        "I didn't share this: it comes from places that not everybody in the channel can see."
    )


def shared_partly(count: int, withheld: int) -> Message:
    """Say that some matches were left out."""
    return note(
        f"Shared {count} of {count + withheld} with the channel. The others come from places that "
        "not everybody there can see."
    )


def failed() -> Message:
    """Say that something went wrong, to the person who asked."""
    return note(
        "Something went wrong on my side, so I can't answer this. I tried several times. "
        "Whoever runs me can see what it was with `akin doctor`."
    )
