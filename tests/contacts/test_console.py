"""The pages of the console without scripts: whatever is typed, a useful page, and nothing lost."""

from __future__ import annotations

import pytest

from guichet.contacts.models import CallBack, Contact, Subject
from guichet.web.desk.console.reading import mark_of
from tests.factories import (
    make_answer,
    make_callback,
    make_contact,
    make_elsewhere,
    make_resident,
    make_script,
    make_service,
    make_subject,
)


@pytest.fixture
def agent(sign_in):
    return sign_in("first_line")


BAD = [
    "",
    "a",
    "eau " * 1_250,
    "'; DROP TABLE x;--",
    "<script>alert(1)</script>",
    "Вода 水 ماء",
    "1-800-GOFEDEX",
    "\x00%%_",
]


@pytest.mark.parametrize("words", BAD)
def test_any_words_are_kept_and_give_a_page(agent, words):
    answer = agent.post("/desk/contact/look/", {"key": "k", "words": words, "notes": "<b>Gras</b>"})
    assert answer.status_code == 200
    page = answer.getvalue().decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;Gras" in page
    assert Contact.objects.get().notes == "<b>Gras</b>"


def test_telephone_exchange_opens_on_the_caller_and_records_nothing_by_itself(agent):
    make_resident(name="Colette Pelletier", phone="438 555-0142", phone_key="+14385550142")
    page = agent.get("/desk/contact/?phone=%2B14385550142").getvalue().decode()
    assert "Colette Pelletier" in page
    assert not Contact.objects.exists()


def test_answer_is_recorded_ended_and_shown_as_it_was(agent):
    answer = agent.post("/desk/contact/exit/answered/", {"key": "k", "words": "quel jour", "notes": "mardi"})
    assert answer.status_code == 303
    assert Subject.objects.get().result == "answered"
    contact = Contact.objects.get()
    assert contact.state == "ended"
    assert "mardi" in agent.get(f"/desk/contact/{contact.reference}/").getvalue().decode()


def test_exit_records_only_what_was_shown_for_the_words(agent):
    make_answer("bacs", title="Les bacs bruns", say="Sortez le bac le soir.")
    make_answer("chiens", title="Les chiens perdus", say="Appelez le refuge.")
    sent = {"key": "k", "words": "bacs bruns", "shown_answer": "", "shown_words": mark_of("bacs")}
    early = agent.post("/desk/contact/exit/answered/", sent)  # pressed before the answer arrived
    assert early.status_code == 422
    assert "Sortez le bac le soir." in early.content.decode()
    assert not Subject.objects.exists()
    other = {**sent, "words": "mon chien perdu", "shown_answer": "bacs"}  # it was shown, for other words
    assert agent.post("/desk/contact/exit/answered/", other).status_code == 422
    shown = {**sent, "words": "bacs bruns vides", "shown_answer": "bacs"}  # a word more, the same answer
    assert agent.post("/desk/contact/exit/another/", shown).status_code == 303
    assert Subject.objects.get().result == "answered_bank"
    again = {**other, "shown_answer": early.context["screen"].answer_key}
    again |= {"words": "bacs bruns", "shown_words": early.context["screen"].words}
    assert agent.post("/desk/contact/exit/answered/", again).status_code == 303
    assert [one.result for one in Subject.objects.all()] == ["answered_bank"] * 2


def test_what_is_refused_says_why_and_loses_nothing(agent):
    answer = agent.post("/desk/contact/exit/end/", {"key": "k", "words": "chien", "notes": "noir"})
    assert answer.status_code == 422
    page = answer.getvalue().decode()
    assert "noir" in page
    assert 'value="chien"' in page
    assert Contact.objects.get().state == "open"


def test_call_back_is_promised_found_in_the_queue_and_done(agent):
    agent.post("/desk/contact/save/", {"key": "k", "words": "clôture", "phone": "438 555-0142"})
    contact = Contact.objects.get()
    given = {"result": "call_back", "phone": "438 555-0142", "about": "clôture"}
    assert agent.post(f"/desk/contact/{contact.reference}/other/", given).status_code == 303
    call = CallBack.objects.get()
    assert "clôture" in agent.get("/desk/contact/callbacks/").getvalue().decode()
    agent.post(f"/desk/contact/callbacks/{call.pk}/done/", {"told": "Permis non requis"})
    call.refresh_from_db()
    assert call.state == "done"


def test_lists_take_as_many_queries_for_one_as_for_thirty(agent, django_assert_max_num_queries):
    for _each in range(30):
        make_subject(make_contact(agent.account, state="ended", ended_at="2026-11-17T15:00Z"))
        make_callback(make_contact(agent.account))
    for address in (
        "/desk/contact/list/?view=all",
        "/desk/contact/callbacks/",
        "/desk/contact/list/?q=chien",
    ):
        with django_assert_max_num_queries(18):
            assert agent.get(address).status_code == 200


def test_figures_open_the_contacts_behind_them(sign_in):
    lead = sign_in("team_lead")
    contact = make_contact(state="ended", ended_at="2026-11-17T15:00Z")
    make_subject(contact)
    start = contact.started_at.date().isoformat()
    for by in ("all", "team", "topic", "channel", "hour", "nonsense"):
        assert lead.get(f"/desk/contact/figures/?by={by}&from={start}&to=x").status_code == 200
    page = lead.get("/desk/contact/figures/?verdict=unknown").getvalue().decode()
    assert contact.reference in page


def test_script_is_walked_to_each_of_its_ends(agent):
    make_service("missed", name={"fr": "Collecte oubliée"})
    make_answer("bacs", title="Les bacs", say="Sortez le bac le soir.")
    make_elsewhere("gaz", name={"fr": "La compagnie de gaz"}, phone="1 800 555-0100")
    ends = ("answer:bacs", "service:missed", "elsewhere:gaz", "answer:gone")
    choices = [{"label": {"fr": f"Choix {to}"}, "to": to, "answers": {}} for to in ends]
    choices[1]["answers"] = {"due-on": "yes & no"}
    step = {"code": "a", "question": {"fr": "Quoi ?"}, "help": {}, "choices": choices}
    make_script("bac", title={"fr": "Bac oublié"}, keywords=["bac oublié"], steps=[step])

    def walked(pick):
        return agent.post("/desk/contact/look/", {"key": "k", "words": "bac oublié", "pick": pick})

    assert 'value="script:bac"' in walked("").content.decode()
    page = walked("script:bac").content.decode()
    assert "Quoi" in page
    assert 'value="script:bac:2"' in page
    answered = walked("script:bac:0")
    assert "Sortez le bac le soir." in answered.content.decode()
    assert answered.context["screen"].answer_key == "bacs"
    opened = " ".join(walked("script:bac:1").content.decode().split())
    assert 'name="q_due-on" value="yes &amp; no"' in opened
    assert 'name="shown_service" value="missed"' in opened
    assert "1 800 555-0100" in walked("script:bac:2").content.decode()
    for nonsense in ("script:bac:3", "script:bac:9", "script:none", "script:bac:x.-1"):
        assert walked(nonsense).status_code == 200
    sent = {"key": "k", "words": "bac", "shown_service": "missed", "q_due-on": "yes & no", "script": "bac:1"}
    answer = agent.post("/desk/contact/exit/case/", sent)
    assert answer["Location"].endswith("/case/missed/?q_due-on=yes+%26+no")
    contact = Contact.objects.get()
    assert contact.typed["script"] == "bac:1"  # found again when the browser dies
    assert 'name="q_due-on"' in agent.get(f"/desk/contact/{contact.reference}/").content.decode()


def test_answer_withdrawn_while_it_is_read_aloud_is_told_and_not_recorded_as_given(agent):
    answer = make_answer("bacs", title="Les bacs bruns", say="Sortez le bac le soir.")
    assert agent.get("/desk/contact/answers/bacs/").headers.get("HX-Trigger") is None
    answer.live, answer.state, answer.withdrawn_why = None, "withdrawn", "Le jour a changé."
    answer.save()
    assert agent.get("/desk/contact/answers/bacs/").headers["HX-Trigger"] == "guichet:withdrawn"
    sent = {
        "key": "k",
        "words": "bacs",
        "shown_answer": "bacs",
        "shown_words": mark_of("bacs"),
        "notes": "Gardé",
    }
    page = agent.post("/desk/contact/exit/answered/", sent)
    assert page.status_code == 422
    assert not Subject.objects.exists()
    assert all(words in page.content.decode() for words in ("Le jour a changé.", "Les bacs bruns", "Gardé"))
    later = agent.post("/desk/contact/look/", {"key": "k", "words": "bacs", "gone": "bacs"})
    assert "Le jour a changé." in later.getvalue().decode()
