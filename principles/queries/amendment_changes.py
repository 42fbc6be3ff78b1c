"""What an amendment changes, for people to read: operation by operation, words in and words out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext

from principles.models import PrincipleText
from principles.text.diff import Span, TextTooLong, diff, shorten
from principles.text.operations import Clause, Code, Operation, Words
from principles.text.wording import name_invisible

# Unchanged words shown before and after a change where not all are.
CONTEXT_WORDS = 30


class Wording(Protocol):
    """Anything that holds the words of a principle."""

    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Changes:
    """What turns one wording into another; a title that stays has no spans."""

    title: tuple[Span, ...]
    body: tuple[Span, ...]

    @property
    def has_changed(self) -> bool:
        return bool(self.title) or any(span.kind != "same" for span in self.body)


@dataclass(frozen=True, slots=True)
class OperationShown:
    """What it does to one principle: `heading` names it, `note` says where it comes to stand."""

    code: str
    code_label: str
    heading: str
    changes: Changes
    note: str


def operations_shown(
    operations: Sequence[Operation], clauses: Sequence[Clause], *, whole: bool = True
) -> tuple[OperationShown, ...]:
    """What operations on these principles do, for people to read."""
    words = {clause.key: clause.words for clause in clauses}
    titles = {key: each.title for key, each in words.items()}
    shown = []
    for each in operations:
        old = words.get(each.principle or 0, _NOTHING)
        changes = _changes_of(each, old, words, whole=whole)
        heading = titles.get(each.principle or 0, "") or (each.words.title if each.words else "")
        shown.append(_operation_shown(each.code, heading, changes, _note(each, titles)))
    return tuple(shown)


_NOTHING = Words("", "")
_CODE_LABELS = {
    Code.MOD: gettext_lazy("Words changed"),
    Code.ADD: gettext_lazy("New principle"),
    Code.SUP: gettext_lazy("Principle deleted"),
    Code.MOVE: gettext_lazy("Principle moved"),
    Code.SPLIT: gettext_lazy("Principle split"),
    Code.JOIN: gettext_lazy("Principles joined"),
}


def _operation_shown(code: Code, heading: str, changes: Changes, note: str = "") -> OperationShown:
    return OperationShown(code.value, str(_CODE_LABELS[code]), heading, changes, note)


def _changes_of(
    operation: Operation, old: Words, words: Mapping[int, Words], *, whole: bool
) -> Changes:
    if operation.code == Code.MOVE:
        return Changes((), ())
    if operation.code == Code.SUP:
        return changes_between(old, "", "", whole=True)
    if operation.code == Code.ADD and operation.words:
        return changes_between(_NOTHING, operation.words.title, operation.words.body)
    if operation.code == Code.SPLIT:
        first, *rest = operation.parts
        body = "\n\n".join([first.body, *map(str, rest)])
        return changes_between(old, first.title, body, whole=whole)
    if operation.code == Code.JOIN and operation.words:
        joined = [words.get(key, _NOTHING) for key in operation.others]
        before = Words(old.title, "\n\n".join([old.body, *map(str, joined)]))
        return changes_between(before, operation.words.title, operation.words.body, whole=whole)
    new = operation.words or old
    return changes_between(old, new.title, new.body, whole=whole)


def _note(operation: Operation, titles: Mapping[int, str]) -> str:
    if operation.code in {Code.ADD, Code.MOVE}:
        if operation.after is None:
            return gettext("It comes to stand first in its section.")
        return gettext("It comes to stand after “%(title)s”.") % {
            "title": titles.get(operation.after, "")
        }
    if operation.code == Code.SPLIT:
        return ngettext(
            "It becomes %(count)s principle.",
            "It becomes %(count)s principles.",
            len(operation.parts),
        ) % {"count": len(operation.parts)}
    if operation.code == Code.JOIN:
        comma = pgettext("in a list of names", ",")
        names = f"{comma} ".join(f"“{titles.get(key, '')}”" for key in operation.others)
        return gettext("It takes in: %(titles)s.") % {"titles": names}
    return ""


def wording_shown(base: PrincipleText, title: str, body: str, *, whole: bool) -> OperationShown:
    """Of other words for one principle, without a look at the rest of the text."""
    changes = changes_between(base, title, body, whole=whole)
    return _operation_shown(Code.MOD, f"{base.number}. {base.title}", changes)


def changes_between(old: Wording, title: str, body: str, *, whole: bool = True) -> Changes:
    """The words removed and inserted; of those that stay all if `whole`, else those near."""
    spans = _spans(old.body, body)
    return Changes(
        title=() if old.title == title else _legible(_spans(old.title, title)),
        body=_legible(spans if whole else shorten(spans, CONTEXT_WORDS)),
    )


def _spans(old: str, new: str) -> list[Span]:
    """Of texts too long to compare, the one goes and the other comes."""
    try:
        return diff(old, new)
    except TextTooLong:
        return [Span("delete", old), Span("insert", new)]


def _legible(spans: Iterable[Span]) -> tuple[Span, ...]:
    """With codes in place of what would change the text without being seen."""
    return tuple(
        Span(span.kind, name_invisible(span.text)) if span.kind in {"insert", "delete"} else span
        for span in spans
    )
