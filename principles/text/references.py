"""Principles that are to end while words that stay refer to them: by number, or by title."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from principles.text.clashes import Clash, Findings
from principles.text.collisions import CollisionKind
from principles.text.deeds import Deeds, amendments_of
from principles.text.operations import Clause, Operation, Words
from principles.text.readings import Reading
from principles.text.tokens import count_words, splits_word

# "Principle 3", "principles 3, 4 and 7", and the same in the languages documents are written in.
_NUMBERED = re.compile(
    r"(?:\bprinciples?|\bprincipes?|\bprincipios?|\bпринцип\w*|(?:ال)?مبد[أإ]|原则|原則)\s*"
    r"(?:no\.?\s*|n[º°]\s*)?(\d+(?:\.\d+)*(?:\s*(?:,|،|、|and|or|et|ou|y|o|и|و|أو|和|与)\s*\d+(?:\.\d+)*)*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class _Text:
    """A body in NFC, with what it calls by number, and whose it is.

    `keys` are the principles it stands in the place of; `amendment` is None for one of the base.
    """

    words: str
    numbers: Mapping[str, str]
    keys: AbstractSet[int]
    amendment: int | None


def find_references(
    base: Sequence[Clause],
    amendments: Mapping[int, Sequence[Operation]],
    deeds: Deeds,
    numbers: Mapping[int, str],
    findings: Findings,
) -> None:
    """`numbers` is what each principle is shown under, by key.

    The readings of such a clash are what the principle is called, with the amendments whose words
    do so; with none where only words of the base do.
    """
    ended = {
        key: amendments_of(deed for deed in rewritten if deed.ends(key))
        for key, rewritten in deeds.rewritten.items()
        if any(deed.ends(key) for deed in rewritten)
    }
    if not ended:
        return
    written = list(_written(amendments))
    standing = [_text(clause.words, {clause.key}, None) for clause in base]
    for clause in base:
        if clause.key in ended:
            enders = ended[clause.key]
            others = [text for text in written if text.amendment not in enders]
            stays = [text for text in standing if _stays(text, enders, deeds)]
            number = numbers.get(clause.key, "")
            _tell(clause, number, enders, [*stays, *others], findings)


def _stays(text: _Text, enders: Collection[int], deeds: Deeds) -> bool:
    """Whether one of the amendments leaves these words of the base as they are."""
    rewriting = {deed.amendment for key in text.keys for deed in deeds.rewritten.get(key, [])}
    return not rewriting.issuperset(enders)


def _tell(
    clause: Clause,
    number: str,
    enders: Sequence[int],
    texts: Iterable[_Text],
    findings: Findings,
) -> None:
    title = unicodedata.normalize("NFC", clause.words.title.strip())
    if count_words(title) < _FEWEST_WORDS:
        title = ""
    referring: defaultdict[str, set[int]] = defaultdict(set)
    for text in texts:
        if clause.key in text.keys:
            continue
        called = text.numbers.get(_digits(number)) or (title if _names(text.words, title) else "")
        if called:
            referring[called] |= set() if text.amendment is None else {text.amendment}
    if referring:
        findings.clashes.append(
            Clash(
                tuple(sorted({*enders, *(each for group in referring.values() for each in group)})),
                CollisionKind.REFERENCE,
                clause.key,
                "whole",
                base=str(clause.words),
                readings=tuple(
                    Reading(called, tuple(sorted(group))) for called, group in referring.items()
                ),
            )
        )


def _names(words: str, title: str) -> bool:
    """Whether the title stands in the words, as whole words."""
    at = words.find(title) if title else -1
    while at >= 0:
        if not splits_word(words, at) and not splits_word(words, at + len(title)):
            return True
        at = words.find(title, at + 1)
    return False


def _written(amendments: Mapping[int, Sequence[Operation]]) -> Iterator[_Text]:
    for number in sorted(amendments):
        for operation in amendments[number]:
            keys = {key for key in (operation.principle, *operation.others) if key is not None}
            for words in (*([operation.words] if operation.words else []), *operation.parts):
                yield _text(words, keys, number)


def _text(words: Words, keys: AbstractSet[int], amendment: int | None) -> _Text:
    composed = unicodedata.normalize("NFC", words.body)
    numbers = {
        _digits(number): called[0]
        for called in _NUMBERED.finditer(composed)
        for number in _NUMBER.findall(called[1])
    }
    return _Text(composed, numbers, keys, amendment)


def _digits(number: str) -> str:
    """In European digits, whichever the document is numbered in."""
    return "".join(str(unicodedata.digit(each, each)) for each in number)
