"""The three journeys on the command line: ask, rate, seat; and how good the asking is."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from models.domain.distance import AXES, Distance, DistancePreference, Wish, reach
from models.domain.introductions import STARS
from models.domain.members import Intent
from models.domain.network_day import ROUNDS, TABLE_SIZES
from models.ranking.distance import background_distance
from service.cli.output import document, json_option, opened, opened_complete, progress_bar, say
from service.config import Settings
from service.context import Context
from service.documents import SlateDocument
from service.matcher import open_encoder
from service.use_cases.attendee_file import read_attendees
from service.use_cases.evaluate import as_json as evaluation_document
from service.use_cases.evaluate import evaluate_fusions, evaluate_sample, fusions_as_json
from service.use_cases.network_days import LONGEST_PLANNING, SEEDS, plan_attendees
from service.use_cases.rank import rank_files
from service.use_cases.ratings import rate
from service.use_cases.suggest import MOST, ShownSlate, suggest
from training.comparison import Comparison
from training.evaluate import Estimate

WISHES = click.Choice([wish.value for wish in Wish])
INTENTS = click.Choice([intent.value for intent in Intent])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN_RANKS = 10
"""So many profiles are shown for a query where no document is asked for."""
FROM_1_TO_5 = click.IntRange(STARS[0], STARS[-1])


@click.command("suggest")
@click.argument("emails", metavar="EMAIL...", nargs=-1, required=True)
@click.option("--intent", type=INTENTS, required=True, help="What the member wants now.")
@click.option(
    "--challenge",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Which of the member's challenges.",
)
@click.option("--limit", type=click.IntRange(1, MOST), help="How many people; MODSPIL_SUGGESTIONS otherwise.")
@click.option("--industry", type=WISHES, default="any", show_default=True, help="How far in industry.")
@click.option("--function", type=WISHES, default="any", show_default=True, help="How far in function.")
@click.option("--level", type=WISHES, default="any", show_default=True, help="How far in management level.")
@json_option
def suggest_command(  # noqa: PLR0913 - one parameter an option
    emails: tuple[str, ...],
    *,
    intent: str,
    challenge: int,
    limit: int | None,
    industry: str,
    function: str,
    level: str,
    as_json: bool,
) -> None:
    """Suggest people for each member EMAIL; several e-mails give one JSON document a line."""
    indent = 2 if len(emails) == 1 else None
    preference = DistancePreference(Wish(industry), Wish(function), Wish(level))
    with opened_complete() as context:
        for email in emails:
            shown = suggest(
                context, email, Intent(intent), challenge=challenge, limit=limit, preference=preference
            )
            if as_json:
                document(SlateDocument.of(shown).model_dump(mode="json"), indent=indent)
            else:
                _print_slate(shown)


@click.command("rate")
@click.argument("introduction_id")
@click.option("--by", required=True, metavar="EMAIL", help="Whose view it is.")
@click.option("--useful", type=FROM_1_TO_5, required=True, help="1 to 5.")
@click.option("--challenged", type=FROM_1_TO_5, required=True, help="1 to 5.")
@click.option("--supported", type=FROM_1_TO_5, required=True, help="1 to 5.")
@click.option("--learned", default="", help="What I learned.")
@click.option("--did", default="", help="What I did with it.")
@click.option("--meet-again/--not-again", default=None, help="Whether to meet again.")
@json_option
def rate_command(introduction_id: str, *, by: str, as_json: bool, **answers: Any) -> None:  # noqa: ANN401 - the options above
    """Rate the meeting of INTRODUCTION_ID; rating again corrects it."""
    with opened() as context:
        rating = rate(context, introduction_id, by, **answers)
    say("Rated.")
    if as_json:
        document({**asdict(rating), "rated_at": rating.rated_at.isoformat()})


@click.command("plan")
@click.argument("file", type=FILE)
@click.option(
    "--rounds",
    type=click.IntRange(ROUNDS[0], ROUNDS[-1]),
    required=True,
    help="How often people change seats.",
)
@click.option(
    "--table-size",
    type=click.IntRange(TABLE_SIZES[0], TABLE_SIZES[-1]),
    required=True,
    help="People at a table; 2 makes pairs.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, LONGEST_PLANNING),
    default=10.0,
    show_default=True,
    help="How long to improve the plan.",
)
@click.option(
    "--seed",
    type=click.IntRange(SEEDS[0], SEEDS[-1]),
    default=0,
    show_default=True,
    help="Of all chance; the same seed gives the same plan.",
)
@json_option
def plan_command(  # noqa: PLR0913 - one parameter an option
    file: Path, *, rounds: int, table_size: int, seconds: float, seed: int, as_json: bool
) -> None:
    """Seat the attendees listed in FILE by e-mail, so that each meets the people worth meeting."""
    emails = read_attendees(file)
    with opened_complete() as context, progress_bar("Planning") as progress:
        plan = plan_attendees(
            context,
            emails,
            rounds=rounds,
            table_size=table_size,
            seconds=seconds,
            seed=seed,
            progress=progress,
        )
    if as_json:
        document(plan.as_json())
        return
    for number, tables in enumerate(plan.rounds, start=1):
        click.echo(f"Round {number}")
        for place, table in enumerate(tables, start=1):
            click.echo(f"  {place:>3}  {', '.join(table)}")
    for person in plan.unplaced:
        click.echo(f"Not placed: {person.email}: {person.reason}")
    say(f"Value {plan.value:.3f}, at most {plan.bound:.3f} (gap {plan.gap:.1%}), {plan.seconds:.1f} s.")


@click.command("rank")
@click.option("--profiles", type=FILE, required=True, help="A line for each profile: id, texts.")
@click.option("--queries", type=FILE, required=True, help="A line for each query: id, text, exclude.")
@json_option
def rank_command(*, profiles: Path, queries: Path, as_json: bool) -> None:
    """Rank any profiles for any queries; nothing is stored, and no database is needed."""
    encoder = open_encoder(Settings.from_environment())
    with progress_bar("Reading texts") as progress:
        rankings = rank_files(profiles, queries, encoder, progress)
    if as_json:
        document(rankings, indent=None)
        return
    for ranked in rankings:
        best = ", ".join(f"{id_} ({score:.2f})" for id_, score in ranked["ranking"][:SHOWN_RANKS])
        click.echo(f"{ranked['id']}: {best}")


@click.command("evaluate")
@click.option(
    "--sample", is_flag=True, required=True, help="Measure on the sample network and its judgements."
)
@click.option("--fusions", is_flag=True, help="Compare the ways to put both sides' gains together instead.")
@json_option
def evaluate_command(*, sample: bool, fusions: bool, as_json: bool) -> None:  # noqa: ARG001 - more data sets will follow
    """Measure the ranking against graded judgements, beside its baselines."""
    with opened() as context:
        if fusions:
            _evaluate_fusions(context, as_json=as_json)
            return
        with progress_bar("Reading texts") as progress:
            comparisons = evaluate_sample(context, progress)
        if as_json:
            document(evaluation_document(comparisons, context.settings))
        else:
            _print_comparisons(comparisons)


def _evaluate_fusions(context: Context, *, as_json: bool) -> None:
    with progress_bar("Reading texts") as progress:
        rows = evaluate_fusions(context, progress)
    if as_json:
        document(fusions_as_json(rows, context.settings))
        return
    columns = ("fusion", "intent", "seeker's gain", "mutual gain", "the other's gain")
    table = Table(*columns, title="nDCG@5 on the sample network (95 % intervals)")
    for row in rows:
        figures = (row.own, row.mutual, row.others)
        table.add_row(row.fusion, row.intent.value, *map(_with_interval, figures))
    Console().print(table)


def _print_slate(shown: ShownSlate) -> None:
    click.echo(f"{shown.seeker.email} wants {shown.slate.intent.value}: {shown.slate.challenge}")
    for entry in shown.slate.entries:
        profile = shown.members[entry.candidate_id].profile
        click.echo(f"\n{entry.position}. {profile.name} <{profile.email}>, {profile.organisation}")
        click.echo(f"   {profile.function}, {profile.level.value}, {profile.industry}")
        click.echo(f"   {_apart(entry.distance)}")
        for pair in entry.evidence:
            click.echo(f"   mine:   {pair.mine}\n   theirs: {pair.theirs}")
        if not entry.evidence:
            click.echo("   No sentences to show: their author keeps the texts this rests on to himself.")
    if len(shown.slate.entries) < shown.slate.wanted:
        click.echo("\nNo more people fit well; a few good ones are better than many.")


def _apart(distance: Distance) -> str:
    reached = ((axis, reach(getattr(distance, axis))) for axis in AXES)
    axes = ", ".join(f"{axis} {'unknown' if found is None else found.value}" for axis, found in reached)
    whole = background_distance(distance)
    return axes if whole is None else f"{axes}; whole background {whole:.2f} apart"


def _print_comparisons(comparisons: list[Comparison]) -> None:
    columns = ("ranker", "intent", "nDCG@5", "recall@10", "prior ahead in nDCG@5")
    table = Table(*columns, title="Sample network (95 % intervals)")
    for row in comparisons:
        figures = (row.at[5].ndcg, row.at[10].recall, row.prior_gain)
        table.add_row(row.ranker, row.intent.value, *map(_with_interval, figures))
    Console().print(table)


def _with_interval(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


COMMANDS = (suggest_command, rate_command, plan_command, rank_command, evaluate_command)
