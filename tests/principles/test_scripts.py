"""Addresses and languages from the writing system of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.scripts import likely_language, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The Internet of Tomorrow: a Charter", "the-internet-of-tomorrow-a-charter"),
        ("L'été à Évian", "lete-a-evian"),
        ("Straße & Øresund", "strasse-oresund"),
        ("Свобода интернета", "svoboda-interneta"),
        ("Ανοιχτό δίκτυο", "anoichto-diktyo"),
        ("مبادئ الإنترنت", "mbady-alintrnt"),
        ("互联网原则", ""),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_slug_of_reads_a_title_in_latin_letters(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_slug_of_cuts_between_words() -> None:
    assert slug_of("one two three four", limit=10) == "one-two"


def test_slug_of_cuts_a_word_longer_than_the_limit() -> None:
    assert slug_of("incomprehensibility", limit=10) == "incomprehe"


@given(st.text())
def test_slug_of_is_always_a_slug(title: str) -> None:
    slug = slug_of(title)
    assert len(slug) <= 60
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert (slug[:1], slug[-1:]) == (slug[:1].strip("-"), slug[-1:].strip("-"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("An open network for all", "fr"),
        ("شبكة مفتوحة للجميع", "ar"),
        ("Открытая сеть для всех", "ru"),
        ("开放的网络", "zh-hans"),
        ("開かれたネットワークのために", "ja"),
        ("열린 네트워크", "ko"),
        ("رules شبكة مفتوحة للجميع", "ar"),
        ("1, 2, 3", "fr"),
        ("", "fr"),
    ],
)
def test_likely_language_follows_the_script(text: str, language: str) -> None:
    assert likely_language(text, "fr") == language


def test_likely_language_of_latin_letters_is_english_to_a_reader_of_another_script() -> None:
    assert likely_language("An open network for all", "ar") == "en"
    assert likely_language("", "ar") == "ar"
