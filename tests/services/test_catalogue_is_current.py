"""Every string of the code is in the catalogues: gettext's own programs read the code again."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django import Settings

from tests.config.test_catalogue import read_entries

pytestmark = pytest.mark.services

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
CODE = ["accounts", "config", "consultations", "principles", "templates"]


@pytest.fixture
def copied(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalogues of a copy of the code, the current folder: they are written to."""
    for name in CODE:
        shutil.copytree(settings.BASE_DIR / name, tmp_path / name)
    locale = tmp_path / "config" / "locale"
    settings.LOCALE_PATHS = [str(locale)]
    monkeypatch.chdir(tmp_path)
    return locale


def messages(locale: Path, language: str) -> set[tuple[str, ...]]:
    """What is to be translated: context, singular, plural."""
    entries = read_entries(locale / language / "LC_MESSAGES" / "django.po")
    assert len(entries) > 1000
    return {tuple(entry.parts.values()) for entry in entries}


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_the_strings_of_the_code_and_no_others(language: str, copied: Path) -> None:
    kept = messages(copied, language)
    call_command("makemessages", locale=[language], no_obsolete=True, verbosity=0)
    current = messages(copied, language)
    assert sorted(current - kept) == []
    assert sorted(kept - current) == []
