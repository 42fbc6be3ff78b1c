"""Remarks taken apart into passages, each told whose it is and of which campaign."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from consultations.analysis.duplicates import FEWEST_WORDS, same_texts
from consultations.analysis.findings import SIDE_OF_STANCE, Remark
from consultations.analysis.languages import language_of
from consultations.analysis.sentences import sentences_of, words_of
from consultations.analysis.wording import Judged, judged

# A voice of whose longer passages this share are a campaign's counts with the campaign.
MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages of all remarks, (n,) unless said otherwise.

    `text` is an index into `texts`, `languages` and `weights`, (m,): wordings that are much the
    same are one text there, which weighs as much as distinct entities say it. An *entity* is a
    voice, or a campaign with all its voices. `remarks` are without duplicates of an id, in an
    order that depends on what they say, not on their ids; `remark` is an index into them, and so
    are `entity_of_remark` and `side_of_remark`, (r,). `says`, `calls` and `fit`: as in
    wording. A text that nobody says anything with weighs nothing.
    """

    remarks: tuple[Remark, ...]
    side_of_remark: tuple[str, ...]
    entity_of_remark: NDArray[np.int64]
    remark: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    text: NDArray[np.int64]
    in_campaign: NDArray[np.bool_]
    says: NDArray[np.bool_]
    calls: NDArray[np.bool_]
    fit: NDArray[np.float32]
    texts: tuple[str, ...]
    languages: tuple[str, ...]
    weights: NDArray[np.float32]


def passages_of(remarks: Iterable[Remark]) -> Passages:
    by_id = {remark.id: remark for remark in remarks}
    rows = sorted(by_id.values(), key=lambda r: (r.text, r.group, r.stance, r.voice, r.id))
    where: list[tuple[int, int, int]] = []
    wording: list[int] = []
    wordings: dict[str, int] = {}
    firsts: list[tuple[str, str]] = []
    hashed: list[array[int]] = []
    found: list[Judged] = []
    hashes = _Hashes()
    for n, row in enumerate(rows):
        own = list(sentences_of(row.text))
        for start, end in own:
            said = row.text[start:end]
            words = words_of(said)
            wording.append(wordings.setdefault(" ".join(words), len(firsts)))
            if len(wordings) > len(firsts):
                firsts.append((said, language_of(said, words, row.language)))
                hashed.append(array("I", map(hashes.__getitem__, words)))
            where.append((n, start, end))
            found.append(judged(said, words, among=len(own)))
    of_wording = np.array(wording, dtype=np.int64)
    places = np.array(where, dtype=np.int64).reshape(-1, 3)
    first = same_texts(hashed)
    kept, text = np.unique(first[of_wording], return_inverse=True)
    is_long = np.array([len(words) >= FEWEST_WORDS for words in hashed], dtype=bool)
    voice = _numbered([row.voice for row in rows])
    in_campaign = _in_campaign(text, voice[places[:, 0]], is_long[of_wording])
    entity = _entities(voice, places[:, 0], text, is_long[of_wording], in_campaign)
    says = np.array([each.says for each in found], dtype=bool)
    weights = _said_by(text[says], entity[places[says, 0]], len(kept)).astype(np.float32)
    return Passages(
        remarks=tuple(rows),
        side_of_remark=tuple(SIDE_OF_STANCE.get(row.stance, row.stance) for row in rows),
        entity_of_remark=entity,
        remark=places[:, 0],
        start=places[:, 1],
        end=places[:, 2],
        text=text.astype(np.int64),
        in_campaign=in_campaign,
        says=says,
        calls=np.array([each.calls for each in found], dtype=bool),
        fit=np.array([each.fit for each in found], dtype=np.float32),
        texts=tuple(firsts[i][0] for i in kept),
        languages=tuple(firsts[i][1] for i in kept),
        weights=weights if weights.any() else np.ones_like(weights),
    )


class _Hashes(dict[str, int]):
    """Of words: each is hashed once."""

    def __missing__(self, word: str) -> int:
        self[word] = crc32(word.encode("utf-8", "surrogatepass"))
        return self[word]


def _numbered(names: Sequence[str]) -> NDArray[np.int64]:
    """Equal names, equal numbers; numbers in the order in which names first come."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)


def _said_by(text: NDArray[np.int64], who: NDArray[np.int64], texts: int) -> NDArray[np.int64]:
    """Of texts: how many distinct ones say each (texts,)."""
    width = int(who.max(initial=0)) + 1
    return np.bincount(np.unique(text * width + who) // width, minlength=texts)


def _in_campaign(
    text: NDArray[np.int64], voice: NDArray[np.int64], is_long: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Of passages: whether several voices sent it, and it is too long for that to be chance."""
    voices = _said_by(text, voice, int(text.max(initial=-1)) + 1)
    return is_long & (voices[text] > 1)


def _entities(
    voice: NDArray[np.int64],
    remark: NDArray[np.int64],
    text: NDArray[np.int64],
    is_long: NDArray[np.bool_],
    in_campaign: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Of remarks: their voice's number, or the one of the campaign that it mostly repeats."""
    entity_of_voice = np.arange(int(voice.max(initial=-1)) + 1)
    own = np.bincount(voice[remark[is_long]], minlength=len(entity_of_voice))
    copied, campaigns = Counter[int](), defaultdict[int, Counter[int]](Counter)
    size = np.bincount(text[in_campaign], minlength=int(text.max(initial=-1)) + 1)
    for n in np.flatnonzero(in_campaign):
        who = int(voice[remark[n]])
        copied[who] += 1
        campaigns[who][int(text[n])] = int(size[text[n]])
    for who, count in copied.items():
        if count >= MOSTLY * own[who]:
            largest = max(campaigns[who].items(), key=lambda item: (item[1], -item[0]))[0]
            entity_of_voice[who] = len(entity_of_voice) + largest
    return entity_of_voice[voice]
