"""The engine's laws, over texts made to be difficult: few words that repeat, in every script.

Each law is stated apart from how the engine works: sentences and words are told here by simpler
means, and what a merge must be is put together from its amendments' hunks by brute force.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, combinations
from unicodedata import normalize

from hypothesis import given, settings
from hypothesis import strategies as st

from principles.text.attribution import carry_merged, carry_sources
from principles.text.collisions import Comparison, compare
from principles.text.components import components_of, largest_compatible
from principles.text.hunks import Hunk, apply_hunks, hunks_of
from principles.text.merge import Collided, Merged, Run, merge
from principles.text.rebase import Applicability, rebase
from principles.text.tokens import is_word, same, tokenize

PIECES = (
    "we ", "must ", "act", ". ", "we ", "open ", ", ", "and ", "must ", "data ", "\n", "。", "数", "据",
    "caf\u00e9 ", "cafe\u0301 ", "حق ", "👍🏽 ", "! ", "“", "” ", "-", "  ", "\u0301", "Dr", ".", "Act ",
    "states ", "share ", "all ", "it ", "now ",
)  # fmt: skip
LONGEST_BASE = 16
SCRIPT = 6
BYTES = st.binary(min_size=3 + LONGEST_BASE + 3 * SCRIPT, max_size=3 + LONGEST_BASE + 3 * SCRIPT)
_IS_BRIEF = settings.get_current_profile_name() == "brief"

type Case = tuple[str, dict[int, str]]


def case_from(numbers: bytes) -> Case:
    """A base and one to three amendments: one draw of bytes, for ten thousand must not take long.

    Of each three bytes of a script the first says where, the second how many tokens go, the third
    what comes in their place. In three cases of four each amendment keeps to its part of the base,
    so that often enough they can be merged, and in one of two it makes a single change.
    """
    size, people, manner, *rest = numbers
    base = "".join(PIECES[each % len(PIECES)] for each in rest[: size % (LONGEST_BASE + 1)])
    people = (2, 3, 2, 3, 1)[people % 5]
    spread = people if manner % 4 else 1
    length = SCRIPT // (1 + manner // 4 % 2)
    texts = {}
    for place in range(people):
        start = LONGEST_BASE + place * SCRIPT
        texts[place + 1] = edited(base, rest[start : start + length], (place % spread, spread))
    return base, texts


def edited(base: str, script: Sequence[int], part: tuple[int, int]) -> str:
    """The base after the script's changes in one of so many equal parts of it."""
    tokens = tokenize(base)
    for where, how, piece in zip(script[::3], script[1::3], script[2::3], strict=True):
        room = len(tokens) + 1
        first, last = room * part[0] // part[1], max(1, room // part[1])
        place = first + where % last
        away = len(tokens) if how == 255 else min(how % 4, last)
        put = [PIECES[piece % len(PIECES)]] * (how // 4 % 4 < 3)
        tokens[place : place + away] = put
    return "".join(tokens)


def law(check: Callable[[Case], None], cases: int = 10_000) -> Callable[[], None]:
    """The check, of ten thousand generated cases, fewer where `brief` is asked for."""
    many = settings() if _IS_BRIEF else settings(max_examples=cases)
    return many(given(BYTES.map(case_from))(check))


def lesser_law(check: Callable[[Case], None]) -> Callable[[], None]:
    """Of fewer cases, where each takes several merges."""
    return law(check, cases=3_000)


def merged_or_compared(base: str, texts: Mapping[int, str]) -> Merged | Comparison:
    try:
        return merge(base, texts)
    except Collided as collided:
        return collided.comparison


def merged_or_none(base: str, texts: Mapping[int, str]) -> Merged | None:
    outcome = merged_or_compared(base, texts)
    return outcome if isinstance(outcome, Merged) else None


def all_hunks(base: str, texts: Mapping[int, str]) -> list[Hunk]:
    """Every amendment's hunks in the order of the base, those alike once."""
    found = {
        (hunk.start, hunk.end, normalize("NFC", hunk.words)): hunk
        for number in sorted(texts, reverse=True)
        for hunk in hunks_of(base, texts[number])
    }
    return [found[key] for key in sorted(found, key=lambda key: key[:2])]


def characters(text: str) -> Counter[str]:
    return Counter(normalize("NFD", text))


def nfc(text: str) -> str:
    return normalize("NFC", text)


def ends_sentence(token: str) -> bool:
    return token[0] in ".!。\n"


@law
def test_the_hunks_of_a_text_applied_to_its_base_give_the_text(case: Case) -> None:
    base, texts = case
    for new in texts.values():
        hunks = hunks_of(base, new)
        assert same(apply_hunks(base, hunks), new)
        assert not hunks_of(new, apply_hunks(base, hunks))
        tokens = tokenize(base)
        for hunk in hunks:
            assert not same("".join(tokens[hunk.start : hunk.end]), hunk.words)
        if nfc(base) == base and nfc(new) == new:
            assert apply_hunks(base, hunks) == new


@law
def test_the_order_of_the_amendments_changes_nothing(case: Case) -> None:
    base, texts = case
    outcome = merged_or_compared(base, texts)
    one, *others = texts
    for order in {(*others, one), (*reversed(others), one)}:
        assert merged_or_compared(base, {number: texts[number] for number in order}) == outcome
    turned = {10 - number: text for number, text in texts.items()}
    conflicts = compare(base, turned).conflicts
    assert any(conflicts.values()) == isinstance(outcome, Comparison)
    if isinstance(outcome, Comparison):
        assert outcome.conflicts == {
            10 - number: {10 - each for each in against} for number, against in conflicts.items()
        }


@law
def test_nothing_fuses_silently(case: Case) -> None:
    """A merge holds every hunk of every amendment as it was, and no other change. Between words of
    two amendments stands a word of the base, or the end of a sentence."""
    base, texts = case
    merged = merged_or_none(base, texts)
    if merged is None:
        return
    if len(texts) > 1:
        assert merged.text == apply_hunks(base, all_hunks(base, texts))
    last: set[int] = set()
    for run in merged.runs:
        for token in tokenize(run.words):
            if ends_sentence(token) or (is_word(token) and not run.sources):
                last = set()
            elif is_word(token):
                assert not last or last & set(run.sources), merged.runs
                last = set(run.sources)


@law
def test_every_word_of_a_merge_comes_from_those_it_names(case: Case) -> None:
    """The words under an amendment's name are those of its hunks, in order and all of them; those
    under no name are the base without what any hunk takes out."""
    base, texts = case
    merged = merged_or_none(base, texts)
    if merged is None:
        return
    assert "".join(run.words for run in merged.runs) == merged.text
    for number, text in texts.items():
        own = "".join(run.words for run in merged.runs if number in run.sources)
        assert same(own, "".join(hunk.words for hunk in hunks_of(base, text)))
    kept = tokenize(base)
    for hunk in all_hunks(base, texts):
        kept[hunk.start : hunk.end] = [""] * (hunk.end - hunk.start)
    assert same("".join(run.words for run in merged.runs if not run.sources), "".join(kept))


@law
def test_a_rebase_is_the_merge_with_what_happened_to_the_text(case: Case) -> None:
    base, texts = case
    proposed, current = texts[1], texts.get(2, base)
    rebased = rebase(base, proposed, current)
    merged = merged_or_none(base, {1: proposed, 2: current})
    if rebased.text is None:
        assert merged is None
        assert rebased.state is Applicability.NEEDS_REBASE
        assert rebased.lost
        return
    if rebased.state is Applicability.ALREADY_SATISFIED:
        assert rebased.text == current
        assert same(proposed, current) or set(keys(base, proposed)) <= set(keys(base, current))
        return
    assert merged is not None
    assert same(rebased.text, merged.text)
    if rebased.state is Applicability.CLEAN:
        # Nothing is lost on the way, and nothing added: the two changes add up.
        gained = characters(rebased.text) + characters(base)
        assert gained == characters(proposed) + characters(current)
        if not same(proposed, base):
            assert rebase(base, current, proposed).text in {rebased.text, proposed}


def keys(base: str, new: str) -> list[tuple[int, int, str]]:
    return [(hunk.start, hunk.end, nfc(hunk.words)) for hunk in hunks_of(base, new)]


@law
def test_amendments_exclude_each_other_where_nothing_kept_parts_them(case: Case) -> None:
    """Between what must collide (no word, no mark, no sentence's end between two changes) and what
    may (no word that both keep), found by looking at every pair."""
    base, texts = case
    conflicts = compare(base, texts).conflicts
    for one, other in combinations(texts, 2):
        assert (one in conflicts[other]) == (other in conflicts[one])
        collide = other in conflicts[one]
        parted = list(parting(base, keys(base, texts[one]), keys(base, texts[other])))
        if any(not word and not end for word, end in parted):
            assert collide, parted
        if collide:
            assert not all(word for word, _ in parted), parted


def parting(
    base: str, mine: Sequence[tuple[int, int, str]], theirs: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[bool, bool]]:
    """For each pair of changes whether a word that both keep stands between them in every reading
    of them, and whether there is any sentence's end in or around them."""
    tokens = tokenize(base)
    gone = {place for start, end, _ in (*mine, *theirs) for place in range(start, end)}
    for one in set(mine) - set(theirs):
        for other in set(theirs) - set(mine):
            word = all(
                any(
                    is_word(tokens[place]) and place not in gone for place in between(first, second)
                )
                for first in moved(tokens, one)
                for second in moved(tokens, other)
            )
            low, high = min(one[0], other[0]), max(one[1], other[1])
            near = "".join([*tokens[max(0, low - 2) : high + 2], one[2], other[2]])
            at_edge = low < 1 or high >= len(tokens)
            end = at_edge or any(map(ends_sentence, tokenize(near) or [" "]))
            yield word, end


def between(one: tuple[int, int], other: tuple[int, int]) -> range:
    first, second = sorted((one, other))
    return range(first[1], second[0])


def moved(tokens: Sequence[str], key: tuple[int, int, str]) -> Iterator[tuple[int, int]]:
    """Where the change is, and where else it could be between whole tokens for the same result."""
    start, end, words = key
    yield start, end
    text = list(map(nfc, tokens))
    result = "".join([*text[:start], words, *text[end:]])
    size = len(words)
    cuts = set(accumulate(map(len, tokenize(result)), initial=0))
    for first in range(len(tokens) - (end - start) + 1):
        last = first + end - start
        head, tail = "".join(text[:first]), "".join(text[last:])
        fits = len(head) + size + len(tail) == len(result)
        fits = fits and {len(head), len(head) + size} <= cuts
        if fits and result.startswith(head) and result.endswith(tail):
            yield first, last


@lesser_law
def test_sets_that_may_stand_together_do_and_components_part_the_rest(case: Case) -> None:
    base, texts = case
    comparison = compare(base, texts)
    chosen = largest_compatible(texts, comparison.conflicts)
    assert merged_or_none(base, {number: texts[number] for number in chosen}) is not None
    for size in range(len(chosen) + 1, len(texts) + 1):
        for some in combinations(texts, size):
            assert merged_or_none(base, {number: texts[number] for number in some}) is None
    components = components_of(texts, comparison.conflicts)
    members = [number for component in components for number in component]
    assert sorted(members) == [number for number in texts if comparison.conflicts[number]]
    assert_places_are_told(base, texts, comparison)


def assert_places_are_told(base: str, texts: Mapping[int, str], comparison: Comparison) -> None:
    """Each collision says what stands in its place under each amendment, and every pair that
    excludes each other meets in one."""
    tokens = tokenize(base)
    pairs = set()
    for each in comparison.collisions:
        assert each.base == "".join(tokens[each.start : each.end])
        assert each.between == tuple(sorted(each.between))
        named = [number for reading in each.readings for number in reading.amendments]
        assert sorted(named) == list(each.between)
        assert len({nfc(reading.words) for reading in each.readings}) == len(each.readings)
        if each.kind.blocks:
            pairs |= set(combinations(each.between, 2))
        for reading in each.readings:
            for number in reading.amendments:
                if len(hunks_of(base, texts[number])) == 1:
                    whole = "".join([*tokens[: each.start], reading.words, *tokens[each.end :]])
                    assert same(whole, texts[number])
    excluding = {
        pair for pair in combinations(texts, 2) if pair[1] in comparison.conflicts[pair[0]]
    }
    assert excluding <= pairs


@law
def test_authorship_covers_every_version(case: Case) -> None:
    base, texts = case
    runs: Sequence[Run] = (Run(base, ()),) if base else ()
    for number, text in texts.items():
        runs = carry_sources(runs, text, number)
        assert "".join(run.words for run in runs) == text
        assert all(run.words and set(run.sources) <= set(texts) for run in runs)
    merged = merged_or_none(base, texts)
    if merged is not None:
        first = (Run(base, (99,)),) if base else ()
        carried = carry_merged(first, merged)
        assert "".join(run.words for run in carried) == merged.text
        assert [(run.words, run.sources or (99,)) for run in merged.runs] == [
            (run.words, run.sources) for run in carried
        ]
