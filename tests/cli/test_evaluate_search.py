"""`guichet evaluate search`: files that are right, and files that are not."""

from __future__ import annotations

import gzip
import json

import pytest
from click.testing import CliRunner

from guichet.cli.evaluate_search import search

DOCUMENTS = '{"id": "a", "title": "Ordures", "body": "Le mardi."}\n{"id": "b", "titre": "Neige", "texte": "La charrue."}\n'
QUESTIONS = "question,document_id\nquel jour les ordures,a\ncharrue,b\ncharrue,zz\n"


def run(tmp_path, documents=DOCUMENTS, questions=QUESTIONS, *options, name="d.jsonl"):
    given, asked = tmp_path / name, tmp_path / "q.csv"
    given.write_bytes(documents if isinstance(documents, bytes) else documents.encode())
    asked.write_bytes(questions if isinstance(questions, bytes) else questions.encode())
    return CliRunner().invoke(
        search, ["--documents", str(given), "--questions", str(asked), "--without-meaning", *options]
    )


def test_figures_are_printed_and_given_as_json(tmp_path):
    assert "recall@1" in run(tmp_path).output
    packed = gzip.compress(DOCUMENTS.encode())
    told = run(tmp_path, packed, QUESTIONS, "--json", name="d.jsonl.gz")
    figures = json.loads(told.stdout)
    assert figures["ways"][0]["recall_at_1"] == 1.0
    assert figures["unknown_documents"] == ["zz"]


def test_answers_may_stand_in_another_file(tmp_path):
    (tmp_path / "r.csv").write_text("besoin,doc_id_local\nn1,a\nn2,\n", encoding="utf-8")
    questions = "besoin;variante\nn1;ordure\nn1;le mardi\nn2;rien\n"
    told = run(tmp_path, DOCUMENTS, questions, "--json", "--references", str(tmp_path / "r.csv"))
    assert json.loads(told.stdout)["ways"][0]["questions"] == 2


@pytest.mark.parametrize(
    ("documents", "questions", "said"),
    [
        ("", QUESTIONS, "No document"),
        (DOCUMENTS, "", "No question"),
        ('{"id": "a"}\n', QUESTIONS, "has no title"),
        ("[1]\n", QUESTIONS, "one JSON object a line"),
        ("{nonsense\n", QUESTIONS, "one JSON object a line"),
        ("\xe9t\xe9".encode("latin-1"), QUESTIONS, "UTF-8"),
        (DOCUMENTS, "texte,document_id\nx,a\n", "no question"),
        (DOCUMENTS, "question,page\nx,a\n", "no document"),
        (DOCUMENTS, "question,document_id\nx,nowhere\n", "nowhere"),
    ],
)
def test_faulty_files_are_said_in_one_sentence(tmp_path, documents, questions, said):
    told = run(tmp_path, documents, questions)
    assert told.exit_code == 2
    assert said in told.output
    assert "Traceback" not in told.output
