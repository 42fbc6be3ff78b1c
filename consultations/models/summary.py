"""What one group says of one principle: the heading of its points, and what earlier runs said."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consultations.states import SummaryStatus


class Summary(models.Model):
    """One a principle (or the text as a whole: no principle) and group; a newer run replaces its
    points, and a `SummaryVersion` keeps what they were."""

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="summaries"
    )
    principle = models.ForeignKey(
        "principles.Principle", null=True, on_delete=models.CASCADE, related_name="summaries"
    )
    group = models.ForeignKey(
        "accounts.StakeholderGroup", on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey("principles.Version", on_delete=models.PROTECT, related_name="+")
    comment_count = models.PositiveIntegerField()
    people_count = models.PositiveIntegerField()
    # Of the comments read: the job that finds another hash marks the summary out of date. A newer
    # comment is seen at once, by `last_comment_id`.
    input_hash = models.CharField(max_length=64)
    last_comment_id = models.BigIntegerField(default=0)
    out_of_date = models.BooleanField(default=False)
    engine = models.CharField(max_length=80)
    # The part of its comments, from 0 to 1, that a point carries.
    coverage = models.FloatField(null=True)
    # What a language model made of the points, where one is used.
    fluent = models.JSONField(default=dict, blank=True)
    # Counts the runs that changed its points: what a page was loaded with, or is no longer.
    run = models.PositiveIntegerField(default=1)
    # One reviewed or published is left as it is until someone asks for it anew.
    is_asked_anew = models.BooleanField(default=False)
    # The highest number a point of it ever had.
    points_numbered = models.PositiveIntegerField(default=0)
    status = models.CharField(
        max_length=12, choices=SummaryStatus.choices, default=SummaryStatus.MACHINE
    )
    made_at = models.DateTimeField(db_default=Now())
    reviewed_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")
        constraints = (
            models.UniqueConstraint(
                fields=("principle", "group"), name="summary_one_a_principle_and_group"
            ),
            models.UniqueConstraint(
                fields=("consultation", "group"),
                condition=Q(principle__isnull=True),
                name="summary_one_of_the_whole_a_group",
            ),
            models.CheckConstraint(
                condition=Q(status=SummaryStatus.MACHINE, reviewed_at__isnull=True)
                | (~Q(status=SummaryStatus.MACHINE) & Q(reviewed_at__isnull=False)),
                name="summary_reviewed_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status=SummaryStatus.PUBLISHED, published_at__isnull=False)
                | (~Q(status=SummaryStatus.PUBLISHED) & Q(published_at__isnull=True)),
                name="summary_published_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.principle_id or 'the whole'} by {self.group_id}"


class SummaryVersion(models.Model):
    """What one run said, in places and not in words: what people take back is not kept here."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    # [{"number", "side", "status", "wording", "voices", "citations": [[comment, start, end]]}]:
    # the comment by its id, a wording only where a moderator gave one.
    points = models.JSONField(default=list)
    comment_count = models.PositiveIntegerField()
    input_hash = models.CharField(max_length=64)
    engine = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        verbose_name = _("earlier summary")
        verbose_name_plural = _("earlier summaries")
        constraints = (
            models.UniqueConstraint(fields=("summary", "number"), name="summaryversion_number"),
        )

    def __str__(self) -> str:
        return f"{self.summary_id} run {self.number}"
