"""Votes on amendments for tests, many at a time and without their acts.

`individuals_vote(amendment, "academia", "support", "oppose")` casts votes of two new individuals;
`organisations_vote` of two new organisations.
"""

from principles.models import Amendment, AmendmentVote, Participation
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    group,
)
from tests.factories.principles import ParticipationFactory


def ballot(voice: Participation, amendment: Amendment, choice: str) -> AmendmentVote:
    """The vote of this voice on the wording as it is."""
    return AmendmentVote.objects.create(
        amendment=amendment,
        holder=voice.holder,
        text_hash=amendment.text_hash,
        choice=choice,
        participation=voice,
        group=voice.group,
        organisation=voice.organisation,
        cast_at=voice.joined_at,
    )


def individuals_vote(amendment: Amendment, code: str, *choices: str) -> None:
    for choice in choices:
        member = MembershipFactory.create(group=group(code))
        voice = ParticipationFactory.create(document=amendment.document, membership=member)
        ballot(voice, amendment, choice)


def organisations_vote(amendment: Amendment, code: str, *choices: str) -> None:
    for choice in choices:
        organisation = OrganisationFactory.create(group=group(code))
        member = RepresentativeFactory.create(organisation=organisation)
        voice = ParticipationFactory.create(document=amendment.document, membership=member)
        ballot(voice, amendment, choice)
