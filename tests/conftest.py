"""Fixtures every test may use; the things themselves are made by `tests/factories`."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings

from accounts.models.job import PENDING, Job, JobStatus
from config import celery_app
from tests.factories.cache import empty_cache

# How long one example takes says more about the machine than about the law it is to show. The suite
# tries the same examples each time, so that what fails is what was changed; to look for new ones:
# `make test ARGS="--hypothesis-profile=search -k ..."`.
_LENIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("suite", _LENIENT, derandomize=True)
settings.register_profile("brief", _LENIENT, derandomize=True, max_examples=20)
settings.register_profile("search", _LENIENT, max_examples=3000)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _own_cache() -> None:
    """What a test left is of rows that are gone, whose ids the next one has again."""
    empty_cache()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page in Arabic leaves its language active: the test client ends no thread."""
    yield
    translation.deactivate()


@pytest.fixture
def run_jobs(db: None) -> Callable[[], list[str]]:
    """Run what waits in the outbox, in this process, delays ignored, until nothing waits.

    Returns the names of the tasks run, in order; a job that fails fails the test.
    """
    celery_app.loader.autodiscover_tasks([app.name for app in apps.get_app_configs()])

    def run() -> list[str]:
        ran = []
        while job := Job.objects.filter(status__in=PENDING).order_by("id").first():
            celery_app.tasks[job.task](job.pk)
            job.refresh_from_db()
            assert job.status == JobStatus.DONE, f"{job.task} {job.arguments}: {job.error}"
            ran.append(job.task)
        return ran

    return run


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose service is absent fails: a skipped test would look like a passed one."""
    if item.get_closest_marker("services"):
        if connection.vendor != "postgresql":
            pytest.fail("This test needs PostgreSQL: set DATABASE_URL, or run `make check`.")
        if shutil.which("redis-server") is None:
            pytest.fail("This test needs the program redis-server, which is not installed.")
    if item.get_closest_marker("browser") and shutil.which("chromium") is None:
        pytest.fail("This test needs the program chromium, which is not installed.")
