"""Settings whose loss nobody would see at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import settings as module


def test_sessions_survive_the_loss_of_redis_abuse_60() -> None:
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


def test_tests_hand_nothing_to_a_broker() -> None:
    assert settings.OUTBOX_RELAY == "off"


def test_machine_without_a_key_makes_one_that_only_its_user_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "VAR_DIR", tmp_path / "var")
    key = module._own_secret()
    assert len(key) >= 50
    (file,) = (tmp_path / "var").iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("secret_key", 0o600)
    assert module._own_secret() == key


def test_processes_that_start_at_once_agree_on_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "VAR_DIR", tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: module._own_secret(), range(50)))
    assert len(set(keys)) == 1
    assert len(keys[0]) >= 50


def test_machine_that_can_keep_no_key_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(module, "VAR_DIR", tmp_path / "file")
    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY: "):
        module._own_secret()
