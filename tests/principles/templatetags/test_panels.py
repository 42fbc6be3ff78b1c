"""Parts of a page that an app above may bring."""

import pytest
from django.template import Context, Engine, Template, TemplateDoesNotExist


def rendered(name: str, **context: object) -> str:
    engine = Engine(
        loaders=[("django.template.loaders.locmem.Loader", {"there.html": "<b>{{ word }}</b>"})],
        libraries={"panels": "principles.templatetags.panels"},
    )
    page = Template("{% load panels %}[{% panel name %}]", engine=engine)
    return page.render(Context({"name": name, **context}))


def test_panel_has_all_of_the_page_and_escapes_it() -> None:
    assert rendered("there.html", word="a < b") == "[<b>a &lt; b</b>]"


def test_panel_that_no_app_brings_is_left_out() -> None:
    assert rendered("nowhere.html") == "[]"


def test_missing_part_of_a_panel_is_an_error_all_the_same() -> None:
    engine = Engine(
        loaders=[("django.template.loaders.locmem.Loader", {"a.html": "{% include 'gone' %}"})],
        libraries={"panels": "principles.templatetags.panels"},
    )
    page = Template("{% load panels %}{% panel 'a.html' %}", engine=engine)
    with pytest.raises(TemplateDoesNotExist):
        page.render(Context())
