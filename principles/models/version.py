"""Versions of a document. A published one never changes; the database refuses it too."""

import hashlib
import json
from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from principles.states import VersionStatus


class Version(models.Model):
    document = models.ForeignKey(
        "principles.Document", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    status = models.CharField(
        max_length=12, choices=VersionStatus.choices, default=VersionStatus.DRAFT
    )
    title = models.CharField(max_length=200)
    preamble = models.TextField(blank=True)
    hash = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="version_number"),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.DRAFT, published_at__isnull=True)
                | (~Q(status=VersionStatus.DRAFT) & Q(published_at__isnull=False) & ~Q(hash="")),
                name="version_published_has_hash",
            ),
        )

    def __str__(self) -> str:
        return f"version {self.number}"


def hash_text(title: str, body: str) -> str:
    """SHA-256 of a principle's words; a vote is bound to it."""
    return hashlib.sha256(json.dumps([title, body], ensure_ascii=False).encode()).hexdigest()


def hash_version(title: str, preamble: str, texts: Iterable[tuple[int, str]]) -> str:
    """SHA-256 over the title, the preamble and each principle's key and hash, in order."""
    content = [title, preamble, [list(text) for text in texts]]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
