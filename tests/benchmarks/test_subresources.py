"""What a page makes a browser fetch."""

from tests.benchmarks.subresources import subresources


def test_subresources_are_what_is_fetched_and_not_what_is_linked() -> None:
    html = """
    <link rel="stylesheet" href="/a.css"><link rel="canonical" href="https://example.org/">
    <link rel="preconnect" href="https://fonts.example"><link rel="icon" href="/i.svg">
    <script src="/a.js"></script><script src="/a.js"></script><img src="b.png" alt="">
    <a href="https://example.org/away">away</a>
    """
    assert subresources(html) == ["/a.css", "https://fonts.example", "/i.svg", "/a.js", "b.png"]
