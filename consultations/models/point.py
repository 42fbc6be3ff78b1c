"""Points: what a group says of a principle, each with the comments that say it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consultations.states import PointChangeKind, PointSide, PointStatus


class Point(models.Model):
    """Its words are those of its first citation, unless a moderator gave it a `wording`."""

    summary = models.ForeignKey(
        "consultations.Summary", on_delete=models.CASCADE, related_name="points"
    )
    theme = models.ForeignKey(
        "consultations.Theme", null=True, on_delete=models.SET_NULL, related_name="points"
    )
    # Never reused within a summary, and kept when a later run finds the point again.
    number = models.PositiveIntegerField()
    side = models.CharField(max_length=12, choices=PointSide.choices)
    wording = models.TextField(blank=True)
    status = models.CharField(max_length=8, choices=PointStatus.choices, default=PointStatus.SHOWN)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )
    # Why a moderator dropped, merged or split it.
    reason = models.TextField(blank=True)
    # Its wording stays as it is in later runs.
    is_pinned = models.BooleanField(default=False)
    # Distinct people and organisations, the organisations among them, and the size of the largest
    # set of comments that are the same text.
    voices = models.PositiveIntegerField(default=0)
    organisations = models.PositiveIntegerField(default=0)
    same_text = models.PositiveIntegerField(default=0)
    rank = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("rank", "number")
        verbose_name = _("point")
        verbose_name_plural = _("points")
        constraints = (
            models.UniqueConstraint(fields=("summary", "number"), name="point_number"),
            models.CheckConstraint(
                condition=~Q(status=PointStatus.DROPPED) | ~Q(reason=""),
                name="point_dropped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=PointStatus.MERGED) | Q(merged_into__isnull=True),
                name="point_merged_says_so",
            ),
        )

    def __str__(self) -> str:
        return f"P-{self.number} of {self.summary_id}"


class Citation(models.Model):
    """Words of a comment behind a point. Shown only while the comment is published and still has
    exactly these words there: `quote_hash` is the SHA-256 of `body[start:end]`, in code points."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="citations")
    comment = models.ForeignKey(
        "principles.Comment", on_delete=models.CASCADE, related_name="citations"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote_hash = models.CharField(max_length=64)
    # The first one that can be shown gives the point its words.
    rank = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("rank", "id")
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = (
            models.UniqueConstraint(fields=("point", "comment"), name="citation_one_a_comment"),
            models.CheckConstraint(
                condition=Q(start__lt=models.F("end")), name="citation_has_words"
            ),
        )

    def __str__(self) -> str:
        return f"{self.comment_id}[{self.start}:{self.end}]"


class PointChange(models.Model):
    """What a moderator did to a point; everyone can read it."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=PointChangeKind.choices)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        verbose_name = _("change of a point")
        verbose_name_plural = _("changes of points")

    def __str__(self) -> str:
        return f"{self.kind} {self.point_id}"


class PointFlag(models.Model):
    """ "This is not what I said": who made a comment on the point that carries it. `by` is who
    wrote it, or another who speaks for the same organisation."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="flags")
    comment = models.ForeignKey(
        "principles.Comment", on_delete=models.CASCADE, related_name="point_flags"
    )
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True)
    flagged_at = models.DateTimeField(db_default=Now())
    answer = models.TextField(blank=True)
    settled_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("objection to a point")
        verbose_name_plural = _("objections to points")
        constraints = (
            models.UniqueConstraint(fields=("point", "comment"), name="pointflag_one_a_comment"),
        )

    def __str__(self) -> str:
        return f"{self.comment_id} on {self.point_id}"
