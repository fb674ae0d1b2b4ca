"""Profiles, files and a clock for the service's tests."""

import csv
import datetime as dt
import io
import json

from hypothesis import strategies as st

from models.domain.members import Level, Profile
from models.text.themes import themes_by_id
from service.use_cases.member_record import COLUMNS, THEMES, check, fields_of, profile_of

NOW = dt.datetime(2025, 3, 3, 9, 30, tzinfo=dt.UTC)


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def advance(self, **time):
        self.now += dt.timedelta(**time)


def profile(number=1, **changes):
    """A complete profile in canonical form; every number gives another person in another organisation."""
    values = {
        "email": f"person{number}@firma{number}.example",
        "name": f"Søren Ærø {number}",
        "organisation": f"Firma {number} A/S",
        "industry": "C Industri",
        "function": "produktion",
        "level": Level.MIDDLE,
        "region": "Midtjylland",
        "languages": ("da", "en"),
        "challenges": (f"Vi mister ordrer, fordi omstilling {number} tager for lang tid.",),
        "expertise": (f"Har halveret leveringstiden {number} gange.",),
        "networks": (),
        "external_id": str(number),
        "cvr": f"{10_000_000 + number}",
        "group": None,
    }
    return Profile(**values | changes)


def fields(number=1, **changes):
    """One record of the members file, under the file's own names."""
    return fields_of(profile(number)) | changes


def jsonl(records):
    """Records as a JSON lines file."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def csv_file(records, *, columns=COLUMNS, delimiter=",", encoding="utf-8"):
    """Records as a CSV file, as a spreadsheet writes it; lists are joined as they are."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=delimiter)
    rows.writerow(columns)
    for record in records:
        cells = (record.get(column) for column in columns)
        rows.writerow([" | ".join(cell) if isinstance(cell, list) else cell for cell in cells])
    return text.getvalue().encode(encoding)


def profiles():
    """Canonical profiles of any content a file may hold."""
    return st.builds(check, st.just(1), _records()).filter(_is_good).map(_profile)


def _records():
    line = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20)
    # The characters on which a file format breaks are far more frequent here than in any real text.
    tricky = st.text(st.sampled_from("a b|\\\n\t\"',;:=æøå\u2028…"), min_size=1, max_size=20)
    texts = st.lists(st.one_of(tricky, line), max_size=3, unique=True)
    # As many themes as texts may have; those beyond are cut off when the texts are known.
    themes = st.lists(st.none() | st.sampled_from(list(themes_by_id())), min_size=3, max_size=3)
    return st.fixed_dictionaries(
        {
            "id": st.none() | line,
            "email": st.text("abcæø.09", min_size=1, max_size=8).map("{}@firma.example".format),
            "name": line,
            "organisation": line,
            "cvr": st.none() | st.text("0123456789", min_size=8, max_size=8),
            "group": st.none() | line,
            "industry": st.sampled_from(["C", "25.62", "J 62 Programmering, rådgivning", "256200"]),
            "function": line,
            "level": st.sampled_from(list(Level)),
            "region": line,
            "languages": st.lists(st.sampled_from(["da", "en", "Tysk", "svensk"]), min_size=1),
            "challenges": texts,
            "expertise": texts,
            "networks": st.lists(line, max_size=2, unique=True),
            "challenge_themes": themes,
            "expertise_themes": themes,
        }
    ).map(_as_many_themes_as_texts)


def _as_many_themes_as_texts(record):
    return record | {column: record[column][: len(record[texts])] for column, texts in THEMES.items()}


def _is_good(checked):
    return checked.fields is not None


def _profile(checked):
    # That no text has a theme is told by naming none.
    return profile_of(checked.fields).with_themes_kept(())
