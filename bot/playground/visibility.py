"""Who may see which conversation."""

from __future__ import annotations

from bot.playground.conversations import Conversation
from bot.playground.people import User


def may_see(user: User, conversation: Conversation) -> bool:
    """Whether `user` may read what is in `conversation`.

    Members may. Beyond them, a public channel is open to the organisation's own full members:
    neither to guests nor to people of other organisations. A deactivated account sees nothing.
    """
    if user.deleted:
        return False
    if user.id in conversation.members:
        return not user.is_foreign or user.team_id in conversation.connected_teams
    return not (conversation.is_private or user.is_guest or user.is_foreign)
