from accounts.models.api_token import ApiToken
from accounts.models.entry import Entry, EntryPayload
from accounts.models.group import StakeholderGroup
from accounts.models.heartbeat import Heartbeat
from accounts.models.job import Job, JobStatus
from accounts.models.membership import Evidence, Membership, MembershipRole
from accounts.models.organisation import Organisation, OrganisationType
from accounts.models.user import User

__all__ = [
    "ApiToken",
    "Entry",
    "EntryPayload",
    "Evidence",
    "Heartbeat",
    "Job",
    "JobStatus",
    "Membership",
    "MembershipRole",
    "Organisation",
    "OrganisationType",
    "StakeholderGroup",
    "User",
]
