"""Load the sample network: its members, their wishes, and one network day."""

import datetime as dt
import json
from dataclasses import dataclass

from models.progress import Progress
from service.config import DATA
from service.context import Context
from service.use_cases.import_members import ImportReport, import_members
from service.use_cases.members import avoid
from service.use_cases.network_days import create_day, list_days, set_attendees

SAMPLE = DATA / "sample"


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What was loaded; loading again changes nothing."""

    members: ImportReport
    network_day: int


def load_sample(context: Context, progress: Progress | None = None) -> SampleReport:
    """Import the sample members and set up their network day, unless they are there already."""
    with (SAMPLE / "members.jsonl").open("rb") as stream:
        report = import_members(
            context, stream, file_name="members.jsonl", skip_invalid=False, progress=progress
        )
    return SampleReport(report, _network_day(context))


def _network_day(context: Context) -> int:
    plan = json.loads((SAMPLE / "network_day.json").read_text(encoding="utf-8"))
    for attendee in plan["attendees"]:
        for other in attendee["not_with"]:
            avoid(context, attendee["email"], other)
    day = next((day for day in list_days(context) if day.name == plan["name"]), None) or create_day(
        context,
        name=plan["name"],
        on=dt.date.fromisoformat(plan["on"]),
        rounds=plan["rounds"],
        table_size=plan["table_size"],
    )
    if not day.attendees:
        # Also where loading was stopped between the two steps.
        emails = [attendee["email"] for attendee in plan["attendees"]]
        set_attendees(context, day.id, emails, expected_version=day.version)
    return day.id
