"""Documents and amendments to them, as strategies and in short."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from principles.text.operations import (
    BadOperation,
    Clause,
    Code,
    Operation,
    Words,
    check_operations,
)
from principles.text.operations_merge import Placed

SECTIONS = (1, 2, 3)
NUMBERS = {1: "1", 2: "2", 3: "3", 4: "4", 5: "5"}
# Two sections of three and two principles; a third is empty.
DOCUMENT = (
    Clause(1, 1, Words("Open to all", "Every record is open. States should publish them all.")),
    Clause(2, 1, Words("Safe by law", "Governments should keep each record safe from harm.")),
    Clause(3, 1, Words("Trust", "What is promised is kept, and what is kept is shown.")),
    Clause(4, 2, Words("Reach", "Everyone may reach everyone. Nobody is cut off.")),
    Clause(5, 2, Words("Last words", "Review all this every other year.")),
)


def mod(key: int, body: str | None = None, title: str | None = None) -> Operation:
    """A change of a principle of DOCUMENT."""
    old = DOCUMENT[key - 1].words
    new = Words(old.title if title is None else title, old.body if body is None else body)
    return Operation(Code.MOD, key, new)


def swap(key: int, old: str, new: str) -> Operation:
    """A change of some words in the body of a principle of DOCUMENT."""
    body = DOCUMENT[key - 1].words.body
    assert old in body
    return mod(key, body.replace(old, new))


def add(title: str, *, after: int | None = None, section: int = 0) -> Operation:
    return Operation(Code.ADD, words=Words(title, f"{title} is new."), after=after, section=section)


def sup(key: int) -> Operation:
    return Operation(Code.SUP, key)


def move(key: int, *, after: int | None = None, section: int = 0) -> Operation:
    return Operation(Code.MOVE, key, after=after, section=section)


def split(key: int, *parts: str) -> Operation:
    return Operation(Code.SPLIT, key, parts=tuple(Words("", part) for part in parts))


def join(key: int, *others: int, body: str) -> Operation:
    return Operation(Code.JOIN, key, Words("", body), others=others)


def outline(placed: Sequence[Placed]) -> dict[int, list[int | str]]:
    """Keys, or titles (bodies where there are none) of what is new, by section."""
    result: dict[int, list[int | str]] = {}
    for each in placed:
        name = each.words.title or each.words.body
        result.setdefault(each.section, []).append(name if each.key is None else each.key)
    return result


def as_clauses(placed: Sequence[Placed], *, first_key: int = 1000) -> tuple[Clause, ...]:
    """The document that results, what is new with keys from `first_key` on."""
    return tuple(
        Clause(first_key + number if each.key is None else each.key, each.section, each.words)
        for number, each in enumerate(placed)
    )


_WORDS = ["open", "data", "states", "must", "keep", "all", "law"]
_SENTENCES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=5).map(
    lambda words: " ".join(words).capitalize() + "."
)
_TITLES = st.sampled_from(["", "Open data", "All law", "Café", "数据"])
_NEW_WORDS = st.builds(Words, _TITLES, st.lists(_SENTENCES, min_size=1, max_size=3).map(" ".join))


@st.composite
def documents(draw: st.DrawFn, least: int = 1) -> tuple[Clause, ...]:
    """Up to six principles in SECTIONS, one of which may be empty."""
    sections = sorted(draw(st.lists(st.sampled_from(SECTIONS), min_size=least, max_size=6)))
    keys = draw(st.permutations(range(1, len(sections) + 1)))
    return tuple(
        Clause(key, section, draw(_NEW_WORDS)) for key, section in zip(keys, sections, strict=True)
    )


@st.composite
def amendments_to(draw: st.DrawFn, base: Sequence[Clause], most: int = 4) -> list[Operation]:
    """At least one operation that can be applied, and none that contradict each other."""
    operations: list[Operation] = []
    for _ in range(draw(st.integers(1, most))):
        operation = draw(_operations(base))
        try:
            check_operations(base, [*operations, operation], SECTIONS)
        except BadOperation:
            continue
        operations.append(operation)
    return operations or [Operation(Code.SUP, base[0].key)]


@st.composite
def _operations(draw: st.DrawFn, base: Sequence[Clause]) -> Operation:
    keys = [clause.key for clause in base]
    key = draw(st.sampled_from(keys))
    after = draw(st.none() | st.sampled_from(keys))
    section = draw(st.sampled_from(SECTIONS)) if after is None else 0
    words = {clause.key: clause.words for clause in base}[key]
    code: Code = draw(st.sampled_from(list(Code)))
    match code:
        case Code.MOD:
            return Operation(Code.MOD, key, Words(words.title, draw(_edits(words.body))))
        case Code.ADD:
            return Operation(Code.ADD, words=draw(_NEW_WORDS), after=after, section=section)
        case Code.SUP:
            return Operation(Code.SUP, key)
        case Code.MOVE:
            return Operation(Code.MOVE, key, after=after, section=section)
        case Code.SPLIT:
            first, _, second = words.body.partition(". ")
            parts = Words(words.title, first + "."), Words("", second or draw(_SENTENCES))
            return Operation(Code.SPLIT, key, parts=parts)
        case Code.JOIN:
            other = draw(st.sampled_from(keys))
            return Operation(Code.JOIN, key, draw(_NEW_WORDS), others=(other,))


@st.composite
def _edits(draw: st.DrawFn, text: str) -> str:
    """One word or two changed, put in or left out."""
    words = text.split(" ")
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.integers(0, len(words) - 1))
        new = draw(st.sampled_from(["never", "always", "公开", "", "must"]))
        end = place + draw(st.integers(0, 1))
        words[place:end] = [new] if new else []
        words = words or ["Nothing."]
    return " ".join(words)


@st.composite
def cases(
    draw: st.DrawFn, most: int = 3
) -> tuple[tuple[Clause, ...], Mapping[int, list[Operation]]]:
    """A document and amendments to it, numbered in no order."""
    base = draw(documents())
    numbers = draw(st.lists(st.integers(1, 50), min_size=1, max_size=most, unique=True))
    return base, {number: draw(amendments_to(base)) for number in numbers}
