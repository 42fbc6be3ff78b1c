"""What a language model said, held against the comments it was given. Pure.

A sentence stays only if it speaks of a point it was given and quotes a comment behind that point
word for word. So a model can leave out and put badly, but not add: an instruction hidden in a
comment reaches no further than the sentence that quotes this comment.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from consultations.analysis.languages import language_of
from consultations.analysis.sentences import words_of
from consultations.summaries.quantities import is_known, normalised, quantities

# Less than this is no evidence: "the" stands in every comment.
SHORTEST_QUOTE = 12
LONGEST_SENTENCE = 400
# With more of the sentences dropped, the points are better read without any.
MOST_DROPPED = 0.5
_MARKUP = re.compile(r"[<>`]|\]\(|https?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A point as the model sees it: `comments` are the texts behind it by number. `language` is
    that of the words, by what the form said."""

    point: int
    words: str
    comments: Mapping[int, str]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Quote:
    comment: int
    words: str


@dataclass(frozen=True, slots=True)
class Sentence:
    point: int
    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Grounded:
    """What stays, in the order of the points, and why the others were dropped, by reason."""

    sentences: tuple[Sentence, ...]
    dropped: Mapping[str, int]

    @property
    def dropped_count(self) -> int:
        return sum(self.dropped.values())

    @property
    def dropped_share(self) -> float:
        given = len(self.sentences) + self.dropped_count
        return self.dropped_count / given if given else 1.0

    @property
    def is_usable(self) -> bool:
        return bool(self.sentences) and self.dropped_share <= MOST_DROPPED


def ground(answer: Any, points: Sequence[Said]) -> Grounded:
    """Keep what can be quoted of `answer`, as it came from the model: {"sentences": [{"point",
    "text", "quotes": [{"comment", "quote"}]}]}, or anything else."""
    known = {said.point: said for said in points}
    kept: dict[int, Sentence] = {}
    dropped: dict[str, int] = {}
    for given in _listed(answer, "sentences"):
        sentence, reason = _sentence(given, known)
        if sentence is None or sentence.point in kept:
            reason = reason or "repeated"
            dropped[reason] = dropped.get(reason, 0) + 1
        else:
            kept[sentence.point] = sentence
    order = [said.point for said in points]
    return Grounded(tuple(sorted(kept.values(), key=lambda s: order.index(s.point))), dropped)


def _listed(value: Any, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _sentence(given: Any, known: Mapping[int, Said]) -> tuple[Sentence | None, str]:
    """The sentence, or why it is none."""
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return None, "malformed"
    text = " ".join(given["text"].split())
    point = given.get("point")
    said = known.get(point) if _is_number(point) else None
    if said is None:
        return None, "unknown_point"
    if not text or len(text) > LONGEST_SENTENCE or not text.isprintable() or _MARKUP.search(text):
        return None, "malformed"
    quotes = tuple(_quotes(given, said))
    if not quotes:
        return None, "not_quoted"
    if reason := _adds(text, quotes, said.language):
        return None, reason
    return Sentence(said.point, text, quotes), ""


def _adds(text: str, quotes: Sequence[Quote], declared: str) -> str:
    """How many hold a view is counted, not worded: such words stay only where they are quoted."""
    language = language_of(text, words_of(text), declared.partition("-")[0])
    if not is_known(language):
        return "language"
    quoted = {found for quote in quotes for found in quantities(quote.words, language)}
    return "" if quantities(text, language) <= quoted else "quantity"


def _is_number(value: Any) -> TypeGuard[int]:
    """JSON's true is Python's 1."""
    return isinstance(value, int) and not isinstance(value, bool)


def _quotes(given: Mapping[str, Any], said: Said) -> list[Quote]:
    """Those that stand in the comment they name; each comment once."""
    found: dict[int, Quote] = {}
    for quote in _listed(given, "quotes"):
        if not isinstance(quote, dict):
            continue
        comment, words = quote.get("comment"), quote.get("quote")
        if not _is_number(comment) or not isinstance(words, str):
            continue
        body, sought = normalised(said.comments.get(comment, "")), normalised(words)
        long_enough = len(sought) >= SHORTEST_QUOTE or sought == body
        if sought and long_enough and sought in body:
            found.setdefault(comment, Quote(comment, words.strip()))
    return list(found.values())
