"""Files are fetched from Slack alone: the bot's token goes nowhere else."""

import pytest

from bot.downloads import FileGoneError, download
from bot.playground import BOT_TOKEN, PlaygroundServer, Workspace

SLACK = "https://slack.com/api/"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/files-pri/T1-F1/cv.pdf",
        "https://evilslack.com/cv.pdf",
        "https://files.slack.com.evil.example/cv.pdf",
        "http://files.slack.com/cv.pdf",
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_outside_slack_is_refused_unasked(url: str) -> None:
    with pytest.raises(FileGoneError, match="outside Slack"):
        download(url, "xoxb-secret", api_url=SLACK, most=10)


def test_a_file_is_read_no_further_than_wanted() -> None:
    workspace = Workspace()
    ana = workspace.add_user("ana")
    general = workspace.add_channel("general", members=[ana])
    with PlaygroundServer(workspace) as server:
        message = ana.upload(general, "a.txt", b"0123456789")
        file = message.files[0]
        url = f"{server.base_url}files-pri/T-{file}/download/a.txt"

        assert download(url, BOT_TOKEN, api_url=server.api_url, most=20) == b"0123456789"
        assert download(url, BOT_TOKEN, api_url=server.api_url, most=4) == b"01234"
