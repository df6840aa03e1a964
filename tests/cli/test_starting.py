"""What a command says when it cannot start: one sentence, with what to type instead."""

from __future__ import annotations

import socket

import pytest
from click.testing import CliRunner

from guichet.cli.main import main


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
