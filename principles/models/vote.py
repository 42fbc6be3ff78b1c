"""Votes: one row a holder and question, changed in place; every change stands in the record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from principles.states import Choice


class Ballot(models.Model):
    """What a vote holds whatever it is on."""

    # `Participation.holder`: "o7" for an organisation, "u12" for a person.
    holder = models.CharField(max_length=24)
    # The hash of the words voted on; a vote counts while they stand.
    text_hash = models.CharField(max_length=64)
    choice = models.CharField(max_length=8, choices=Choice.choices)
    reason = models.TextField(blank=True)
    participation = models.ForeignKey(
        "principles.Participation", on_delete=models.PROTECT, related_name="%(class)ss"
    )
    group = models.ForeignKey(
        "accounts.StakeholderGroup", on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    cast_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.holder} {self.choice}"


class Vote(Ballot):
    """On a principle."""

    principle = models.ForeignKey(
        "principles.Principle", on_delete=models.CASCADE, related_name="votes"
    )
    text = models.ForeignKey("principles.PrincipleText", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = (
            models.UniqueConstraint(fields=("principle", "holder"), name="vote_one_a_holder"),
            models.CheckConstraint(
                condition=~Q(choice=Choice.BLOCK) | ~Q(reason=""), name="vote_block_has_reason"
            ),
        )


class AmendmentVote(Ballot):
    """On an amendment; `text_hash` is the amendment's."""

    amendment = models.ForeignKey(
        "principles.Amendment", on_delete=models.CASCADE, related_name="votes"
    )

    class Meta:
        verbose_name = _("vote on an amendment")
        verbose_name_plural = _("votes on amendments")
        constraints = (
            models.UniqueConstraint(
                fields=("amendment", "holder"), name="amendmentvote_one_a_holder"
            ),
            models.CheckConstraint(
                condition=~Q(choice=Choice.BLOCK) | ~Q(reason=""),
                name="amendmentvote_block_has_reason",
            ),
        )
