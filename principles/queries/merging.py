"""All that is proposed on one principle, held against each other on the words of today.

However many amendments there are, it takes the same number of queries.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext, gettext_lazy

from principles.models import Amendment, Document, Principle, PrincipleText
from principles.queries.amendment_cards import (
    GroupSupport,
    SponsorShown,
    sponsor_of,
    supporters_of,
    tone_of,
)
from principles.queries.amendment_changes import OperationShown, operations_shown
from principles.queries.clauses import TextOfToday, sections_of
from principles.queries.collision_places import PlaceShown, place_shown, sentence_on
from principles.queries.voting_order import kept_apart
from principles.states import (
    DECIDABLE_STATUSES,
    LIVE_STATUSES,
    AmendmentKind,
    AmendmentStatus,
)
from principles.text.clashes import Clash
from principles.text.components import components_of, largest_compatible
from principles.text.marking import Marked, marked
from principles.text.operations import Clause, Code, Operation
from principles.text.operations_compare import compare_operations
from principles.text.rebase import Applicability
from principles.text.wording import name_invisible

# Drafts are their authors' alone.
SHOWN_STATUSES = tuple(each for each in LIVE_STATUSES if each != AmendmentStatus.DRAFT)
# Of one component's readings, and of what only meets.
MOST_ALTERNATIVES = 50
# Of the amendments behind one reading.
MOST_BEHIND = 10
# Links behind one mark in the text.
MOST_LINKS = 4


@dataclass(frozen=True, slots=True)
class Proposed:
    """One amendment, who proposed it and who backs it."""

    number: int
    label: str
    kind: str
    kind_label: str
    status: str
    status_label: str
    tone: str
    sponsor: SponsorShown
    supporters: tuple[GroupSupport, ...]
    support: int
    applicability: Applicability
    text_hash: str
    is_decidable: bool


@dataclass(frozen=True, slots=True)
class MarkShown:
    """Words of the text; `numbers` are the first of the amendments that would change them, `more`
    how many besides. `place` counts the marks, 0 for none."""

    words: str
    numbers: tuple[int, ...] = ()
    more: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """What would stand in a contested place, and who stands behind it."""

    words: str
    amendments: tuple[Proposed, ...]
    more: int

    @property
    def legible(self) -> str:
        """With codes in place of what would change the text without being seen."""
        return name_invisible(self.words)


@dataclass(frozen=True, slots=True)
class ContestShown:
    """A contested place with its readings side by side."""

    place: PlaceShown
    readings: tuple[ReadingShown, ...]


@dataclass(frozen=True, slots=True)
class ComponentShown:
    """Amendments that exclude one another, directly or through others. `more`: readings not shown.

    `alone` says why some do where they dispute no words; a compromise can be written of `parents`.
    """

    numbers: tuple[int, ...]
    parents: tuple[int, ...]
    contests: tuple[ContestShown, ...]
    alone: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """What does not exclude one another but is worth knowing."""

    numbers: tuple[int, ...]
    kind: str
    sentence: str
    words: str


@dataclass(frozen=True, slots=True)
class ElsewhereShown:
    """What an amendment does besides wording this principle anew."""

    amendment: Proposed
    operations: tuple[OperationShown, ...]


@dataclass(frozen=True, slots=True)
class UnreadyShown:
    """An amendment that cannot be applied to the words of today, and why."""

    amendment: Proposed
    why: str


class OpenAmendments:
    """The amendments that touch a principle and may still change the text. Six queries."""

    def __init__(
        self, document: Document, principle: Principle, besides: Collection[int] = ()
    ) -> None:
        """`besides`: keys of other principles whose amendments are wanted too."""
        self.document, self.principle = document, principle
        keys = {principle.key, *besides}
        touching = Amendment.touched.through.objects.filter(
            principle__document=document, principle__key__in=keys
        )
        rows = (
            Amendment.objects.filter(pk__in=touching.values("amendment"))
            .filter(document=document, status__in=SHOWN_STATUSES)
            .select_related(
                "base", "principle", "author", "participation__group", "participation__organisation"
            )
            .defer("rationale", "base__body")
            .order_by("number")
        )
        self.rows = {row.number: row for row in rows}
        for row in self.rows.values():
            row.document = document
        self.today = TextOfToday(document, self.rows.values())
        self.sections = sections_of(document)
        self.rebased = {number: self.today.rebased(row) for number, row in self.rows.items()}
        self.applied: dict[int, tuple[Operation, ...]] = {
            number: rebased.operations
            for number, rebased in self.rebased.items()
            if rebased.operations is not None and rebased.state in _APPLICABLE
        }
        compared = compare_operations(
            self.today.clauses, self.applied, self.sections, _numbers(document)
        )
        self.clashes = compared.clashes
        applicable = [self.rows[number] for number in self.applied]
        self.conflicts: Mapping[int, frozenset[int]] = {
            number: frozenset(others)
            for number, others in kept_apart(applicable, compared.conflicts).items()
        }

    @cached_property
    def proposed(self) -> dict[int, Proposed]:
        supporters = supporters_of(self.rows.values())
        return {
            number: _proposed(row, supporters.get(row.pk, ()), self.rebased[number].state)
            for number, row in self.rows.items()
        }

    @property
    def clause(self) -> Clause | None:
        return self.today.clause(self.principle.key)

    def is_adoptable(self, number: int) -> bool:
        """Whether a moderator may make it the text as it is."""
        is_clean = self.rebased[number].state == Applicability.CLEAN
        return is_clean and self.rows[number].status in DECIDABLE_STATUSES

    def compatible(self) -> tuple[int, ...]:
        """The most that can be adopted together; of as many, the most backed."""
        adoptable = [number for number in self.applied if self.is_adoptable(number)]
        weight = {number: self.proposed[number].support for number in adoptable}
        return largest_compatible(adoptable, self.conflicts, weight)


_APPLICABLE = {Applicability.CLEAN, Applicability.AUTO_REBASED}


@dataclass(frozen=True, slots=True)
class AmendmentsState:
    """The page of a principle's amendments."""

    title: tuple[MarkShown, ...]
    body: tuple[MarkShown, ...]
    amendments: tuple[Proposed, ...]
    components: tuple[ComponentShown, ...]
    meetings: tuple[MeetingShown, ...]
    elsewhere: tuple[ElsewhereShown, ...]
    unready: tuple[UnreadyShown, ...]
    compatible: tuple[int, ...]


def amendments_state(found: OpenAmendments) -> AmendmentsState:
    clause = found.clause
    title = _marks(clause.words.title if clause else "", _texts(found, "title"), 0)
    body = _marks(
        clause.words.body if clause else "",
        _texts(found, "body"),
        sum(mark.place > 0 for mark in title),
    )
    applied = [found.proposed[number] for number in found.applied]
    return AmendmentsState(
        title=title,
        body=body,
        amendments=tuple(applied),
        components=_components(found),
        meetings=_meetings(found),
        elsewhere=tuple(_elsewhere(found)),
        unready=unready_of(found, found.rows),
        compatible=found.compatible(),
    )


def unready_of(found: OpenAmendments, numbers: Iterable[int]) -> tuple[UnreadyShown, ...]:
    """Of these, the ones that cannot be applied."""
    return tuple(
        UnreadyShown(found.proposed[number], str(_WHY[found.rebased[number].state]))
        for number in numbers
        if number not in found.applied
    )


_WHY = {
    Applicability.NEEDS_REBASE: gettext_lazy(
        "The words it changes are others by now: its proposer needs to adapt it."
    ),
    Applicability.ALREADY_SATISFIED: gettext_lazy("The text says this already."),
    Applicability.TARGET_DELETED: gettext_lazy("What it changes is no longer part of the text."),
}


def apart_sentences(found: OpenAmendments, numbers: Collection[int]) -> tuple[str, ...]:
    """Why some of these exclude each other whatever their words."""
    rows = [found.rows[number] for number in numbers]
    by_pk = {row.pk: row for row in rows}
    rivals = [row for row in rows if row.kind == AmendmentKind.RIVAL]
    sentences = [
        gettext("%(amendment)s is a rival text: no other amendment to its principle goes with it.")
        % {"amendment": row}
        for row in rivals
    ]
    return tuple(sentences) + tuple(
        gettext("%(amendment)s would change %(parent)s: one or the other.")
        % {"amendment": row, "parent": by_pk[row.parent_id]}
        for row in rows
        if row.parent_id in by_pk
    )


def contests_of(
    found: OpenAmendments, clashes: Iterable[Clash], most: int
) -> tuple[tuple[ContestShown, ...], int]:
    """The contested places with no more than so many readings, and how many are left out."""
    contests = []
    left_out = 0
    for clash in clashes:
        shown = clash.readings[:most]
        most -= len(shown)
        left_out += len(clash.readings) - len(shown)
        if not shown and clash.readings:
            continue
        readings = tuple(
            ReadingShown(
                each.words,
                tuple(found.proposed[n] for n in each.amendments[:MOST_BEHIND]),
                max(0, len(each.amendments) - MOST_BEHIND),
            )
            for each in shown
        )
        contests.append(
            ContestShown(place_shown(clash, found.today, found.principle.key), readings)
        )
    return tuple(contests), left_out


def _components(found: OpenAmendments) -> tuple[ComponentShown, ...]:
    components = components_of(found.applied, found.conflicts)
    of_number = {number: one for one in components for number in one}
    disputes: dict[tuple[int, ...], list[Clash]] = {one: [] for one in components}
    for clash in found.clashes:
        home = next((of_number[n] for n in clash.between if n in of_number), None)
        if clash.kind.blocks and home is not None:
            disputes[home].append(clash)
    shown = []
    for numbers in components:
        contests, more = contests_of(found, disputes[numbers], MOST_ALTERNATIVES)
        alone = apart_sentences(found, numbers)[:MOST_ALTERNATIVES]
        parents = tuple(n for n in numbers if found.rows[n].status in DECIDABLE_STATUSES)
        shown.append(ComponentShown(numbers, parents, contests, alone, more))
    return tuple(shown)


def _meetings(found: OpenAmendments) -> tuple[MeetingShown, ...]:
    """Duplicates first, then what shares a sentence, then what is referred to."""
    softly = [clash for clash in found.clashes if not clash.kind.blocks]
    softly.sort(key=lambda clash: clash.kind.value)
    # What some say alike in several places is said once.
    first: dict[tuple[tuple[int, ...], str], MeetingShown] = {}
    for clash in softly:
        sentence = sentence_on(clash)
        words = clash.base or clash.readings[0].words
        shown = MeetingShown(clash.between, clash.kind.value, sentence, words)
        first.setdefault((clash.between, sentence), shown)
    return tuple(first.values())[:MOST_ALTERNATIVES]


def _elsewhere(found: OpenAmendments) -> Iterable[ElsewhereShown]:
    """Of those that touch this principle, what they do to others, and to it as a whole."""
    key = found.principle.key
    for number, operations in found.applied.items():
        others = [each for each in operations if each.code != Code.MOD or each.principle != key]
        if others:
            shown = operations_shown(others, found.today.clauses, whole=False)
            yield ElsewhereShown(found.proposed[number], shown)


def _texts(found: OpenAmendments, part: str) -> dict[int, str]:
    """What the title or the body would be under each that words it anew."""
    return {
        number: getattr(operation.words, part)
        for number, operations in found.applied.items()
        for operation in operations
        if operation.code == Code.MOD and operation.principle == found.principle.key
    }


def _marks(base: str, texts: Mapping[int, str], place: int) -> tuple[MarkShown, ...]:
    """Numbered on from `place`."""
    shown = []
    for mark in marked(base, texts):
        place += bool(mark.amendments)
        shown.append(_mark(mark, place))
    return tuple(shown)


def _mark(mark: Marked, place: int) -> MarkShown:
    if not mark.amendments:
        return MarkShown(mark.words)
    first = mark.amendments[:MOST_LINKS]
    return MarkShown(mark.words, first, len(mark.amendments) - len(first), place)


def _proposed(
    row: Amendment, supporters: Sequence[GroupSupport], applicability: Applicability
) -> Proposed:
    status = AmendmentStatus(row.status)
    return Proposed(
        number=row.number,
        label=row.label,
        kind=row.kind,
        kind_label=str(row.get_kind_display()),
        status=status.value,
        status_label=str(status.label),
        tone=tone_of(status),
        sponsor=sponsor_of(row.author, row.participation),
        supporters=tuple(supporters),
        support=sum(len(each.organisations) + each.individuals for each in supporters),
        applicability=applicability,
        text_hash=row.text_hash,
        is_decidable=row.status in DECIDABLE_STATUSES,
    )


def _numbers(document: Document) -> dict[int, str]:
    """What each principle is shown under, by key."""
    texts = PrincipleText.objects.filter(version=document.current_version_id)
    return dict(texts.values_list("principle__key", "number"))
