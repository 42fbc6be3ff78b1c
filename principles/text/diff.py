"""What turns one text into another, in phrases that a reader can follow.

The words both texts share (`alignment`), cleaned up: what two changes have in common between them
is given up where it is too little to read on its own (semantic clean-up, after Fraser's
diff-match-patch).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from principles.text.alignment import MOST_WORDS, TextTooLong, kept_between
from principles.text.tokens import is_unspaced, is_word, tokenize

__all__ = [
    "MOST_WORDS",
    "Span",
    "TextTooLong",
    "apply_spans",
    "diff",
    "original_of",
    "shorten",
]

Kind = Literal["same", "insert", "delete", "gap"]

# Longer than this, what two changes share is read on its own.
_LONGEST_WEAK = 60
_MOST_WEAK_WORDS = 3
# The end of a sentence or a paragraph parts two changes, however little is said around it.
_PARTING = re.compile(r"\n|[.!?؟۔।]+(?:\s|$)|[。！？]")
_STOP_WORD = re.compile(
    r"\w{1,2}|and|are|but|for|from|has|have|its|not|nor|that|the|their|then|these|this|those|was|"
    r"were|which|who|will|with|les|des|une|pour|dans|que|qui|est|par|sur|los|las|del|por|para|con|"
    r"una|der|die|das|den|dem|des|und|ein|eine|für|mit|von|ist|auf|что|для|как|это|или|على|إلى|التي",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    kind: Kind
    text: str


@dataclass(slots=True)
class _Change:
    """What one side has for what the other has, and what both have after it."""

    deleted: str = ""
    inserted: str = ""
    kept: str = ""
    size: int = field(init=False)

    def __post_init__(self) -> None:
        # Of the change as it was found: it does not grow with what is given up around it.
        self.size = max(len(self.deleted), len(self.inserted))


def diff(old: str, new: str) -> list[Span]:
    """Spans in reading order, a deletion before the insertion in its place.

    The "same" and "delete" spans joined are `old`, the "same" and "insert" spans joined are `new`,
    to the code point. Raises TextTooLong.
    """
    if old == new:
        return [Span("same", old)] if old else []
    changes = _readable(_changes(old, new))
    for before, change in pairwise(changes):
        _take_out_common_ends(before, change)
        _slide(before, change)
    return _spans(changes)


def _changes(old: str, new: str) -> list[_Change]:
    """The changes in order, after an empty one that takes what both texts begin with."""
    changes: list[_Change] = [_Change()]
    old_end = new_end = 0
    for run in kept_between(old, new):
        deleted, inserted = old[old_end : run.old], new[new_end : run.new]
        old_end, new_end = run.old + run.length, run.new + run.length
        changes.append(_Change(deleted, inserted, old[run.old : old_end]))
    return [*changes, _Change(old[old_end:], new[new_end:])]


def _readable(changes: Iterable[_Change]) -> list[_Change]:
    """Give up what parts two changes by too little; each change is joined to another only once."""
    done: list[_Change] = []
    runs: list[list[_Change]] = []
    for change in changes:
        if runs and _parts_too_little(runs[-1][-1], change):
            runs[-1].append(change)
        else:
            runs.append([change])
    for run in runs:
        *first, last = run
        shared = [each.kept for each in first] + [""]
        done.append(
            _Change(
                "".join(each.deleted + kept for each, kept in zip(run, shared, strict=True)),
                "".join(each.inserted + kept for each, kept in zip(run, shared, strict=True)),
                last.kept,
            )
        )
    return done


def _parts_too_little(before: _Change, after: _Change) -> bool:
    kept = before.kept
    if not before.size or not after.size or len(kept) > _LONGEST_WEAK or _PARTING.search(kept):
        return False
    words = [token for token in tokenize(kept) if is_word(token)]
    unspaced = sum(map(is_unspaced, words))
    telling = sum(not is_unspaced(word) and not _STOP_WORD.fullmatch(word) for word in words)
    if telling + unspaced // 2 == 0:
        return True
    return len(words) <= _MOST_WEAK_WORDS and len(kept) <= min(before.size, after.size)


def _take_out_common_ends(before: _Change, change: _Change) -> None:
    """Keep the tokens that both sides of a change begin or end with."""
    if not change.deleted or not change.inserted:
        return
    ends_differ = change.deleted[-1] != change.inserted[-1]
    if ends_differ and change.deleted[0] != change.inserted[0]:
        return
    deleted, inserted = tokenize(change.deleted), tokenize(change.inserted)
    head = _common(deleted, inserted)
    tail = min(_common(deleted[::-1], inserted[::-1]), len(deleted) - head, len(inserted) - head)
    before.kept += "".join(deleted[:head])
    change.kept = "".join(deleted[len(deleted) - tail :]) + change.kept
    change.deleted = "".join(deleted[head : len(deleted) - tail])
    change.inserted = "".join(inserted[head : len(inserted) - tail])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many of the first tokens are the same."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def _slide(before: _Change, change: _Change) -> None:
    """Let what is only inserted or only deleted begin with its word, not with the space before."""
    edit = change.inserted or change.deleted
    space = edit[: len(edit) - len(edit.lstrip(" "))]
    if not space or (change.inserted and change.deleted) or not change.kept.startswith(space):
        return
    moved = edit[len(space) :] + space
    before.kept += space
    change.kept = change.kept[len(space) :]
    if change.inserted:
        change.inserted = moved
    else:
        change.deleted = moved


def _spans(changes: Iterable[_Change]) -> list[Span]:
    spans: list[Span] = []
    for change in changes:
        sides: tuple[tuple[Kind, str], ...] = (
            ("delete", change.deleted),
            ("insert", change.inserted),
            ("same", change.kept),
        )
        for kind, text in sides:
            if text and spans and spans[-1].kind == kind:
                spans[-1] = Span(kind, spans[-1].text + text)
            elif text:
                spans.append(Span(kind, text))
    return spans


def apply_spans(spans: Iterable[Span]) -> str:
    """The new text."""
    return "".join(span.text for span in spans if span.kind in {"same", "insert"})


def original_of(spans: Iterable[Span]) -> str:
    """The old text."""
    return "".join(span.text for span in spans if span.kind in {"same", "delete"})


def shorten(spans: Sequence[Span], context_words: int) -> list[Span]:
    """Leave out the middle of long unchanged runs, as "gap" spans that hold what is left out.

    `context_words` words stay on each side of a change.
    """
    shown: list[Span] = []
    for i, span in enumerate(spans):
        if span.kind != "same":
            shown.append(span)
            continue
        tokens = tokenize(span.text)
        head = _cut(tokens, context_words) if i > 0 else 0
        tail = len(tokens) - (_cut(tokens[::-1], context_words) if i < len(spans) - 1 else 0)
        if sum(map(is_word, tokens[head:tail])) <= context_words:
            shown.append(span)
            continue
        parts: tuple[tuple[Kind, Sequence[str]], ...] = (
            ("same", tokens[:head]),
            ("gap", tokens[head:tail]),
            ("same", tokens[tail:]),
        )
        shown.extend(Span(kind, "".join(part)) for kind, part in parts if part)
    return shown


def _cut(tokens: Sequence[str], words: int) -> int:
    """How many tokens hold the first `words` words."""
    seen = 0
    for i, token in enumerate(tokens):
        seen += is_word(token)
        if seen == words:
            return i + 1
    return len(tokens)
