"""The members file comes out, the same to the byte for the same members."""

from collections.abc import Iterator
from typing import BinaryIO

from sqlalchemy.orm import Session

from models.domain.members import Member
from models.progress import Progress
from service.context import Context
from service.db import members
from service.use_cases.members_file import FileFormat, header, written

BATCH = 500


def export_members(
    context: Context, stream: BinaryIO, *, file_format: str, progress: Progress | None = None
) -> int:
    """Write all members to a stream as UTF-8, oldest first, and return how many there were."""
    kind, done = FileFormat(file_format), 0
    stream.write(header(kind).encode())
    with context.database.read() as session:
        total = members.count(session)
        for some in _pages(session):
            stream.write(written([member.profile for member in some], kind).encode())
            done += len(some)
            if progress is not None:
                progress(done, total)
    return done


def _pages(session: Session) -> Iterator[list[Member]]:
    after: int | None = None
    while some := members.page(session, after=after, limit=BATCH):
        yield some
        after = some[-1].id
