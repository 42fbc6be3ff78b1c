"""A file or pasted text into an outline; a refusal carries a code and what its message needs."""

from principles.importers.reading import Imported, read, read_stream, read_text
from principles.importers.upload import Format, ImportRefused, Refusal

__all__ = [
    "Format",
    "ImportRefused",
    "Imported",
    "Refusal",
    "read",
    "read_stream",
    "read_text",
]
