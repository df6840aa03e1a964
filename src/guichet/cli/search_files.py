"""Reading documents and questions with known answers, to measure the search."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guichet.cli.past_cases import UnreadableFileError
from guichet.knowledge.search.documents import Document

# What a column may be called, ours first, then as in files that are known.
ID = ("id", "key", "document_id")
TITLE = ("title", "titre", "question_fr", "question")
LEAD = ("lead", "say", "description")
BODY = ("body", "read", "text", "texte", "reponse_fr", "reponse", "answer")
TOPIC = ("topic", "breadcrumb", "categorie", "category", "subject")
KEYWORDS = ("keywords", "words", "mots")
QUESTION = ("question", "variante", "words")
EXPECTED = ("document_id", "relevant_fiche_id", "faq_id", "doc_id_local", "key", "id")
LONGEST_LINE = 5_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the documents that answer it."""

    text: str
    expected: frozenset[str]


@dataclass(slots=True)
class Questions:
    """Questions with known answers; `unknown` are answers that no document is, `rows` all that was read."""

    asked: list[Asked] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    rows: int = 0


def read_documents(paths: Sequence[Path], only: Mapping[str, str]) -> list[Document]:
    """Read the documents of some files (.jsonl, .csv, each also .gz), those only whose fields are as `only` says.

    A document that comes twice is taken once. Raises UnreadableFileError.
    """
    documents: dict[str, Document] = {}
    for path in paths:
        for number, row in _rows(path):
            if any(str(row.get(name, "")) != value for name, value in only.items()):
                continue
            document = _document(row, path, number)
            documents.setdefault(document.key, document)
    if not documents:
        chosen = " that fits --only" if only else ""
        raise UnreadableFileError(f"No document{chosen} in {', '.join(map(str, paths))}.")
    return list(documents.values())


def _document(row: Mapping[str, Any], path: Path, number: int) -> Document:
    key, title = _text(row, ID), _text(row, TITLE)
    if not key or not title:
        missing, names = ("id", ID) if not key else ("title", TITLE)
        raise UnreadableFileError(
            f"{path}, line {number}: a document has no {missing} ({' or '.join(names)}). It has: "
            f"{', '.join(list(row)[:12]) or 'nothing'}."
        )
    return Document(
        key=key,
        title=title,
        lead=_text(row, LEAD),
        body=_text(row, BODY),
        topic=_topic(row, title),
        keywords=_text(row, KEYWORDS),
        language=str(row.get("language") or row.get("langue") or "fr")[:2],
    )


def _topic(row: Mapping[str, Any], title: str) -> str:
    value = next((row[name] for name in TOPIC if row.get(name)), "")
    if not isinstance(value, list):
        return str(value)
    steps = [str(step) for step in value if str(step) != title]
    if row.get("subject"):  # the first step of a breadcrumb is the site's own home
        steps = [*steps[1:], str(row["subject"])]
    return " ".join(steps)


def _text(row: Mapping[str, Any], names: Sequence[str]) -> str:
    value = next((row[name] for name in names if row.get(name)), "")
    return " ".join(map(str, value)) if isinstance(value, list) else str(value).strip()


def read_questions(
    path: Path, known: Mapping[str, Document], only: Mapping[str, str], references: Path | None = None
) -> Questions:
    """Read questions, one line for each document that answers one; lines with the same question are one.

    With `references`, the answers stand in that file, under the column that both files have (a need, asked in many
    ways). Raises UnreadableFileError.
    """
    found = Questions()
    expected: dict[str, set[str]] = {}
    elsewhere, shared = _references(references, path) if references else ({}, "")
    for number, row in _rows(path):
        found.rows += 1
        if any(str(row.get(name, "")) != value for name, value in only.items()):
            continue
        question = _text(row, QUESTION)
        if not question:
            raise UnreadableFileError(_no_column(path, number, row, "question", QUESTION))
        answers = elsewhere.get(str(row.get(shared, "")), []) if references else [_answer(row, path, number)]
        for answer in answers:
            if answer in known:
                expected.setdefault(question, set()).add(answer)
            else:
                found.unknown.append(answer)
    found.asked = [Asked(question, frozenset(answers)) for question, answers in expected.items()]
    if not found.asked:
        unknown = f" None of its answers is a document ({found.unknown[0]}…)." if found.unknown else ""
        raise UnreadableFileError(f"No question to ask in {path}.{unknown}")
    return found


def _answer(row: Mapping[str, Any], path: Path, number: int) -> str:
    answer = _text(row, EXPECTED)
    if not answer:
        raise UnreadableFileError(_no_column(path, number, row, "document", EXPECTED))
    return answer


def _no_column(path: Path, number: int, row: Mapping[str, Any], what: str, names: Sequence[str]) -> str:
    return (
        f"{path}, line {number}: no {what}. A column {' or '.join(names)} is needed; there are: "
        f"{', '.join(str(name) for name in list(row)[:12]) or 'none'}."
    )


def _references(path: Path, questions: Path) -> tuple[dict[str, list[str]], str]:
    first = next(iter(_rows(questions)), (0, {}))[1]
    found: dict[str, list[str]] = {}
    shared = ""
    for number, row in _rows(path):
        shared = shared or next((name for name in row if name in first), "")
        if not shared:
            raise UnreadableFileError(f"{path} and {questions} have no column in common.")
        answer = _text(row, EXPECTED)
        if answer:
            found.setdefault(str(row[shared]), []).append(answer)
        elif not any(name in row for name in EXPECTED):
            raise UnreadableFileError(_no_column(path, number, row, "document", EXPECTED))
    return found, shared


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Give the rows of a file with their line. Raises UnreadableFileError for what is not text, JSON or CSV."""
    name = path.name.removesuffix(".gz")
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig", newline="")
            if path.name.endswith(".gz")
            else path.open(encoding="utf-8-sig", newline="") as lines
        ):
            yield from (
                _json_rows(path, lines)
                if name.endswith((".jsonl", ".ndjson", ".json"))
                else _csv_rows(path, lines)
            )
    except UnicodeDecodeError as fault:
        raise UnreadableFileError(f"{path} is not written in UTF-8: {fault}. Convert it first.") from fault
    except (gzip.BadGzipFile, EOFError) as fault:
        raise UnreadableFileError(f"{path} is not a whole gzip file.") from fault
    except csv.Error as fault:
        raise UnreadableFileError(f"{path} is not a CSV file: {fault}.") from fault


def _json_rows(path: Path, lines: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as fault:
            raise UnreadableFileError(
                f"{path}, line {number}: one JSON object a line is expected ({fault.msg})."
            ) from fault
        if not isinstance(row, dict):
            raise UnreadableFileError(f"{path}, line {number}: one JSON object a line is expected.")
        yield number, row


def _csv_rows(path: Path, lines: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    csv.field_size_limit(LONGEST_LINE)
    start = lines.read(4_096)
    lines.seek(0)
    first = start.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(lines, delimiter=separator)
    for row in reader:
        yield reader.line_num, {str(name).strip(): value for name, value in row.items() if name is not None}
