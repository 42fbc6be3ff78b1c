"""What stands where a form would be, when the person may not use it: why, and the way out."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.http import Request, actor
from accounts.models import User
from accounts.verdicts import Denied, Verdict, denied
from principles.models import Document
from principles.permissions import JOIN_FIRST, NO_LONGER, SIGN_IN, VERIFIED_ONLY


@dataclass(frozen=True, slots=True)
class Refusal:
    """`url` and `action` are empty where nothing can be done about it."""

    reason: str | Promise
    url: str = ""
    action: str = ""


def refusal_of(verdict: Verdict, document: Document, here: str) -> Refusal | None:
    """None where the verdict allows; `here` is the address to come back to."""
    if verdict:
        return None
    back = "?" + urlencode({"next": here})
    if verdict.reason == SIGN_IN:
        return Refusal(verdict.reason, resolve_url(settings.LOGIN_URL) + back, _("Sign in"))
    if verdict.reason in (JOIN_FIRST, NO_LONGER, VERIFIED_ONLY):
        url = reverse("principles:participation-join", args=[document.slug]) + back
        return Refusal(verdict.reason, url, _("Say for whom you speak"))
    return Refusal(verdict.reason)


def signed_in(request: Request) -> User:
    """Who acts; Denied, with the reason, where nobody signed in."""
    if (user := actor(request)) is None:
        raise Denied(denied(SIGN_IN))
    return user
