"""What moderators propose to decide on an amendment, what was decided, and by which rule."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from principles.states import ADOPTED_STATUSES, AMENDMENT_OUTCOMES, ProposedOutcome


class ProposedDecision(models.Model):
    """What a moderator would decide, before it is decided; its proposer is asked, and may agree."""

    amendment = models.OneToOneField(
        "principles.Amendment", on_delete=models.CASCADE, related_name="proposed_decision"
    )
    outcome = models.CharField(_("decision"), max_length=12, choices=ProposedOutcome.choices)
    # Of the amendment as it was when this was proposed.
    text_hash = models.CharField(max_length=64)
    # A wording of its own where it would be adopted with changes; as an amendment's operations.
    operations = models.JSONField(null=True, blank=True)
    explanation = models.TextField(_("explanation"))
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(db_default=Now())
    # The proposer's answer; null while there is none.
    is_agreed = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome=ProposedOutcome.ADOPT_MODIFIED, operations__isnull=False)
                | (~Q(outcome=ProposedOutcome.ADOPT_MODIFIED) & Q(operations__isnull=True)),
                name="proposed_decision_modifies_with_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amendment_id}: {self.outcome}"


class Decision(models.Model):
    """How an amendment ended, with the reason, and the version it led to."""

    amendment = models.OneToOneField(
        "principles.Amendment", on_delete=models.CASCADE, related_name="decision"
    )
    outcome = models.CharField(
        max_length=16, choices=[(s.value, s.label) for s in AMENDMENT_OUTCOMES]
    )
    reason = models.TextField(blank=True)
    # The adopted amendment that made this one fall, or took it in.
    because = models.ForeignKey(
        "principles.Amendment", null=True, on_delete=models.PROTECT, related_name="consequences"
    )
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(db_default=Now())
    version = models.ForeignKey(
        "principles.Version", null=True, on_delete=models.PROTECT, related_name="decisions"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=ADOPTED_STATUSES, version__isnull=False)
                | (
                    ~Q(outcome__in=ADOPTED_STATUSES)
                    & Q(version__isnull=True)
                    & (~Q(reason="") | Q(because__isnull=False))
                ),
                name="decision_adopts_a_version_or_gives_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amendment_id} {self.outcome}"


class Evaluation(models.Model):
    """What the rules said of a vote, with all that went into it, so that it can be done again.

    `told` is `principles.rules.Evaluation.as_json()`: rules, inputs and verdict.
    """

    amendment = models.ForeignKey(
        "principles.Amendment", on_delete=models.CASCADE, related_name="evaluations"
    )
    text_hash = models.CharField(max_length=64)
    outcome = models.CharField(max_length=16)
    sentence = models.TextField()
    told = models.JSONField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    evaluated_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.amendment_id}: {self.outcome}"


class VotingOrder(models.Model):
    """The order a chair gave to votes on a principle's amendments, with the reason."""

    principle = models.ForeignKey(
        "principles.Principle", on_delete=models.CASCADE, related_name="voting_orders"
    )
    # Numbers of amendments; those not named follow in the order of their distance.
    numbers = models.JSONField()
    reason = models.TextField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    ordered_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="voting_order_has_reason"),
        )

    def __str__(self) -> str:
        return f"order on {self.principle_id}"
