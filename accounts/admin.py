"""The staff's back room. What has rules goes through the actions; the record is only read."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.actions.memberships import limit_membership, verify_membership
from accounts.actions.users import erase_account
from accounts.models import (
    Entry,
    EntryPayload,
    Job,
    Membership,
    Organisation,
    StakeholderGroup,
    User,
)
from accounts.verdicts import Denied, Refused

# Its own sign-in knows neither second step nor rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Polylogue"


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """People sign up themselves, set their own passwords, and are erased, never deleted."""

    list_display = ("public_name", "email", "country", "is_active", "is_convener", "is_staff")
    list_filter = ("is_active", "is_staff", "is_convener")
    search_fields = ("name", "email")
    ordering = ("-pk",)
    fields = (
        "name",
        "email",
        "country",
        "language",
        "is_active",
        "is_convener",
        "is_staff",
        "is_superuser",
        "groups",
        "user_permissions",
        "public_id",
        "date_joined",
        "last_login",
        "erased_at",
    )
    filter_horizontal = ("groups", "user_permissions")
    actions = ("erase",)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """The address is changed by its owner, who proves it; rights are given by superusers."""
        always = ("name", "email", "country", "language", "public_id", "date_joined")
        rights = ("is_staff", "is_superuser", "groups", "user_permissions")
        own: Any = request.user
        return (*always, "last_login", "erased_at", *(() if own.is_superuser else rights))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002
        return False

    @admin.action(
        description=gettext_lazy("Erase for ever: only accounts closed before"),
        permissions=["change"],
    )
    def erase(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Close the account first, then erase it: no single click forgets a person."""
        by: Any = request.user
        for user in queryset.filter(is_active=False, erased_at__isnull=True):
            try:
                erase_account(user=user, by=by)
            except (Denied, Refused) as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.message_user(request, _("An account has been erased."), messages.SUCCESS)


@admin.register(StakeholderGroup)
class StakeholderGroupAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "code", "position", "is_active")
    list_editable = ("position", "is_active")
    search_fields = ("name", "code")

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002
        obj: StakeholderGroup | None = None,
    ) -> tuple[str, ...]:
        """Exports and the record name a group by its code."""
        return ("code",) if obj else ()


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    can_delete = False
    fields = ("user", "role", "evidence", "verified_at", "valid_from", "valid_until")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    """To find one; staff edit it on its own page, which writes the record."""

    list_display = ("name", "group", "type", "country")
    list_filter = ("group", "type")
    list_select_related = ("group",)
    search_fields = ("name", "register_number")
    inlines = (MembershipInline,)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "organisation", "group", "role", "evidence", "valid_until")
    list_filter = ("evidence", "role", "group")
    list_select_related = ("user", "organisation", "group")
    search_fields = ("user__name", "user__email", "organisation__name")
    fields = (
        "user",
        "organisation",
        "group",
        "role",
        "evidence",
        "verified_by",
        "verified_at",
        "valid_from",
        "valid_until",
    )
    readonly_fields = tuple(field for field in fields if field != "valid_until")
    actions = ("verify",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:  # noqa: ARG002
        by: Any = request.user
        try:
            limit_membership(membership=obj, valid_until=obj.valid_until, by=by)
        except (Denied, Refused) as error:
            self.message_user(request, str(error), messages.ERROR)

    @admin.action(
        description=gettext_lazy("Verify the selected memberships"), permissions=["change"]
    )
    def verify(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        by: Any = request.user
        verified = 0
        for membership in queryset:
            try:
                verify_membership(membership=membership, by=by)
                verified += 1
            except Denied as error:
                self.message_user(request, f"{membership.user}: {error}", messages.ERROR)
        self.message_user(
            request,
            ngettext("%(count)d membership verified.", "%(count)d memberships verified.", verified)
            % {"count": verified},
        )


class PayloadInline(admin.StackedInline):  # type: ignore[type-arg]
    model = EntryPayload
    fields = readonly_fields = ("actor", "data", "salt")
    can_delete = False


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("pk", "occurred_at", "stream", "kind")
    list_filter = ("kind",)
    search_fields = ("stream",)
    ordering = ("-pk",)
    inlines = (PayloadInline,)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Without the arguments: those of a mail are its words."""

    list_display = ("pk", "task", "status", "attempts", "created_at", "finished_at")
    list_filter = ("status", "task")
    ordering = ("-pk",)
    exclude = ("arguments",)
