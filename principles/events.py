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
    principle_id: int | None
    comment_id: int


@dataclass(frozen=True, slots=True)
class CommentChanged(Event):
    """Edited, withdrawn, hidden or shown again."""

    document_id: int
    principle_id: int | None
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
class AmendmentMoved(Event):
    """It now stands at `status`."""

    document_id: int
    amendment_id: int
    status: str


@dataclass(frozen=True, slots=True)
class ConsentAsked(Event):
    """A compromise would replace `parent_id`; its sponsors are asked."""

    document_id: int
    compromise_id: int
    parent_id: int


@dataclass(frozen=True, slots=True)
class DecisionProposed(Event):
    document_id: int
    amendment_id: int


@dataclass(frozen=True, slots=True)
class AmendmentVoteCast(Event):
    document_id: int
    amendment_id: int
