"""Comments as people write them, in Markdown, as HTML that is safe to show.

Two guards, each enough alone: the parser knows no HTML, images or headings, and the sanitiser lets
through only the tags and link schemes listed here.
"""

from collections.abc import Sequence

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from principles.text.wording import name_invisible, normalise_lines

BODY_LENGTH = 10_000
MAX_NESTING = 12
LINK_SCHEMES = ("http", "https", "mailto")
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a"}

# Without "entity": character references would bring back what `clean_source` has made visible.
_parser = (
    MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": MAX_NESTING})
    .enable(["blockquote", "code", "fence", "list"])
    .enable(["autolink", "backticks", "emphasis", "escape", "link", "newline"])
)


def _is_link(url: str) -> bool:
    return url.partition(":")[0].lower() in LINK_SCHEMES


_parser.validateLink = _is_link  # type: ignore[method-assign]
_sanitiser = nh3.Cleaner(
    tags=TAGS,
    # Without "*" the library lets "title" and "lang" through everywhere.
    attributes={"a": {"href"}, "*": set()},
    url_schemes=set(LINK_SCHEMES),
    url_relative="deny",
    link_rel="nofollow ugc noopener",
)


def clean_source(source: str) -> str:
    """The words as they are kept: LF line ends, nothing hidden in them."""
    return name_invisible(normalise_lines(source))


def render(source: str) -> str:
    """HTML of a comment; the time it takes is bounded by `BODY_LENGTH`, not by what is in it."""
    if len(source) > BODY_LENGTH:
        raise ValueError(f"A comment has at most {BODY_LENGTH} characters.")
    tokens = _parser.parse(source)
    if _is_cut_off(tokens):
        return "<p>" + escape(source).replace("\n", "<br>\n") + "</p>"
    html = _parser.renderer.render(tokens, _parser.options, {})
    return _sanitiser.clean(html).strip()


def _is_cut_off(tokens: Sequence[Token]) -> bool:
    """Whether quotes or lists are nested so deep that the parser dropped what is in them."""
    return any(
        token.level >= MAX_NESTING - 1 and token.type in {"blockquote_open", "list_item_open"}
        for token in tokens
    )


def as_rendered(html: str) -> SafeString:
    """What `render` made and a column kept, for templates. The only place where stored text is
    declared safe: pass it nothing else."""
    return SafeString(html)
