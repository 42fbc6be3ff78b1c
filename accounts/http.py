"""Typed requests, and the one way a page answers a refusal."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models.user import User


class Request(HttpRequest):
    """Any visitor's request as the middleware leaves it."""

    user: User | AnonymousUser
    htmx: HtmxDetails


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User
    htmx: HtmxDetails


def actor(request: Any) -> User | None:
    """The signed-in user, or None: what permissions and queries take."""
    return request.user if request.user.is_authenticated else None
