import io

import pytest
from service_fakes import fields, jsonl

from models.domain.errors import ForbiddenError
from models.domain.members import Intent
from service.use_cases.import_members import import_members
from service.use_cases.introductions import request_introduction
from service.use_cases.questions import questions_for, questions_of_introduction, questions_of_slate
from service.use_cases.suggest import suggest


@pytest.fixture
def emails(context):
    people = [fields(number) for number in range(1, 5)]
    import_members(context, io.BytesIO(jsonl(people)), file_name="people.jsonl", skip_invalid=False)
    context.matcher.embed_pending()
    return [person["email"] for person in people]


@pytest.mark.parametrize("intent", Intent)
def test_both_sides_get_the_three_questions_that_went_with_the_list(context, emails, intent):
    shown = suggest(context, emails[0], intent)
    other = shown.members[shown.slate.entries[0].candidate_id].email
    asked = request_introduction(context, slate_id=shown.slate.id, candidate=other, message="")
    expected = questions_for(context, shown.slate)
    assert len(expected) == 3
    assert questions_of_slate(context, shown.slate.id) == expected
    assert questions_of_introduction(context, asked.id, emails[0]) == expected
    assert questions_of_introduction(context, asked.id, other) == expected
    assert any(question.sharp for question in expected) is (intent is Intent.CHALLENGE)


def test_nobody_else_gets_them(context, emails):
    shown = suggest(context, emails[0], Intent.SUPPORT)
    other = shown.members[shown.slate.entries[0].candidate_id].email
    asked = request_introduction(context, slate_id=shown.slate.id, candidate=other, message="")
    third = next(email for email in emails if email not in {emails[0], other})
    with pytest.raises(ForbiddenError):
        questions_of_introduction(context, asked.id, third)
