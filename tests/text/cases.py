"""The hard cases of the corpus, read from their files; the form is told in `corpus/README.md`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

CORPUS = Path(__file__).parent / "corpus"
_CASE = re.compile(r"^=== (.+)\n", re.MULTILINE)
_SECTION = re.compile(r"^--- (.+)\n?", re.MULTILINE)
_CODE_POINT = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_REPEAT = re.compile(r"repeat (\d+): (.*)", re.DOTALL)
_RULE = re.compile(r'(\d+)\.\.(\d+): "(.+)" becomes "(.*)"')
_PAIRS = re.compile(r"#N and #N\+(\d+), (\d+) times")
_RANGE = re.compile(r"(\d+)\.\.(\d+)")
_MARKED = re.compile(r"\{([A-Z]+):([^{}]*)\}")
NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Case:
    title: str
    sections: Mapping[str, str]

    def __contains__(self, name: str) -> bool:
        return name in self.sections

    def __getitem__(self, name: str) -> str:
        return self.sections[name]

    def lines(self, name: str) -> list[str]:
        return self.sections.get(name, "").splitlines()


def cases_in(folder: str, having: str | None = None) -> list[object]:
    """A parameter for every case in the files of the folder, or every one with a certain section,
    named by its file and title.
    """
    files = sorted((CORPUS / folder).glob("*.txt"))
    return [
        pytest.param(case, id=f"{file.stem}: {case.title}")
        for file in files
        for case in read_cases(file.read_text(encoding="utf-8"))
        if having is None or having in case
    ]


def read_cases(text: str) -> Iterator[Case]:
    _, *parts = _CASE.split(text)
    for title, content in zip(parts[::2], parts[1::2], strict=True):
        _, *sections = _SECTION.split(content)
        names = [name.strip() for name in sections[::2]]
        assert len(names) == len(set(names)), f"{title}: a section occurs twice"
        texts = (_unescaped(words.rstrip()) for words in sections[1::2])
        yield Case(title, dict(zip(names, texts, strict=True)))


def _unescaped(text: str) -> str:
    return _CODE_POINT.sub(lambda match: chr(int(match[1], 16)), text)


def number_of(name: str) -> int:
    return NAMES.index(name) + 1


def numbers_of(names: str) -> tuple[int, ...]:
    return tuple(number_of(name) for name in names if not name.isspace())


def base_and_amendments(case: Case) -> tuple[str, dict[int, str]]:
    base = _repeated(case["base"])
    texts = {number_of(name): case[name] for name in NAMES if name in case}
    for line in case.lines("amendments"):
        rule = _RULE.fullmatch(line)
        assert rule, line
        first, last = int(rule[1]), int(rule[2])
        for count, number in enumerate(range(first, last + 1), 1):
            words, other = (rule[part].replace("#N", str(count)) for part in (3, 4))
            assert base.count(words) == 1, f"{words} must occur once"
            texts[number] = base.replace(words, other)
    return base, texts


def _repeated(text: str) -> str:
    match = _REPEAT.fullmatch(text)
    if match is None:
        return text
    return "".join(match[2].replace("#N", str(count)) for count in range(1, int(match[1]) + 1))


def components(case: Case) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    for line in case.lines("components"):
        pairs = _PAIRS.fullmatch(line)
        if pairs:
            apart, times = int(pairs[1]), int(pairs[2])
            found += [(number, number + apart) for number in range(1, times + 1)]
        else:
            found.append(numbers_of(line))
    return found


def largest(case: Case) -> tuple[int, ...]:
    whole = _RANGE.fullmatch(case["largest"])
    if whole:
        return tuple(range(int(whole[1]), int(whole[2]) + 1))
    return numbers_of(case["largest"])


def marked(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """The words in order with the amendments that brought them: "a {A:b}" gives a of () and b of
    (1,).
    """
    runs: list[tuple[str, tuple[int, ...]]] = []
    position = 0
    for match in _MARKED.finditer(text):
        runs.append((text[position : match.start()], ()))
        runs.append((match[2], numbers_of(match[1])))
        position = match.end()
    return [run for run in [*runs, (text[position:], ())] if run[0]]


@dataclass(frozen=True, slots=True)
class Contested:
    """A line of `collisions` or `meets`, with the words below it where there are any."""

    kind: str
    between: tuple[int, ...]
    rest: tuple[str, ...]
    words: Mapping[str, str]


def contested(case: Case, name: str) -> list[Contested]:
    found: list[Contested] = []
    words: dict[str, str] = {}
    for line in case.lines(name):
        if line.startswith("  "):
            behind, _, reading = line.strip().partition(":")
            words[behind] = reading.strip()
            continue
        kind, *others = line.split()
        between = tuple(number_of(other) for other in others if other in NAMES)
        rest = tuple(other for other in others if other not in NAMES)
        words = {}
        found.append(Contested(kind, between, rest, words))
    return found
