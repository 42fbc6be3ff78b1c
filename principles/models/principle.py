"""A principle is the unit of vote and amendment; its words stand per version."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Principle(models.Model):
    """`key` is its number within the document at birth: stable in addresses, never reused."""

    document = models.ForeignKey(
        "principles.Document", on_delete=models.CASCADE, related_name="principles"
    )
    key = models.PositiveIntegerField()

    class Meta:
        ordering = ("key",)
        verbose_name = _("principle")
        verbose_name_plural = _("principles")
        constraints = (models.UniqueConstraint(fields=("document", "key"), name="principle_key"),)

    def __str__(self) -> str:
        return f"principle {self.key}"


class PrincipleText(models.Model):
    """The words of a principle in one version; rows are inserted, never updated."""

    version = models.ForeignKey(
        "principles.Version", on_delete=models.CASCADE, related_name="texts"
    )
    principle = models.ForeignKey(Principle, on_delete=models.CASCADE, related_name="texts")
    section = models.ForeignKey(
        "principles.Section", null=True, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField()
    # What stands before the title: the source's own number, which may restart in each section.
    number = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("position",)
        verbose_name = _("text of a principle")
        verbose_name_plural = _("texts of principles")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "principle"), name="principletext_one_a_version"
            ),
            models.UniqueConstraint(fields=("version", "position"), name="principletext_position"),
        )
        indexes = (models.Index(fields=("principle", "hash"), name="principletext_hashes"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
