from principles.models.amendment import (
    Amendment,
    AmendmentRevision,
    Consent,
    Operations,
    Sponsor,
    Support,
)
from principles.models.comment import Anchor, Comment, CommentRevision
from principles.models.decision import Decision, Evaluation, ProposedDecision, VotingOrder
from principles.models.document import Document, NumberSeries, Section
from principles.models.import_draft import ImportDraft
from principles.models.participation import Participation, Seat, Standing, standing_of
from principles.models.principle import Principle, PrincipleText
from principles.models.version import Version, hash_text, hash_version
from principles.models.vote import AmendmentVote, Ballot, Vote

__all__ = [
    "Amendment",
    "AmendmentRevision",
    "AmendmentVote",
    "Anchor",
    "Ballot",
    "Comment",
    "CommentRevision",
    "Consent",
    "Decision",
    "Document",
    "Evaluation",
    "ImportDraft",
    "NumberSeries",
    "Operations",
    "Participation",
    "Principle",
    "PrincipleText",
    "ProposedDecision",
    "Seat",
    "Section",
    "Sponsor",
    "Standing",
    "Support",
    "Version",
    "Vote",
    "VotingOrder",
    "hash_text",
    "hash_version",
    "standing_of",
]
