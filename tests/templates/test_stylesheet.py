"""What the style sheet promises: contrast in both themes, both directions of writing, few bytes."""

import gzip
import re
from pathlib import Path

import pytest

STYLE_SHEET = Path(__file__).parents[2] / "config" / "static" / "css" / "polylogue.css"
CSS = STYLE_SHEET.read_text()
LIGHT, DARK = 0, 1
VOTES = ("support", "accept", "abstain", "oppose", "block")
TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "link") for ground in ("canvas", "surface")),
    *((ink, ground) for ink in ("danger", "warning", "action") for ground in ("canvas", "surface")),
    ("link-hover", "surface"),
    ("on-brand", "brand"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-danger", "danger"),
    ("on-danger", "danger-hover"),
    ("insert", "insert-ground"),
    ("delete", "delete-ground"),
    ("ink", "mark"),
    ("ink", "mark-strong"),
    ("link", "mark"),
]
MARK_PAIRS = [
    *((f"vote-{vote}", ground) for vote in VOTES for ground in ("canvas", "surface")),
    *((f"vote-{vote}-mark", f"vote-{vote}") for vote in VOTES if vote != "support"),
    ("line-strong", "canvas"),
    ("line-strong", "surface"),
    ("focus", "focus-edge"),
]


def colours() -> dict[str, tuple[str, str]]:
    """Each token's colour in light and in dark."""
    both = dict(re.findall(r"--([a-z-]+): (light-dark\([^)]*\)|#[0-9a-f]+);", CSS))
    return {
        name: (found[0], found[-1])
        for name, value in both.items()
        if (found := re.findall(r"#[0-9a-f]+", value))
    }


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_has_a_contrast_of_four_and_a_half(ink: str, ground: str, theme: int) -> None:
    found = colours()
    assert contrast(found[ink][theme], found[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_marks_have_a_contrast_of_three(mark: str, ground: str, theme: int) -> None:
    found = colours()
    assert contrast(found[mark][theme], found[ground][theme]) >= 3


def test_style_sheet_knows_neither_left_nor_right() -> None:
    physical = r"^\s*(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right|top|bottom|width|height|text-align: (?:left|right))\b.*[;:]"
    assert re.findall(physical, CSS, re.MULTILINE) == []


def test_style_sheet_stands_in_layers() -> None:
    layers = ["reset", "tokens", "base", "layout", "components", "utilities"]
    assert re.findall(r"^@layer ([a-z]+) \{", CSS, re.MULTILINE) == layers


def test_style_sheet_asks_no_other_host_and_loads_no_font() -> None:
    assert re.findall(r"url\(|@import|@font-face", CSS) == []


def test_style_sheet_is_small() -> None:
    assert len(CSS.encode()) < 42_000
    assert len(gzip.compress(CSS.encode(), 9)) < 9_000


@pytest.mark.parametrize("vote", VOTES)
def test_every_vote_has_a_hatching(vote: str) -> None:
    components = STYLE_SHEET.parents[3] / "templates" / "components"
    assert f'id="vote-{vote}"' in (components / "patterns.html").read_text()
