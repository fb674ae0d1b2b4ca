"""Ratings: what a meeting was worth to each of the two, corrected or withdrawn at any later time."""

from models.domain import introductions as domain
from models.domain.introductions import Rating
from service.context import Context
from service.db import introductions, members, ratings
from service.use_cases.texts import trimmed

LONGEST_ANSWER = 4000


def rate(  # noqa: PLR0913 - one argument a question
    context: Context,
    introduction_id: str,
    by: str,
    *,
    useful: int,
    challenged: int,
    supported: int,
    learned: str,
    did: str,
    meet_again: bool | None,
) -> Rating:
    """Keep one party's view of a meeting; another view corrects it, the same one changes nothing."""
    now = context.clock()
    with context.database.write() as session:
        rater = members.find(session, by)
        introduction = introductions.find(session, introduction_id, lock=True)
        rating = Rating(
            introduction_id=introduction.id,
            rater_id=rater.id,
            useful=useful,
            challenged=challenged,
            supported=supported,
            learned=trimmed("learned", learned, LONGEST_ANSWER),
            did=trimmed("did", did, LONGEST_ANSWER),
            meet_again=meet_again,
            rated_at=now,
        )
        domain.rate(introduction, rating)
        earlier = ratings.find(session, introduction.id, rater.id)
        if earlier is not None and earlier.says_the_same_as(rating):
            return earlier
        ratings.save(session, rating)
    return rating


def withdraw_rating(context: Context, introduction_id: str, by: str) -> bool:
    """Delete one party's rating; return whether there was one."""
    with context.database.write() as session:
        rater = members.find(session, by)
        introductions.find(session, introduction_id, lock=True).other(rater.id)
        return ratings.remove(session, introduction_id, rater.id)


def get_ratings(context: Context, introduction_id: str, by: str | None = None) -> tuple[Rating, ...]:
    """Return both ratings of a meeting, or only the one `by` this party, earliest first."""
    with context.database.read() as session:
        introduction = introductions.find(session, introduction_id)
        found = ratings.of_introduction(session, introduction_id)
        if by is None:
            return found
        rater = members.find(session, by)
        introduction.other(rater.id)
        return tuple(rating for rating in found if rating.rater_id == rater.id)
