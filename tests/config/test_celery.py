"""The queue: what beat sends exists, and nothing outlives its purpose."""

from pathlib import Path

import pytest
from celery.signals import beat_init
from django.apps import apps

from config.celery import CLOCK, JOBS, _transport_options, app


def test_beat_sends_only_tasks_that_exist() -> None:
    app.loader.autodiscover_tasks([config.name for config in apps.get_app_configs()])
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled - set(app.tasks) == set()


def test_ticks_expire() -> None:
    for entry in app.conf.beat_schedule.values():
        assert entry["options"]["expires"] >= entry["schedule"]


def test_ticks_do_not_queue_behind_jobs() -> None:
    assert {entry["options"]["queue"] for entry in app.conf.beat_schedule.values()} == {CLOCK}
    assert [queue.name for queue in app.conf.task_queues] == [JOBS, CLOCK]
    assert app.conf.task_default_queue == JOBS


def test_beat_ticks_at_once_when_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = []
    monkeypatch.setattr(app, "send_task", lambda name, **options: sent.append(name))
    beat_init.send(sender=None)
    assert sent == [entry["task"] for entry in app.conf.beat_schedule.values()]


def test_redis_keeps_a_message_hidden_for_longer_than_any_job_runs(tmp_path: Path) -> None:
    options = _transport_options("redis://localhost/0", tmp_path, 600)
    assert options["visibility_timeout"] > app.conf.task_time_limit
    assert list(tmp_path.iterdir()) == []


def test_filesystem_broker_has_its_folders(tmp_path: Path) -> None:
    options = _transport_options("filesystem://", tmp_path, 600)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["control", "queue"]
    assert options["polling_interval"] == 0.1


def test_jobs_are_acknowledged_late_and_survive_their_worker() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit
