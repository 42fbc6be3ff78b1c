"""A moderator's correction of the wording: its own kind of amendment, in nobody's name."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Refused, require
from principles.actions.amendment_moves import decide
from principles.actions.amendments import create_amendment, enter_amendment
from principles.actions.locking import lock_stage_to_move, require_before_close
from principles.actions.proposals import base_of, checked_proposal, wording
from principles.actions.versions import publish_version
from principles.models import Amendment, Principle
from principles.permissions import may_decide
from principles.states import AmendmentKind, AmendmentStatus
from principles.text.distance import distance

# More than this share of the words is no correction.
LARGEST_CORRECTION = 0.2


@transaction.atomic
def correct_principle(
    *, principle: Principle, title: str, body: str, rationale: str, base_hash: str, by: User
) -> Amendment:
    """Publish the corrected words in a new version, and say why. Open amendments are carried over
    to it where they can be; nothing falls."""
    document = lock_stage_to_move(principle.document_id)
    require(may_decide(by, document))
    require_before_close(document)
    base = base_of(document, principle.pk, base_hash)
    proposal = checked_proposal(document, base, wording(principle.key, title, body), rationale, "")
    [operation] = proposal.operations
    words = operation.words
    if words is None or distance(f"{base.title}\n{base.body}", f"{words.title}\n{words.body}") > (
        LARGEST_CORRECTION
    ):
        raise Refused(
            "not_editorial",
            _("This changes more than a correction may: participants propose it as an amendment."),
        )
    correction = create_amendment(
        document, proposal, kind=AmendmentKind.EDITORIAL, parent=None, by=by
    )
    enter_amendment(correction, by=by)
    version = publish_version(
        document=document,
        changes={principle.pk: (words.title, words.body)},
        note=f"{correction} " + str(_("Editorial correction")),
        by=by,
    )
    decide(correction, AmendmentStatus.ADOPTED, proposal.rationale, by=by, version=version)
    return correction
