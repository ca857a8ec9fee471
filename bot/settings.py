"""Settings, read once from the environment or `.env`."""

from pathlib import Path
from typing import Any, Final, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BotError
from matcher.calibration import DEFAULT_PRECISION, Calibration
from matcher.verdicts import Bands


class SettingsError(BotError):
    """A setting is missing or wrong; the message names the variable."""


NO_RERANKER: Final = "none"
"""What AKIN_RERANKER holds where the cosine alone is to rank."""


def _slack(name: str) -> Any:
    """Return a field that is read under Slack's usual name, without Akin's prefix."""
    return Field(default=SecretStr(""), validation_alias=AliasChoices(name, name.upper()))


class Settings(BaseSettings):
    """Everything that can be set. Each field's name in upper case with AKIN_ before it is its
    variable; Slack's own keep their usual names.
    """  # noqa: D205 - the sentence is one

    model_config = SettingsConfigDict(
        env_prefix="AKIN_", env_file=".env", extra="ignore", populate_by_name=True
    )

    slack_bot_token: SecretStr = _slack("slack_bot_token")
    slack_app_token: SecretStr = _slack("slack_app_token")
    slack_signing_secret: SecretStr = _slack("slack_signing_secret")
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        validation_alias=AliasChoices("slack_api_url", "SLACK_API_URL"),
    )

    data: Path = Path("data")
    database_url: SecretStr = SecretStr("")
    chroma_url: str = ""
    encoder: str = "all-MiniLM-L6-v2"
    reranker: str = Field(default="akin-reranker", min_length=1)
    rerank_budget_ms: int = Field(default=300, ge=0, le=60_000)
    dtype: Literal["auto", "float32", "bfloat16"] = "auto"
    workers: int = Field(default=4, ge=1, le=64)
    host: str = "127.0.0.1"
    port: int = Field(
        default=3000, ge=0, le=65535, validation_alias=AliasChoices("AKIN_PORT", "PORT")
    )
    same: float | None = Field(default=None, gt=0, lt=1)
    related: float | None = Field(default=None, gt=0, lt=1)
    pdf_seconds: int = Field(default=15, ge=1, le=120)
    pdf_memory_mb: int = Field(default=900, ge=200, le=8_000)
    pdf_pages: int = Field(default=60, ge=1, le=1_000)
    pdf_mb: int = Field(default=25, ge=1, le=200)
    resume_retention_days: int = Field(default=0, ge=0, le=3_650)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("should be a URL such as https://slack.com/api/")
        return value if value.endswith("/") else f"{value}/"

    @property
    def embedded(self) -> bool:
        """Whether database or index lie in the data folder, which one process owns."""
        return not (self.database_url.get_secret_value() and self.chroma_url)

    @property
    def rerank_budget(self) -> float | None:
        """The seconds that reading may take for a search; None for no limit."""
        return self.rerank_budget_ms / 1000 or None

    def bands(self, calibration: Calibration, precision: float = DEFAULT_PRECISION) -> Bands:
        """Return from which probabilities on a match is shown, and as what.

        Args:
            calibration: tells, where nothing is set.
            precision: the share of the warnings "the same" that should be right.
        """
        return Bands(
            same=calibration.threshold(precision) if self.same is None else self.same,
            related=calibration.related if self.related is None else self.related,
        )

    def need(self, *names: str) -> None:
        """Make sure that settings without a default are there.

        Raises:
            SettingsError: names each variable that is missing, and where to get it.
        """
        missing = [name for name in names if not getattr(self, name).get_secret_value()]
        if missing:
            lines = [f"{name.upper()} is not set: {_WHERE[name]}" for name in missing]
            raise SettingsError("\n".join(lines))


_WHERE = {
    "slack_bot_token": (
        "it starts with xoxb- and stands on your Slack app's page under “OAuth & Permissions” "
        "once the app is installed."
    ),
    "slack_app_token": (
        "it starts with xapp- and is made on your Slack app's page under “Basic Information”, "
        "“App-Level Tokens”, with the scope connections:write."
    ),
    "slack_signing_secret": (
        "it stands on your Slack app's page under “Basic Information”, “App Credentials”."
    ),
}


def load(**overrides: Any) -> Settings:
    """Read the settings; keyword arguments that are not None win over the environment.

    Raises:
        SettingsError: a variable holds something it can't, named with what it should hold.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            field = str(problem["loc"][0]) if problem["loc"] else "?"
            name = field.upper() if field.lower().startswith("slack_") else f"AKIN_{field.upper()}"
            if field.upper().startswith(("AKIN_", "PORT")):
                name = field.upper()
            lines.append(f"{name} can't be used: {problem['msg']}.")
        # `from None`: pydantic's own message repeats the value, which may be a secret.
        raise SettingsError("\n".join(lines)) from None
    except UnicodeDecodeError:
        raise SettingsError("The file .env is not UTF-8 text; save it as UTF-8.") from None
