"""What a compromise between amendments starts from: their common ground, and what they dispute."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from accounts.models import User
from principles.models import Amendment, Document
from principles.queries.amendment_cards import AmendmentCard, cards_of, with_related
from principles.queries.clauses import TextOfToday, sections_of
from principles.queries.principles import Reading
from principles.states import DECIDABLE_STATUSES
from principles.text.clashes import Clash
from principles.text.collisions import Collision
from principles.text.common_ground import CommonGround, common_ground
from principles.text.operations import Code, Operation, Words
from principles.text.operations_compare import compare_operations

type Part = Literal["title", "body"]


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """Words that may come to stand in a contested place, and the amendments that say so."""

    words: str
    backers: tuple[AmendmentCard, ...]


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A contested place; the first of its readings is that of the text as it stands. `part` and
    `index` find it in the common ground."""

    part: Part
    index: int
    base: str
    readings: tuple[ReadingShown, ...]

    @property
    def name(self) -> str:
        return f"{self.part}_{self.index}"


@dataclass(frozen=True, slots=True)
class Quarrel:
    """What is disputed beyond words: whether there is such a principle, or where it stands."""

    part: str
    between: tuple[AmendmentCard, ...]


@dataclass(frozen=True, slots=True)
class CompromiseStart:
    """`left_out` cannot be put on the text of today, so their words are not in it."""

    title: CommonGround
    body: CommonGround
    places: tuple[PlaceShown, ...]
    quarrels: tuple[Quarrel, ...]
    parents: tuple[AmendmentCard, ...]
    left_out: tuple[int, ...]

    def ground(self, part: Part) -> CommonGround:
        return self.title if part == "title" else self.body


def compromise_start(
    document: Document, reading: Reading, numbers: Sequence[int], user: User | None
) -> CompromiseStart:
    """Of amendments with these numbers that can be decided on; others are passed over. Seven
    queries at most, however many they are."""
    rows = _parents(document, numbers, user)
    today = TextOfToday(document, rows)
    operations = today.applicable(rows)
    words = _words_on(reading.principle.key, operations)
    title = common_ground(reading.title, _changed(reading.title, words, "title"))
    body = common_ground(reading.body, _changed(reading.body, words, "body"))
    cards = cards_of(document, user, rows)
    by_number = {card.number: card for card in cards}
    clashes = compare_operations(today.clauses, operations, sections_of(document)).clashes
    return CompromiseStart(
        title=title,
        body=body,
        places=(*_places("title", title, by_number), *_places("body", body, by_number)),
        quarrels=tuple(_quarrel(each, by_number) for each in clashes if _is_quarrel(each)),
        parents=cards,
        left_out=tuple(number for number in by_number if number not in operations),
    )


def decidable_on(
    document: Document, reading: Reading, user: User | None
) -> tuple[AmendmentCard, ...]:
    """The amendments to a principle between which there can be a compromise."""
    rows = with_related(
        Amendment.objects.filter(
            document=document,
            touched=reading.principle.pk,
            status__in=DECIDABLE_STATUSES,
        ),
        document,
        user,
    )
    return cards_of(document, user, list(rows.order_by("number")))


def _parents(document: Document, numbers: Sequence[int], user: User | None) -> list[Amendment]:
    found = Amendment.objects.filter(
        document=document, number__in=numbers, status__in=DECIDABLE_STATUSES
    )
    rows = list(with_related(found, document, user).order_by("number"))
    for each in rows:
        each.document = document
    return rows


def _words_on(key: int, operations: dict[int, tuple[Operation, ...]]) -> dict[int, Words]:
    return {
        number: each.words
        for number, those in operations.items()
        for each in those
        if each.code == Code.MOD and each.principle == key and each.words is not None
    }


def _changed(base: str, words: dict[int, Words], part: Part) -> dict[int, str]:
    texts = {number: each.title if part == "title" else each.body for number, each in words.items()}
    return {number: text for number, text in texts.items() if text != base}


def _places(part: Part, ground: CommonGround, cards: dict[int, AmendmentCard]) -> list[PlaceShown]:
    return [
        PlaceShown(part, index, place.base, _readings(place, cards))
        for index, place in enumerate(ground.contested)
    ]


def _readings(place: Collision, cards: dict[int, AmendmentCard]) -> tuple[ReadingShown, ...]:
    backers = {
        each.words: tuple(cards[number] for number in each.amendments) for each in place.readings
    }
    as_it_stands = ReadingShown(place.base, backers.pop(place.base, ()))
    return (as_it_stands, *(ReadingShown(words, those) for words, those in backers.items()))


def _is_quarrel(clash: Clash) -> bool:
    return clash.kind.blocks and clash.part in {"whole", "place"}


def _quarrel(clash: Clash, cards: dict[int, AmendmentCard]) -> Quarrel:
    return Quarrel(clash.part, tuple(cards[number] for number in clash.between))
