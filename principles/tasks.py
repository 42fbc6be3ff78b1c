"""Jobs: take ids, fetch, call one action."""

from accounts.jobs import Progress, job
from principles.actions import anchors, documents
from principles.models import Version


@job("principles.reanchor_comments")
def reanchor_comments(progress: Progress, *, version_id: int) -> None:  # noqa: ARG001  # a job's
    anchors.reanchor_comments(version=Version.objects.get(pk=version_id))


@job("principles.forget_imports")
def forget_imports(progress: Progress, *, user_id: int) -> None:  # noqa: ARG001  # a job's
    documents.forget_imports(user_id=user_id)
