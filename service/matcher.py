"""The matching engine as the service uses it: encoder, index and recommender behind one door."""

import datetime as dt
import threading
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from models.domain.conflicts import ConflictRules
from models.domain.distance import DistancePreference
from models.domain.errors import UnfitFileError
from models.domain.members import Intent, Kind, Member, Statement
from models.domain.reading import PAIRS_SHOWN
from models.domain.slates import Evidence
from models.progress import Progress
from models.ranking.arrangement import Arrangement, Capped
from models.ranking.candidates import WIDER
from models.ranking.distance import Distances
from models.ranking.evidence import evidence_for_both
from models.ranking.exploration import Exploration
from models.ranking.exposure import Exposure, expected_incoming
from models.ranking.meetings import meeting_scores
from models.ranking.questions import Question, QuestionDeck
from models.ranking.rankers import PairRanker, PriorRanker
from models.ranking.recommender import POOL, Ranking, Recommender
from models.retrieval.background import language_lead
from models.retrieval.demand import members_met
from models.retrieval.member_index import MemberIndex
from models.text.bundled import unpack_bundled_encoder
from models.text.compiled import CompiledEncoder
from models.text.encoder import TextEncoder, Vectors
from models.text.hashing import HashingEncoder
from models.text.sentence_encoder import SentenceEncoder
from service import embedding
from service.config import DATA, Settings
from service.db import conflicts, slates, vectors
from service.db import members as members_repository
from service.db.database import Database
from service.logs import log
from service.themes import theme_classifier

WORTH_SAVING = 1000
"""Changes, or a hundredth of a larger index, after which it is written to disk: the next start is quick."""
EXPLORATION_WIDTH = 10
"""How many people next in line may be drawn for a slate's last seat."""


class Matcher:
    """Recommends people and values meetings, from an index that is a cache of the database's vectors."""

    def __init__(
        self, settings: Settings, database: Database, encoder: TextEncoder, ranker: PairRanker | None = None
    ) -> None:
        self._settings = settings
        self._database = database
        self._encoder = encoder
        self._ranker = ranker or PriorRanker()
        self._distances = Distances.read(DATA / "functions.csv")
        self._exploration = Exploration(settings.exploration, EXPLORATION_WIDTH)
        self._deck = QuestionDeck.read(DATA / "questions")
        self._folder = settings.home / "index"
        self._opening = threading.Lock()
        self._index: MemberIndex | None = None
        self._unsaved = 0

    def change_over(self, progress: Progress | None = None) -> int:
        """Encode what this encoder has not read yet, then let its vectors serve; return how many."""
        return embedding.embed_pending(self._database, self._encoder, progress, change_over=True)

    def embed_pending(self, progress: Progress | None = None) -> int:
        """Do the same, but nothing while another encoder serves; that one reads it then."""
        return embedding.embed_pending(self._database, self._encoder, progress, change_over=False)

    def embed_member(self, member_id: int) -> int:
        """Encode what one member has newly stated, without waiting for the rest of the network."""
        return embedding.embed_member(self._database, self._encoder, member_id)

    def serves_other_encoder(self) -> bool:
        """Say whether the vectors in use are still those of an earlier encoder."""
        return embedding.serves_other(self._database, self._encoder)

    def warm_up(self) -> None:
        """Load the encoder and the index before the first request, and read what a killed process left."""
        self.questions(".", Intent.SUPPORT)
        theme_classifier(self.refresh().fingerprint)
        self.embed_pending()

    def pending(self) -> int:
        """Count the statements that the configured encoder has not read."""
        with self._database.read() as session:
            return vectors.count_pending(session, embedding.fingerprint_of(self._encoder))

    def ready(self) -> bool:
        """Say whether everything that was stated can be found, by the vectors that serve at present."""
        with self._database.read() as session:
            return vectors.count_pending(session, self._serving(session)) == 0

    def truncated(self, texts: Sequence[str]) -> list[int]:
        """Return the positions of texts whose end the encoder does not read."""
        # An import without long texts need not wait for the encoder to load.
        return self._encoder.truncated(texts) if texts else []

    def refresh(self) -> MemberIndex:
        """Return the index, as new as the database."""
        with self._opening, self._database.read() as session:
            fingerprint = self._serving(session)
            if self._index is None or self._index.fingerprint != fingerprint:
                self._index = self._opened(session, fingerprint)
            self._catch_up(session, self._index)
            return self._index

    def rebuild(self) -> MemberIndex:
        """Throw the index and its file away and build it anew from the database."""
        with self._opening, self._database.read() as session:
            self._file(session).unlink(missing_ok=True)
            self._index = None
        return self.refresh()

    def recommend(  # noqa: PLR0913 - who asks what, under which rules, how many, and by which chance
        self,
        session: Session,
        seeker: Member,
        challenge: Statement,
        intent: Intent,
        *,
        rules: ConflictRules,
        limit: int,
        rng: np.random.Generator,
        preference: DistancePreference,
    ) -> Ranking:
        """Rank the people who could support or challenge the seeker; profiles are read in the session."""
        arrangement = Arrangement(
            diversity=self._settings.diversity, capped=self._capped(session, seeker, rules.on)
        )
        return self._recommender(self._current(), arrangement).recommend(
            seeker,
            challenge,
            intent,
            rules=rules,
            barred=partial(conflicts.excluded_among, session, seeker, rules),
            members=partial(members_repository.by_ids, session),
            limit=limit,
            rng=rng,
            preference=preference,
            same_theme=members_repository.sharing_theme(
                session, challenge.theme, leave_out={seeker.id}, at_most=WIDER * POOL
            ),
        )

    def evidence(
        self, session: Session, seeker: Member, challenge: Statement, intent: Intent, others: Sequence[Member]
    ) -> dict[int, tuple[Evidence, ...]]:
        """Return for each of the others the sentences that met; nothing for one whose texts are gone."""
        people = [seeker.id, *(other.id for other in others)]
        said = vectors.sentences_of(session, people, self._current().fingerprint)
        if seeker.id not in said:
            return {}
        mine = said[seeker.id].of({challenge.id, *(s.id for s in seeker.stated(Kind.EXPERTISE))})
        lead = language_lead(self._current().background)
        return {
            other.id: evidence_for_both(seeker, other, mine, said[other.id], lead, intent, PAIRS_SHOWN)
            for other in others
            if other.id in said
        }

    def questions(self, challenge: str, intent: Intent) -> tuple[Question, ...]:
        """Return the questions of the deck that fit a challenge."""
        return self._deck.fitting(challenge, intent, self._encoder)

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """Read texts that are not stated yet, (n, d)."""
        return self._encoder.encode(texts, kind)

    def members_met(self, drafts: Vectors, kind: Kind, exclude: Collection[int]) -> list[int] | None:
        """Count for each draft of a kind, (n, d), the members whose texts of the other kind it meets.

        None while the vectors of another encoder serve: this one's could not be compared with them.
        """
        index = self.refresh()
        if index.fingerprint != embedding.fingerprint_of(self._encoder):
            return None
        other = Kind.EXPERTISE if kind is Kind.CHALLENGE else Kind.CHALLENGE
        return members_met(index, drafts, other, exclude)

    def likely_themes(self, drafts: Vectors, kind: Kind) -> list[list[tuple[str, float]]]:
        """Return for each draft of a kind, (n, d), the themes it is probably about, best first."""
        classifier = theme_classifier(embedding.fingerprint_of(self._encoder))
        return [[] for _ in drafts] if classifier is None else classifier.likely(drafts, kind)

    def pair_scores(self, members: Sequence[Member]) -> NDArray[np.float64]:
        """Return what each meeting would be worth, (n, n), in [0, 1]: the better of both intents."""
        index = self.refresh()
        worth = partial(meeting_scores, members, index=index, ranker=self._ranker, distances=self._distances)
        themes = theme_classifier(index.fingerprint)
        return np.maximum(*(worth(intent=intent, themes=themes) for intent in Intent))

    def _serving(self, session: Session) -> str:
        return vectors.active_fingerprint(session) or embedding.fingerprint_of(self._encoder)

    def _current(self) -> MemberIndex:
        return self._index if self._index is not None else self.refresh()

    def _capped(self, session: Session, seeker: Member, on: dt.date) -> Capped | None:
        if not self._settings.exposure_cap:
            return None
        first_day = on - dt.timedelta(days=self._settings.exposure_days)
        since = dt.datetime.combine(first_day, dt.time.min, dt.UTC)

        def incoming(ids: Sequence[int]) -> Mapping[int, float]:
            return expected_incoming(slates.showings(session, ids, since=since, not_to=seeker.id))

        return Capped(Exposure(self._settings.exposure_cap), incoming)

    def _recommender(self, index: MemberIndex, arrangement: Arrangement) -> Recommender:
        return Recommender(
            index=index,
            ranker=self._ranker,
            distances=self._distances,
            exploration=self._exploration,
            floor=self._settings.relevance_floor,
            arrangement=arrangement,
            themes=theme_classifier(index.fingerprint),
        )

    def _opened(self, session: Session, fingerprint: str) -> MemberIndex:
        try:
            index = MemberIndex.load(self._file(session))
        except UnfitFileError:
            return self._empty(session, fingerprint)
        is_ours = index.fingerprint == fingerprint and index.sequence <= vectors.last_change(session)
        return index if is_ours else self._empty(session, fingerprint)

    def _empty(self, session: Session, fingerprint: str) -> MemberIndex:
        dimensions = vectors.dimensions_of(session, fingerprint) or self._encoder.dimensions
        return MemberIndex(dimensions, fingerprint)

    def _catch_up(self, session: Session, index: MemberIndex) -> None:
        changes = vectors.changes_since(session, index.sequence, index.fingerprint)
        if changes.sequence > index.sequence:
            index.catch_up(changes.changed, changes.gone, changes.sequence)
            self._unsaved += len(changes.changed) + len(changes.gone)
        if changes.erased:
            # Another process or machine may have erased it; the files of this one must not keep it either.
            for file in self._folder.glob("*"):
                file.unlink(missing_ok=True)
            self._unsaved = len(index) + WORTH_SAVING
        del changes  # All vectors of a new index; saving needs as much room again.
        if self._unsaved >= max(WORTH_SAVING, len(index) // 100):
            self._unsaved = 0
            self._save(session, index)

    def _save(self, session: Session, index: MemberIndex) -> None:
        try:
            index.save(self._file(session))
        except OSError as error:
            # The file only spares the next start some work; without it everything goes on.
            log.warning("index not saved", error=type(error).__name__, errno=error.errno)

    def _file(self, session: Session) -> Path:
        # The database's identity is in the name: an index never serves another database than its own.
        return self._folder / f"{vectors.network_identity(session) or 'empty'}.index"


def open_encoder(settings: Settings) -> TextEncoder:
    """Return the configured encoder; the bundled one is unpacked under the home folder on first use."""
    folder = settings.home / "encoder" / settings.encoder
    match settings.encoder:
        case "tuned":
            return _run(settings, unpack_bundled_encoder(folder, DATA / "encoder" / "adapter"))
        case "bundled":
            return _run(settings, unpack_bundled_encoder(folder))
        case "hashing":
            return HashingEncoder()
        case name:
            return _run(settings, name)


def _run(settings: Settings, name: str | Path) -> TextEncoder:
    plain = SentenceEncoder.open(name)
    if settings.encoder_runtime == "plain":
        return plain

    def tell(reason: str) -> None:
        log.warning("encoder not compiled; it runs plain", encoder=settings.encoder, reason=reason)

    return CompiledEncoder(plain, settings.home / "encoder", tell)
