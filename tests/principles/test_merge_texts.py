"""`manage.py merge_texts`, as someone who checks a merge by hand meets it. It has no database."""

import json
import os
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Mapping
from io import StringIO
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from principles.text.alignment import MOST_WORDS
from tests.machine import slowness

ROOT = Path(__file__).parents[2]
type Merge = Callable[..., dict[str, Any]]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("merge_texts", *arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> str:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    message = str(error.value)
    assert "\n" not in message
    return message


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., list[str]]:
    def write(*texts: str | bytes) -> list[str]:
        names = []
        for number, text in enumerate(texts):
            path = tmp_path / f"{number}.txt"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            names.append(str(path))
        return names

    return write


@pytest.fixture
def merge(written: Callable[..., list[str]]) -> Merge:
    def merge_files(*texts: str | bytes) -> dict[str, Any]:
        result: dict[str, Any] = json.loads(run(*written(*texts), "--json"))
        assert list(result) == ["status", "text", "attribution", "collisions", "compatible"]
        if result["status"] == "merged":
            assert "".join(each["text"] for each in result["attribution"]) == result["text"]
            assert not any(each["blocks"] for each in result["collisions"])
        else:
            assert result["text"] is None
            assert any(each["blocks"] for each in result["collisions"])
        return result

    return merge_files


def blocking(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [each for each in result["collisions"] if each["blocks"]]


def test_changes_apart_merge_with_the_file_each_word_is_from(merge: Merge) -> None:
    result = merge(
        "States act openly. Data is kept.",
        "Governments act openly. Data is kept.",
        "States act openly. Data is never kept.",
    )
    assert result == {
        "status": "merged",
        "text": "Governments act openly. Data is never kept.",
        "attribution": [
            {"text": "Governments", "source": 1},
            {"text": " act openly. Data is ", "source": 0},
            {"text": "never ", "source": 2},
            {"text": "kept.", "source": 0},
        ],
        "collisions": [],
        "compatible": [1, 2],
    }


def test_a_word_replaced_and_a_word_put_beside_it_never_fuse(merge: Merge) -> None:
    result = merge(
        "Governments should act.\n",
        "States should act.\n",
        "Governments and companies should act.\n",
    )
    assert result["status"] == "collisions"
    assert result["attribution"] == []
    assert result["compatible"] == [1]
    (collision,) = blocking(result)
    assert collision["between"] == [1, 2]
    assert "Governments" in collision["base"]
    assert {tuple(each["from"]) for each in collision["readings"]} == {(1,), (2,)}
    assert ["States" in each["text"] for each in collision["readings"]] == [True, False]
    assert ["companies" in each["text"] for each in collision["readings"]] == [False, True]


def test_what_several_files_change_alike_has_them_all(merge: Merge) -> None:
    base, changed = "We act alone.", "We act together."
    result = merge(base, changed, base, changed, changed)
    assert result["text"] == changed
    assert {"text": "together", "source": 1, "also": [3, 4]} in result["attribution"]
    assert [(each["kind"], each["between"]) for each in result["collisions"]] == [
        ("identical", [1, 3, 4])
    ]


def test_two_changes_of_one_sentence_merge_and_are_pointed_out(merge: Merge) -> None:
    result = merge(
        "Every public office should publish all of its decisions within a month.",
        "Every public office must publish all of its decisions within a month.",
        "Every public office should publish all of its decisions within a week.",
    )
    assert result["text"] == "Every public office must publish all of its decisions within a week."
    assert [(each["kind"], each["why"]) for each in result["collisions"]] == [
        ("interacts", "strength")
    ]


def test_the_order_of_the_files_changes_nothing_but_their_numbers(merge: Merge) -> None:
    base = "One law holds. Two laws bind us. Three laws are many. Four is the end."
    texts = [
        base.replace("One law holds", "Our law holds"),
        base.replace("Two laws", "Some laws"),
        base.replace("Two laws", "Two old laws"),
        base.replace("the end", "an end"),
    ]
    seen = set()
    for order in permutations(range(4)):
        result = merge(base, *(texts[each] for each in order))
        assert [order[number - 1] for number in result["compatible"]].count(0) == 1
        seen.add(
            json.dumps(
                [
                    (
                        sorted(order[number - 1] for number in each["between"]),
                        each["kind"],
                        each["base"],
                        sorted(
                            (reading["text"], sorted(order[n - 1] for n in reading["from"]))
                            for reading in each["readings"]
                        ),
                    )
                    for each in result["collisions"]
                ]
            )
        )
    assert len(seen) == 1


def test_the_order_of_files_that_merge_changes_nothing(merge: Merge) -> None:
    base = "One law holds. Two laws bind. Three laws are many."
    changed = [
        base.replace("One", "Our"),
        base.replace("bind", "bend"),
        base.replace("many", "few"),
    ]
    results = {merge(base, *order)["text"] for order in permutations(changed)}
    assert results == {"Our law holds. Two laws bend. Three laws are few."}


def test_arabic_is_merged_by_word(merge: Merge) -> None:
    base = "تلتزم الدول بالشفافية. البيانات مفتوحة للجميع."
    result = merge(base, base.replace("الدول", "الحكومات"), base.replace("للجميع", "للناس"))
    assert result["text"] == "تلتزم الحكومات بالشفافية. البيانات مفتوحة للناس."
    assert result["compatible"] == [1, 2]


def test_chinese_is_merged_by_character(merge: Merge) -> None:
    base = "各国应当保护数据。信息向所有人开放。"
    result = merge(base, base.replace("各国", "政府"), base.replace("开放", "公开"))
    assert result["text"] == "政府应当保护数据。信息向所有人公开。"
    collided = merge(base, base.replace("各国", "政府"), base.replace("各国", "各国和企业"))
    assert collided["status"] == "collisions"


def test_the_same_words_encoded_otherwise_are_no_change(merge: Merge) -> None:
    base = "Le café est ouvert. La porte est fermée."
    decomposed = unicodedata.normalize("NFD", base)
    result = merge(base, decomposed, base.replace("fermée", "verte"))
    assert result["text"] == "Le café est ouvert. La porte est verte."
    assert result["collisions"] == []


def test_one_file_alone_gives_its_own_text(merge: Merge) -> None:
    text = unicodedata.normalize("NFD", "  Le café\t est\n\n ouvert.  \r ")
    assert merge("Le café est ouvert.", text)["text"] == text


def test_changed_spaces_are_changes(merge: Merge) -> None:
    result = merge("One line. And another line.\n", "One line.\nAnd another line.\n")
    assert result["text"] == "One line.\nAnd another line.\n"
    assert [each["source"] for each in result["attribution"]] == [0, 1, 0]


def test_windows_line_ends_and_a_byte_order_mark_are_no_changes(merge: Merge) -> None:
    result = merge(
        "One line.\nAnother line.\n",
        b"\xef\xbb\xbfOne line.\r\nAnother line.\r\n",
        "One line.\nAnother line.",
    )
    assert result["text"] == "One line.\nAnother line."


def test_empty_files_are_texts_like_others(merge: Merge) -> None:
    assert merge("", "") == {
        "status": "merged",
        "text": "",
        "attribution": [],
        "collisions": [],
        "compatible": [1],
    }
    assert merge("", "New.")["attribution"] == [{"text": "New.", "source": 1}]
    assert merge("Old words.", "")["text"] == ""
    assert merge("", "One.", "Another.")["status"] == "collisions"
    assert merge("Old words stand.", "", "Old words fall.")["status"] == "collisions"
    assert merge("Old words.", "", "")["text"] == ""


def test_forty_files_merge_at_once(merge: Merge) -> None:
    sentences = [f"Rule number {number} holds for all." for number in range(40)]
    base = "\n".join(sentences)
    texts = [
        base.replace(sentence, sentence.replace("all", f"member {number}"))
        for number, sentence in enumerate(sentences)
    ]
    started = time.process_time()
    result = merge(base, *texts)
    assert time.process_time() - started < 2 * slowness()
    assert result["text"] == "\n".join(
        f"Rule number {number} holds for member {number}." for number in range(40)
    )
    assert [each["source"] for each in result["attribution"] if each["source"]] == [*range(1, 41)]


def test_forty_files_may_all_dispute_one_word(merge: Merge) -> None:
    result = merge("All agree on it.", *(f"All {number} agree on it." for number in range(40)))
    (collision,) = blocking(result)
    assert collision["between"] == [*range(1, 41)]
    assert len(collision["readings"]) == 40
    assert result["compatible"] == [1]


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x01\x02",
        "<script>alert(1)</script> {{ 7*7 }} %s %(x)s {0}",
        "\u202eright to left\u202c \u200b\u200d\ufeff",
        "é" + "\u0301" * 5_000,
        "x" * 200_000,
        " " * 50_000 + "\n" * 50_000,
        "👩‍👩‍👧‍👦🏳️‍🌈" * 2_000,
        "a. " * 20_000,
        '"}],"status":"merged"',
    ],
    ids=["controls", "markup", "bidi", "marks", "one word", "spaces", "emoji", "dots", "json"],
)
def test_whatever_is_put_in_comes_out_as_it_is(merge: Merge, text: str) -> None:
    started = time.process_time()
    assert merge("A plain base.", text)["text"] == text
    assert merge(text, text + " More.", text)["text"] == text + " More."
    assert time.process_time() - started < 10 * slowness()


def test_what_cannot_be_read_is_named(written: Callable[..., list[str]], tmp_path: Path) -> None:
    base, broken = written("Base.", b"caf\xe9")
    assert refusal(base, broken) == f"{broken} is not UTF-8 text (byte 3)."
    missing = str(tmp_path / "missing.txt")
    assert refusal(base, missing) == f"{missing}: No such file or directory"
    assert refusal(missing, base) == f"{missing}: No such file or directory"
    assert refusal(base, str(tmp_path)) == f"{tmp_path}: Is a directory"


def test_a_text_too_long_to_compare_is_refused(written: Callable[..., list[str]]) -> None:
    names = written("Base.", "word " * (MOST_WORDS + 1))
    assert refusal(*names) == "A text has more than 100000 words; that is too long to compare."
    assert "100000 words" in refusal(*reversed(names))


def test_without_an_amended_text_there_is_nothing_to_merge(
    written: Callable[..., list[str]],
) -> None:
    with pytest.raises(CommandError, match="required: amended"):
        run(*written("Base."))


def test_a_readable_report_tells_whose_the_words_are(written: Callable[..., list[str]]) -> None:
    names = written("We act alone. It is so.", "We act together. It is so.", "We act alone. Yes.")
    lines = run(*names).splitlines()
    assert lines[:3] == ["0  0.txt", "1  1.txt", "2  2.txt"]
    assert '    1  "together"' in lines
    assert lines[-1] == "We act together. Yes."


def test_a_readable_report_tells_what_is_disputed(written: Callable[..., list[str]]) -> None:
    names = written("We act.", "We act together.", "We act alone.", "We act.")
    report = run(*names)
    assert "The files collide in 1 place." in report
    assert "1, 2: same point" in report
    assert "Most that merge together: 1, 3" in report


def test_it_runs_where_there_is_no_database(written: Callable[..., list[str]]) -> None:
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}
    done = subprocess.run(
        [sys.executable, "manage.py", "merge_texts", *written("A b.", "A c."), "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    assert json.loads(done.stdout)["text"] == "A c."
    assert done.stderr == ""
