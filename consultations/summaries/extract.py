"""An extractive engine: each stance's most central sentences, word for word.

Sentences are vectors of TF-IDF weights; the centre of a stance is the mean over its *voices*, so
that one who writes much weighs no more than one who writes a line (centroid summarisation: Radev
et al. 2004; redundancy held down as in maximal marginal relevance: Carbonell and Goldstein 1998).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultations.summaries.engine import Citation, Claim, Source

# A sentence ends at . ! ? or their Arabic, Devanagari and CJK kin, at a line's end, or at the end.
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?؟।](?=[\s\"”’)\]]|$)[\"”’)\]]*|[。！？]+|(?=\n)|$)")
_LEADING = re.compile(r"[\s>*#\-•\d.)]*")
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_MARKUP = re.compile(r"\]\(|`|\*\*|https?:")

SAME_POINT = 0.34
GOOD_LENGTH = (6, 45)

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Sentence:
    source: Source
    start: int
    end: int
    words: tuple[str, ...]
    vector: Vector

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]


class Extractive:
    """See the module; linear in the number of sentences for a fixed limit."""

    name = "extractive-1"

    def summarise(self, sources: Sequence[Source], *, limit: int) -> list[Claim]:
        ordered = sorted(sources, key=lambda s: s.comment)
        sentences = _vectors(ordered)
        by_stance: dict[str, list[_Sentence]] = defaultdict(list)
        for sentence in sentences:
            by_stance[sentence.source.stance].append(sentence)
        shares = _shares(
            {stance: len({s.source.voice for s in own}) for stance, own in by_stance.items()}, limit
        )
        claims = [
            claim
            for stance, own in by_stance.items()
            for claim in _central(own, shares.get(stance, 0))
        ]
        return sorted(claims, key=lambda c: (-len(c.citations), c.citations[0].comment, c.text))


def words_of(text: str) -> list[str]:
    """Case-folded words; scripts without spaces give pairs of characters."""
    words: list[str] = []
    for word in _WORD.findall(text.casefold()):
        if _UNSPACED.search(word) and len(word) > 1:
            words.extend(word[i : i + 2] for i in range(len(word) - 1))
        else:
            words.append(word)
    return words


def sentences_of(text: str) -> Iterable[tuple[int, int]]:
    """(start, end) of each sentence, without list marks and outer spaces."""
    for match in _SENTENCE.finditer(text):
        start = match.start() + len(_LEADING.match(match.group())[0])  # type: ignore[index]
        end = match.start() + len(match.group().rstrip())
        if end > start:
            yield start, end


def _vectors(sources: Sequence[Source]) -> list[_Sentence]:
    spans = [
        (source, start, end, tuple(words_of(source.text[start:end])))
        for source in sources
        for start, end in sentences_of(source.text)
    ]
    spans = [span for span in spans if span[3]]
    frequency = Counter(word for *_, words in spans for word in set(words))
    idf = {word: math.log(1 + len(spans) / n) for word, n in frequency.items()}
    return [_Sentence(s, a, b, words, _unit(Counter(words), idf)) for s, a, b, words in spans]


def _unit(counts: Counter[str], idf: Vector) -> Vector:
    weights = {word: (1 + math.log(n)) * idf[word] for word, n in counts.items()}
    norm = math.sqrt(math.fsum(w * w for w in weights.values()))
    return {word: w / norm for word, w in weights.items()}


def _cosine(a: Vector, b: Vector) -> float:
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return math.fsum(weight * large[word] for word, weight in small.items() if word in large)


def _centre(sentences: Sequence[_Sentence]) -> Vector:
    by_voice: dict[str, list[_Sentence]] = defaultdict(list)
    for sentence in sentences:
        by_voice[sentence.source.voice].append(sentence)
    parts: dict[str, list[float]] = defaultdict(list)
    for own in by_voice.values():
        for sentence in own:
            for word, weight in sentence.vector.items():
                parts[word].append(weight / len(own))
    return {word: math.fsum(sorted(weights)) / len(by_voice) for word, weights in parts.items()}


def _quality(sentence: _Sentence) -> float:
    shortest, longest = GOOD_LENGTH
    n = len(sentence.words)
    length = min(1.0, n / shortest) * min(1.0, longest / n)
    return length * (0.5 if _MARKUP.search(sentence.text) else 1.0)


def _central(sentences: Sequence[_Sentence], count: int) -> list[Claim]:
    centre = _centre(sentences)
    ranked = sorted(
        sentences,
        key=lambda s: (-_cosine(s.vector, centre) * _quality(s), s.source.comment, s.start),
    )
    chosen: list[_Sentence] = []
    for sentence in ranked:
        if len(chosen) == count:
            break
        if all(_cosine(sentence.vector, c.vector) < SAME_POINT for c in chosen):
            chosen.append(sentence)
    return [_claim(sentence, sentences) for sentence in chosen]


def _claim(sentence: _Sentence, sentences: Sequence[_Sentence]) -> Claim:
    """Cite, besides the sentence's own comment, the nearest sentence of each other voice."""
    nearest: dict[str, tuple[float, _Sentence]] = {}
    for other in sentences:
        if other.source.voice == sentence.source.voice:
            continue
        likeness = _cosine(sentence.vector, other.vector)
        if likeness >= SAME_POINT and likeness > nearest.get(other.source.voice, (0.0,))[0]:
            nearest[other.source.voice] = (likeness, other)
    others = sorted((s for _, s in nearest.values()), key=lambda s: (s.source.comment, s.start))
    cited = [sentence, *others]
    citations = tuple(Citation(s.source.comment, s.source.number, s.start, s.end) for s in cited)
    return Claim(sentence.source.stance, sentence.text, citations)


def _shares(voices: dict[str, int], limit: int) -> dict[str, int]:
    """Claims a stance gets: one each while they last, the rest by number of voices (D'Hondt)."""
    order = sorted(voices, key=lambda stance: (-voices[stance], stance))
    shares = dict.fromkeys(order[:limit], 1)
    for _ in range(limit - len(shares)):
        if not shares:
            break
        best = max(shares, key=lambda stance: voices[stance] / (shares[stance] + 1))
        shares[best] += 1
    return shares
