"""A verdict answers "may they?", and a refusal carries the reason the page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(allowed=True)


def denied(reason: str | Promise) -> Verdict:
    """A refusal; `reason` is a whole, translatable sentence for the person refused."""
    return Verdict(allowed=False, reason=reason)


class Denied(PermissionDenied):
    """Raised by actions; pages and API answer 403 with the reason."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(str(verdict.reason))
        self.verdict = verdict


class Refused(Exception):
    """A rule of the process forbids the act although the person may act; shown as 400 or 409.

    `code` is stable for machines, `message` a whole sentence for people; `members` are what the
    API's problem says besides.
    """

    members: Mapping[str, object] = MappingProxyType({})

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message


class Conflict(Refused):
    """The text moved under the act (409); the page shows what changed since."""


def require(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise Denied(verdict)
