"""The one error hierarchy; each message names the value, the place and, where possible, the fix."""

from collections.abc import Sequence


class ModspilError(Exception):
    """Something a person can put right; anything else is a defect."""


class BadInputError(ModspilError):
    """What was given cannot be used as it is."""


class NotFoundError(ModspilError):
    """What was asked for is not here."""

    def __init__(self, what: str, name: object) -> None:
        super().__init__(f"No {what} is known as {name!r}.")


class UnauthorisedError(ModspilError):
    """The asker has not shown who he is."""


class ForbiddenError(ModspilError):
    """The asker may not do or see this."""


class IllegalTransitionError(ModspilError):
    """The thing is in a state in which this cannot be done."""


class StaleVersionError(ModspilError):
    """Somebody else changed it since it was read."""


class UnfitFileError(BadInputError):
    """A file cannot be read as what it should be: wrong encoding, wrong columns, damaged."""


class InvalidPlanError(ModspilError):
    """A plan breaks hard rules; all of them are listed."""

    def __init__(self, issues: Sequence[str]) -> None:
        self.issues = tuple(issues)
        super().__init__("The plan breaks hard rules: " + "; ".join(self.issues))
