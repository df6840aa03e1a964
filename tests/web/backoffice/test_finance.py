"""Finance's settings on their pages: kept, refused beside what was typed, nobody's own limit."""

from __future__ import annotations

import pytest

from guichet.billing.actions.configuring import NewReason, save_reason
from guichet.billing.models import CreditReason, Office, SigningLimit
from guichet.billing.queries.visible import office
from guichet.kernel.actor import system
from guichet.people.models import Account, Role

HERE = "/config/finance/"


@pytest.fixture
def head(sign_in):
    return sign_in(grants=["finance.settings", "credit.approve"])


def _sent(page) -> dict[str, object]:
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, False, [])}


def test_office_is_kept_or_refused_with_what_was_typed(head):
    sent = _sent(head.get(HERE))
    wrong = head.post(HERE, {**sent, "due_days": "400", "legal_name": "Ville de Test"})
    assert wrong.status_code == 422
    assert b"Ville de Test" in wrong.content
    assert head.post(HERE, {**sent, "reminders": "21, 7"}).status_code == 422
    right = {
        **sent, "due_days": "45", "reminders": "10, 30", "bank": "IBAN = FR76 3000", "terms_fr": "Intérêt de 10 % l’an.",
        "account_revenue": "701", "address": "1, rue A\nVille",
    }  # fmt: skip
    assert head.post(HERE, right).status_code == 303
    kept = office()
    assert (kept.due_days, kept.reminder_days, kept.bank) == (45, (10, 30), {"IBAN": "FR76 3000"})
    assert (kept.accounts["revenue"], kept.address) == ("701", ("1, rue A", "Ville"))
    assert kept.terms["fr"] == "Intérêt de 10 % l’an."
    assert head.post(HERE, {**right, "due_days": "60"}).status_code == 409  # from a page drawn before
    assert Office.objects.get().due_days == 45


def test_reasons_are_added_changed_and_put_away(head):
    sent = _sent(head.get(f"{HERE}reasons/new/"))
    assert head.post(f"{HERE}reasons/new/", {**sent, "cause": "city"}).status_code == 422
    new = {**sent, "label_fr": "Erreur de saisie", "cause": "city", "decisions": ["credit"]}
    assert head.post(f"{HERE}reasons/new/", new).status_code == 303
    row = CreditReason.objects.get()
    assert (row.code, row.decisions) == ("erreur-de-saisie", ["credit"])
    page = head.get(f"{HERE}reasons/{row.code}/")
    sent = _sent(page)
    del sent["active"]
    assert head.post(f"{HERE}reasons/{row.code}/", sent).status_code == 303
    assert not CreditReason.objects.get().active
    save_reason(system(), NewReason("autre", {"fr": "Autre"}, "file"))
    assert head.get(f"{HERE}reasons/").status_code == 200


def test_limits_are_set_for_others_never_for_oneself(head, sign_in):
    sign_in(grants=["credit.approve"])
    mine, other = Account.objects.order_by("id")
    role = Role.objects.get(holders__account=mine)
    page = head.get(f"{HERE}limits/")
    assert page.status_code == 200
    assert head.post(f"{HERE}limits/person/{other.pk}/", {"amount": "1 500,00"}).status_code == 303
    assert SigningLimit.objects.get().most_cents == 1500_00
    assert head.post(f"{HERE}limits/person/{other.pk}/", {"amount": "-1"}).status_code == 422
    for address in (f"person/{mine.pk}", f"role/{role.pk}"):
        assert head.post(f"{HERE}limits/{address}/", {"amount": "9"}).status_code == 422
    assert head.post(f"{HERE}limits/person/{other.pk}/", {"do": "remove"}).status_code == 303
    assert not SigningLimit.objects.exists()
    assert head.get(f"{HERE}limits/person/999999/").status_code == 404
    assert sign_in(grants=["finance.export"]).get(HERE).status_code == 403
