"""Papers as they are read: an accessible PDF, and within it data that the published schema of Factur-X accepts."""

from __future__ import annotations

import io
from decimal import Decimal

import facturx
import pytest
from pypdf import PdfReader

from guichet.billing.actions.configuring import save_office
from guichet.billing.actions.crediting import NewCredit, approve, request_credit
from guichet.billing.einvoice import write_xml
from guichet.billing.models import Adjustment
from guichet.billing.queries.visible import paper_file
from guichet.kernel.actor import system
from guichet.kernel.money import Currency
from guichet.tariffs.values import FeeLine, Term
from guichet.tenancy.models import City
from tests.billing import norm
from tests.billing.scene import computed, invoiced, line, person, reasons

pytestmark = pytest.mark.usefixtures("city")


def test_paper_is_accessible_and_holds_its_data(city: City) -> None:
    reasons()
    save_office(system(), {"address": ["275, rue Notre-Dame"], "number": "8831854938"})
    amounts = computed(
        line("study", "62.00", terms=()),
        line("occupation", "207.00"),
        line("free_walk", "-20.70", "reduction"),
        line("tax", "12.41", "tax"),
        line("deposit", "500.00", "deposit"),
        currency=Currency.EUR,
    )
    bill, paper = invoiced(amounts)
    credit = request_credit(system(), bill.reference, NewCredit(Decimal(100), "error", "Erreur de la Ville"))
    approve(person(limit="500"), credit.pk)
    note = Adjustment.objects.get().credit_note
    for number, code in ((paper.number, "380"), (note.number, "381")):
        _paper, pdf = paper_file(system(), number)
        reader = PdfReader(io.BytesIO(pdf))
        told = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
        assert "<pdfuaid:part>1" in told
        assert "<pdfaid:part>3" in told
        assert "EN 16931</fx:ConformanceLevel>" in told
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.trailer["/Root"]["/Lang"] == "fr"
        assert "/ID" in reader.trailer
        name, xml = facturx.get_xml_from_pdf(pdf, check_xsd=True, check_schematron=False)
        assert name == "factur-x.xml"
        assert f">{code}<".encode() in xml
        assert number.encode() in xml
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(paper_file(system(), paper.number)[1])).pages
    )
    for words in (
        paper.number,
        "Jeanne Roy",
        "6540, rue Chabot",
        "Vous occupez 15 m²",
        "760,71",
        "2026-14, article 21",
    ):
        assert words in text.replace("\u00a0", " ").replace("\u202f", " "), words


def _tax(code: str, name: str, amount: str, base: str, percent: str, currency: str) -> FeeLine:
    terms = (Term(Decimal(base), currency), Term(Decimal(percent), "%", sign="×"))
    return line(code, amount, "tax", label={"fr": name, "en": name}, terms=terms)


def test_two_taxes_of_quebec_stand_apart_and_keep_the_rules_of_the_norm() -> None:
    save_office(system(), {"address": ["275, rue Notre-Dame"], "number": "8831854938",
                           "tax_numbers": {"TPS": "121364749 RT0001", "TVQ": "1006001374 TQ0002"}})  # fmt: skip
    lines = (
        line("study", "62.00", terms=()),
        line("occupation", "207.00"),
        line("walk", "-9.00", "reduction"),
    )
    taxes = (_tax("gst", "TPS (5 %)", "13.00", "260", "5", "CAD"),
             _tax("qst", "TVQ (9,975 %)", "25.94", "260", "9.975", "CAD"))  # fmt: skip
    _bill, paper = invoiced(computed(*lines, *taxes, line("deposit", "500.00", "deposit")))
    xml = write_xml(paper)
    facturx.xml_check_xsd(xml)
    for said in (b"<ram:CalculationPercent>9.975<", b"<ram:BasisAmount>260.00<", b"<ram:ActualAmount>25.94<",
                 "TVQ (9,975 %) – 1006001374 TQ0002".encode(), b"<ram:ChargeTotalAmount>38.94<"):  # fmt: skip
        assert said in xml
    vat = _tax("vat", "TVA (20 %)", "52.00", "260", "20", "EUR")
    _bill, french = invoiced(
        computed(*lines, vat, line("deposit", "50.00", "deposit"), currency=Currency.EUR)
    )
    _bill, free = invoiced(computed(*lines, currency=Currency.EUR))
    for one, least in ((xml, 250), (write_xml(french), 180), (write_xml(free), 150)):
        faults, looked = norm.broken(one)
        assert faults == []
        assert looked > least
    wrong, _looked = norm.broken(write_xml(french).replace(b"GrandTotalAmount>362", b"GrandTotalAmount>363"))
    assert any("BR-CO-16" in words for words in wrong)
