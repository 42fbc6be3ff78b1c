"""Who wrote the words of a principle, through everything that happens to it between two versions.

A version's change has one author, or is what several amendments make together; what it only took
from elsewhere, a compromise from the amendments it replaces or moderators from the amendment they
adopted with changes, stays with those who proposed it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from principles.text.alignment import TextTooLong
from principles.text.attribution import carry_merged, carry_sources
from principles.text.merge import Collided, Merged, Run, merge
from principles.text.rebase import rebase
from principles.text.tokens import same

_BREAK = "\n\n"
# Stands for whatever is not asked for; the numbers of sources are those of amendments, or up to 0.
_NOBODY = -(2**31)


@dataclass(frozen=True, slots=True)
class Claim:
    """What `source` proposed in the place of `base`; "" for something new."""

    source: int
    base: str
    text: str


def written(
    old: Sequence[Sequence[Run]], new: Sequence[str], source: int, claims: Sequence[Claim] = ()
) -> tuple[tuple[Run, ...], ...]:
    """The runs of each of the new texts, made of the old ones: one becomes one, several, or the
    other way round; of none all is new.

    Words kept from any old text have the sources they had there. The rest are those of the first
    claim that proposes them, or else the source's.
    """
    carried = _carry(_with_breaks(old, source), _BREAK.join(new), source)
    texts = _cut(carried, list(map(len, new)))
    if len(old) > 1 or len(new) > 1:
        # Told apart or put together they need not stand in the old order.
        texts = tuple(_filled(text, source, old) for text in texts)
    return tuple(_filled(text, source, _proposed(claims)) for text in texts)


def written_together(
    old: Sequence[Run],
    new: str,
    source: int,
    claims: Mapping[int, Claim],
    taken_in: Mapping[int, Sequence[Claim]],
) -> tuple[Run, ...]:
    """The runs of a text into which several amendments, by number, changed the old one at once;
    `taken_in` are the claims on the words of some of them. What nobody claims is the source's."""
    merged = _merged("".join(run.words for run in old), claims)
    if merged is not None and merged.text == new:
        runs = carry_merged(old, merged)
    else:
        [runs] = written([old], [new], source, list(claims.values()))
    for number, others in taken_in.items():
        runs = _filled(runs, number, _proposed(others))
    return runs


def _merged(old: str, claims: Mapping[int, Claim]) -> Merged | None:
    """None where the amendments cannot all be read on the old text."""
    texts: dict[int, str] = {}
    try:
        for number, claim in claims.items():
            is_same = same(claim.base, old)
            text = claim.text if is_same else rebase(claim.base, claim.text, old).text
            if text is None:
                return None
            if text != old:
                texts[number] = text
        return merge(old, texts)
    except (Collided, TextTooLong):
        return None


def _with_breaks(texts: Sequence[Sequence[Run]], source: int) -> list[Run]:
    runs: list[Run] = []
    for text in texts:
        if runs:
            runs.append(Run(_BREAK, (source,)))
        runs += text
    return runs


def _carry(runs: Sequence[Run], new: str, source: int) -> tuple[Run, ...]:
    """As `carry_sources`; of more words than can be compared all are the source's."""
    if not new:
        return ()
    try:
        return carry_sources([run for run in runs if run.words], new, source)
    except TextTooLong:
        return (Run(new, (source,)),)


def _proposed(claims: Iterable[Claim]) -> Iterator[tuple[Run, ...]]:
    """What is claimed, the words of the base nobody's."""
    for claim in claims:
        yield _carry([Run(claim.base, (_NOBODY,))], claim.text, claim.source)


def _filled(runs: Sequence[Run], source: int, others: Iterable[Sequence[Run]]) -> tuple[Run, ...]:
    """The same text; what is the source's alone and stands in another text is whose it is there."""
    text = "".join(run.words for run in runs)
    whose = list(_places(runs))
    for other in others:
        if (source,) not in whose:
            break
        for place, found in enumerate(_places(_carry(other, text, _NOBODY))):
            if found != (_NOBODY,) and whose[place] == (source,):
                whose[place] = found
    return tuple(_runs(text, whose))


def _places(runs: Iterable[Run]) -> Iterator[tuple[int, ...]]:
    """The sources of each character."""
    return (run.sources for run in runs for _ in run.words)


def _runs(text: str, whose: Sequence[tuple[int, ...]]) -> Iterator[Run]:
    start = 0
    for sources, group in groupby(whose):
        end = start + sum(1 for _ in group)
        yield Run(text[start:end], sources)
        start = end


def _cut(runs: Sequence[Run], lengths: Sequence[int]) -> tuple[tuple[Run, ...], ...]:
    """The runs of texts of these lengths, between which there is a break."""
    text = "".join(run.words for run in runs)
    whose = list(_places(runs))
    texts = []
    start = 0
    for length in lengths:
        end = start + length
        texts.append(tuple(_runs(text[start:end], whose[start:end])))
        start = end + len(_BREAK)
    return tuple(texts)
