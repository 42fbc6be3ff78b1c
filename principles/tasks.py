"""Jobs: take ids, fetch, call one action."""

from accounts.jobs import Progress, job
from principles.actions import amendment_mail, anchors, documents
from principles.models import Version


@job("principles.reanchor_comments")
def reanchor_comments(progress: Progress, *, version_id: int) -> None:  # noqa: ARG001  # a job's
    anchors.reanchor_comments(version=Version.objects.get(pk=version_id))


@job("principles.forget_imports")
def forget_imports(progress: Progress, *, user_id: int) -> None:  # noqa: ARG001  # a job's
    documents.forget_imports(user_id=user_id)


@job("principles.mail_of_decision")
def mail_of_decision(progress: Progress, *, amendment_id: int, status: str) -> None:
    amendment_mail.tell_of_move(amendment_id=amendment_id, status=status, finish=progress.finish)


@job("principles.mail_of_proposed_decision")
def mail_of_proposed_decision(progress: Progress, *, amendment_id: int) -> None:
    amendment_mail.tell_of_proposed_decision(amendment_id=amendment_id, finish=progress.finish)


@job("principles.mail_of_consent")
def mail_of_consent(progress: Progress, *, compromise_id: int, parent_id: int) -> None:
    amendment_mail.tell_of_consent(
        compromise_id=compromise_id, parent_id=parent_id, finish=progress.finish
    )


@job("principles.mail_of_version")
def mail_of_version(progress: Progress, *, version_id: int) -> None:
    amendment_mail.tell_of_version(version_id=version_id, finish=progress.finish)
