"""Pages when things go wrong around them: no database, a file of 200 MB."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from guichet.cli.embedded import Addresses
from guichet.documents.intake import MAX_BYTES, examine
from guichet.web.kit.uploads import BoundedUploadHandler
from tests import database

MEGABYTE = b"\xff\xd8" + b"0" * (1024 * 1024 - 2)


@pytest.mark.parametrize("lost", ["before", "meanwhile"])
def test_without_a_database_pages_say_so_and_come_back_by_themselves(own_database, city, client, lost):
    assert client.get("/services/").status_code == 200
    gone = Addresses(
        *(url.replace("/run_", "/gone_run_") for url in (own_database.owner, own_database.application))
    )
    if lost == "before":
        database.use(gone)
    else:  # the server closed the connection, and does not take new ones
        connection.connection.close()
        connection.settings_dict["NAME"] = "gone"
    client.raise_request_exception = False
    answer = client.get("/services/")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "Nous revenons dans un moment" in answer.content.decode()
    database.use(own_database)
    assert client.get("/services/").status_code == 200


def test_file_of_200_megabytes_is_refused_and_costs_little_disk():
    handler = BoundedUploadHandler()
    handler.new_file("photos", "film.jpg", "image/jpeg", None)
    for number in range(200):
        handler.receive_data_chunk(MEGABYTE, number * len(MEGABYTE))
    sent = handler.file_complete(200 * len(MEGABYTE))
    assert Path(sent.temporary_file_path()).stat().st_size <= MAX_BYTES + len(MEGABYTE)
    with sent:
        assert "20 MB" in examine(sent).problems[0]
