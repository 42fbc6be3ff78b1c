"""The points people make, in their own words, each with who carries it.

Passages of all remarks are grouped into themes; in each group the most typical and most readable
passage of each theme and side is a candidate; of the candidates those are taken, one after the
other, that leave the least unsaid (greedy facility location: Nemhauser, Wolsey and Fisher 1978).
What nobody's point is near to is told apart, as the residual.

Linear in the number of passages for given numbers of groups and points. Nothing depends on the
order of remarks, on their ids, or on how often one voice says the same thing. Imports NumPy.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consultations.analysis.context import apart, in_context
from consultations.analysis.embedding import Embedder, Vectors, embedder_for
from consultations.analysis.findings import ENGINE, Coverage, Findings, Point, Remark, Span, Theme
from consultations.analysis.passages import Passages, passages_of
from consultations.analysis.shared_points import group_shares, kinds_of
from consultations.analysis.themes import Themes, find_themes, from_bytes, to_bytes
from consultations.analysis.wording import LABEL_WORDS, theme_words

# Points of a group: more for one of many voices, and never more than are read.
FEWEST_POINTS, VOICES_A_POINT, MOST_POINTS = 6, 3, 12
# Candidates, so that there is something to choose from: as many themes for each point of a group.
THEMES_A_POINT = 3
# Texts a theme has on average, at least.
TEXTS_A_THEME = 2
# Someone with one passage says much the same as a wording if it is nearer to it than this share of
# the texts that are on other themes; of whoever says more, each passage is held to as much more, or
# a long text would say everything.
NEARER_THAN = 0.9
# And as near as this at least, by cosine in context: of whoever says one thing, and, towards it, of
# whoever says a great many. Of arguments that experts labelled with a key point, four in five of
# those counted for a wording then make the same one.
NEAR, NEAR_IN_MANY = 0.2, 0.55
# In context all that is on one theme is near. Whoever says a great many things says this one only
# if the words alone, seen apart, are nearer than is usual, by so many standard deviations.
# What tells only how things are says no wording that says how they should be.
USUAL, APART_IN_MANY = 1_000, 3.5
# Candidates worth less than this, or half as much as the best, are taken where there is no other.
READABLE = 0.4
# What one alone of so many says among other things is a point of theirs only if it is worded as
# well as this.
SEVERAL, WELL_WORDED = 3, 0.65
# Candidates judged for their wording: those nearest to the middle of the cell.
JUDGED = 40
# Texts of a theme, evenly drawn, that its words are looked for in.
READ = 500
# Closer than this two are equal, and the first is taken: sums differ with the order of summands.
TIE = 1e-4
STEPS = 5


def _no_step(done: int, of: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A point before it is told: `passage` and `carried` (with how near each is) are indices."""

    passage: int
    theme: int
    group: str
    side: str
    carried: NDArray[np.int64]


def find_points(
    remarks: Iterable[Remark],
    *,
    embedder_tier: str = "wordllama",
    points_per_group: int | None = None,
    previous: bytes | None = None,
    seed: int = 0,
    step: Callable[[int, int], None] = _no_step,
) -> Findings:
    """At most `points_per_group` points of each group (6 to 12 by its voices, if not given),
    themes, and what no point carries.

    `previous` are the `centroids` of the last findings; themes then keep their ids. `step` is told
    how many of how many steps are done; what it raises ends the work. Raises EmbedderMissing where
    the tier is not installed.
    """
    passages = passages_of(remarks)
    step(1, STEPS)
    vectors, alone, embedders = _embedded(passages, embedder_tier)
    engine = f"{ENGINE}+{embedders}"
    step(2, STEPS)
    wanted = {
        group: points_per_group or _points_for(passages, group)
        for group in sorted({remark.group for remark in passages.remarks})
    }
    most = max(wanted.values(), default=FEWEST_POINTS)
    voices = len(np.unique(passages.entity_of_remark))
    count = min(THEMES_A_POINT * most, -(-len(passages.texts) // TEXTS_A_THEME), max(most, voices))
    themes = find_themes(
        vectors, passages.weights, count, seed=seed, previous=from_bytes(previous, engine)
    )
    step(3, STEPS)
    chosen = [
        point
        for group, points_wanted in wanted.items()
        for point in _points_of(group, passages, vectors, alone, themes, points_wanted)
    ]
    points = tuple(_told(point, passages, vectors, themes) for point in chosen)
    step(4, STEPS)
    residual, coverage = _coverage(passages, points)
    findings = Findings(
        points=tuple(sorted(points, key=lambda p: (p.group, -p.voices, -len(p.support)))),
        themes=_themes(passages, vectors, themes),
        residual=residual,
        coverage=coverage,
        centroids=to_bytes(engine, themes.ids, themes.centroids),
        engine=engine,
    )
    step(5, STEPS)
    return findings


def _points_for(passages: Passages, group: str) -> int:
    in_group = [remark.group == group for remark in passages.remarks]
    voices = len(np.unique(passages.entity_of_remark[in_group]))
    return min(max(FEWEST_POINTS, voices // VOICES_A_POINT), MOST_POINTS)


def _embedded(passages: Passages, tier: str) -> tuple[Vectors, NDArray[np.float16], str]:
    """(m, d), in context and apart: languages of different embedders lie at right angles, and share
    no theme."""
    by_embedder: dict[str, tuple[Embedder, list[int]]] = {}
    for n, language in enumerate(passages.languages):
        embedder = embedder_for(tier, language)
        by_embedder.setdefault(embedder.name, (embedder, []))[1].append(n)
    if not by_embedder:
        none = np.zeros((0, 1), dtype=np.float32)
        return none, none.astype(np.float16), embedder_for(tier, "").name
    parts = sorted(by_embedder.items())
    width = sum(embedder.dimensions for _, (embedder, _) in parts)
    vectors = np.zeros((len(passages.texts), width), dtype=np.float32)
    alone = np.zeros(vectors.shape, dtype=np.float16)
    left = 0
    for _, (embedder, rows) in parts:
        right = left + embedder.dimensions
        own = [passages.texts[n] for n in rows]
        embedded = embedder(own)
        vectors[rows, left:right] = in_context(embedded, own)
        alone[rows, left:right] = apart(embedded)
        left = right
    return vectors, alone, "+".join(name for name, _ in parts)


def _points_of(
    group: str,
    passages: Passages,
    vectors: Vectors,
    alone: NDArray[np.float16],
    themes: Themes,
    count: int,
) -> list[_Chosen]:
    in_group = np.array([r.group == group for r in passages.remarks], dtype=bool)
    own = np.flatnonzero(in_group[passages.remark])
    if not len(own):
        return []
    side_names = sorted({passages.side_of_remark[n] for n in passages.remark[own]})
    number = {side: n for n, side in enumerate(side_names)}
    sides = np.array([number[passages.side_of_remark[n]] for n in passages.remark[own]])
    weights = _fair(passages.entity_of_remark[passages.remark[own]])
    mine = vectors[passages.text[own]]
    cells = themes.of_text[passages.text[own]] * len(side_names) + sides
    candidates = _medoids(passages, own, mine, cells, weights)
    likeness = np.maximum(mine @ mine[candidates].T, 0)
    likeness *= sides[:, None] == sides[candidates][None, :]
    fit = passages.fit[own[candidates]]
    likeness[:, fit < min(READABLE, float(fit.max()) / 2)] = 0
    likeness *= fit
    taken = _least_unsaid(likeness, weights, count)
    points = [(int(own[candidates[n]]), side_names[sides[candidates[n]]]) for n in taken]
    wordings = vectors[passages.text[[passage for passage, _ in points]]]
    theme_of = [int(themes.of_text[passages.text[passage]]) for passage, _ in points]
    limits = [
        _limits(vectors @ wording, themes.of_text != theme, weights)
        for wording, theme in zip(wordings, theme_of, strict=True)
    ]
    near = mine @ wordings.T
    for n, (passage, side) in enumerate(points):
        near[sides != number[side], n] = -1
        # A heading near to a point, or an address, is no voice for it.
        near[~passages.says[own], n] = -1
        near[own == passage, n] = 2
    best = near.argmax(axis=1)
    chosen = []
    for n, (passage, side) in enumerate(points):
        rows = np.flatnonzero((best == n) & (near[:, n] >= limits[n]))
        carried = _alike(passages, alone, passage, own[rows], weights[rows])
        chosen.append(_Chosen(passage, theme_of[n], group, side, carried))
    if len(np.unique(passages.entity_of_remark[in_group])) < SEVERAL:
        return chosen
    return [point for point in chosen if _is_told(point, passages)] or chosen[:1]


def _is_told(point: _Chosen, passages: Passages) -> bool:
    voices = np.unique(passages.entity_of_remark[passages.remark[point.carried]])
    is_all_said = np.count_nonzero(passages.remark == passages.remark[point.passage]) == 1
    return len(voices) > 1 or is_all_said or bool(passages.fit[point.passage] >= WELL_WORDED)


def _fair(entities: NDArray[np.int64]) -> NDArray[np.float32]:
    """Weights of passages that give each entity one voice, however much it says."""
    _, inverse, counts = np.unique(entities, return_inverse=True, return_counts=True)
    return (1 / counts[inverse]).astype(np.float32)


def _medoids(
    passages: Passages,
    own: NDArray[np.int64],
    vectors: Vectors,
    cells: NDArray[np.int64],
    weights: NDArray[np.float32],
) -> NDArray[np.int64]:
    """Of each cell the passage nearest to its middle, for how readable it is; index into `own`."""
    found = []
    order = np.argsort(cells, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(cells[order])) + 1):
        middle = vectors[rows].T @ weights[rows]
        near = vectors[rows] @ middle / max(float(np.linalg.norm(middle)), 1e-9)
        judged = np.argsort(-np.round(near, 5), kind="stable")[:JUDGED]
        worth = [near[n] * float(passages.fit[own[rows[n]]]) for n in judged]
        found.append(min(rows[judged[np.array(worth) >= max(worth) - TIE]]))
    return np.array(found, dtype=np.int64)


def _least_unsaid(
    likeness: NDArray[np.float32], weights: NDArray[np.float32], count: int
) -> list[int]:
    """Columns of (passages, candidates), one after the other by what each adds to those before."""
    said = np.zeros(len(likeness), dtype=np.float32)
    taken: list[int] = []
    for _ in range(min(count, likeness.shape[1])):
        gains = np.maximum(likeness - said[:, None], 0).T @ weights
        gains[taken] = -1
        if taken and gains.max() <= 0:
            break
        taken.append(int(np.flatnonzero(gains >= gains.max() - TIE)[0]))
        said = np.maximum(said, likeness[:, taken[-1]])
    return taken


def _limits(
    likeness: NDArray[np.float32], elsewhere: NDArray[np.bool_], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How near each passage must be to say much the same; `weights` as `_fair` gives them."""
    levels, which = np.unique(weights, return_inverse=True)
    limits = NEAR_IN_MANY - (NEAR_IN_MANY - NEAR) * np.sqrt(levels)
    if elsewhere.any():
        others = np.quantile(likeness[elsewhere], 1 - (1 - NEARER_THAN) * levels)
        limits = np.maximum(limits, others)
    found: NDArray[np.float32] = limits.astype(np.float32)[which]
    return found


def _alike(
    passages: Passages,
    alone: NDArray[np.float16],
    wording: int,
    carried: NDArray[np.int64],
    weights: NDArray[np.float32],
) -> NDArray[np.int64]:
    """Of those carried, without passages of long texts that are only on the same theme."""
    said = alone[passages.text[wording]].astype(np.float32)
    usual = alone[:: -(-len(alone) // USUAL)].astype(np.float32) @ said
    limits = usual.mean() + usual.std() * APART_IN_MANY * (1 - np.sqrt(weights))
    near = alone[passages.text[carried]].astype(np.float32) @ said
    is_meant = passages.calls[carried] | ~passages.calls[wording]
    is_same = passages.text[carried] == passages.text[wording]
    found: NDArray[np.int64] = carried[is_same | (is_meant & (near >= limits))]
    return found


def _told(point: _Chosen, passages: Passages, vectors: Vectors, themes: Themes) -> Point:
    """With the nearest passage of each remark that carries it."""
    wording = vectors[passages.text[point.passage]]
    near = vectors[passages.text[point.carried]] @ wording
    spans: dict[int, Span] = {int(passages.remark[point.passage]): _span(passages, point.passage)}
    order = np.argsort(-np.round(near, 5), kind="stable")
    for passage in point.carried[order]:
        spans.setdefault(int(passages.remark[passage]), _span(passages, int(passage)))
    entities = {int(passages.entity_of_remark[remark]) for remark in spans}
    sent = passages.in_campaign[point.carried]
    return Point(
        theme=themes.ids[point.theme],
        group=point.group,
        stance=point.side,
        span=next(iter(spans.values())),
        support=tuple(spans.values()),
        voices=len(entities),
        duplicates=len(np.unique(passages.remark[point.carried[sent]])),
    )


def _span(passages: Passages, passage: int) -> Span:
    remark = passages.remarks[passages.remark[passage]].id
    return Span(remark, int(passages.start[passage]), int(passages.end[passage]))


def _coverage(passages: Passages, points: Sequence[Point]) -> tuple[tuple[int, ...], Coverage]:
    carried = {span.remark for point in points for span in point.support}
    every: dict[str, list[bool]] = defaultdict(list)
    for remark in passages.remarks:
        every[remark.group].append(remark.id in carried)
    groups = {group: sum(own) / len(own) for group, own in sorted(every.items())}
    worst = min(groups, key=groups.__getitem__, default="")
    total = len(passages.remarks)
    residual = tuple(sorted(r.id for r in passages.remarks if r.id not in carried))
    overall = 1 - len(residual) / total if total else 1.0
    return residual, Coverage(overall, groups, worst, groups.get(worst, 1.0))


def _themes(passages: Passages, vectors: Vectors, themes: Themes) -> tuple[Theme, ...]:
    """Who speaks on each, counting only texts nearer to its middle than most that are elsewhere."""
    sizes: dict[str, set[int]] = defaultdict(set)
    for n, remark in enumerate(passages.remarks):
        sizes[remark.group].add(int(passages.entity_of_remark[n]))
    of_group = {group: len(entities) for group, entities in sizes.items()}
    said: list[dict[str, dict[str, set[int]]]] = [{} for _ in themes.ids]
    texts: list[list[tuple[str, str, float, int]]] = []
    speakers = np.zeros(len(passages.texts), dtype=np.int64)
    speakers[passages.text] = passages.entity_of_remark[passages.remark]
    speaks = np.zeros(len(passages.text), dtype=bool)
    weights = _fair(passages.entity_of_remark[passages.remark])
    for n, centroid in enumerate(themes.centroids):
        near, own = vectors @ centroid, themes.of_text == n
        core = np.flatnonzero(own & (near >= _limits(near, ~own, np.ones(1, dtype=np.float32))))
        texts.append(
            [
                (
                    passages.texts[i],
                    passages.languages[i],
                    float(passages.weights[i]),
                    int(speakers[i]),
                )
                for i in core[:: -(-len(core) // READ) or 1].tolist()
                if passages.weights[i]
            ]
        )
        speaks |= own[passages.text] & (near[passages.text] >= _limits(near, ~own, weights))
    speaks &= passages.says
    rows = passages.remark[speaks]
    for theme, row, entity in zip(
        themes.of_text[passages.text[speaks]].tolist(),
        rows.tolist(),
        passages.entity_of_remark[rows].tolist(),
        strict=True,
    ):
        sides = said[theme].setdefault(passages.remarks[row].group, {})
        sides.setdefault(passages.side_of_remark[row], set()).add(entity)
    return _described(themes.ids, said, texts, of_group)


def _described(
    ids: Sequence[int],
    said: Sequence[Mapping[str, Mapping[str, set[int]]]],
    texts: Sequence[Iterable[tuple[str, str, float, int]]],
    sizes: Mapping[str, int],
) -> tuple[Theme, ...]:
    shares = [group_shares(by_group, sizes) for by_group in said]
    words = theme_words(texts)
    voices = [
        len({e for sides in by_group.values() for own in sides.values() for e in own})
        for by_group in said
    ]
    return tuple(
        Theme(
            id=ids[n],
            label=", ".join(words[n][:LABEL_WORDS]),
            words=words[n],
            kind=kind.kind,
            groups=shares[n],
            voices=voices[n],
            groups_apart=kind.groups_apart,
        )
        for n, kind in enumerate(kinds_of(shares))
    )
