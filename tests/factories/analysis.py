"""The analysis done at once, as its job does it; and an engine whose points a test can foresee."""

import zlib
from collections import defaultdict
from collections.abc import Callable

from consultations.actions.analysis import analyse
from consultations.analysis.findings import (
    SIDE_OF_STANCE,
    Coverage,
    Findings,
    GroupShare,
    Point,
    Span,
    Theme,
)
from consultations.models import Consultation
from consultations.queries.remarks import Remarks, parts_to_read

ENGINE = "consultations.actions.analysis._find"


def analysed(consultation: Consultation) -> None:
    for part in parts_to_read(consultation):
        analyse(
            consultation=consultation,
            principle_id=part.principle_id,
            fingerprint=part.fingerprint,
            step=lambda: None,
        )


def by_first_word(read: Remarks, _previous: bytes, _check: Callable[[], None]) -> Findings:
    """In place of `ENGINE`: comments that begin with the same word make the same point, which is
    the whole of the first of them."""
    cells: dict[tuple[str, str, str], list[Span]] = defaultdict(list)
    voices: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for remark in read.remarks:
        cell = (
            remark.group,
            remark.text.split()[0].strip(",.").casefold(),
            SIDE_OF_STANCE.get(remark.stance, ""),
        )
        cells[cell].append(Span(remark.id, 0, len(remark.text)))
        voices[cell].add(remark.voice)
    points = [
        Point(theme_number(word), group, side, spans[0], tuple(spans), len(voices[cell]), 0)
        for cell, spans in cells.items()
        for group, word, side in [cell]
    ]
    themes = [
        Theme(
            theme_number(word),
            word,
            (word,),
            "",
            tuple(
                GroupShare(group, 1, 1, 1.0, 0.2, 1.0, {}, is_tiny=True)
                for group in sorted({group for group, other, _ in cells if other == word})
            ),
            1,
        )
        for word in sorted({word for _, word, _ in cells})
    ]
    everything = Coverage(1.0, {}, "", 1.0)
    return Findings(tuple(points), tuple(themes), (), everything, b"", "by first word 1")


def theme_number(word: str) -> int:
    return zlib.crc32(word.encode()) % 10_000 + 1
