"""Problem details (RFC 9457): how every failure looks to a program, and what an error page is made of."""

from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """One thing to put right in what was sent."""

    field: str = Field(description="The field, as a path of names and positions.")
    value: str = Field(description="What was given, cut short.")
    fix: str = Field(description="What to give instead.")
    row: int | None = Field(default=None, description="The row, where a file was sent; the first is 1.")


class Problem(BaseModel):
    """Why a request was not done."""

    type: str = Field(description="Names the kind of problem; does not change between releases.")
    title: str = Field(description="The kind of problem in a few words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened this time, and what to do about it.")
    errors: list[FieldProblem] = Field(default=[], description="All that is wrong with what was sent.")
