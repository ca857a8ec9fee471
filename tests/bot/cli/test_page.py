"""`akin demo` serves the workspace as a page, keeps it where it is told to, and ends well."""

import json
import re
import signal
import webbrowser
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.cli.page import Demo, open_page, run_page
from bot.errors import BotError
from bot.playground import keeping
from matcher.encoder import Encoder
from tests.bot.cli.processes import start_demo
from tests.e2e.office import until
from tests.e2e.test_answers import OLD, TWIN


def answers(demo: Demo, text: str) -> str:
    """Say something in #support, and return what the bot answers in its thread."""
    aoife = demo.workspace.person("Aoife")
    said = aoife.post("support", text)
    until(demo.idle, "the bot to be idle")
    return " ".join(m.text for m in aoife.sees("support", said.ts) if m.ts != said.ts)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_page_is_there_before_the_bot_is_and_a_signal_ends_both(
    number: signal.Signals, tmp_path: Path
) -> None:
    with start_demo("--no-browser", "--empty", TMPDIR=str(tmp_path)) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", told)
        assert address, told
        with urlopen(address.group()) as page:  # noqa: S310
            assert b"<title>" in page.read()
        assert "Akin is ready" in process.stdout.readline()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.rstrip().endswith("Bye.")
    assert "Traceback" not in err
    assert list(tmp_path.glob("akin-*")) == [], "the temporary folder is still there"


def test_what_was_kept_is_gone_on_with_another_day(encoder: Encoder, tmp_path: Path) -> None:
    with open_page(data=tmp_path / "kept", sample=False, encoder=encoder) as demo:
        demo.workspace.person("Aoife").command("support", "/akin watch here as tickets").wait()
        until(demo.idle, "the bot to be idle")
        assert answers(demo, OLD) == ""
        before = demo.workspace.person("Aoife").sees("support")
    with open_page(data=tmp_path / "kept", sample=False, encoder=encoder) as demo:
        assert demo.workspace.person("Aoife").sees("support") == before
        assert OLD in answers(demo, TWIN), "the bot has forgotten what it was told"


def test_a_demo_that_ended_before_it_was_ready_is_begun_anew(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted_at_work(*_: object) -> None:
        assert any(folder.iterdir())
        raise KeyboardInterrupt

    folder = tmp_path / "kept"
    monkeypatch.setattr("bot.cli.stage.learn", interrupted_at_work)
    with pytest.raises(KeyboardInterrupt), open_page(data=folder, encoder=encoder):
        pass
    with open_page(data=folder, sample=False, encoder=encoder) as demo:
        assert demo.idle()
    assert json.loads((folder / keeping.FILE).read_text())["users"]


def test_a_folder_of_something_else_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BotError, match="holds something already"), open_page(data=tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("browser", [True, False])
def test_the_browser_is_opened_unless_it_is_not_wanted(
    browser: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr("bot.cli.stage.load_encoder", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_page(0, None, browser=browser, sample=False)
    if browser:
        until(lambda: opened, "the browser to be opened")
    assert len(opened) == browser


def interrupted() -> None:
    raise KeyboardInterrupt
