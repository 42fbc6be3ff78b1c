"""A proposal that comes after its time: refused, and kept as a draft, so that nothing is lost."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Conflict, Denied, Refused
from principles.actions.amendments import propose_amendment, save_draft
from principles.models import Amendment, Principle
from principles.permissions import NOT_OPEN
from principles.states import Activity
from principles.text.operations import Operation


class KeptAsDraft(Refused):
    """`draft` has everything that was sent; `because` is why it was not proposed."""

    def __init__(self, draft: Amendment, because: Refused | Denied) -> None:
        code, reason = (
            (because.code, because.message)
            if isinstance(because, Refused)
            else ("not_open_now", because.verdict.reason)
        )
        super().__init__(
            code,
            _("%(reason)s Your text is kept as a draft, %(draft)s, which only you can read.")
            % {"reason": reason, "draft": draft},
        )
        self.draft = draft
        self.because = because


def propose_or_keep(
    *,
    principle: Principle,
    operations: Sequence[Operation],
    rationale: str,
    base_hash: str,
    by: User,
    **fields: Any,
) -> Amendment:
    """`propose_amendment`; raises KeptAsDraft where the window or the stage ended meanwhile, and
    what was refused at first where not even a draft may be kept."""
    proposed = {
        "principle": principle,
        "operations": operations,
        "rationale": rationale,
        "base_hash": base_hash,
        "by": by,
        **fields,
    }
    try:
        return propose_amendment(**proposed)
    except (Refused, Denied) as because:
        if not is_too_late(because):
            raise
        try:
            draft = save_draft(**proposed)
        except Conflict:
            raise
        except (Refused, Denied):
            raise because from None
        raise KeptAsDraft(draft, because) from because


def is_too_late(refusal: Refused | Denied) -> bool:
    """Whether it would have been let in earlier, at this stage or before this close."""
    if isinstance(refusal, Refused):
        return refusal.code == "window_closed"
    return refusal.verdict.reason == NOT_OPEN[Activity.AMEND]
