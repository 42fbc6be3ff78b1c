"""Statements people agree or disagree with, one card at a time."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consultations.states import Opinion, StatementStatus

# Of those written here; imported ones keep all their words.
STATEMENT_LENGTH = 280


class Statement(models.Model):
    """S-`number`. Seeded by moderators, or proposed by a participant and let in by them."""

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="statements"
    )
    number = models.PositiveIntegerField()
    text = models.TextField(_("statement"))
    language = models.CharField(_("language"), max_length=12, blank=True)
    # What it is about, and the comment it was taken from; neither needs to be.
    principle = models.ForeignKey(
        "principles.Principle", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    comment = models.ForeignKey(
        "principles.Comment", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Nobody's name on a seeded or imported one.
    author = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    participation = models.ForeignKey(
        "principles.Participation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
    )
    is_seed = models.BooleanField(default=False)
    status = models.CharField(
        max_length=12, choices=StatementStatus.choices, default=StatementStatus.WAITING
    )
    status_reason = models.CharField(max_length=300, blank=True)
    # How far from the centre the last analysis found it, and how likely the next card it is
    # (`consultations.analysis.routing`); 0 before the first.
    extremity = models.FloatField(default=0.0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("number",)
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = (
            models.UniqueConstraint(fields=("consultation", "number"), name="statement_number"),
            models.CheckConstraint(
                condition=~Q(status=StatementStatus.REFUSED) | ~Q(status_reason=""),
                name="statement_refused_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"S-{self.number}"


class StatementVote(models.Model):
    """One row a holder and statement, changed in place. Nobody's is ever shown."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="votes")
    # `Participation.holder`, or "x" and the id of a participant of an imported conversation.
    holder = models.CharField(max_length=40)
    opinion = models.CharField(max_length=8, choices=Opinion.choices)
    # As at the time of the act; none for imported votes.
    participation = models.ForeignKey(
        "principles.Participation",
        null=True,
        on_delete=models.PROTECT,
        related_name="statement_votes",
    )
    group = models.ForeignKey(
        "accounts.StakeholderGroup", null=True, on_delete=models.PROTECT, related_name="+"
    )
    cast_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vote on a statement")
        verbose_name_plural = _("votes on statements")
        constraints = (
            models.UniqueConstraint(
                fields=("statement", "holder"), name="statementvote_one_a_holder"
            ),
        )
        indexes = (models.Index(fields=("holder",), name="statementvote_holder"),)

    def __str__(self) -> str:
        return f"{self.holder} {self.opinion}"
