from django.utils.translation import override

from accounts.countries import COUNTRIES, country_choices, country_name
from accounts.regions import COUNTRY_CODES, region_of


def test_every_country_with_a_region_has_a_name() -> None:
    assert sorted(COUNTRIES) == sorted(COUNTRY_CODES)


def test_every_country_has_a_region_and_none_has_no_country() -> None:
    assert all(region_of(code) for code in COUNTRIES)
    assert (region_of(""), region_of("ZZ"), region_of("br")) == ("", "", "latin-america")


def test_choices_are_sorted_by_name_after_the_one_for_none() -> None:
    with override("en"):
        choices = country_choices("None of these")
    assert choices[0] == ("", "None of these")
    names = [name for _code, name in choices[1:]]
    assert names == sorted(names)
    assert len(choices) == len(COUNTRIES) + 1


def test_country_that_is_not_known_is_shown_as_its_code() -> None:
    assert (country_name("KE"), country_name("ZZ"), country_name("")) == ("Kenya", "ZZ", "")
