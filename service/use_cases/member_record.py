"""One record of the members file: what it may hold, and what to write instead of what it may not."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from babel import Locale
from pydantic import AfterValidator, BaseModel, BeforeValidator, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from models.domain.errors import BadInputError
from models.domain.industry import Industry
from models.domain.members import Level, Profile, email_key, organisation_key
from models.text.themes import themes_by_id
from service.use_cases.stated_text import MAX_TEXT, NO_TEXT, canonical, cut

SHOWN = 60
"""Characters of a wrong value that are shown with its problem."""

NAMED_IN_MESSAGE = 3

UNKNOWN_THEME = "write the id of a theme (data/themes/themes.jsonl or /api/v1/themes lists them), or nothing"

_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_EMAIL = re.compile(rf"[\w!#$%&'*+/=?^`{{|}}~-]+(?:\.[\w!#$%&'*+/=?^`{{|}}~-]+)*@{_LABEL}(?:\.{_LABEL})+")
_CVR = re.compile("[0-9]{8}")

_FIXES = {
    "missing": "the column is required; give a value",
    "string_type": "write a text",
    "string_unicode": "leave out the broken characters",
    "list_type": 'write a list of texts, as in ["one text", "another"]',
    "enum": f"write one of {', '.join(Level)}",
}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one place of a file, and what to write there; rows are counted as a person counts."""

    row: int
    column: str
    value: str
    fix: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column or 'the whole row'} {self.value!r}: {self.fix}"


@dataclass(frozen=True, slots=True)
class Truncation:
    """A text that was longer (in characters) than `MAX_TEXT` and was cut."""

    row: int
    column: str
    length: int


class InvalidRowsError(BadInputError):
    """Rows that cannot be used; all problems are listed, and nothing was stored."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        self.problems = tuple(problems)
        rows = len({problem.row for problem in problems})
        named = "; ".join(map(str, problems[:NAMED_IN_MESSAGE]))
        more = "; and more" if len(problems) > NAMED_IN_MESSAGE else ""
        super().__init__(f"Nothing was stored: {rows} row(s) cannot be used. {named}{more}.")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking one record: its canonical fields, or all its problems."""

    fields: dict[str, Any] | None
    problems: tuple[RowProblem, ...]
    truncated: tuple[Truncation, ...]


def _refusal(fix: str) -> PydanticCustomError:
    # The fix is a value and not the template: it may quote braces from the file.
    return PydanticCustomError("fix", "{fix}", {"fix": fix})


def _plain(text: str) -> str:
    """Bring a text into its canonical form, and refuse what is no text."""
    text = canonical(text)
    if not text:
        raise _refusal("write a text; it may not be empty")
    if wrong := NO_TEXT.search(text):
        raise _refusal(f"leave out the control character U+{ord(wrong[0]):04X}")
    return text


def _line(limit: int, measured: Callable[[str], str] = str) -> AfterValidator:
    """Accept one line of at most `limit` characters, also in the form in which it is compared."""

    def check(text: str) -> str:
        text = _plain(text)
        if "\n" in text or "\t" in text:
            raise _refusal("write it on one line, without tabs")
        if max(len(text), len(measured(text))) > limit:
            raise _refusal(f"shorten it to {limit} characters")
        return text

    return AfterValidator(check)


def _email(text: str) -> str:
    key = email_key(text)
    if not _EMAIL.fullmatch(key) or len(key) > 254:  # noqa: PLR2004 - the limit of RFC 5321
        raise _refusal("write one e-mail address, as in anna@firma.example")
    return key


def _industry(text: str) -> str:
    try:
        Industry.parse(text)
    except BadInputError as error:
        raise _refusal(str(error)) from error
    return text


def _cvr(text: str) -> str:
    if not _CVR.fullmatch(text):
        raise _refusal("write the 8 digits of the CVR number, or nothing")
    return text


def _language(text: str) -> str:
    code = _language_codes().get(_plain(text).casefold())
    if code is None:
        raise _refusal("write a two-letter language code (ISO 639-1), as in da or en, or its name")
    return code


@cache
def _language_codes() -> dict[str, str]:
    """Return two-letter codes by themselves and by their names in Danish and English."""
    two_letters = {code for code in map(str, Locale("en").languages) if len(code) == 2}  # noqa: PLR2004 - ISO 639-1
    names = {
        name.casefold(): code
        for locale in ("en", "da")
        for code, name in Locale(locale).languages.items()
        if code in two_letters
    }
    return names | {code: code for code in two_letters}


def _languages(codes: list[str]) -> list[str]:
    if not codes:
        raise _refusal("name at least one language")
    return list(dict.fromkeys(codes))


def _text(text: str, info: ValidationInfo) -> str:
    text = _plain(text)
    if len(text) <= MAX_TEXT:
        return text
    if info.context is not None:
        info.context.append((info.field_name, len(text)))
    return cut(text)


def _different(texts: list[str]) -> list[str]:
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            raise _refusal(f"{shown(text)!r} stands there twice; keep one")
        seen.add(text)
    return texts


def _at_least_one(expertise: list[str], info: ValidationInfo) -> list[str]:
    if not expertise and info.data.get("challenges") == []:
        raise _refusal("state at least one challenge or one expertise")
    return expertise


def known_theme(value: object) -> object:
    """Take an empty text for no theme, and refuse a theme that is not in the list."""
    value = _number_as_text(value)
    if isinstance(value, str) and value not in themes_by_id():
        raise _refusal(UNKNOWN_THEME)
    return value


def _one_for_each(themes: list[str | None], info: ValidationInfo) -> list[str | None]:
    texts = info.data.get(THEMES[str(info.field_name)])
    if themes and texts is not None and len(themes) != len(texts):
        raise _refusal(f"write {len(texts)} themes, one for each text and in their order, or none at all")
    return themes


def _number_as_text(value: object) -> object:
    """Take a number for a text, and an empty text for nothing."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return (value.strip() or None) if isinstance(value, str) else value


def _nothing_as_empty(value: object) -> object:
    return [] if value is None else value


Themes = Annotated[
    list[Annotated[str | None, BeforeValidator(known_theme)]],
    AfterValidator(_one_for_each),
    BeforeValidator(_nothing_as_empty),
]
Texts = Annotated[list[Annotated[str, AfterValidator(_text)]], AfterValidator(_different)]


class MemberRecord(BaseModel):
    """A record with the names and the order of the file; an instance holds canonical values only."""

    id: Annotated[Annotated[str, _line(200)] | None, BeforeValidator(_number_as_text)] = None
    email: Annotated[str, AfterValidator(_plain), AfterValidator(_email)]
    name: Annotated[str, _line(200)]
    organisation: Annotated[str, _line(200, organisation_key)]
    cvr: Annotated[Annotated[str, AfterValidator(_cvr)] | None, BeforeValidator(_number_as_text)] = None
    group: Annotated[
        Annotated[str, _line(200, organisation_key)] | None, BeforeValidator(_number_as_text)
    ] = None
    industry: Annotated[str, _line(200), AfterValidator(_industry)]
    function: Annotated[str, _line(100)]
    level: Annotated[Level, BeforeValidator(lambda v: v.strip().casefold() if isinstance(v, str) else v)]
    region: Annotated[str, _line(100)]
    languages: Annotated[list[Annotated[str, AfterValidator(_language)]], AfterValidator(_languages)]
    challenges: Texts
    expertise: Annotated[Texts, AfterValidator(_at_least_one)]
    networks: Annotated[
        list[Annotated[str, _line(200)]], AfterValidator(_different), BeforeValidator(_nothing_as_empty)
    ] = []
    challenge_themes: Themes = []
    expertise_themes: Themes = []


COLUMNS = tuple(MemberRecord.model_fields)
REQUIRED = tuple(name for name, field in MemberRecord.model_fields.items() if field.is_required())
THEMES = {"challenge_themes": "challenges", "expertise_themes": "expertise"}
"""The columns of themes, each with the column of the texts they belong to."""
LISTS = ("languages", "challenges", "expertise", "networks", *THEMES)


def check(row: int, fields: Mapping[str, object]) -> Checked:
    """Check one record; every problem of the row is found."""
    cut: list[tuple[str, int]] = []
    try:
        record = MemberRecord.model_validate(dict(fields), context=cut)
    except ValidationError as error:
        return Checked(None, tuple(_problem(row, details) for details in error.errors()), ())
    truncated = tuple(Truncation(row, column, length) for column, length in cut)
    return Checked(record.model_dump(mode="json"), (), truncated)


def fields_of(profile: Profile) -> dict[str, Any]:
    """Return a profile under the names and in the order of the file."""
    values: dict[str, Any] = {name: getattr(profile, name) for name in COLUMNS if name != "id"}
    lists = {name: list(values[name]) for name in LISTS}
    return {"id": profile.external_id} | values | {"level": profile.level.value} | lists


def profile_of(fields: Mapping[str, Any]) -> Profile:
    """Return the profile of checked fields."""
    values: dict[str, Any] = {name: fields[name] for name in COLUMNS if name != "id"}
    lists = {name: tuple(values[name]) for name in LISTS}
    return Profile(**values | {"external_id": fields["id"], "level": Level(fields["level"])} | lists)


def shown(value: object) -> str:
    """Return a value short enough, and with nothing in it that could not be printed."""
    text = "" if value is None else str(value)
    text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _problem(row: int, details: ErrorDetails) -> RowProblem:
    kind, place = details["type"], details["loc"]
    value = "" if kind == "missing" else shown(details["input"])
    return RowProblem(row, str(place[0]), value, _FIXES.get(kind, details["msg"]))
