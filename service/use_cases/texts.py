"""What people write into a field, checked before it is kept."""

from models.domain.errors import BadInputError


def trimmed(name: str, text: str, longest: int) -> str:
    """Return the text without the space around it; refuse what is too long or no database can hold."""
    kept = text.strip()
    if len(kept) > longest:
        raise BadInputError(f"{name} has {len(kept)} characters; at most {longest} are kept.")
    wrong = next((sign for sign in kept if sign == "\0" or "\ud800" <= sign <= "\udfff"), None)
    if wrong is not None:
        raise BadInputError(f"{name} contains {wrong!r}, which is no character of a text; leave it out.")
    return kept
