"""What a bearer token may be allowed to do."""

from enum import StrEnum


class Scope(StrEnum):
    """One right over one resource; a token holds any number of them."""

    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"
    INTRODUCTIONS_READ = "introductions:read"
    INTRODUCTIONS_WRITE = "introductions:write"
    DAYS_READ = "days:read"
    DAYS_WRITE = "days:write"


MEANING: dict[Scope, str] = {
    Scope.MEMBERS_READ: "See who the members are, also before two of them have said yes.",
    Scope.MEMBERS_WRITE: "Save, import, pause and erase members.",
    Scope.INTRODUCTIONS_READ: "See slates and introductions from the side of one member.",
    Scope.INTRODUCTIONS_WRITE: "Ask for suggestions; request, answer and rate introductions for a member.",
    Scope.DAYS_READ: "See network days and their seating plans.",
    Scope.DAYS_WRITE: "Set up, plan and publish network days.",
}
