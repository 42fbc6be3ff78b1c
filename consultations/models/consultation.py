"""A consultation: the process around one document."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from principles.states import Stage


class Consultation(models.Model):
    document = models.OneToOneField(
        "principles.Document", on_delete=models.CASCADE, related_name="consultation"
    )
    summary = models.CharField(_("in one sentence"), max_length=300)
    brief = models.TextField(_("brief"), blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC")
    # Set when its owner announces it: from then on the timetable runs by itself.
    announced_at = models.DateTimeField(null=True, blank=True)
    # Whether a language model may put points into fluent words, where the site has one.
    uses_language_model = models.BooleanField(
        _("a language model may word the summaries"), default=False
    )
    # Which conversation of Polis was imported (`PolisExport.conversation`): one, or none.
    polis_conversation = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")

    def __str__(self) -> str:
        return self.document.title


class StageChange(models.Model):
    """How it was run: every move, who made it (nobody: the timetable), and why."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="stage_changes"
    )
    old = models.CharField(max_length=12, choices=Stage.choices)
    new = models.CharField(max_length=12, choices=Stage.choices)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")

    def __str__(self) -> str:
        return f"{self.old} to {self.new}"
