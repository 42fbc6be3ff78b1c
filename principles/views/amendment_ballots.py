"""The vote on an amendment as its own page shows it."""

from typing import Any

from accounts.http import Request, actor
from principles.forms.amendment_votes import ballot_form
from principles.models import Amendment, Document, standing_of
from principles.permissions import may_vote_on_amendments
from principles.queries.amendment_tallies import amendment_tallies
from principles.queries.amendment_voting import own_votes, silence_until
from principles.queries.decision_rules import rule_sentence
from principles.queries.evaluations import evaluations_shown
from principles.states import AmendmentStatus
from principles.views.refusals import refusal_of


def ballot_context(
    request: Request, document: Document, amendment: Amendment
) -> dict[str, Any] | None:
    """None where it was never under vote. Six queries at most."""
    if amendment.voting_since is None:
        return None
    user = actor(request)
    is_under_vote = amendment.status == AmendmentStatus.VOTING
    own = own_votes(document, [amendment], user).get(amendment.number)
    initial = {"choice": own.choice, "reason": own.reason} if own else {}
    return {
        "number": amendment.number,
        "principle_key": amendment.principle.key,
        "is_under_vote": is_under_vote,
        "own": own,
        "form": ballot_form(
            amendment.number,
            allows_block=document.allows_block,
            initial={**initial, "text_hash": amendment.text_hash},
        ),
        "voice": standing_of(user, document).participation,
        "refusal": refusal_of(may_vote_on_amendments(user, document), document, request.path),
        "rule": rule_sentence(document),
        "tally": amendment_tallies(document, [amendment])[amendment.number],
        "evaluation": evaluations_shown(document, [amendment]).get(amendment.number),
        "silence_until": silence_until(amendment),
    }
