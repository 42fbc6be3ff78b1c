from principles.models.amendment import Amendment, AmendmentRevision, Decision, Support
from principles.models.comment import Anchor, Comment, CommentRevision
from principles.models.document import Document, NumberSeries, Section
from principles.models.import_draft import ImportDraft
from principles.models.participation import Participation, Seat, Standing, standing_of
from principles.models.principle import Principle, PrincipleText
from principles.models.version import Version, hash_text, hash_version
from principles.models.vote import Vote

__all__ = [
    "Amendment",
    "AmendmentRevision",
    "Anchor",
    "Comment",
    "CommentRevision",
    "Decision",
    "Document",
    "ImportDraft",
    "NumberSeries",
    "Participation",
    "Principle",
    "PrincipleText",
    "Seat",
    "Section",
    "Standing",
    "Support",
    "Version",
    "Vote",
    "hash_text",
    "hash_version",
    "standing_of",
]
