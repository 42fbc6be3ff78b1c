"""Comments: threads on a principle, on chosen words of it, or on the text as a whole."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from principles.states import CommentStatus, CommentType, Stance


class Comment(models.Model):
    document = models.ForeignKey(
        "principles.Document", on_delete=models.CASCADE, related_name="comments"
    )
    number = models.PositiveIntegerField()
    # None: on the text as a whole.
    principle = models.ForeignKey(
        "principles.Principle",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="comments",
    )
    version = models.ForeignKey("principles.Version", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    # The first comment of the thread; null on that comment itself.
    root = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="thread"
    )
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="comments")
    participation = models.ForeignKey(
        "principles.Participation", on_delete=models.PROTECT, related_name="comments"
    )
    # As frozen in the participation; here for the filters and the summaries.
    group = models.ForeignKey(
        "accounts.StakeholderGroup", on_delete=models.PROTECT, related_name="+"
    )
    stance = models.CharField(_("stance"), max_length=12, choices=Stance.choices)
    type = models.CharField(
        _("type"), max_length=12, choices=CommentType.choices, default=CommentType.GENERAL
    )
    body = models.TextField(_("comment"))
    # Rendered and sanitised when written (`principles.markdown`), so that reading is cheap.
    html = models.TextField(editable=False)
    language = models.CharField(_("language"), max_length=12, blank=True)
    status = models.CharField(
        max_length=12, choices=CommentStatus.choices, default=CommentStatus.PUBLISHED
    )
    status_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="comment_number"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, root__isnull=True)
                | Q(parent__isnull=False, root__isnull=False),
                name="comment_reply_has_root",
            ),
        )
        indexes = (
            models.Index(
                fields=("principle", "-id"),
                condition=Q(parent__isnull=True),
                name="comment_roots_newest",
            ),
            models.Index(fields=("root", "id"), name="comment_thread"),
            models.Index(fields=("principle", "group", "-id"), name="comment_by_group"),
            models.Index(
                fields=("document", "-id"),
                condition=Q(principle__isnull=True),
                name="comment_on_whole",
            ),
        )

    def __str__(self) -> str:
        return f"C-{self.number}"


class CommentRevision(models.Model):
    """What a comment said before an edit."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    html = models.TextField()
    replaced_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"revision of {self.comment_id}"


class Anchor(models.Model):
    """The chosen words (W3C TextQuoteSelector), and where they stand in the text of today.

    `start` and `end` count code points in `text.body`; `placed_*` the same in `placed_text`.
    No `placed_start` means an orphan: the words are gone, the quote is kept.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="anchor")
    exact = models.TextField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    text = models.ForeignKey("principles.PrincipleText", on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    placed_text = models.ForeignKey(
        "principles.PrincipleText", on_delete=models.PROTECT, related_name="+"
    )
    placed_start = models.PositiveIntegerField(null=True, blank=True)
    placed_end = models.PositiveIntegerField(null=True, blank=True)
    confidence = models.FloatField(default=1.0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(placed_start__isnull=True, placed_end__isnull=True)
                | Q(placed_start__isnull=False, placed_end__isnull=False),
                name="anchor_placed_whole",
            ),
        )

    def __str__(self) -> str:
        return self.exact

    @property
    def is_orphan(self) -> bool:
        return self.placed_start is None
