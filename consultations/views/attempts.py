"""Trying what a form asks for, and what the page answers."""

from collections.abc import Callable

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from accounts.verdicts import Conflict, Refused

SHOWN, DONE, WRONG, CONFLICT = 200, 303, 400, 409


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: also to nothing at all, when that is what was sent."""
    return request.POST if request.method == "POST" else None


def attempt(request: HttpRequest, form: BaseForm, act: Callable[[], object]) -> int:
    """Call `act` for a POST whose form is right; the status tells what came of it: DONE, or the
    status of the page to show, whose form then says why."""
    if request.method != "POST":
        return SHOWN
    if not form.is_valid():
        return WRONG
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused.message))
        return CONFLICT if isinstance(refused, Conflict) else WRONG
    return DONE
