"""The map of opinions as SVG. In Python and not in a template: it has hundreds of marks."""

from collections.abc import Mapping, Sequence
from math import cos, pi, sin, sqrt
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consultations.analysis.opinion_published import letter
from consultations.queries.opinion_page import LegendEntry

register = template.Library()

# One cell of the map, in units of the drawing; outlines are as much wider.
_CELL = 12
_MARGIN = 16
_SMALLEST, _LARGEST = 2.6, 6.5
# Around the origin and two wide: told apart by shape, and by colour besides.
_SHAPES = (
    "M0-1A1 1 0 1 1 0 1A1 1 0 1 1 0-1Z",  # a ring: not told apart
    "M0-1A1 1 0 1 1 0 1A1 1 0 1 1 0-1Z",
    "M-.9-.9H.9V.9H-.9Z",
    "M0-1.1 1.05.8H-1.05Z",
    "M0-1.25.95 0 0 1.25-.95 0Z",
    "M0 1.1 1.05-.8H-1.05Z",
    "M-.2-1.2H.2V-.2H1.2V.2H.2V1.2H-.2V.2H-1.2V-.2H-.2Z",
    "M-.5-1H.5L1 0 .5 1H-.5L-1 0Z",
)


def _shape(place: int) -> int:
    """Of the eighth group and on, the shapes come round again."""
    return (place - 1) % (len(_SHAPES) - 1) + 1 if place else 0


@register.simple_tag
def opinion_mark(place: int) -> SafeString:
    """A mark of the legend."""
    shape = _shape(place)
    return format_html(
        '<svg class="map-key" width="18" height="18" viewBox="-1.5 -1.5 3 3" aria-hidden="true">'
        '<path class="dot-{}" d="{}"/></svg>',
        shape,
        _SHAPES[shape],
    )


@register.simple_tag
def opinion_map(
    plane: Mapping[str, Any], legend: Sequence[LegendEntry], title: str, description: str
) -> SafeString:
    """`plane` as published: cells of the grid, the rows of which count upwards."""
    width = _CELL * (plane["columns"] - 1) + 2 * _MARGIN
    height = _CELL * (plane["rows"] - 1) + 2 * _MARGIN
    shapes = {entry.code: entry.shape for entry in legend}
    marks = sorted(plane["marks"], key=lambda mark: shapes[mark[2]])
    return format_html(
        '<svg class="opinion-map" viewBox="0 0 {} {}" role="img" '
        'aria-labelledby="map-title map-words"><title id="map-title">{}</title>'
        '<desc id="map-words">{}</desc>{}{}{}</svg>',
        width,
        height,
        title,
        description,
        format_html_join("", '<path class="outline" d="{}"/>', _outlines(plane)),
        format_html_join(
            "",
            '<path class="dot-{}" d="{}" transform="translate({} {})scale({})"/>',
            (_mark(mark, shapes, plane["rows"]) for mark in marks),
        ),
        format_html_join("", '<text x="{}" y="{}">{}</text>', _labels(plane)),
    )


def _place(column: float, row: float, rows: int) -> tuple[float, float]:
    return _MARGIN + _CELL * column, _MARGIN + _CELL * (rows - 1 - row)


def _outlines(plane: Mapping[str, Any]) -> list[tuple[str]]:
    return [
        (
            "M"
            + "L".join(
                "{} {}".format(*_place(corner[0], corner[1], plane["rows"])) for corner in outline
            )
            + "Z",
        )
        for outline in plane["outlines"]
        if outline
    ]


def _mark(
    mark: Sequence[Any], shapes: Mapping[str, int], rows: int
) -> tuple[int, str, str, str, str]:
    """Several kinds in a cell stand around its middle."""
    column, row, kind, count, place, kinds = mark
    x, y = _place(column, row, rows)
    if kinds > 1:
        x += _CELL / 4 * cos(2 * pi * place / kinds)
        y += _CELL / 4 * sin(2 * pi * place / kinds)
    shape = _shape(shapes[kind])
    size = min(_LARGEST, _SMALLEST * sqrt(count))
    return shape, _SHAPES[shape], f"{x:.1f}", f"{y:.1f}", f"{size:.1f}"


def _labels(plane: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Each group's letter in the middle of its outline."""
    found = []
    for group, outline in enumerate(plane["outlines"]):
        if outline:
            column = sum(corner[0] for corner in outline) / len(outline)
            row = sum(corner[1] for corner in outline) / len(outline)
            x, y = _place(column, row, plane["rows"])
            found.append((f"{x:.1f}", f"{y:.1f}", letter(group)))
    return found
