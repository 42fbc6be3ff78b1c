"""A pressed button on the import screen, as a change of the outline.

A button's value is the name of the change and the places it concerns: "merge:0:3" merges the
principle at position 3 of section 0 with the next.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from principles.text import restructure
from principles.text.outline import Outline, OutlineSection, join_paragraphs, paragraphs
from principles.text.titles import derive_title
from principles.text.wording import normalise_lines, normalise_title


class UnknownEditError(ValueError):
    """The value names no change."""


def _up(outline: Outline, section: int, position: int) -> Outline:
    """Before the one above; from the top of a section to the end of the one before."""
    if position > 0:
        return restructure.move(outline, section, position, section, position - 1)
    if section == 0:
        return outline
    above = len(_section(outline, section - 1).principles)
    return restructure.move(outline, section, position, section - 1, above)


def _down(outline: Outline, section: int, position: int) -> Outline:
    """After the one below; from the end of a section to the top of the next."""
    if position + 1 < len(_section(outline, section).principles):
        return restructure.move(outline, section, position, section, position + 1)
    if section + 1 == len(outline.sections):
        return outline
    return restructure.move(outline, section, position, section + 1, 0)


def _section(outline: Outline, section: int) -> OutlineSection:
    if not 0 <= section < len(outline.sections):
        raise restructure.NoSuchPlaceError(section)
    return outline.sections[section]


def _from_preamble(outline: Outline, paragraph: int) -> Outline:
    """Make a paragraph of the preamble the last principle of the first section."""
    parts = paragraphs(outline.preamble)
    if not 0 <= paragraph < len(parts):
        raise restructure.NoSuchPlaceError(paragraph)
    rest = join_paragraphs([*parts[:paragraph], *parts[paragraph + 1 :]])
    left_out = (*outline.left_out, parts[paragraph])
    return restructure.restore(
        replace(outline, preamble=rest, left_out=left_out), len(left_out) - 1, 0
    )


EDITS: Mapping[str, Callable[..., Outline]] = {
    "up": _up,
    "down": _down,
    "merge": restructure.merge,
    "split": restructure.split,
    "drop": restructure.drop,
    "to-preamble": restructure.to_preamble,
    "from-preamble": _from_preamble,
    "restore": restructure.restore,
    "restore-to-preamble": restructure.restore_to_preamble,
    "dissolve": restructure.dissolve_section,
}


def edited(outline: Outline, value: str) -> Outline:
    """The outline after the change; `NoSuchPlaceError` when a place is not there."""
    name, *places = value.split(":")
    try:
        return EDITS[name](outline, *(int(place) for place in places))
    except (KeyError, TypeError, ValueError) as error:
        raise UnknownEditError(value) from error


def reworded(outline: Outline, section: int, position: int, title: str, text: str) -> Outline:
    """With another title and text for a principle, as typed: what is typed out is gone.

    An empty title, or one that only repeated the old text, follows the new text.
    """
    principles = _section(outline, section).principles
    if not 0 <= position < len(principles):
        raise restructure.NoSuchPlaceError(position)
    old = principles[position]
    title, text = normalise_title(title), normalise_lines(text)
    follows = not title or (old.has_derived_title and title == old.title)
    new = replace(old, title=derive_title(text) if follows else title, text=text)
    if new == old:
        return outline
    principles = (*principles[:position], new, *principles[position + 1 :])
    return _with_section(
        outline, section, replace(outline.sections[section], principles=principles)
    )


def reworded_section(outline: Outline, section: int, heading: str, intro: str) -> Outline:
    """With another heading and introduction, as typed."""
    old = _section(outline, section)
    new = replace(old, heading=normalise_title(heading), intro=normalise_lines(intro))
    return outline if new == old else _with_section(outline, section, new)


def reworded_opening(outline: Outline, title: str, preamble: str) -> Outline:
    """With another title, unless it is empty, and another preamble, as typed."""
    title = normalise_title(title) or outline.title
    return replace(outline, title=title, preamble=normalise_lines(preamble))


def _with_section(outline: Outline, place: int, section: OutlineSection) -> Outline:
    sections = (*outline.sections[:place], section, *outline.sections[place + 1 :])
    return replace(outline, sections=sections)
