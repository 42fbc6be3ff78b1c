"""What one group says of one principle: sentences of theirs, each with its comments."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consultations.states import SummaryStatus


class Summary(models.Model):
    """One a principle and group; a newer run replaces its contents."""

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="summaries"
    )
    principle = models.ForeignKey(
        "principles.Principle", on_delete=models.CASCADE, related_name="summaries"
    )
    group = models.ForeignKey(
        "accounts.StakeholderGroup", on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey("principles.Version", on_delete=models.PROTECT, related_name="+")
    # [{"stance", "text", "citations": [{"comment": id, "number": 340, "start": 0, "end": 81}]}]
    claims = models.JSONField(default=list)
    comment_count = models.PositiveIntegerField()
    people_count = models.PositiveIntegerField()
    # Of the comments read: the job that finds another hash marks the summary out of date. A newer
    # comment is seen at once, by `last_comment_id`.
    input_hash = models.CharField(max_length=64)
    last_comment_id = models.BigIntegerField(default=0)
    out_of_date = models.BooleanField(default=False)
    engine = models.CharField(max_length=80)
    status = models.CharField(
        max_length=12, choices=SummaryStatus.choices, default=SummaryStatus.MACHINE
    )
    made_at = models.DateTimeField(db_default=Now())
    reviewed_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")
        constraints = (
            models.UniqueConstraint(
                fields=("principle", "group"), name="summary_one_a_principle_and_group"
            ),
            models.CheckConstraint(
                condition=models.Q(status=SummaryStatus.MACHINE, reviewed_at__isnull=True)
                | models.Q(status=SummaryStatus.REVIEWED, reviewed_at__isnull=False),
                name="summary_reviewed_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.principle_id} by {self.group_id}"
