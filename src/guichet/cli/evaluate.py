"""Commands that measure how well Guichet judges, on real data with known answers."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from guichet.cases.same_incident import THRESHOLD
from guichet.cli.evaluate_search import search
from guichet.cli.past_cases import UnreadableFileError, cases_beside, read_pairs, read_past
from guichet.cli.paths import EXISTING
from guichet.cli.replay import replay
from guichet.cli.same_incident_figures import Figures, Hits, judge


@click.group()
def evaluate() -> None:
    """Measure how well Guichet judges, on real data."""


evaluate.add_command(search)


@evaluate.command("same-incident", short_help="Is the true original proposed? On known duplicates.")
@click.option(
    "--pairs", "pairs_path", type=EXISTING, required=True, help="Known duplicates: duplicate_id, original_id."
)
@click.option(
    "--cases",
    "cases_path",
    type=EXISTING,
    help="Past cases, csv or csv.gz; default: the file beside the pairs.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def same_incident(pairs_path: Path, cases_path: Path | None, *, as_json: bool) -> None:
    """Replay past reports in time order and count how often the true original is proposed."""
    try:
        cases_path = cases_path or cases_beside(pairs_path)
        past = read_past(cases_path)
        pairs = read_pairs(pairs_path, past)
    except UnreadableFileError as fault:
        raise click.UsageError(str(fault)) from fault
    if not pairs.known:
        raise click.UsageError(f"None of the pairs of {pairs_path} has both its cases in {cases_path}.")
    figures = judge(past, pairs, replay(past, pairs))
    if as_json:
        click.echo(json.dumps(asdict(figures), indent=2, default=str))
    else:
        print_figures(figures, Console())


def print_figures(figures: Figures, console: Console) -> None:
    """Print the figures as three tables and the sentences that say what they are worth."""
    console.print(
        f"{figures.cases:,} cases read ({figures.bad_case_rows:,} unusable rows); {figures.pairs:,} pairs used, "
        f"{figures.pairs_missing:,} skipped because a case is not in the file, {figures.bad_pair_rows:,} unusable."
    )
    if figures.default_point:
        console.print(f"The point {figures.default_point} stands for « no place » in this file.")
    console.print(_pairs_table(figures))
    console.print(_false_table(figures))
    console.print(_threshold_table(figures))
    console.print(
        f"One proposal: p50 {figures.p50_ms:.2f} ms, p95 {figures.p95_ms:.2f} ms.\n"
        "« first », « in 3 »: the cited original itself. « incident »: any case known to be the same incident.\n"
        "« can be »: share of originals opened before their duplicate, the most that can be found. « later »: the "
        "same question asked of whichever of the two came last. « nearest »: plain distance within 250 m, same service.\n"
        "« no original »: no known one. Some are duplicates that nobody noted, so fewer than that are errors."
    )


def _pairs_table(figures: Figures) -> Table:
    table = Table(title="The true original among the proposals")
    table.add_column("pairs")
    for column in ("n", "can be", "first", "in 3", "incident", "in 3", "nearest", "in 3"):
        table.add_column(column, justify="right")
    for name, group in figures.groups.items():
        incident = f"{group.proposer.incident_first:.3f}", f"{group.proposer.incident_in_three:.3f}"
        table.add_row(
            name,
            f"{group.n:,}",
            f"{group.findable:.3f}",
            *_strict(group.proposer),
            *incident,
            *_strict(group.distance),
        )
    return table


def _strict(hits: Hits) -> tuple[str, str]:
    return f"{hits.first:.3f}", f"{hits.in_three:.3f}"


def _false_table(figures: Figures) -> Table:
    table = Table(title="Something is proposed to a report without a known original")
    for column in ("reports", "proposer", "nearest"):
        table.add_column(column, justify="right")
    table.add_row(f"{figures.alone:,}", f"{figures.proposed_alone:.3f}", f"{figures.near_alone:.3f}")
    return table


def _threshold_table(figures: Figures) -> Table:
    table = Table(title=f"Other thresholds (in use: {THRESHOLD})")
    for column in ("threshold", "clean", "in 3", "all", "in 3", "no original"):
        table.add_column(column, justify="right")
    for at in figures.thresholds:
        table.add_row(f"{at.threshold:.1f}", *_strict(at.clean), *_strict(at.all), f"{at.proposed_alone:.3f}")
    return table
