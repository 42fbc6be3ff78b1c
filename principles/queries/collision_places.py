"""What amendments dispute, and where, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from principles.queries.clauses import TextOfToday
from principles.text.clashes import Clash
from principles.text.collisions import CollisionKind
from principles.text.hunks import cut

# Tokens of the text shown before and after the contested words.
_AROUND = 14


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """`base` are the contested words, between `before` and `after`; without any, the place where
    words would be put. `where` says of what they are."""

    kind: str
    part: str
    sentence: str
    where: str
    principle: int | None
    before: str
    base: str
    after: str
    numbers: tuple[int, ...]


_SENTENCES = {
    CollisionKind.MOVE_CYCLE: gettext_lazy("Each would stand behind another of them."),
    CollisionKind.MOVED_TWICE: gettext_lazy("They move the principle to different places."),
    CollisionKind.DELETED_AND_EDITED: gettext_lazy("One takes away what another changes."),
    CollisionKind.INSERTED_IN_DELETED: gettext_lazy("One adds words to what another takes away."),
    CollisionKind.OVERLAPPING: gettext_lazy("They change the same words, each in its own way."),
    CollisionKind.CONTAINED: gettext_lazy("One changes words inside what another changes."),
    CollisionKind.SAME_POINT: gettext_lazy("They put different words in one place."),
    CollisionKind.ADJACENT: gettext_lazy(
        "Their changes touch: put together they would say what nobody proposed."
    ),
    CollisionKind.IDENTICAL: gettext_lazy("They propose the same change."),
    CollisionKind.REFERENCE: gettext_lazy("One takes away a principle that is referred to."),
    CollisionKind.INTERACTS: gettext_lazy("They change different words of one sentence."),
}
_STRENGTH = gettext_lazy(
    "They change one sentence, and one of them changes how strong its obligation is."
)


def sentence_on(clash: Clash) -> str:
    """How the amendments meet there."""
    return str(_STRENGTH if clash.why == "strength" else _SENTENCES[clash.kind])


def place_shown(clash: Clash, today: TextOfToday, here: int) -> PlaceShown:
    """`here` is the key of the principle on whose page it is shown."""
    clause = today.clause(clash.principle) if clash.principle is not None else None
    before, after = "", ""
    if clash.collision is not None and clause is not None:
        text = clause.words.title if clash.part == "title" else clause.words.body
        tokens = cut(text).tokens
        start, end = clash.collision.start, clash.collision.end
        before = "".join(tokens[max(0, start - _AROUND) : start])
        after = "".join(tokens[end : end + _AROUND])
    where = _where(clash, clause.words.title if clause else "")
    if clause is not None and clause.key != here and clash.part != "place":
        where = gettext("%(part)s of “%(title)s”") % {"part": where, "title": clause.words.title}
    return PlaceShown(
        kind=clash.kind.value,
        part=clash.part,
        sentence=sentence_on(clash),
        where=where,
        principle=clash.principle,
        before=before,
        base=clash.base,
        after=after,
        numbers=clash.between,
    )


def _where(clash: Clash, title: str) -> str:
    if clash.part == "title":
        return gettext("Title")
    if clash.part == "body":
        return gettext("Wording")
    if clash.part == "whole":
        return gettext("The principle as a whole")
    if title:
        return gettext("The place behind “%(title)s”") % {"title": title}
    return gettext("The first place of a section")
