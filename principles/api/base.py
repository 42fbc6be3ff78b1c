"""The way of the API into a document: by its address, for those who may see it."""

from typing import Any

from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.http import actor
from principles.models import Document, Principle
from principles.queries.outline import visible_document
from principles.queries.principles import Reading, reading_of


class DocumentApi(APIView):
    """Gives `self.document`; 404 for those who may not see it."""

    document: Document

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.document = visible_document(actor(request), kwargs["slug"])


class PrincipleApi(DocumentApi):
    """Gives `self.reading` as well: the principle in the words of today."""

    reading: Reading

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.reading = reading_of(self.document, kwargs["key"])

    @property
    def principle(self) -> Principle:
        return self.reading.principle
