"""The record: append-only entries, and apart from them what they are about."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One act. Holds a salted hash of its payload; triggers refuse every update and delete."""

    stream = models.CharField(max_length=64)
    kind = models.CharField(max_length=48)
    occurred_at = models.DateTimeField(db_default=Now(), editable=False)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("entry of the record")
        verbose_name_plural = _("entries of the record")
        indexes = (
            models.Index(fields=("stream", "-id"), name="entry_stream_newest"),
            # The few acts that tell how a process went, among very many votes.
            models.Index(fields=("stream", "kind", "-id"), name="entry_stream_kind"),
        )

    def __str__(self) -> str:
        return f"{self.stream} {self.kind}"


class EntryPayload(models.Model):
    """Kept apart, so that a person can be forgotten while the log still verifies."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="payload")
    salt = models.CharField(max_length=32)
    actor = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    data = models.JSONField()

    class Meta:
        verbose_name = _("payload of an entry")
        verbose_name_plural = _("payloads of entries")
        indexes = (models.Index(fields=("actor",), name="entrypayload_actor"),)

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"
