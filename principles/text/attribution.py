"""Who brought each word of a text, carried from version to version ("blame")."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from unicodedata import normalize

from principles.text.hunks import Hunk, cut, hunks_of
from principles.text.merge import Change, Merged, Run, joined

__all__ = ["Run", "carry_merged", "carry_sources"]


def carry_sources(runs: Sequence[Run], new: str, source: int) -> tuple[Run, ...]:
    """The runs of the new text: what it keeps of the old one keeps its sources, the rest has the
    one given. Raises TextTooLong."""
    old = "".join(run.words for run in runs)
    changes = [Change(hunk, (source,)) for hunk in hunks_of(old, new)]
    return _written_as(new, _carried(runs, old, changes))


def carry_merged(runs: Sequence[Run], merged: Merged) -> tuple[Run, ...]:
    """The runs of a merged text: what it keeps of its base has the sources it had there.

    `runs` joined are the base that was merged on.
    """
    old = "".join(run.words for run in runs)
    return _written_as(merged.text, _carried(runs, old, merged.changes))


def _carried(runs: Sequence[Run], old: str, changes: Iterable[Change]) -> Iterator[Run]:
    tokens = cut(old).tokens
    starts = list(accumulate(map(len, tokens), initial=0))
    ends = list(accumulate(len(run.words) for run in runs))
    position = 0
    for change in (*changes, Change(Hunk(len(tokens), len(tokens), ""), ())):
        start, end = starts[position], starts[change.hunk.start]
        while start < end:
            place = bisect_right(ends, start)
            stop = min(end, ends[place])
            yield Run(old[start:stop], runs[place].sources)
            start = stop
        yield Run(change.hunk.words, change.sources)
        position = change.hunk.end


def _written_as(text: str, runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs in the encoding of the text, which may differ where words were kept."""
    found = joined(runs)
    if "".join(run.words for run in found) == text:
        return found
    ends = list(accumulate(len(normalize("NFC", run.words)) for run in found))
    tokens = cut(text)
    return joined(
        Run(token, found[min(bisect_right(ends, start), len(found) - 1)].sources)
        for token, start in zip(tokens.tokens, tokens.starts, strict=False)
    )
