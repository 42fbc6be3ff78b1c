"""Texts of every kind, each beside the outline a reader would make of it.

`texts/NAME.txt` is read and shown as `manage.py import_document` shows it: `texts/NAME.outline`.
"""

from pathlib import Path

import pytest

from principles.importers import read, read_text
from principles.text.outline import as_readable, paragraphs
from tests.principles.importers.seeds import SHAPES, seeds, shape_of

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_becomes_the_outline_beside_it(path: Path) -> None:
    outline = read_text(path.read_text(encoding="utf-8")).outline
    expected = path.with_suffix(".outline").read_text(encoding="utf-8")
    assert f"{as_readable(outline)}\n" == expected


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.replace(" ", "\u00a0").encode(),
        lambda text: text.replace("\n\n", "\n \t \n").encode(),
    ],
    ids=["crlf", "cr", "bom", "utf-16-le", "utf-16-be", "no-break spaces", "blank lines of tabs"],
)
def test_the_way_a_text_is_stored_changes_nothing(path: Path, encoded) -> None:  # type: ignore[no-untyped-def]
    text = path.read_text(encoding="utf-8")
    assert read("charter.txt", encoded(text)).outline == read_text(text).outline


def test_the_texts_from_outside_have_their_shape() -> None:
    for name, text in seeds().items():
        outline = read(f"{name}.txt", text.encode()).outline
        assert shape_of(outline) == SHAPES[name]
        assert all(principle.text for principle in outline.principles)


def test_numbers_from_outside_are_as_printed() -> None:
    for text in seeds().values():
        for section in read_text(text).outline.sections:
            numbers = [principle.number for principle in section.principles]
            assert numbers == list(range(1, len(numbers) + 1))


def test_every_principle_of_the_text_with_a_refrain_ends_with_it() -> None:
    text = seeds().get("002")
    if text is None:
        return
    principles = read_text(text).outline.principles
    closings = [paragraphs(principle.text)[-1] for principle in principles]
    assert {closing.split()[0] for closing in closings} == {closings[0].split()[0]}
    assert len({tuple(closing.split()[:10]) for closing in closings}) == 1
    assert [len(paragraphs(principle.text)) for principle in principles] == [4, 5, 5, 4, 4]
