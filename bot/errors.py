"""What can go wrong in the bot, in sentences for the person who runs Akin."""


class BotError(Exception):
    """An expected failure; its message says what was wrong and what to do."""


class RetryLater(BotError):  # noqa: N818 - it asks for something rather than reports a mistake
    """A job can't go on now, through no fault of its own (Slack answered 429, for example).

    Args:
        seconds: how long to wait before the job is tried again.
        reason: a short sentence for the log and the list of jobs, without anybody's text.
    """

    def __init__(self, seconds: float, reason: str) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.reason = reason


class Undeliverable(BotError):  # noqa: N818 - likewise
    """A job can never succeed (the channel is gone, for example): it is buried at once.

    Args:
        reason: a short sentence for the log and the list of dead jobs, without anybody's text.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LeaseLostError(BotError):
    """A job was taken over by another worker while this one still worked on it."""
