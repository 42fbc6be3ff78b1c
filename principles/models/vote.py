"""Votes on principles: one row a holder, changed in place; every change stands in the record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from principles.states import Choice


class Vote(models.Model):
    principle = models.ForeignKey(
        "principles.Principle", on_delete=models.CASCADE, related_name="votes"
    )
    # `Participation.holder`: "o7" for an organisation, "u12" for a person.
    holder = models.CharField(max_length=24)
    text = models.ForeignKey("principles.PrincipleText", on_delete=models.PROTECT, related_name="+")
    # The hash of the words voted on; a vote counts while they stand.
    text_hash = models.CharField(max_length=64)
    choice = models.CharField(max_length=8, choices=Choice.choices)
    reason = models.TextField(blank=True)
    participation = models.ForeignKey(
        "principles.Participation", on_delete=models.PROTECT, related_name="votes"
    )
    group = models.ForeignKey(
        "accounts.StakeholderGroup", on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    cast_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = (
            models.UniqueConstraint(fields=("principle", "holder"), name="vote_one_a_holder"),
            models.CheckConstraint(
                condition=~Q(choice=Choice.BLOCK) | ~Q(reason=""), name="vote_block_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder} {self.choice}"
