import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from service_fakes import profile

from models.domain.errors import (
    BadInputError,
    ForbiddenError,
    IllegalTransitionError,
    ModspilError,
    NotFoundError,
    StaleVersionError,
)
from models.domain.introductions import State
from service.db import introductions as repository
from service.db import members, profiles
from service.db.changes import next_change
from service.use_cases import introductions
from service.use_cases.introductions import LONGEST_MESSAGE


def request(context, slate, candidate, message=""):
    return introductions.request_introduction(
        context, slate_id=slate.id, candidate=candidate.email, message=message
    )


def stored(context, introduction_id):
    with context.database.read() as session:
        return repository.find(session, introduction_id)


def state_for(context, introduction, viewer):
    return introductions.get_introduction(context, introduction.id, viewer.email).state


def test_a_request_waits_for_an_answer_as_many_days_as_are_set(context, pair, asked, clock):
    assert asked.state is State.REQUESTED
    assert (asked.seeker_id, asked.candidate_id) == tuple(member.id for member in pair)
    assert asked.expires_at == clock.now + dt.timedelta(days=context.settings.request_days)
    assert stored(context, asked.id) == asked


def test_only_people_on_the_slate_can_be_asked(context, enrol, show):
    one, two, three = enrol(3)
    slate = show(one, two)
    with pytest.raises(NotFoundError, match=f"No candidate on slate {slate.id}"):
        request(context, slate, three)
    with pytest.raises(NotFoundError, match="No slate"):
        request(context, replace(slate, id="slate-9"), two)


def test_asking_again_from_the_same_slate_returns_the_same_introduction(context, pair, show):
    slate = show(*pair)
    first = request(context, slate, pair[1], "Hej")
    assert request(context, slate, pair[1], "Hej igen") == first


def test_the_same_person_cannot_be_asked_twice_at_once(context, pair, asked, ask):
    with pytest.raises(IllegalTransitionError, match=f"{asked.id} between the same two people is still open"):
        ask(*pair)


def test_asking_the_one_who_waits_for_an_answer_does_not_tell_who_that_is(pair, asked, ask):
    with pytest.raises(IllegalTransitionError) as refused:
        ask(*reversed(pair))
    assert str(refused.value) == "This person cannot be asked at present; ask for new suggestions."


def test_somebody_else_can_be_asked_from_the_same_slate(context, enrol, show):
    one, two, three = enrol(3)
    slate = show(one, two, three)
    assert request(context, slate, two).id != request(context, slate, three).id


@pytest.mark.parametrize("answer", [introductions.decline, lambda *_: None])
def test_while_one_waits_one_cannot_tell_a_decline_by_asking_again(context, pair, asked, ask, answer):
    answer(context, asked.id, pair[1].email)
    with pytest.raises(IllegalTransitionError, match=f"Introduction {asked.id} .* is still open"):
        ask(*pair)


def test_asking_again_when_the_time_is_over_does_not_tell_a_lapse_from_a_no(context, enrol, ask, clock):
    seeker, silent, unwilling = enrol(3)
    ask(seeker, silent)
    introductions.decline(context, ask(seeker, unwilling).id, unwilling.email)
    clock.advance(days=context.settings.request_days + 1)
    for candidate in (silent, unwilling):
        with pytest.raises(IllegalTransitionError) as refused:
            ask(seeker, candidate)
        assert str(refused.value) == "This person cannot be asked at present; ask for new suggestions."


def test_when_the_freeze_is_over_two_who_said_yes_can_be_introduced_again(context, pair, asked, ask, clock):
    introductions.accept(context, asked.id, pair[1].email)
    clock.advance(days=365)
    with pytest.raises(IllegalTransitionError, match=f"Introduction {asked.id} .* is still open"):
        ask(*pair)
    clock.advance(days=366)
    assert ask(*pair).state is State.REQUESTED


def test_a_wish_not_to_meet_hinders_a_request_without_telling_why_or_who(context, pair, ask):
    with context.database.write() as session:
        members.avoid(session, pair[1].id, pair[0].id, context.clock())
    with pytest.raises(IllegalTransitionError) as refused:
        ask(*pair)
    assert str(refused.value) == "This person cannot be asked at present; ask for new suggestions."


def test_a_paused_person_is_not_asked(context, pair, ask):
    with context.database.write() as session:
        members.pause(session, pair[1].id, dt.date(2026, 1, 1), context.clock())
    with pytest.raises(IllegalTransitionError, match="cannot be asked at present"):
        ask(*pair)


def test_a_message_is_kept_without_the_space_around_it(pair, ask):
    assert ask(*pair, "\n Har du tid? \n").message == "Har du tid?"


def test_the_longest_message_is_kept_and_a_longer_one_is_not(enrol, ask):
    one, two, three = enrol(3)
    assert len(ask(one, two, "å" * LONGEST_MESSAGE).message) == LONGEST_MESSAGE
    with pytest.raises(BadInputError, match="message has 1001 characters; at most 1000 are kept"):
        ask(one, three, "å" * (LONGEST_MESSAGE + 1))


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_signs_that_no_database_holds_are_refused(pair, ask, sign):
    with pytest.raises(BadInputError, match="message contains"):
        ask(*pair, f"Hej {sign} du")


def test_both_see_a_yes(context, pair, asked, clock):
    clock.advance(days=1)
    accepted = introductions.accept(context, asked.id, pair[1].email)
    assert (accepted.state, accepted.answered_at) == (State.ACCEPTED, clock.now)
    assert stored(context, asked.id) == accepted
    assert {state_for(context, asked, member) for member in pair} == {State.ACCEPTED}


def test_saying_it_again_changes_nothing(context, pair, asked, clock):
    accepted = introductions.accept(context, asked.id, pair[1].email)
    clock.advance(days=1)
    assert introductions.accept(context, asked.id, pair[1].email) == accepted
    met = introductions.report(context, asked.id, pair[0].email, State.MET)
    clock.advance(days=1)
    assert introductions.report(context, asked.id, pair[1].email, State.MET) == met
    assert stored(context, asked.id) == met


def test_only_the_person_asked_answers(context, enrol, ask):
    seeker, candidate, stranger = enrol(3)
    asked = ask(seeker, candidate)
    with pytest.raises(ForbiddenError, match="Only the person who was asked"):
        introductions.accept(context, asked.id, seeker.email)
    with pytest.raises(ForbiddenError, match="between two other people"):
        introductions.decline(context, asked.id, stranger.email)
    assert stored(context, asked.id) == asked


def test_only_the_two_see_an_introduction(context, enrol, ask):
    seeker, candidate, stranger = enrol(3)
    asked = ask(seeker, candidate)
    with pytest.raises(ForbiddenError, match="between two other people"):
        introductions.get_introduction(context, asked.id, stranger.email)
    assert introductions.list_introductions(context, stranger.email) == ()


def test_a_meeting_is_reported_only_after_a_yes(context, pair, asked):
    with pytest.raises(IllegalTransitionError, match="is requested and cannot become met"):
        introductions.report(context, asked.id, pair[0].email, State.MET)
    introductions.accept(context, asked.id, pair[1].email)
    for state in (State.NOT_MET, State.MET, State.NOT_MET):
        assert introductions.report(context, asked.id, pair[0].email, state).state is state
        assert stored(context, asked.id).state is state


def everything_a_seeker_can_find_out(context, introduction, seeker):
    """All answers and error messages a seeker gets, from every use case that knows of introductions."""
    actions = {
        "get": lambda: introductions.get_introduction(context, introduction.id, seeker.email),
        "get without a viewer": lambda: introductions.get_introduction(context, introduction.id),
        "list": lambda: introductions.list_introductions(context, seeker.email),
        "ask again": lambda: introductions.request_introduction(
            context, slate_id=introduction.slate_id, candidate="person2@firma2.example", message=""
        ),
        "accept": lambda: introductions.accept(context, introduction.id, seeker.email),
        "decline": lambda: introductions.decline(context, introduction.id, seeker.email),
        "met": lambda: introductions.report(context, introduction.id, seeker.email, State.MET),
        "not met": lambda: introductions.report(context, introduction.id, seeker.email, State.NOT_MET),
    }
    return {name: told(action) for name, action in actions.items()}


def told(action):
    try:
        return action()
    except ModspilError as error:
        return repr(error)


def test_a_seeker_never_learns_of_a_decline(context, pair, asked, clock):
    unanswered = []
    for _ in range(3):
        unanswered.append(everything_a_seeker_can_find_out(context, asked, pair[0]))
        clock.advance(days=7)
    clock.advance(days=-21)
    introductions.decline(context, asked.id, pair[1].email)
    for expected in unanswered:
        assert everything_a_seeker_can_find_out(context, asked, pair[0]) == expected
        clock.advance(days=7)
    assert stored(context, asked.id).state is State.DECLINED


def test_the_person_asked_sees_his_own_no(context, pair, asked):
    assert introductions.decline(context, asked.id, pair[1].email).state is State.DECLINED
    (view,) = introductions.list_introductions(context, pair[1].email)
    assert (view.state, view.other.id, view.viewer.id) == (State.DECLINED, pair[0].id, pair[1].id)


def test_an_overdue_request_counts_as_lapsed(context, pair, asked, clock):
    clock.advance(days=14)
    assert {state_for(context, asked, member) for member in pair} == {State.EXPIRED}
    with pytest.raises(IllegalTransitionError, match="is expired and cannot become accepted"):
        introductions.accept(context, asked.id, pair[1].email)


def test_a_view_shows_both_people_and_what_the_seeker_was_shown(context, pair, asked):
    view = introductions.get_introduction(context, asked.id, pair[0].email)
    assert (view.seeker, view.candidate, view.other) == (pair[0], pair[1], pair[1])
    assert (view.slate.challenge, view.entry.candidate_id) == ("Vi mangler hænder.", pair[1].id)


def test_introductions_are_listed_newest_first_a_page_at_a_time(context, enrol, ask, clock):
    one, *others = enrol(6)
    made = []
    for number, other in enumerate(others):
        made.append(ask(*((one, other) if number % 2 else (other, one))))
        # Two fall on the same moment, so the order must not hang on time alone.
        clock.advance(hours=number // 2)
    pages, after = [], None
    while page := introductions.list_introductions(context, one.email, limit=2, after=after):
        pages.append(page)
        after = page[-1].introduction.id
    listed = [view.introduction for page in pages for view in page]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert listed == sorted(made, key=lambda i: (i.requested_at, i.id), reverse=True)


def test_of_two_writers_who_read_the_same_version_only_the_first_is_heard(context, pair, asked, clock):
    with context.database.read() as session:
        read_by_one = repository.find(session, asked.id)
    with context.database.read() as session:
        read_by_other = repository.find(session, asked.id)
    yes, no = read_by_one.accept(pair[1].id, clock.now), read_by_other.decline(pair[1].id, clock.now)
    with context.database.write() as session:
        repository.store(session, yes, replacing=read_by_one)
    with (
        pytest.raises(StaleVersionError, match=f"Introduction {asked.id} was changed by somebody else"),
        context.database.write() as session,
    ):
        repository.store(session, no, replacing=read_by_other)
    assert stored(context, asked.id) == yes


def at_once(*actions):
    """Run actions in threads that start together; return what each gave or raised."""
    start, results = threading.Barrier(len(actions)), [None] * len(actions)

    def run(number, action):
        start.wait()
        try:
            results[number] = action()
        except ModspilError as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_yes_and_no_at_once_leave_one_of_them(context, pair, asked):
    results = at_once(
        lambda: introductions.accept(context, asked.id, pair[1].email),
        lambda: introductions.decline(context, asked.id, pair[1].email),
    )
    (heard,) = (result for result in results if not isinstance(result, ModspilError))
    (refused,) = (result for result in results if isinstance(result, ModspilError))
    assert isinstance(refused, IllegalTransitionError | StaleVersionError)
    assert stored(context, asked.id) == heard


@pytest.mark.parametrize("answer", [introductions.accept, introductions.decline])
def test_the_same_answer_many_times_at_once_is_one_answer(context, pair, asked, answer):
    results = at_once(*[lambda: answer(context, asked.id, pair[1].email)] * 4)
    assert results == [stored(context, asked.id)] * 4


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_request_does_not_wait_for_an_import_that_changes_both(context, pair, ask):
    moved = [profile(number, region="Fyn", expertise=()) for number in (2, 1)]
    with ThreadPoolExecutor(1) as pool, context.database.write() as session:
        profiles.save_all(session, moved, next_change(session), context.clock())
        assert pool.submit(ask, *pair).result(timeout=30).state is State.REQUESTED


def test_the_same_request_many_times_at_once_makes_one_introduction(context, pair, show):
    slate = show(*pair)
    results = at_once(*[lambda: request(context, slate, pair[1])] * 4)
    assert len({result.id for result in results}) == 1


def test_requests_both_ways_at_once_make_one_introduction(context, pair, show):
    there, back = show(*pair), show(*reversed(pair))
    results = at_once(lambda: request(context, there, pair[1]), lambda: request(context, back, pair[0]))
    assert sum(isinstance(result, IllegalTransitionError) for result in results) == 1


def test_an_unknown_introduction_is_named(context, pair):
    with pytest.raises(NotFoundError, match="No introduction is known as 'i-9'"):
        introductions.accept(context, "i-9", pair[0].email)
