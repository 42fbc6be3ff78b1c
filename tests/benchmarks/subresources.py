"""What a browser fetches besides a page, because the page's HTML says so."""

from html.parser import HTMLParser

_FETCHED = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch"}
_CONNECTED = {"preconnect", "dns-prefetch"}
_SOURCES = ("src", "srcset", "poster", "data")


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value for name, value in attrs if value}
        if tag == "link":
            relations = set(values.get("rel", "").lower().split())
            if relations & (_FETCHED | _CONNECTED) and "href" in values:
                self.found[values["href"]] = None
            return
        for name in _SOURCES:
            if name in values:
                self.found[values[name]] = None


def subresources(html: str) -> list[str]:
    """Addresses as they are written, each once, in the order of the page."""
    finder = _Finder()
    finder.feed(html)
    return list(finder.found)
