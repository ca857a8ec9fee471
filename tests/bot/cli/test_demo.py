"""`akin demo` shows the real bot at work, with a terminal and without one."""

import codecs
import os
import pty
import re
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.demo import run_demo
from bot.cli.stage import settings_for
from bot.errors import BotError
from bot.playground import PlaygroundServer, Workspace, content
from matcher.encoder import Encoder
from tests.bot.cli.processes import AKIN_DEMO, HERE, start_demo

ENOUGH = 120.0
"""Seconds after which the demo is taken to hang."""

AGAIN = 5.0
"""Seconds after which one presses Ctrl-C again."""


def steps(shown: str) -> list[str]:
    """Cut what was printed into the scene's steps."""
    return re.split(r"^\d+/\d+  ", shown, flags=re.MULTILINE)[1:]


def test_without_a_terminal_the_scene_is_played_and_the_bot_answers_as_the_content_promises(
    encoder: Encoder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_demo(0, tmp_path / "kept", pace=0, typing=False, encoder=encoder)
    shown = capsys.readouterr()
    played = steps(shown.out)
    assert len(played) == len(content.scene())
    duplicate, reworded, near_miss, thanks, *_, later, edit, opening, card, several, ranking = (
        played
    )
    # A ticket that came before finds the earlier one, with what helped.
    assert "This looks like payment failed HV-6021" in duplicate
    assert "Sent the confirmation link" in " ".join(duplicate.replace("┃ ▎", "").split())
    # One in other words finds it, too, and no more is claimed than that it may be related.
    assert "Possibly related: customers turned up an hour early" in reworded
    assert "fixed offset" in reworded
    # One that is only similar is not called the same.
    assert "HV-5031" in near_miss
    assert "This looks like" not in near_miss
    assert thanks.rstrip().endswith("Akin stays silent.")
    assert "relayctl register --new-id" in later
    assert "changes the answer" in edit
    assert "only Priya sees this" in shown.out
    # Résumés: read, held against the opening, ranked; keywords don't make a candidate.
    assert "4 must-haves" in opening
    assert "years of work" in card
    assert "is a scan" in several or "walter-iverach.pdf" in several
    assert ranking.index("mira-sandoval") < ranking.index("derek-vance")
    # What is private or shared is in nobody's answer here.
    secrets = [t.resolution for t in (*content.private_tickets(), *content.shared_tickets())]
    flat = " ".join(shown.out.replace("▎", "").replace("┃", "").replace("┊", "").split())
    assert [secret for secret in secrets if secret[:40] in flat] == []
    assert "\x1b" not in shown.out + shown.err
    assert max(len(line) for line in shown.out.splitlines()) <= 80
    assert "Reading what was said in #support" in shown.err
    assert (tmp_path / "kept" / "akin.db").exists()


def test_at_a_terminal_one_types_oneself_and_ctrl_c_ends_it_well(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**HERE, "TERM": "xterm", "COLUMNS": "80", "TMPDIR": str(tmp_path)}
    environment |= {"SLACK_BOT_TOKEN": "xoxb-real", "AKIN_DATABASE_URL": "sqlite:////nowhere/x.db"}
    environment |= {"HTTP_PROXY": "http://127.0.0.1:9", "NO_COLOR": "1"}
    process = subprocess.Popen(
        [*AKIN_DEMO, "--play", "--fast"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    screen = Screen(ours)
    try:
        screen.until("you are Aoife in #support ›")
        assert "This looks like" in screen.shown
        assert not re.search(r"\x1b\[(?:\d+;)*3\d", screen.shown), "colours in spite of NO_COLOR"
        screen.type("printed invoices lack the column with the amounts")
        screen.until("pdf cut off on the right")
        screen.until("you are Aoife in #support ›")
        screen.type("@ines")
        screen.until("you are Ines in #support ›")
        screen.type("hello")
        screen.until("Slack refuses: channel_not_found")
        screen.until("you are Ines in #support ›")
        # Python's line editor misses a signal that comes between its prompt and its reading (19 of
        # 9,500, measured): then one presses again.
        screen.until("Bye.", again=lambda: process.send_signal(signal.SIGINT))
        assert process.wait(30) == 0
        assert "Traceback" not in screen.shown
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert list(tmp_path.glob("akin-*")) == [], "the temporary folder is still there"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_the_model_is_loaded_ends_it_without_a_traceback(
    number: signal.Signals, tmp_path: Path
) -> None:
    with start_demo("--play", TMPDIR=str(tmp_path)) as process:
        assert process.stderr is not None
        assert "Loading the model" in process.stderr.readline()
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert out.rstrip().endswith("Bye.")
    assert list(tmp_path.glob("akin-*")) == []


def test_a_folder_that_holds_something_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BotError, match="holds something already"):
        run_demo(0, tmp_path, pace=0, typing=False)
    with pytest.raises(BotError, match="holds something already"):
        run_demo(0, tmp_path / "mine.txt", pace=0, typing=False)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_port_that_is_taken_is_one_sentence_and_exit_code_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with start_demo("--play", "--port", str(port)) as process:
            out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert out == ""
    assert f"can't listen at port {port}" in err
    assert err.count("\n") == 1


def test_settings_of_a_real_workspace_do_not_reach_the_demo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("SLACK_APP_TOKEN=xapp-real\nAKIN_CHROMA_URL=http://real:8000\n")
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "SLACK_BOT_TOKEN": "xoxb-real",
        "SLACK_API_URL": "https://slack.com/api/",
        "AKIN_DATABASE_URL": "postgresql://real",
        "AKIN_DATA": "real",
        "AKIN_WORKERS": "not a number",
    }.items():
        monkeypatch.setenv(name, value)
    settings = settings_for(PlaygroundServer(Workspace(), port=4), Path("demo"))
    assert "real" not in repr(settings.model_dump())
    assert settings.slack_bot_token.get_secret_value() == "xoxb-playground"
    assert settings.slack_api_url == "http://127.0.0.1:4/api/"
    assert settings.data == Path("demo")
    assert settings.embedded


class Screen:
    """What a terminal shows, and what is typed at it."""

    def __init__(self, terminal: int) -> None:
        self.shown = ""
        self._terminal = terminal
        self._seen = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def type(self, line: str) -> None:
        os.write(self._terminal, f"{line}\r".encode())

    def until(self, expected: str, again: Callable[[], None] | None = None) -> None:
        """Read until it is shown, after what was waited for before.

        `again` is what is done now, and again while nothing is shown.
        """
        end = time.monotonic() + ENOUGH
        if again is not None:
            again()
        while (place := self.shown.find(expected, self._seen)) < 0:
            left = end - time.monotonic()
            patience = left if again is None else min(left, AGAIN)
            ready, _, _ = select.select([self._terminal], [], [], max(0.0, patience))
            if not ready and again is not None and time.monotonic() < end:
                again()
                continue
            assert ready, f"{expected!r} was not shown:\n{self.shown[-3000:]}"
            try:
                self.shown += self._decoder.decode(os.read(self._terminal, 65_536))
            except OSError:
                pytest.fail(f"It ended without {expected!r}:\n{self.shown[-3000:]}")
        self._seen = place + len(expected)
