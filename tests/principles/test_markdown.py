"""Comments in Markdown: what is understood, and what nothing gets through."""

import re
from html import unescape
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.markdown import BODY_LENGTH, MAX_NESTING, TAGS, as_rendered, clean_source, render
from tests.machine import slowness

TAG = re.compile(r"<(/?)([a-z0-9]+)((?: [^>]*)?)>")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Plain words.", "<p>Plain words.</p>"),
        ("One line\nand the next.", "<p>One line<br>\nand the next.</p>"),
        ("**strong** and *emphasis*", "<p><strong>strong</strong> and <em>emphasis</em></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("# not a heading", "<p># not a heading</p>"),
        ("&amp; stays as typed", "<p>&amp;amp; stays as typed</p>"),
    ],
)
def test_markdown_is_understood(source: str, html: str) -> None:
    assert render(source) == html


def test_link_says_that_the_site_does_not_vouch_for_it() -> None:
    assert render("[a guide](https://example.org/?a=1&b=2)") == (
        '<p><a href="https://example.org/?a=1&amp;b=2" rel="nofollow ugc noopener">a guide</a></p>'
    )


@pytest.mark.parametrize(
    "source",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](//evil.example)",
        "[x](/accounts/logout/)",
        "[x](#anchor)",
        "<javascript:alert(1)>",
        "<a href='https://evil.example'>x</a>",
    ],
)
def test_link_to_anything_but_web_and_mail_is_no_link_abuse_33(source: str) -> None:
    assert "<a" not in render(source)


def test_remote_image_is_not_loaded_abuse_33() -> None:
    html = render("![tracker](https://evil.example/pixel.png)")
    assert html == (
        '<p>!<a href="https://evil.example/pixel.png" rel="nofollow ugc noopener">tracker</a></p>'
    )


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe src=https://evil.example></iframe>",
        "<style>@import 'https://evil.example'</style>",
        "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
        '"><script>alert(1)</script>',
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "```<img src=x onerror=alert(1)>\nx\n```",
        "[x](https://a.example 'onmouseover=alert(1)')",
        '[x](https://a.example/"onmouseover=alert(1)//)',
        "**<b onclick=alert(1)>**",
    ],
)
def test_html_is_shown_and_not_run_abuse_30(source: str) -> None:
    assert_harmless(render(source))


def assert_harmless(html: str) -> None:
    """Only listed tags, only their attributes, and every other "<" escaped."""
    for closing, tag, attributes in TAG.findall(html):
        assert tag in TAGS
        if attributes and not closing:
            assert tag == "a"
            pattern = r' href="(https?|mailto):[^"<>]*" rel="nofollow ugc noopener"'
            assert re.fullmatch(pattern, attributes, re.IGNORECASE), attributes
    assert "<" not in TAG.sub("", html)


@given(st.text(alphabet=st.sampled_from("<>&\"'/=:()[]!*_`#->\n \\abhtpsjr;x."), max_size=200))
def test_whatever_is_written_the_page_is_safe_abuse_32(source: str) -> None:
    assert_harmless(render(source))


@given(st.text(alphabet=st.sampled_from("abcxyz éλ你 \n>-*_#+.19&"), max_size=200))
def test_no_letter_is_lost(source: str) -> None:
    shown = unescape(re.sub(r"<[^>]*>", "", render(source)))
    assert [c for c in shown if c.isalpha()] == [c for c in source if c.isalpha()]


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("a\u200bb", "a[U+200B]b"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\u2066b", "a[U+2066]b"),
        ("a\ufeffb", "a[U+FEFF]b"),
        ("a\x07b", "a[U+0007]b"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("line\r\nend\rhere ", "line\nend\nhere"),
    ],
)
def test_hidden_character_is_named_abuse_40(hidden: str, shown: str) -> None:
    assert clean_source(hidden) == shown


def test_hidden_character_does_not_come_back_as_a_reference_abuse_40() -> None:
    assert "\u202e" not in render("&#x202e; &#8238;")


def test_nesting_too_deep_to_read_loses_no_word_abuse_40() -> None:
    source = "> " * (MAX_NESTING + 5) + "buried"
    html = render(source)
    assert "buried" in html
    assert_harmless(html)


def test_nesting_within_reason_is_kept() -> None:
    assert render("> > - a").count("<blockquote>") == 2


HOSTILE = {
    "one word": "x" * BODY_LENGTH,
    "quotes": ">" * BODY_LENGTH,
    "quoted lists": "> - " * (BODY_LENGTH // 4),
    "stars": "*" * BODY_LENGTH,
    "emphasis": "*a **b " * (BODY_LENGTH // 7),
    "underscores": "_a" * (BODY_LENGTH // 2),
    "brackets": "[" * BODY_LENGTH,
    "links": "[a](" * (BODY_LENGTH // 4),
    "angle links": "[a](<" * (BODY_LENGTH // 5),
    "autolinks": "<https://" * (BODY_LENGTH // 9),
    "backticks": "".join("`" * n + " " for n in range(139)),
    "escapes": "\\" * BODY_LENGTH,
    "lists": "".join("  " * n + "- a\n" for n in range(98)),
    "lazy lines": "> a\n" + "b\n" * (BODY_LENGTH // 2 - 2),
    "tags": "<" * BODY_LENGTH,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_takes_bounded_time_abuse_40(source: str) -> None:
    started = process_time()
    html = render(clean_source(source[:BODY_LENGTH]))
    assert process_time() - started < 1 * slowness()
    assert_harmless(html)


def test_longer_comment_than_allowed_is_an_error() -> None:
    with pytest.raises(ValueError, match="10000"):
        render("x" * (BODY_LENGTH + 1))


def test_rendered_html_is_safe_for_templates() -> None:
    assert as_rendered("<p>a</p>").__html__() == "<p>a</p>"
