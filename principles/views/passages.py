"""The words of a principle with links from what was commented on to the comments."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import ngettext

from principles.passages import MarkedBlock, Run


@dataclass(frozen=True, slots=True)
class LinkedRun:
    """`url` is empty where nobody commented; `title` says how many did."""

    text: str
    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class LinkedBlock:
    is_list: bool
    lines: tuple[tuple[LinkedRun, ...], ...]


def linked(
    blocks: Sequence[MarkedBlock], numbers_here: Collection[int], comments_url: str
) -> tuple[LinkedBlock, ...]:
    """Links lead to the comment on this page, or else to its own page under `comments_url`."""
    counted = cache(_counted)

    def link(run: Run) -> LinkedRun:
        if not run.number:
            return LinkedRun(run.text)
        here = run.number in numbers_here
        url = f"#c-{run.number}" if here else f"{comments_url}{run.number}/"
        return LinkedRun(run.text, url, counted(run.comments))

    return tuple(
        LinkedBlock(block.is_list, tuple(tuple(map(link, line)) for line in block.lines))
        for block in blocks
    )


def _counted(comments: int) -> str:
    words = ngettext(
        "%(comments)s comment on these words", "%(comments)s comments on these words", comments
    )
    return words % {"comments": comments}
