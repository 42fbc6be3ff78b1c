"""The same page in the other languages."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.template import Context
from django.urls import get_script_prefix
from django.utils.translation import get_language, get_language_from_path, get_language_info

register = template.Library()


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One language and where this page is in it; `name` is the language's own."""

    code: str
    name: str
    url: str
    direction: str
    is_current: bool


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """Every language of the site; none where the template has no request (400 and 500 pages).

    Reversing the URL in each language would resolve it once a language; the prefix is all that
    differs between them.
    """
    request = context.get("request")
    if request is None:
        return []
    path = request.path_info
    if prefix := get_language_from_path(path):
        path = path.removeprefix(f"/{prefix}")
    root = get_script_prefix().rstrip("/")
    links = []
    for code, _ in settings.LANGUAGES:
        info = get_language_info(code)
        links.append(
            LanguageLink(
                code=code,
                name=info["name_local"],
                url=root + (path if code == settings.LANGUAGE_CODE else f"/{code}{path}"),
                direction="rtl" if info["bidi"] else "ltr",
                is_current=code == get_language(),
            )
        )
    return links
