"""Confirm by a code sent by e-mail that it is still the account's owner.

allauth asks for the password or the second factor before a sensitive act, and waves through those
who have neither because they sign in with codes or through a provider. These it sends here.
"""

import secrets
import time
from collections.abc import Callable

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.models import User

SESSION_KEY = "identity_code"
LIFETIME_SECONDS = 15 * 60
MAX_FAILURES = 3
_SALT = "accounts.identity"


def identity_confirmed[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Ask for the password, the second factor or a code unless that was done minutes ago."""
    guarded: Callable[P, HttpResponse] = reauthentication_required(view)
    return guarded


def needs_code(user: User) -> bool:
    """Whether there is nothing else to ask the person for."""
    return not get_reauthentication_flows(user)


def confirmed_lately(request: HttpRequest, user: User) -> bool:
    records = get_authentication_records(request, user)
    confirmed = [record["at"] for record in records if record.get("reauthenticated")]
    return bool(confirmed) and time.time() - confirmed[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def send_code(request: HttpRequest, user: User) -> None:
    """Mail a new code; its hash waits in the session."""
    adapter = get_adapter()
    code = adapter.generate_login_code()
    request.session[SESSION_KEY] = {"hash": _hash(code), "at": time.time(), "failures": 0}
    adapter.send_mail("accounts/mail/identity_code", user.email, {"user": user, "code": code})


def is_code_sent(request: HttpRequest) -> bool:
    state = request.session.get(SESSION_KEY)
    return state is not None and time.time() - state["at"] < LIFETIME_SECONDS


def check_code(request: HttpRequest, user: User, code: str) -> bool:
    """True once; after too many wrong ones a new code has to be sent."""
    if not is_code_sent(request):
        return False
    state = request.session.pop(SESSION_KEY)
    if secrets.compare_digest(state["hash"], _hash(code)):
        record_authentication(request, user, method="code", email=user.email, reauthenticated=True)
        return True
    if state["failures"] + 1 < MAX_FAILURES:
        request.session[SESSION_KEY] = {**state, "failures": state["failures"] + 1}
    return False


def _hash(code: str) -> str:
    letters = "".join(character for character in code.upper() if character.isalnum())
    return salted_hmac(_SALT, letters, algorithm="sha256").hexdigest()
