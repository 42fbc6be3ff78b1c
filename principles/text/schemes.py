"""Which blocks begin the principles of a document: its numbers, else its headings, else its lists.

A scheme is tried in that order. Labels of one style ("1.", "Article 1") form runs that count up by
one; of several styles the outermost that does not merely number sections wins.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from principles.text.blocks import PSEUDO_HEADING, Block, Kind, is_finished, looks_like_heading
from principles.text.headings import Headings, is_closing, is_opening
from principles.text.numbering import Rank, labels

# Runs open at one time; a text that nests deeper is no list a person wrote.
_DEEPEST = 20
_LARGEST_SKIP = 3


@dataclass(frozen=True, slots=True)
class Start:
    """The block a principle begins with, and its number."""

    index: int
    number: int


type Run = tuple[Start, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """The runs of principles, in order; each run is a section of its own.

    `outer` are blocks whose labels number the sections. `is_numbered` says whether the numbers are
    printed, `has_headings` whether the principles are headings the source marks.
    """

    runs: tuple[Run, ...]
    outer: frozenset[int] = frozenset()
    is_numbered: bool = True
    has_headings: bool = False


@dataclass(slots=True)
class _Style:
    """The labels of one style."""

    rank: Rank
    is_heading: bool
    entries: list[Start] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(run) for run in self.runs)

    @property
    def starts(self) -> list[Start]:
        return [start for run in self.runs for start in run]


def scheme_of(blocks: Sequence[Block], headings: Headings, title: int | None) -> Scheme | None:
    """The scheme a document follows, or None when it has nothing to make a principle of."""
    return (
        _numbered(blocks, headings, title)
        or _headed(blocks, headings, title)
        or _listed(blocks, title)
        or _paragraphed(blocks, title)
    )


def has_body(blocks: Sequence[Block], index: int) -> bool:
    """Whether text without a label or heading follows the block."""
    if index + 1 >= len(blocks):
        return False
    following = blocks[index + 1]
    return following.kind in (Kind.PARAGRAPH, Kind.ITEM) and not following.label


def has_lead(block: Block) -> bool:
    """Whether the block begins with whole words in bold and goes on without."""
    text, lead = block.text, block.lead
    is_part = 0 < lead < len(text) and bool(text[:lead].strip(" .:"))
    return is_part and not (text[lead - 1].isalnum() and text[lead].isalnum())


def is_titled(blocks: Sequence[Block], index: int) -> bool:
    """Whether the block reads as a title with its text below."""
    block = blocks[index]
    is_title = block.kind is Kind.HEADING or looks_like_heading(block.text) or not block.text
    return is_title and has_body(blocks, index)


def late_start(blocks: Sequence[Block]) -> tuple[str, Start] | None:
    """The style of the first run that does not begin with 1, and where it begins instead."""
    for (style, place), found in _styles(blocks).items():
        runs = _runs(found.entries)
        if runs and runs[0][0].number > 1 and not place:
            return style, runs[0][0]
    return None


def _numbered(blocks: Sequence[Block], headings: Headings, title: int | None) -> Scheme | None:
    styles = _styles(blocks)
    styles = {key: style for key, style in styles.items() if key[0] not in ("[1]", "¹")} or styles
    for style in styles.values():
        entries = [start for start in style.entries if start.index != title]
        runs = _runs(entries)
        style.runs = _sections(runs, blocks, headings)
    usable = [style for style in styles.values() if _is_usable(style, blocks)]
    if not usable:
        return None
    chosen = _principal(usable, blocks)
    outer = frozenset(
        start.index
        for style in usable
        if style is not chosen and _is_outer(style, chosen)
        for start in style.starts
    )
    return Scheme(tuple(chosen.runs), outer, has_headings=chosen.is_heading)


def _styles(blocks: Sequence[Block]) -> dict[tuple[str, str], _Style]:
    """The labels by style and by where they stand: headings by level, items deep in a list."""
    styles: dict[tuple[str, str], _Style] = {}
    for index, block in enumerate(blocks):
        if not block.label:
            continue
        is_heading = block.kind is Kind.HEADING and block.level < PSEUDO_HEADING
        place = f"h{block.level}" if is_heading else "deep" if block.level in (1, 2, 3) else ""
        for label in labels(block.printed):
            if label.style == "1" and not (is_heading or looks_like_heading(block.text)):
                continue
            style = styles.setdefault((label.style, place), _Style(label.rank, is_heading))
            style.entries.append(Start(index, label.number))
    return styles


def _runs(entries: Sequence[Start]) -> list[Run]:
    """Part labels into runs that count up; a run with another inside it goes on after that one."""
    if len(entries) > 1 and all(entry.number == 1 for entry in entries):
        return [tuple(Start(entry.index, n) for n, entry in enumerate(entries, start=1))]
    done: list[list[Start]] = []
    stack: list[list[Start]] = []
    nested: set[int] = set()
    for entry in entries:
        depth = _continued(stack, entry.number)
        if depth is not None:
            nested.update(id(run) for run in stack[depth + 1 :])
            del stack[depth + 1 :]
            stack[depth].append(entry)
        elif entry.number == 1 or not stack:
            stack.append([entry])
            done.append(stack[-1])
            del stack[:-_DEEPEST]
    return [
        tuple(run) for run in done if id(run) not in nested and (len(run) > 1 or run[0].number == 1)
    ]


def _continued(stack: Sequence[Sequence[Start]], number: int) -> int | None:
    """The innermost open run the number continues."""
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth][-1].number + 1 == number:
            return depth
    if stack and len(stack[-1]) > 1 and 1 < number - stack[-1][-1].number <= _LARGEST_SKIP:
        return len(stack) - 1
    return None


def _sections(runs: Sequence[Run], blocks: Sequence[Block], headings: Headings) -> list[Run]:
    """The runs that number principles: not a list inside one, nor a list of titles to come."""
    kept: list[Run] = []
    for run in runs:
        if not kept:
            kept.append(run)
            continue
        last = kept[-1]
        if _is_preview(last, run, blocks):
            kept[-1] = run
        elif _parts(last, run, blocks, headings):
            kept.append(run)
        elif _titles(run, blocks) and not _titles(last, blocks):
            kept[-1] = run
    return kept


def _parts(last: Run, run: Run, blocks: Sequence[Block], headings: Headings) -> bool:
    """Whether a run begins a new section and no list within the last principle before it."""
    if headings.between(last[-1].index + 1, run[0].index):
        return True
    is_titled_run = _titles(run, blocks)
    if is_titled_run != _titles(last, blocks):
        return False
    if is_titled_run:
        return True
    # A sentence between two lists of bare items announces the second one.
    are_bare = not any(has_body(blocks, start.index) for start in last[:-1])
    between = blocks[last[-1].index + 1 : run[0].index]
    return are_bare and len(between) == 1 and not is_announcement(blocks[last[-1].index])


def is_announcement(block: Block) -> bool:
    """Whether the block ends in a colon."""
    return block.text.rstrip()[-1:] in (":", "：")


def _titles(run: Run, blocks: Sequence[Block]) -> bool:
    return sum(is_titled(blocks, start.index) for start in run) * 2 > len(run)


def _is_preview(first: Run, second: Run, blocks: Sequence[Block]) -> bool:
    """Whether a run only lists the titles of the next one."""
    if len(first) < 2 or any(has_body(blocks, start.index) for start in first[:-1]):
        return False
    coming = {_key(blocks[start.index]) for start in second}
    known = sum(_key(blocks[start.index]) in coming for start in first)
    return known * 5 >= len(first) * 4


def _key(block: Block) -> str:
    return block.text.rstrip(" .:;,").casefold()


def _is_usable(style: _Style, blocks: Sequence[Block]) -> bool:
    if style.count > 1:
        return True
    return style.count == 1 and is_titled(blocks, style.starts[0].index)


def _principal(styles: Sequence[_Style], blocks: Sequence[Block]) -> _Style:
    keyword = [style for style in styles if style.rank is Rank.KEYWORD and style.count > 1]
    if keyword:
        return max(keyword, key=lambda style: style.count)
    for rank in (Rank.ITEM, Rank.KEYWORD, Rank.SECTION, Rank.SUB):
        usable = [style for style in styles if style.rank is rank]
        usable = [style for style in usable if style.is_heading] or usable
        if not usable:
            continue
        outermost = [
            style
            for style in usable
            if not any(_encloses(other, style) for other in usable if other is not style)
        ]
        best = max(
            outermost or usable,
            key=lambda style: (_titled_share(style, blocks) >= 0.5, style.count),
        )
        # Parts that hold only a list here and there are themselves the principles.
        parts = [style for style in styles if style.rank is Rank.SECTION and style.count > 1]
        holders = [part for part in parts if _encloses(part, best) and not _is_outer(part, best)]
        return holders[0] if rank is Rank.ITEM and holders else best
    return styles[0]


def _titled_share(style: _Style, blocks: Sequence[Block]) -> float:
    return sum(is_titled(blocks, start.index) for start in style.starts) / style.count


def _encloses(outer: _Style, inner: _Style) -> bool:
    """Whether the inner labels begin again within the outer ones, or all stand within one."""
    first, inside = outer.starts[0].index, inner.starts
    if outer.count < 2 or inside[0].index < first:
        return False
    bounds = [start.index for start in outer.starts]
    held = {sum(bound < start.index for bound in bounds) for start in inside[:200]}
    return len(inner.runs) > 1 or len(held) == 1


def _is_outer(style: _Style, chosen: _Style) -> bool:
    """Whether most of a style's labels have principles under them: then they number sections."""
    if chosen.rank is not Rank.KEYWORD and style.rank is not Rank.SECTION:
        return False
    bounds = [start.index for start in style.starts]
    inside = sorted(start.index for start in chosen.starts)
    holding = 0
    for bound, end in zip(bounds, [*bounds[1:], inside[-1] + 1], strict=True):
        holding += any(bound < index < end for index in inside)
    return holding * 5 >= len(bounds) * 3


def _headed(blocks: Sequence[Block], headings: Headings, title: int | None) -> Scheme | None:
    """Every heading of the level that carries the text is a principle."""
    own = {index: rank for index, rank in headings.ranks.items() if index != title}
    named = {
        index: rank
        for index, rank in own.items()
        if not is_opening(blocks[index]) and not is_closing(blocks[index])
    }
    rank = _carrying_rank(named, blocks)
    if rank is None:
        return None
    runs: list[Run] = []
    number, open_run = 0, False
    for index, own_rank in own.items():
        if own_rank == rank and index in named and has_body(blocks, index):
            number += 1
            start = Start(index, number)
            runs[-1:] = [(*runs[-1], start)] if open_run else [*runs[-1:], (start,)]
            open_run = True
        elif own_rank <= rank:
            open_run = False
    return Scheme(tuple(runs), is_numbered=False, has_headings=headings.are_marked)


def _carrying_rank(named: dict[int, int], blocks: Sequence[Block]) -> int | None:
    counts: dict[int, int] = defaultdict(int)
    for index, rank in named.items():
        counts[rank] += has_body(blocks, index)
    ranks = sorted(rank for rank, count in counts.items() if count)
    if not ranks or sum(counts.values()) < 2:
        return None
    chosen = next((rank for rank in ranks if counts[rank] > 1), None)
    if chosen is None:
        return None
    for deeper in ranks:
        if deeper > chosen and counts[deeper] >= max(counts[chosen], 2):
            chosen = deeper
    return chosen


def _listed(blocks: Sequence[Block], title: int | None) -> Scheme | None:
    """Every paragraph with a bold beginning, or every bullet of a text that is mostly bullets."""
    own = [
        index
        for index, block in enumerate(blocks)
        if block.kind in (Kind.PARAGRAPH, Kind.ITEM) and index != title
    ]
    bold = [index for index in own if has_lead(blocks[index])]
    if len(bold) > 1 and len(bold) * 2 >= len(own):
        return _running(bold)
    bullets = [i for i in own if blocks[i].kind is Kind.ITEM and blocks[i].level == 0]
    if len(bullets) > 1 and len(bullets) * 2 >= len(own):
        return _running(bullets)
    return None


def _paragraphed(blocks: Sequence[Block], title: int | None) -> Scheme | None:
    """Every paragraph, when nothing else tells principles apart."""
    own = [
        index
        for index, block in enumerate(blocks)
        if block.kind is Kind.PARAGRAPH and index != title and block.text
    ]
    if len(own) > 1 and is_announcement(blocks[own[0]]):
        del own[0]
    own = [
        index for index in own if is_finished(blocks[index].text) or not _is_short(blocks[index])
    ]
    return _running(own) if own else None


def _is_short(block: Block) -> bool:
    return looks_like_heading(block.text)


def _running(indexes: Iterable[int]) -> Scheme:
    starts = tuple(Start(index, number) for number, index in enumerate(indexes, start=1))
    return Scheme((starts,), is_numbered=False)
