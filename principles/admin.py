"""Documents in the staff's back room, for looking: only actions change them."""

from typing import Any

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from principles.models import Document, Participation, PrincipleText, Seat, Version


class _ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg]
    extra = 0
    can_delete = False

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False


class _SeatsInline(_ReadOnlyInline):
    model = Seat
    fields = ("user", "role", "created_at")
    readonly_fields = fields


class _TextsInline(_ReadOnlyInline):
    model = PrincipleText
    fields = ("number", "title", "hash")
    readonly_fields = fields


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("title", "stage", "visibility", "language", "created_by", "created_at")
    list_filter = ("stage", "visibility")
    search_fields = ("title", "slug")
    list_select_related = ("created_by",)
    inlines = (_SeatsInline,)


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ("document", "number", "status", "published_at", "hash")
    list_filter = ("status",)
    search_fields = ("document__title", "hash")
    list_select_related = ("document",)
    inlines = (_TextsInline,)


@admin.register(Participation)
class ParticipationAdmin(ReadOnlyAdmin):
    list_display = ("document", "user", "capacity", "group", "organisation", "joined_at", "left_at")
    list_filter = ("capacity", "group")
    search_fields = ("document__title", "user__name", "organisation__name")
    list_select_related = ("document", "user", "group", "organisation")
    ordering = ("-pk",)
