"""Pages into blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.importers import html
from principles.text.blocks import PSEUDO_HEADING
from principles.text.outline import as_json
from principles.text.segment import segment


def rows(page: str) -> list[tuple[str, str, int]]:
    return [(block.kind.value, block.printed, block.level) for block in html.blocks(page)]


def test_headings_paragraphs_and_lists_become_blocks() -> None:
    page = """<!doctype html><html><head><title>Rules</title><style>p { color: red }</style></head>
    <body><h1>Rules &amp; more</h1><p>A   short
    text.</p><ul><li>one<ul><li>deep</li></ul></li><li><p>two</p><p>more of two</p></li></ul>
    <ol start="3"><li>three</li><li value="7">seven</li><li>eight</li></ol>
    <script>let lost = "words"</script></body></html>"""
    assert rows(page) == [
        ("heading", "Rules & more", 1),
        ("paragraph", "A short text.", 0),
        ("item", "one", 0),
        ("item", "deep", 1),
        ("item", "two", 0),
        ("paragraph", "more of two", 0),
        ("item", "3. three", 0),
        ("item", "7. seven", 0),
        ("item", "8. eight", 0),
        ("aside", "Rules", 0),
    ]


def test_the_title_of_the_page_stands_in_for_a_missing_heading() -> None:
    assert rows("<title>Rules</title><p>Text.</p>") == [
        ("heading", "Rules", 1),
        ("paragraph", "Text.", 0),
    ]
    assert rows("<title>Rules</title><h1>Rules</h1>") == [("heading", "Rules", 1)]


def test_what_is_not_the_text_is_left_out() -> None:
    page = """<nav><a href="/">Home</a></nav><header>Masthead</header><main><h1>Rules</h1>
    <p hidden>Secret</p><p>Text <a href="https://example.org/a">linked</a> and
    <a href="#b">not</a>.</p><img src="x.png" alt="A bridge"><button>Buy</button>
    <div aria-hidden="true">Hush</div><ol><li id="fn-1">A note ↩︎</li></ol></main>
    <footer>Imprint<div>Street</div></footer>"""
    assert rows(page) == [
        ("heading", "Rules", 1),
        ("paragraph", "Text linked and not.", 0),
        (
            "aside",
            "Home\nMasthead\nSecret\nA bridge\nBuy\nHush\nA note\nImprint\nStreet",
            0,
        ),
        ("aside", "https://example.org/a", 0),
    ]


def test_what_is_nested_within_the_left_out_is_left_out_with_it() -> None:
    assert rows("<nav><div>a<nav>b</nav>c</div>d</nav><p>Text</p>") == [
        ("paragraph", "Text", 0),
        ("aside", "a\nb\nc\nd", 0),
    ]
    assert rows("<ul><li hidden>a<li>b</ul>") == [("item", "b", 0), ("aside", "a", 0)]


def test_line_breaks_part_lines_but_not_sentences() -> None:
    assert rows("<p>Title<br>Text that<br/>goes on<br><br>And ends.</p>") == [
        ("paragraph", "Title", 0),
        ("paragraph", "Text that goes on", 0),
        ("paragraph", "And ends.", 0),
    ]


def test_bold_beginnings_and_terms_may_head_what_follows() -> None:
    found = html.blocks(
        "<p><b>Open.</b> To all.</p><p><strong>All bold</strong></p><dl><dt>Term<dd>Meaning</dl>"
        "<ul><li><b>Free</b> of cost</li></ul><ol type='a'><li><b>One</b> two</li></ol>"
    )
    assert [(block.kind.value, block.printed, block.level, block.lead) for block in found] == [
        ("paragraph", "Open. To all.", 0, 5),
        ("heading", "All bold", PSEUDO_HEADING, 8),
        ("heading", "Term", PSEUDO_HEADING, 0),
        ("paragraph", "Meaning", 0, 0),
        ("item", "Free of cost", 0, 4),
        ("item", "a. One two", 0, 3),
    ]


def test_preformatted_text_is_read_as_plain_text() -> None:
    assert rows("<pre>Title\n\n- one\n- two\n\n[a](http://example.org/)</pre>") == [
        ("paragraph", "Title", 0),
        ("item", "one", 0),
        ("item", "two", 0),
        ("paragraph", "a", 0),
        ("aside", "http://example.org/", 0),
    ]


def test_a_page_becomes_an_outline() -> None:
    page = """<h1>Charter</h1><p>We agree.</p>
    <h2>Introduction</h2><p>Long ago.</p>
    <h2>Access</h2><p>For all:</p><h3>Reach</h3><p>Everywhere.</p><h3>Cost</h3><p>Low.</p>
    <h2>Safety</h2><h3>Care</h3><p>Take it.</p><h3>Repair</h3><p>Soon.</p>
    <h2>Annex</h2><p>Maps.</p>"""
    assert as_json(segment(html.blocks(page))) == {
        "title": "Charter",
        "preamble": "We agree.\n\nIntroduction\n\nLong ago.",
        "sections": [
            {
                "heading": "Access",
                "intro": "For all:",
                "principles": [
                    {"number": 1, "title": "Reach", "text": "Everywhere."},
                    {"number": 2, "title": "Cost", "text": "Low."},
                ],
            },
            {
                "heading": "Safety",
                "intro": "",
                "principles": [
                    {"number": 3, "title": "Care", "text": "Take it."},
                    {"number": 4, "title": "Repair", "text": "Soon."},
                ],
            },
        ],
        "left_out": ["Annex\n\nMaps."],
    }


# Without the title: what it repeats of the page stands once, as a test above says.
TAGS = st.sampled_from(
    ["p", "h1", "h2", "ul", "ol", "li", "b", "nav", "main", "pre", "br", "table", "td"]
)
PIECES = st.one_of(
    TAGS.map("<{}>".format),
    TAGS.map("</{}>".format),
    TAGS.map("<{} hidden>".format),
    st.sampled_from(["One", " two ", "Three.", "\n", "1. Four", "&amp;", "< ", "- five"]),
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_no_word_between_tags_is_lost(page: str) -> None:
    printed = "\n".join(block.printed for block in html.blocks(page))
    for word in ("One", "two", "Three", "Four", "five"):
        assert printed.count(word) >= page.count(word)


@pytest.mark.parametrize("page", ["", "<", "<!--", "<p", "</", "&", "<a href='", "<![CDATA["])
def test_broken_markup_is_read_as_far_as_it_goes(page: str) -> None:
    assert isinstance(html.blocks(page), list)
