import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.names import clean_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   Lima ", "Ana Lima"),
        ("Jose\u0301", "Jos\u00e9"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("Ng\u0169g\u0129 wa Thiong\u2019o", "Ng\u0169g\u0129 wa Thiong\u2019o"),
        ("\u738b\u5c0f\u660e", "\u738b\u5c0f\u660e"),
        ("<b>Ana</b>", "<b>Ana</b>"),
    ],
)
def test_name_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "Ana\nLima",
        "Ana\r\nBcc: everyone@example.org",
        "Ana\x00",
        "Ana\u2028Lima",
        "Ana\u202eamiL",
        "Ana\u2066Lima",
        "Ana\u200bLima",
        "Ana\ufeffLima",
        "Ana\ue000Lima",
    ],
)
def test_name_that_breaks_lines_or_hides_letters_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        clean_name(typed)


@given(st.text(max_size=40))
def test_clean_name_stands_on_one_line_and_is_its_own_clean_form(typed: str) -> None:
    try:
        name = clean_name(typed)
    except ValidationError:
        return
    assert len(name.splitlines()) == 1
    assert clean_name(name) == name == unicodedata.normalize("NFC", name)
