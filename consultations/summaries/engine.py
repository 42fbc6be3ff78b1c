"""What a summary is made of, and the one interface every engine has. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypedDict


@dataclass(frozen=True, slots=True)
class Source:
    """A comment as an engine sees it: `voice` is the person or organisation behind it."""

    comment: int
    number: int
    voice: str
    stance: str
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """`start` and `end` count code points in the text of comment `comment`, C-`number`."""

    comment: int
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence, verbatim from its first citation; the others say much the same."""

    stance: str
    text: str
    citations: tuple[Citation, ...]


class StoredCitation(TypedDict):
    comment: int
    number: int
    start: int
    end: int


class StoredClaim(TypedDict):
    stance: str
    text: str
    citations: list[StoredCitation]


class Engine(Protocol):
    @property
    def name(self) -> str:
        """With its version: another name means another result."""
        ...

    def summarise(self, sources: Sequence[Source], *, limit: int) -> list[Claim]:
        """At most `limit` claims; the same sources in any order give the same claims."""
        ...


def input_hash(engine: Engine, sources: Sequence[Source]) -> str:
    """SHA-256 of the engine's name and all it would read."""
    digest = hashlib.sha256(engine.name.encode())
    for source in sorted(sources, key=lambda s: s.comment):
        line = f"\n{source.comment} {source.voice} {source.stance} {source.text}"
        digest.update(line.encode())
    return digest.hexdigest()


def as_stored(claim: Claim) -> StoredClaim:
    return {
        "stance": claim.stance,
        "text": claim.text,
        "citations": [
            {"comment": c.comment, "number": c.number, "start": c.start, "end": c.end}
            for c in claim.citations
        ],
    }
