"""An import under the eyes of its uploader: nothing of it is a document until confirmed."""

import hashlib
import json

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportDraft(models.Model):
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="import_drafts"
    )
    source = models.CharField(max_length=200, blank=True)
    # `principles.text.outline.as_json`.
    outline = models.JSONField()
    # Outlines before each edit, oldest first, for undo.
    history = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    # Set when confirmed, so that a second click finds what the first one made.
    document = models.OneToOneField(
        "principles.Document", null=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("import draft")
        verbose_name_plural = _("import drafts")

    def __str__(self) -> str:
        return self.source

    @property
    def revision(self) -> str:
        """Stands for the outline as it is now; an edit names the one it was made on."""
        content = json.dumps(self.outline, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]
