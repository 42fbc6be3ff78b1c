"""Logs: one event a line, with the id of its request, and without what it must not tell."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from config.logging import RequestContextMiddleware, configure


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged from here on, as production logs it; put back afterwards."""
    configure({"level": "INFO", "json": True})
    stream = io.StringIO()
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    configure(django_settings.LOGGING)


def answer(request: HttpRequest) -> HttpResponse:
    request.resolver_match = ResolverMatch(answer, (), {}, route="invitations/<str:secret>/")
    logging.getLogger("a.library").warning("The %s is full.", "disk")
    return HttpResponse("ok", status=201)


def test_request_leaves_one_line_with_its_id_and_route_but_not_its_address(
    lines: io.StringIO,
) -> None:
    response = RequestContextMiddleware(answer)(RequestFactory().get("/invitations/sesame/"))
    library, finished = (json.loads(line) for line in lines.getvalue().splitlines())
    assert library["event"] == "The disk is full."
    assert library["level"] == "warning"
    assert finished["event"] == "request.finished"
    assert finished["route"] == "invitations/<str:secret>/"
    assert (finished["method"], finished["status"]) == ("GET", 201)
    assert library["request_id"] == finished["request_id"] == response["X-Request-ID"]
    assert "sesame" not in lines.getvalue()


def test_request_that_leads_nowhere_has_no_route(lines: io.StringIO) -> None:
    middleware = RequestContextMiddleware(lambda request: HttpResponse(status=404))
    middleware(RequestFactory().get("/nowhere"))
    assert json.loads(lines.getvalue())["route"] is None


def test_probes_leave_no_line(lines: io.StringIO) -> None:
    middleware = RequestContextMiddleware(lambda request: HttpResponse("ok"))
    middleware(RequestFactory().get("/health/live"))
    assert lines.getvalue() == ""


def test_error_is_logged_with_its_traceback_on_one_line(lines: io.StringIO) -> None:
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logging.getLogger("a.library").exception("It broke.")
    (line,) = lines.getvalue().splitlines()
    assert "ZeroDivisionError" in json.loads(line)["exception"]


def test_development_logs_are_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    configure({"level": "INFO", "json": False})
    logging.getLogger("a.library").warning("Hello.")
    configure(django_settings.LOGGING)
    assert "Hello." in capsys.readouterr().err
