"""What happened to a document, in ids."""

from dataclasses import dataclass

from accounts.events import Event


@dataclass(frozen=True, slots=True)
class DocumentImported(Event):
    document_id: int


@dataclass(frozen=True, slots=True)
class VersionPublished(Event):
    document_id: int
    version_id: int


@dataclass(frozen=True, slots=True)
class ParticipantJoined(Event):
    document_id: int
    participation_id: int


@dataclass(frozen=True, slots=True)
class CommentPosted(Event):
    document_id: int
    principle_id: int
    comment_id: int


@dataclass(frozen=True, slots=True)
class CommentChanged(Event):
    """Edited, withdrawn, hidden or shown again."""

    document_id: int
    principle_id: int
    comment_id: int


@dataclass(frozen=True, slots=True)
class VoteCast(Event):
    document_id: int
    principle_id: int
    vote_id: int


@dataclass(frozen=True, slots=True)
class AmendmentProposed(Event):
    document_id: int
    amendment_id: int


@dataclass(frozen=True, slots=True)
class AmendmentDecided(Event):
    document_id: int
    amendment_id: int
