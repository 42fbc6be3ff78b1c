"""Changes a person makes to an outline before it is kept; none of them loses a word.

Places are 0-based: a section's index, and a principle's position within its section. Each function
returns a new outline whose principles are numbered afresh in the manner of the one given: through
the document, or from 1 in each section. A place that is not there raises `NoSuchPlaceError`.
"""

from dataclasses import replace

from principles.text.outline import (
    Outline,
    OutlinePrinciple,
    OutlineSection,
    join_paragraphs,
    paragraphs,
    words,
)
from principles.text.titles import derive_title

_LONGEST_HEADING = 120


class NoSuchPlaceError(LookupError):
    """The outline has no such section, principle, paragraph or piece left out."""


def rename(outline: Outline, title: str) -> Outline:
    """Give the document another title; words of the old one found nowhere else are left out."""
    left_out = _with_lost(
        outline.left_out, "" if outline.has_derived_title else outline.title, title
    )
    return replace(outline, title=title.strip(), left_out=left_out)


def rename_section(outline: Outline, section: int, heading: str) -> Outline:
    """Give a section another heading, or none."""
    old = _section(outline, section)
    left_out = _with_lost(outline.left_out, old.heading, heading)
    return _rebuilt(
        outline, _put(outline, section, replace(old, heading=heading.strip())), left_out=left_out
    )


def retitle(outline: Outline, section: int, position: int, title: str) -> Outline:
    """Give a principle another title; an empty one is derived from the text."""
    old = _principle(outline, section, position)
    text = old.text or old.title
    new = replace(old, title=title.strip() or derive_title(text), text=text)
    lost = "" if old.has_derived_title or not old.text else old.title
    left_out = _with_lost(outline.left_out, lost, "" if new.has_derived_title else new.title)
    return _rebuilt(outline, _put_principle(outline, section, position, new), left_out=left_out)


def merge(outline: Outline, section: int, position: int) -> Outline:
    """Append the next principle of the section, its title as a paragraph, to this one."""
    first = _principle(outline, section, position)
    second = _principle(outline, section, position + 1)
    merged = _titled(first, join_paragraphs([first.text, _as_text(second)]))
    return _rebuilt(outline, _put_principle(outline, section, position, merged, replacing=2))


def split(outline: Outline, section: int, position: int, paragraph: int) -> Outline:
    """Begin a new principle with the given paragraph (1 is the second) of the text."""
    old = _principle(outline, section, position)
    parts = paragraphs(old.text)
    if not 0 < paragraph < len(parts):
        raise NoSuchPlaceError(paragraph)
    kept = replace(old, text=join_paragraphs(parts[:paragraph]))
    new = _from_text(join_paragraphs(parts[paragraph:]))
    return _rebuilt(outline, _put_principle(outline, section, position, kept, new))


def move(
    outline: Outline, section: int, position: int, to_section: int, to_position: int
) -> Outline:
    """Take a principle out, then insert it so that it stands at `to_position`."""
    moved = _principle(outline, section, position)
    sections = list(_put_principle(outline, section, position))
    target = _section(outline, to_section)
    rest = sections[to_section].principles
    if not 0 <= to_position <= len(rest):
        raise NoSuchPlaceError(to_position)
    sections[to_section] = replace(
        target, principles=(*rest[:to_position], moved, *rest[to_position:])
    )
    return _rebuilt(outline, tuple(sections))


def drop(outline: Outline, section: int, position: int) -> Outline:
    """Leave a principle out; `restore` brings it back."""
    text = _as_text(_principle(outline, section, position))
    return _rebuilt(
        outline,
        _put_principle(outline, section, position),
        left_out=(*outline.left_out, text) if text else outline.left_out,
    )


def to_preamble(outline: Outline, section: int, position: int) -> Outline:
    """Make a principle the last paragraphs of the preamble."""
    text = _as_text(_principle(outline, section, position))
    return _rebuilt(
        replace(outline, preamble=join_paragraphs([outline.preamble, text])),
        _put_principle(outline, section, position),
    )


def restore(outline: Outline, item: int, section: int) -> Outline:
    """Make a piece left out the last principle of a section (one that exists, or the first)."""
    text, left_out = _taken(outline, item)
    if not outline.sections and section == 0:
        return _rebuilt(outline, (OutlineSection("", (_from_text(text),)),), left_out=left_out)
    old = _section(outline, section)
    new = replace(old, principles=(*old.principles, _from_text(text)))
    return _rebuilt(outline, _put(outline, section, new), left_out=left_out)


def restore_to_preamble(outline: Outline, item: int) -> Outline:
    """Make a piece left out the last paragraphs of the preamble."""
    text, left_out = _taken(outline, item)
    return replace(outline, preamble=join_paragraphs([outline.preamble, text]), left_out=left_out)


def dissolve_section(outline: Outline, section: int) -> Outline:
    """Join a section to the one before it (the first to the next); its heading is left out."""
    old = _section(outline, section)
    loose = tuple(part for part in (old.heading, old.intro) if part)
    sections = list(outline.sections)
    del sections[section]
    if not sections:
        sections = [OutlineSection("", old.principles)]
    elif section == 0:
        sections[0] = replace(sections[0], principles=old.principles + sections[0].principles)
    else:
        before = sections[section - 1]
        sections[section - 1] = replace(before, principles=before.principles + old.principles)
    return _rebuilt(outline, tuple(sections), left_out=outline.left_out + loose)


def _section(outline: Outline, section: int) -> OutlineSection:
    if not 0 <= section < len(outline.sections):
        raise NoSuchPlaceError(section)
    return outline.sections[section]


def _principle(outline: Outline, section: int, position: int) -> OutlinePrinciple:
    principles = _section(outline, section).principles
    if not 0 <= position < len(principles):
        raise NoSuchPlaceError(position)
    return principles[position]


def _taken(outline: Outline, item: int) -> tuple[str, tuple[str, ...]]:
    if not 0 <= item < len(outline.left_out):
        raise NoSuchPlaceError(item)
    return outline.left_out[item], outline.left_out[:item] + outline.left_out[item + 1 :]


def _put(outline: Outline, section: int, new: OutlineSection) -> tuple[OutlineSection, ...]:
    return (*outline.sections[:section], new, *outline.sections[section + 1 :])


def _put_principle(
    outline: Outline, section: int, position: int, *new: OutlinePrinciple, replacing: int = 1
) -> tuple[OutlineSection, ...]:
    old = outline.sections[section]
    rest = old.principles[position + replacing :]
    return _put(
        outline, section, replace(old, principles=(*old.principles[:position], *new, *rest))
    )


def _as_text(principle: OutlinePrinciple) -> str:
    if principle.has_derived_title:
        return principle.text
    return join_paragraphs([principle.title, principle.text])


def _from_text(text: str) -> OutlinePrinciple:
    """The reverse of `_as_text`: a short first paragraph that is no sentence is the title."""
    parts = paragraphs(text)
    rest = join_paragraphs(parts[1:])
    title = parts[0] if parts else ""
    is_title = len(title) <= _LONGEST_HEADING and "\n" not in title and title[-1:] not in ".:;,。"
    if rest and is_title and not title.startswith("- ") and title != derive_title(rest):
        return OutlinePrinciple(0, title, rest)
    return OutlinePrinciple(0, derive_title(text), text)


def _titled(principle: OutlinePrinciple, text: str) -> OutlinePrinciple:
    """The principle with another text; a title the new text happens to begin with is kept."""
    title = principle.title or derive_title(text)
    if title == derive_title(text) and principle.title and not principle.has_derived_title:
        text = join_paragraphs([title, text])
    return OutlinePrinciple(principle.number, title, text)


def _with_lost(left_out: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return (*left_out, old) if words(old) - words(new) else left_out


def _rebuilt(
    outline: Outline,
    sections: tuple[OutlineSection, ...],
    *,
    left_out: tuple[str, ...] | None = None,
) -> Outline:
    """With empty sections gone and the principles numbered."""
    restarts = _restarts(outline)
    number = first = min((each.number for each in outline.principles), default=1)
    numbered = []
    for section in sections:
        if not (section.heading or section.intro or section.principles):
            continue
        number = first if restarts else number
        principles = tuple(
            replace(each, number=number + offset) for offset, each in enumerate(section.principles)
        )
        number += len(principles)
        numbered.append(replace(section, principles=principles))
    return replace(
        outline,
        sections=tuple(numbered),
        left_out=outline.left_out if left_out is None else left_out,
    )


def _restarts(outline: Outline) -> bool:
    """Whether the numbers begin again in a later section."""
    last: int | None = None
    for section in outline.sections:
        if not section.principles:
            continue
        if last is not None and section.principles[0].number <= last:
            return True
        last = section.principles[-1].number
    return False
