"""One form of error for every API view."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.verdicts import Conflict, Refused

PROBLEM = "application/problem+json"


def problem_json(error: Exception, context: dict[str, Any]) -> Response | None:
    """RFC 9457: type, title, status, detail, and `errors` by field where there are any."""
    if isinstance(error, Refused):
        number = status.HTTP_409_CONFLICT if isinstance(error, Conflict) else 400
        return _problem(number, str(error.message), error.code, **error.members)
    response = exception_handler(error, context)
    if response is None:
        return None
    code, detail = "error", ""
    errors: object = None
    if isinstance(error, Http404):
        code, detail = "not_found", "There is nothing at this address."
    elif isinstance(error, PermissionDenied):
        code, detail = "permission_denied", str(error) or "You may not do this."
    elif isinstance(error, exceptions.ValidationError):
        code, detail, errors = "invalid", "Some fields are not right.", response.data
    elif isinstance(error, exceptions.APIException):
        code, detail = error.default_code, str(error.detail)
    problem = _problem(response.status_code, detail, code, errors)
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in response.headers:
            problem[name] = response.headers[name]
    return problem


def _problem(
    code: int, detail: str, kind: str, errors: object = None, **members: object
) -> Response:
    body: dict[str, object] = {
        "type": "about:blank",
        "title": _TITLES.get(code, "Error"),
        "status": code,
        "code": kind,
        "detail": detail,
        **members,
    }
    if errors is not None:
        body["errors"] = errors
    return Response(body, status=code, content_type=PROBLEM)


_TITLES = {
    400: "Bad request",
    401: "Sign in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    415: "Unsupported media type",
    429: "Too many requests",
}
