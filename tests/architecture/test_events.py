"""Actions announce, receivers enqueue, tasks act: no link of that chain leads nowhere."""

import ast
from importlib import import_module

import pytest
from celery import current_app
from django.apps import apps

from accounts.events import Event
from tests.architecture.source import APPS, application_modules, calls_of, tracked

EVENTS = [
    value
    for app in APPS
    for value in vars(import_module(f"{app}.events")).values()
    if isinstance(value, type) and issubclass(value, Event) and value is not Event
]


def announced() -> set[str]:
    return {
        call.args[0].func.id
        for _, call in calls_of("announce", application_modules())
        if isinstance(call.args[0], ast.Call) and isinstance(call.args[0].func, ast.Name)
    }


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_event_is_announced(event: type[Event]) -> None:
    assert event.__name__ in announced()


def test_only_actions_announce() -> None:
    layers = {path.parent.name for path, _ in calls_of("announce", application_modules())}
    assert layers == {"actions"}


def test_only_receivers_tasks_and_the_sender_of_mail_enqueue() -> None:
    modules = {path.name for path, _ in calls_of("enqueue", application_modules())}
    assert modules <= {"receivers.py", "tasks.py", "mail.py"}


def test_every_job_put_in_the_outbox_has_its_task() -> None:
    current_app.loader.autodiscover_tasks([app.name for app in apps.get_app_configs()])
    names = {
        call.args[0].value
        for _, call in calls_of("enqueue", application_modules())
        if isinstance(call.args[0], ast.Constant)
    }
    assert names - set(current_app.tasks) == set()


def test_receivers_listen_to_our_one_signal_only() -> None:
    for path, call in calls_of("receiver", application_modules()):
        assert path.name == "receivers.py"
        assert isinstance(call.args[0], ast.Name)
        assert call.args[0].id == "happened"


def test_no_signals_of_models() -> None:
    for path in application_modules():
        source = path.read_text(encoding="utf-8")
        assert "django.db.models.signals" not in source, path


def test_events_live_in_events_modules() -> None:
    defined = {event.__module__ for event in EVENTS}
    assert defined <= {f"{app}.events" for app in APPS}
    assert tracked("*/signals.py") == []
