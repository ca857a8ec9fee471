"""Settings: what is set wrong, and what looks like a setting and is none."""

import difflib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dotenv import dotenv_values
from pydantic import AliasChoices

from bot import settings as settings_module
from bot.doctor.finding import Finding, ok, problem, warning
from bot.settings import Settings, SettingsError

CHECK: Final = "settings"

_OF_SCRIPTS: Final = frozenset({"AKIN_VENV"})
"""Variables that the scripts beside Akin read."""


def look() -> tuple[Settings | None, list[Finding]]:
    """Read the settings; return them, or None where they can't be read, and what was found."""
    env_file = Path(str(Settings.model_config["env_file"]))
    try:
        written = dotenv_values(env_file) if env_file.is_file() else {}
    except (OSError, UnicodeDecodeError):
        advice = f"Save {env_file} as UTF-8 text that you may read, a NAME=value a line."
        return None, [problem(CHECK, f"{env_file} can't be read.", advice)]
    try:
        settings = settings_module.load()
    except SettingsError as error:
        advice = f"Correct it in the environment or in {env_file}; .env.example shows each."
        return None, [problem(CHECK, line, advice) for line in str(error).splitlines()]
    found = list(_unknown({*os.environ, *written}))
    if not found:
        where = f"the environment and {env_file}" if written else "the environment"
        found = [ok(CHECK, f"Read from {where}.")]
    return settings, found


def variables() -> dict[str, str]:
    """Return the variable that each setting is read from, by the field's name."""
    names: dict[str, str] = {}
    for field, info in Settings.model_fields.items():
        alias = info.validation_alias
        choices = alias.choices if isinstance(alias, AliasChoices) else []
        spelled = [str(choice) for choice in choices if str(choice).isupper()]
        names[field] = spelled[0] if spelled else f"AKIN_{field.upper()}"
    return names


def _unknown(names: set[str]) -> Iterator[Finding]:
    known = set(variables().values()) | _OF_SCRIPTS
    for name in sorted(names):
        if name.upper().startswith("AKIN_") and name.upper() not in known:
            close = difflib.get_close_matches(name.upper(), sorted(known), n=1)
            meant = f"Did you mean {close[0]}?" if close else "Remove it."
            yield warning(CHECK, f"{name} is no setting of Akin's.", meant)
