"""`guichet evaluate search`: how often the right answer comes first, on documents and questions of one's own."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from guichet.cli.past_cases import UnreadableFileError
from guichet.cli.paths import EXISTING
from guichet.cli.search_figures import Figures, embed, judge, padded
from guichet.cli.search_files import Questions, read_documents, read_questions
from guichet.knowledge.search.documents import Document
from guichet.knowledge.search.meaning import encoder

WORDS, BOTH = "words alone", "words and meaning"
_SHOWN = 5


def _pairs(_context: click.Context, _option: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    pairs = dict(value.partition("=")[::2] for value in values)
    if any("=" not in value for value in values):
        raise click.BadParameter("write FIELD=VALUE")
    return pairs


@click.command("search", short_help="Does the right answer come first? On known questions.")
@click.option(
    "--documents",
    "document_paths",
    type=EXISTING,
    required=True,
    multiple=True,
    help="Documents, .jsonl or .csv (also .gz): id, title, lead, body, topic. May be given several times.",
)
@click.option(
    "--questions", "questions_path", type=EXISTING, required=True, help="CSV: question, document_id."
)
@click.option(
    "--references", type=EXISTING, help="CSV with the answers, when the questions only name what is needed."
)
@click.option("--only", multiple=True, callback=_pairs, help="Keep documents whose FIELD is VALUE.")
@click.option("--ask", multiple=True, callback=_pairs, help="Keep questions whose FIELD is VALUE.")
@click.option(
    "--synonyms", "synonyms_path", type=EXISTING, help="Words that mean the same, one group a line: a, b, c."
)
@click.option("--without-meaning", is_flag=True, help="Compare words alone: no embeddings.")
@click.option(
    "--at", "size", type=click.IntRange(1, 200_000), help="Measure times with so many documents too."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def search(
    document_paths: Sequence[Path],
    questions_path: Path,
    references: Path | None,
    only: dict[str, str],
    ask: dict[str, str],
    synonyms_path: Path | None,
    size: int | None,
    *,
    without_meaning: bool,
    as_json: bool,
) -> None:
    """Ask questions whose right answers are known, and count how often these come among the first."""
    try:
        documents = read_documents(document_paths, only)
        questions = read_questions(questions_path, {one.key: one for one in documents}, ask, references)
        synonyms = _read_synonyms(synonyms_path)
    except UnreadableFileError as fault:
        raise click.UsageError(str(fault)) from fault
    _warn(questions)
    figures = _measure(documents, questions, synonyms, size, without_meaning=without_meaning)
    if as_json:
        unknown = sorted(set(questions.unknown))
        ways = [asdict(each) for each in figures]
        click.echo(json.dumps({"ways": ways, "unknown_documents": unknown}, indent=2, ensure_ascii=False))
    else:
        print_figures(figures, Console())


def _measure(
    documents: list[Document],
    questions: Questions,
    synonyms: list[list[str]],
    size: int | None,
    *,
    without_meaning: bool,
) -> list[Figures]:
    figures = [judge(WORDS, documents, questions.asked, synonyms=synonyms)]
    model = encoder(on=not without_meaning)
    vectors = None
    if model is not None:
        vectors = embed(documents, model, _tell)
        figures.append(
            judge(BOTH, documents, questions.asked, synonyms=synonyms, vectors=vectors, model=model)
        )
    elif not without_meaning:
        click.echo("The package of embeddings is not installed: words alone are compared.", err=True)
    if size is not None:
        mixed, rows = padded(documents, vectors, size)
        way = f"times at {size:,}"
        figures.append(judge(way, mixed, questions.asked, synonyms=synonyms, vectors=rows, model=model))
    return figures


def _tell(done: int, total: int) -> None:
    """Say on a terminal how far the embedding of documents is."""
    if sys.stderr.isatty():
        click.echo(f"\rEmbedding {done:,} of {total:,} documents", nl=done == total, err=True)


def _read_synonyms(path: Path | None) -> list[list[str]]:
    if path is None:
        return []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as fault:
        raise UnreadableFileError(f"{path} is not written in UTF-8.") from fault
    return [[word.strip() for word in line.split(",") if word.strip()] for line in lines if "," in line]


def _warn(questions: Questions) -> None:
    unknown = sorted(set(questions.unknown))
    if unknown:
        shown = ", ".join(unknown[:_SHOWN]) + ("…" if len(unknown) > _SHOWN else "")
        click.echo(
            f"{len(questions.unknown)} answers are no document and are not counted "
            f"({len(unknown)} different: {shown}).",
            err=True,
        )


def print_figures(figures: Sequence[Figures], console: Console) -> None:
    """Print the figures as a table, and what they mean."""
    first = figures[0]
    table = Table(title=f"{first.questions:,} questions over {first.documents:,} documents")
    table.add_column("")
    for column in ("recall@1", "@5", "@10", "MRR", "halves@5", "p50 ms", "p95 ms"):
        table.add_column(column, justify="right")
    for each in figures:
        shares = (each.recall_at_1, each.recall_at_5, each.recall_at_10, each.mrr)
        halves = " ".join(f"{half:.3f}" for half in each.halves_at_5)
        times = (f"{each.p50_ms:.1f}", f"{each.p95_ms:.1f}")
        table.add_row(each.way, *(f"{share:.3f}" for share in shares), halves, *times)
    console.print(table)
    last = figures[-1]
    console.print(
        f"Among the first five of « {last.way} »: {last.all_at_5:.3f} of all the right documents. "
        f"Its index takes {last.index_mb:.0f} MB and was made in {last.build_s:.1f} s.\n"
        "recall@k: share of the questions of which at least one right document is among the first k.\n"
        "halves@5: recall@5 over two halves of the questions. Times "
        "count everything from the words typed to the documents found, one question after the other.\n"
        "« times at »: mixtures of the documents fill the bank up; its recall says nothing."
    )
