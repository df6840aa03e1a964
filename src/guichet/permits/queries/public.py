"""What anybody may know: whether a permit that they read on site is real, and what stands where."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import Text
from guichet.permits.lifecycle import RUNNING, State
from guichet.permits.models import Permit, PermitCondition
from guichet.permits.shapes import Checked
from guichet.permits.signing import read_code
from guichet.permits.wording import say


def permit_of_code(code: str) -> tuple[Permit, int]:
    """Find the permit and the version that a printed code stands for. Raises NotFound for a code nobody printed."""
    found = read_code(code)
    permit = None
    if found is not None:
        rows = Permit.objects.select_related("type", "type__service").defer("search", "answers")
        permit = rows.filter(reference=found[0], issued_at__isnull=False).first()
    if found is None or permit is None or found[1] > permit.facts_version:
        raise NotFound(_("No permit of this city has this code. Read it again, letter by letter."))
    return permit, found[1]


def permit_on_ground(reference: str) -> Permit | None:
    """Find the permit of something that the public map shows; None when it was never issued here."""
    rows = Permit.objects.select_related("type", "type__service").defer("search", "answers")
    return rows.filter(reference=reference, issued_at__isnull=False, elsewhere=False).first()


def check_permit(actor: Actor, code: str) -> Checked:
    """Say whether a permit whose code was read on site is valid today; no name of a person. Raises NotFound."""
    del actor
    permit, version = permit_of_code(code)
    newest = version == permit.facts_version
    texts = PermitCondition.objects.filter(permit=permit).order_by("position", "id")
    return Checked(
        reference=permit.reference,
        valid=newest and State(permit.state) in RUNNING,
        state=permit.state,
        sentence=_sentence(permit, newest=newest),
        type=permit.type.service.name,
        address=permit.address,
        starts_on=permit.starts_on,
        ends_on=permit.ends_on,
        hours=permit.hours,
        facts_version=permit.facts_version,
        newest=newest,
        conditions=tuple(texts.values_list("text", flat=True)),
        report_url=f"/verifier/{code}/depassement/",
    )


def _sentence(permit: Permit, *, newest: bool) -> Text:
    state = State(permit.state)
    if state is State.REVOKED:
        return say(
            "Ce permis a été retiré par la Ville. Il n’est plus valable.",
            "The City took this permit back. It is no longer valid.",
            france="Cette autorisation a été retirée par la Ville. Elle n’est plus valable.",
        )
    if not newest:
        return say(
            "Ce papier n’est pas la dernière version du permis. Demandez la nouvelle, qui porte un autre code.",
            "This paper is not the newest version of the permit. Ask for the new one, which has another code.",
            france="Ce papier n’est pas la dernière version de l’autorisation. Demandez la nouvelle, qui porte un "
            "autre code.",
        )
    if state in RUNNING:
        return say(
            "Ce permis est valable jusqu’au %(day)s.",
            "This permit is valid until %(day)s.",
            france="Cette autorisation est valable jusqu’au %(day)s.",
            day=permit.ends_on,
        )
    if state is State.ISSUED:
        return say(
            "Ce permis est vrai ; il commence le %(day)s.",
            "This permit is real; it starts on %(day)s.",
            france="Cette autorisation est vraie ; elle commence le %(day)s.",
            day=permit.starts_on,
        )
    return say(
        "Ce permis est terminé depuis le %(day)s.",
        "This permit ended on %(day)s.",
        france="Cette autorisation est terminée depuis le %(day)s.",
        day=permit.ends_on,
    )
