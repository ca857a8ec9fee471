"""Settings are read once, typed, and fail with the variable's name and what it should hold."""

from dataclasses import replace
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot import settings as settings_module
from bot.doctor.variables import variables
from bot.settings import Settings, SettingsError
from matcher import Bands
from matcher.calibration import NO_READER, calibration_for

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable and no file of whoever runs the tests."""
    for name in variables().values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.chdir(tmp_path)


def test_everything_has_a_default_but_the_tokens() -> None:
    settings = settings_module.load()
    assert settings.data == Path("data")
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.embedded
    with pytest.raises(SettingsError) as caught:
        settings.need("slack_bot_token", "slack_app_token")
    assert [line.split()[0] for line in str(caught.value).splitlines()] == [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]


def test_slacks_variables_keep_their_names_and_the_rest_has_akin_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_API_URL", "http://localhost:1/api")
    monkeypatch.setenv("AKIN_DATA", "elsewhere")
    monkeypatch.setenv("AKIN_WORKERS", "7")
    settings = settings_module.load()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"
    assert settings.slack_api_url == "http://localhost:1/api/"
    assert (settings.data, settings.workers) == (Path("elsewhere"), 7)


def test_the_file_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("AKIN_SAME=0.9\nAKIN_RELATED=0.6\n")
    monkeypatch.setenv("AKIN_SAME", "0.8")
    settings = settings_module.load()
    assert (settings.same, settings.related) == (0.8, 0.6)


def test_arguments_win_over_both_and_none_is_no_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKIN_PORT", "4000")
    monkeypatch.setenv("AKIN_HOST", "::1")
    settings = settings_module.load(port=5000, host=None)
    assert (settings.port, settings.host) == (5000, "::1")


def test_a_budget_of_zero_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_module.load().rerank_budget == 0.3
    monkeypatch.setenv("AKIN_RERANK_BUDGET_MS", "0")
    assert settings_module.load().rerank_budget is None


def test_what_is_set_wins_over_what_the_calibration_says(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = replace(calibration_for(NO_READER), thresholds={0.9: 0.7, 0.98: 0.95}, related=0.3)
    settings = settings_module.load()
    assert settings.bands(shipped) == Bands(same=0.7, related=0.3)
    assert settings.bands(shipped, 0.98) == Bands(same=0.95, related=0.3)
    monkeypatch.setenv("AKIN_SAME", "0.8")
    monkeypatch.setenv("AKIN_RELATED", "0.4")
    assert settings_module.load().bands(shipped, 0.98) == Bands(same=0.8, related=0.4)


def test_port_is_understood_as_hosting_services_set_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8080")
    assert settings_module.load().port == 8080


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AKIN_WORKERS", "many"),
        ("AKIN_WORKERS", "0"),
        ("AKIN_SAME", "1.5"),
        ("AKIN_RERANKER", ""),
        ("AKIN_RERANK_BUDGET_MS", "-1"),
        ("AKIN_RERANK_BUDGET_MS", "60001"),
        ("AKIN_DTYPE", "int4"),
        ("AKIN_LOG_LEVEL", "loud"),
        ("SLACK_API_URL", "slack.com"),
    ],
)
def test_a_wrong_value_is_named_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{name} can't be used: "):
        settings_module.load()


def test_a_wrong_value_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """It could be a token that was put into the wrong variable."""
    monkeypatch.setenv("AKIN_WORKERS", "xoxb-secret")
    with pytest.raises(SettingsError) as caught:
        settings_module.load()
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_tokens_are_not_shown() -> None:
    settings = settings_module.load(slack_bot_token="xoxb-hush", database_url="postgresql://p:w@h")
    assert "hush" not in repr(settings)
    assert "p:w" not in repr(settings)


@pytest.mark.parametrize(
    ("database_url", "chroma_url", "embedded"),
    [("", "", True), ("postgresql://h/d", "", True), ("postgresql://h/d", "http://h:1", False)],
)
def test_one_process_owns_the_data_folder_unless_nothing_is_in_it(
    database_url: str, chroma_url: str, embedded: bool
) -> None:
    settings = settings_module.load(database_url=database_url, chroma_url=chroma_url)
    assert settings.embedded is embedded


def test_the_example_names_every_variable_with_a_line_about_it() -> None:
    lines = EXAMPLE.read_text().splitlines()
    named = {}
    for number, line in enumerate(lines):
        name, equals, _ = line.removeprefix("#").partition("=")
        if equals and name.isupper():
            named[name] = number
    assert set(named) == set(variables().values())
    for name, number in named.items():
        above = lines[number - 1]
        assert above.startswith("# ") or above.removeprefix("#").partition("=")[0] in named, name


def test_the_example_shows_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = EXAMPLE.read_text()
    uncommented = tmp_path / "example"
    uncommented.write_text(
        "\n".join(
            line[1:] if line.startswith("#") and line[1:2].isupper() else line
            for line in text.splitlines()
        )
    )
    shown = dotenv_values(uncommented)
    defaults = Settings(_env_file=None)
    examples = {"AKIN_DATABASE_URL", "AKIN_CHROMA_URL", "AKIN_SAME", "AKIN_RELATED"}
    for field, name in variables().items():
        value = getattr(defaults, field)
        if name not in examples:
            plain = value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
            assert shown[name] == plain, name
    assert Settings(_env_file=uncommented).database_url.get_secret_value()
