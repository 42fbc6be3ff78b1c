"""What was found in the comments on one principle: themes across groups, and what none covers."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consultations.states import ThemeKind


class Analysis(models.Model):
    """One a principle, or one for comments on the text as a whole (no principle)."""

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="analyses"
    )
    principle = models.ForeignKey(
        "principles.Principle", null=True, on_delete=models.CASCADE, related_name="analyses"
    )
    version = models.ForeignKey("principles.Version", on_delete=models.PROTECT, related_name="+")
    # Of everything the engine read. `fingerprint` is cheap to ask for: while it stands, nothing
    # was said, edited, withdrawn or hidden since.
    input_hash = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=80, blank=True)
    engine = models.CharField(max_length=80)
    # Where the themes lay, so that the next run finds them again.
    centroids = models.BinaryField(default=bytes, blank=True)
    comment_count = models.PositiveIntegerField(default=0)
    voice_count = models.PositiveIntegerField(default=0)
    # {"overall": 0.93, "groups": {"civil-society": 0.9}}: the part of the comments a point covers.
    coverage = models.JSONField(default=dict)
    # The ids of the comments that no point covers.
    residual = models.JSONField(default=list)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")
        constraints = (
            models.UniqueConstraint(fields=("principle",), name="analysis_one_a_principle"),
            models.UniqueConstraint(
                fields=("consultation",),
                condition=Q(principle__isnull=True),
                name="analysis_one_of_the_whole",
            ),
        )

    def __str__(self) -> str:
        return f"analysis of {self.principle_id or 'the whole'}"


class Theme(models.Model):
    """What several comments are about, whatever they say of it."""

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="themes")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=200)
    words = models.JSONField(default=list)
    kind = models.CharField(max_length=12, choices=ThemeKind.choices, default=ThemeKind.NONE)
    # By code of the group: {"voices", "share", "low", "high", "for", "against"}; low and high bound
    # the share (Wilson, 95 %) and are null for groups too small to infer about.
    groups = models.JSONField(default=dict)

    class Meta:
        ordering = ("number",)
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = (models.UniqueConstraint(fields=("analysis", "number"), name="theme_number"),)

    def __str__(self) -> str:
        return self.label
