"""Which blocks of a document are its headings, and what some headings announce by their words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from principles.text.blocks import PSEUDO_HEADING, Block, Kind, looks_like_heading
from principles.text.numbering import Rank, labels

# The rank of a paragraph that only looks like a heading: below any the source marks as one.
ASSUMED_HEADING = PSEUDO_HEADING + 2
_CAPITALS_HEADING = PSEUDO_HEADING + 1
_LONGEST_TITLE = 200
_OPENING = re.compile(
    r"(?:introduction|introductory|preamble|preface|foreword|background|context|about|overview|"
    r"executive summary|abstract|acknowledg\w+|definitions?|glossary|scope|purpose|methodology|"
    r"préambule|avant-propos|contexte|à propos|résumé|preámbulo|introducción|antecedentes|acerca|"
    r"resumen|preâmbulo|introdução|contexto|sobre|präambel|einleitung|einführung|hintergrund|"
    r"vorwort|zusammenfassung|преамбула|введение|предисловие|المقدمة|مقدمة|الديباجة|ديباجة|تمهيد|"
    r"前言|序言|引言|导言|背景)\b.*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:conclusions?|concluding|closing|annex|appendix|references|bibliography|(?:end|foot)?notes|"
    r"sources|signator(?:y|ies)|signed by|contacts?|contact us|further reading|next steps|about|"
    r"disclaimer|schluss|fazit|anhang|quellen|annexe|références|conclusión|conclusiones|anexo|"
    r"referencias|conclusão|заключение|приложение|الخاتمة|خاتمة|ملحق|结语|结论|附件|附录)\b.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Headings:
    """The rank of each heading by block index, 1 the highest; and whether the source marks them."""

    ranks: dict[int, int]
    are_marked: bool

    def between(self, start: int, end: int) -> list[int]:
        """The headings among the blocks from `start` up to `end`, in order."""
        if end - start > len(self.ranks):
            return [index for index in self.ranks if start <= index < end]
        return [index for index in range(start, end) if index in self.ranks]


def headings_of(blocks: Sequence[Block]) -> Headings:
    """Find the headings; a sub-heading that stands under several principles is none of them."""
    marked = {
        index: block.level
        for index, block in enumerate(blocks)
        if block.kind is Kind.HEADING and block.text.strip()
    }
    are_marked = len(marked) > 2
    ranks = marked
    if not are_marked:
        ranks = marked | {
            index: _CAPITALS_HEADING if block.text.isupper() else ASSUMED_HEADING
            for index, block in enumerate(blocks)
            if index not in marked and _is_assumed(blocks, index)
        }
        ranks = dict(sorted(ranks.items()))
    times = Counter(_key(blocks[index]) for index in ranks)
    kept = {index: rank for index, rank in ranks.items() if times[_key(blocks[index])] == 1}
    return Headings(kept, are_marked)


def title_index(blocks: Sequence[Block], headings: Headings) -> int | None:
    """The block that is the document's title, if one is."""
    first = next((i for i, block in enumerate(blocks) if block.kind is not Kind.ASIDE), None)
    if first is None:
        return None
    top = min(headings.ranks.values(), default=ASSUMED_HEADING)
    if headings.are_marked and top <= 2:
        highest = [index for index, rank in headings.ranks.items() if rank == top]
        if len(highest) == 1 and highest[0] <= first + 5 and not is_opening(blocks[highest[0]]):
            return highest[0]
    return first if _is_title(blocks, first) else None


def is_opening(block: Block) -> bool:
    """Whether a heading announces what comes before the principles."""
    return bool(_OPENING.match(block.text))


def is_closing(block: Block) -> bool:
    """Whether a heading announces what comes after them."""
    return bool(_CLOSING.match(block.text))


def _is_title(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    if block.label or block.kind is Kind.ITEM or not 0 < len(block.text) <= _LONGEST_TITLE:
        return False
    is_last = all(each.kind is Kind.ASIDE for each in blocks[index + 1 :])
    if is_last or is_opening(block):
        return False
    # A title may begin with a small letter, as names like "eNet" do.
    capitalised = block.text[:1].upper() + block.text[1:]
    return block.kind is Kind.HEADING or looks_like_heading(capitalised)


def _is_assumed(blocks: Sequence[Block], index: int) -> bool:
    """Whether a paragraph reads as a heading and something stands under it."""
    block = blocks[index]
    if block.kind is not Kind.PARAGRAPH or index + 1 == len(blocks):
        return False
    if block.label:
        is_section = any(each.rank is Rank.SECTION for each in labels(block.printed))
        return is_section and (not block.text or looks_like_heading(block.text))
    if blocks[index + 1].kind is Kind.ASIDE or not looks_like_heading(block.text):
        return False
    above = blocks[index - 1] if index else block
    # Under "Principle 1" on a line of its own stands that principle's title.
    is_label_only = bool(above.label) and not above.text
    return not is_label_only or labels(above.label)[0].rank is Rank.SECTION


def _key(block: Block) -> str:
    return block.text.rstrip(" .:").casefold()
