"""E-invoices: a paper as EN 16931 data (Cross Industry Invoice), embedded in its PDF/A-3: a Factur-X file.

Amounts come from the paper's own cents; the tests hold what is written against the schema published with Factur-X, and
against its rules. The norm knows one tax, the VAT of the Union: those of Canada and Québec are outside its scope, and
written as two charges, each with its percentage, its base and its amount (docs/decisions/two-taxes-in-the-e-invoice.md).
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject, StreamObject

from guichet.billing.lifecycle import PaperKind
from guichet.billing.lines import DEPOSIT, TAX
from guichet.billing.models import Invoice
from guichet.kernel.money import from_cents
from guichet.kernel.texts import localise

NAME = "factur-x.xml"
PROFILE = "urn:cen.eu:en16931:2017"
_NS = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
_FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_OUTSIDE = {"fr": "Redevance hors du champ de la taxe", "en": "Fee outside the scope of tax"}
_NOT_VAT = {
    "fr": "Hors du champ de la TVA : les taxes du Canada et du Québec sont des frais de ce document",
    "en": "Outside the scope of VAT: the taxes of Canada and Québec are charges of this document",
}
_VAT = "vat"
_COUNTRIES = {"CAD": "CA", "EUR": "FR"}


def write_xml(paper: Invoice) -> bytes:
    """Give the EN 16931 data of an invoice or a credit note."""
    for prefix, address in _NS.items():
        ET.register_namespace(prefix, address)
    root = ET.Element(_name("rsm:CrossIndustryInvoice"))
    context = _add(root, "rsm:ExchangedDocumentContext")
    _add(_add(context, "ram:GuidelineSpecifiedDocumentContextParameter"), "ram:ID", PROFILE)
    document = _add(root, "rsm:ExchangedDocument")
    _add(document, "ram:ID", paper.number)
    _add(document, "ram:TypeCode", "381" if paper.kind == PaperKind.CREDIT_NOTE else "380")
    _date(_add(document, "ram:IssueDateTime"), paper.issued_on.strftime("%Y%m%d"))
    trade = _add(root, "rsm:SupplyChainTradeTransaction")
    taxed = paper.tax_cents != 0 and not _others(paper)
    priced = [line for line in paper.lines if line["kind"] != TAX]
    for rank, line in enumerate(priced, start=1):
        _line(trade, rank, line, paper, taxed=taxed)
    _parties(trade, paper)
    _add(trade, "ram:ApplicableHeaderTradeDelivery")
    _settlement(trade, paper, taxed=taxed)
    ET.indent(root, " ")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _name(short: str) -> str:
    prefix, _colon, name = short.partition(":")
    return f"{{{_NS[prefix]}}}{name}"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, _name(name), attributes)
    if text:
        child.text = text
    return child


def _date(parent: ET.Element, day: str) -> None:
    _add(parent, "udt:DateTimeString", day, format="102")


def _money(cents: int) -> str:
    return f"{from_cents(cents):.2f}"


def _category(line: Mapping[str, Any], *, taxed: bool) -> str:
    if not taxed:
        return "O"
    return "E" if line["kind"] == DEPOSIT else "S"


def _line(trade: ET.Element, rank: int, line: Mapping[str, Any], paper: Invoice, *, taxed: bool) -> None:
    item = _add(trade, "ram:IncludedSupplyChainTradeLineItem")
    _add(_add(item, "ram:AssociatedDocumentLineDocument"), "ram:LineID", str(rank))
    product = _add(item, "ram:SpecifiedTradeProduct")
    _add(product, "ram:Name", localise(line["label"], paper.language) or line["code"])
    if line["article"]:
        _add(product, "ram:Description", f"{line['bylaw']}, {line['article']}".strip(", "))
    price = _add(_add(item, "ram:SpecifiedLineTradeAgreement"), "ram:NetPriceProductTradePrice")
    _add(price, "ram:ChargeAmount", _money(abs(line["cents"])))
    delivery = _add(item, "ram:SpecifiedLineTradeDelivery")
    _add(delivery, "ram:BilledQuantity", "1" if line["cents"] >= 0 else "-1", unitCode="C62")
    settled = _add(item, "ram:SpecifiedLineTradeSettlement")
    tax = _add(settled, "ram:ApplicableTradeTax")
    _add(tax, "ram:TypeCode", "VAT")
    category = _category(line, taxed=taxed)
    _add(tax, "ram:CategoryCode", category)
    if category == "S":
        _add(tax, "ram:RateApplicablePercent", _rate(paper))
    elif category == "E":
        _add(tax, "ram:RateApplicablePercent", "0.00")
    total = _add(settled, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    _add(total, "ram:LineTotalAmount", _money(line["cents"]))


def _others(paper: Invoice) -> list[Mapping[str, Any]]:
    """Give the lines of taxes that are not VAT: when there is one, none of the paper's taxes is written as VAT."""
    taxes = [line for line in paper.lines if line["kind"] == TAX]
    return taxes if any(line["code"] != _VAT for line in taxes) else []


def _rate(paper: Invoice) -> str:
    """Give the percentage of the VAT: the one of its line, else what the amounts come to."""
    stated = {line.get("percent", "") for line in paper.lines if line["kind"] == TAX}
    if len(stated) == 1 and (percent := stated.pop()):
        return f"{Decimal(percent):.2f}"
    return (
        f"{from_cents(paper.tax_cents) * 100 / from_cents(paper.net_cents):.2f}"
        if paper.net_cents
        else "0.00"
    )


def _parties(trade: ET.Element, paper: Invoice) -> None:
    agreement = _add(trade, "ram:ApplicableHeaderTradeAgreement")
    country = _COUNTRIES.get(paper.currency, "")
    _party(_add(agreement, "ram:SellerTradeParty"), paper.seller, country)
    _party(_add(agreement, "ram:BuyerTradeParty"), paper.payer, country)


def _party(party: ET.Element, data: Mapping[str, Any], country: str) -> None:
    _add(party, "ram:Name", str(data.get("name", "")))
    if data.get("number"):
        legal = _add(party, "ram:SpecifiedLegalOrganization")
        _add(legal, "ram:ID", "".join(str(data["number"]).split()))
    address = _add(party, "ram:PostalTradeAddress")
    for tag, line in zip(("LineOne", "LineTwo", "LineThree"), data.get("address", ()), strict=False):
        _add(address, f"ram:{tag}", str(line))
    _add(address, "ram:CountryID", str(data.get("country") or country))


def _settlement(trade: ET.Element, paper: Invoice, *, taxed: bool) -> None:
    settlement = _add(trade, "ram:ApplicableHeaderTradeSettlement")
    _add(settlement, "ram:InvoiceCurrencyCode", paper.currency)
    others = _others(paper)
    for category, base, amount in _taxes(paper, taxed=taxed):
        tax = _add(settlement, "ram:ApplicableTradeTax")
        _add(tax, "ram:CalculatedAmount", _money(amount))
        _add(tax, "ram:TypeCode", "VAT")
        if category != "S":
            _add(tax, "ram:ExemptionReason", localise(_NOT_VAT if others else _OUTSIDE, paper.language))
        _add(tax, "ram:BasisAmount", _money(base))
        _add(tax, "ram:CategoryCode", category)
        if category != "O":
            _add(tax, "ram:RateApplicablePercent", _rate(paper) if category == "S" else "0.00")
    for line in others:
        _charge(settlement, line, paper)
    terms = _add(settlement, "ram:SpecifiedTradePaymentTerms")
    _date(_add(terms, "ram:DueDateDateTime"), paper.due_on.strftime("%Y%m%d"))
    sums = _add(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    lines = paper.net_cents + paper.deposit_cents
    _add(sums, "ram:LineTotalAmount", _money(lines))
    _add(sums, "ram:ChargeTotalAmount", _money(sum(max(line["cents"], 0) for line in others)))
    _add(sums, "ram:AllowanceTotalAmount", _money(sum(max(-line["cents"], 0) for line in others)))
    _add(sums, "ram:TaxBasisTotalAmount", _money(lines + (paper.tax_cents if others else 0)))
    vat = 0 if others else paper.tax_cents
    _add(sums, "ram:TaxTotalAmount", _money(vat), currencyID=paper.currency)
    _add(sums, "ram:GrandTotalAmount", _money(paper.total_cents))
    _add(sums, "ram:DuePayableAmount", _money(paper.total_cents))
    if paper.about is not None:
        reference = _add(settlement, "ram:InvoiceReferencedDocument")
        _add(reference, "ram:IssuerAssignedID", paper.about.number)


def _charge(settlement: ET.Element, line: Mapping[str, Any], paper: Invoice) -> None:
    """Write a tax that is not VAT: percentage and base as far as they come to its amount, the amount, name and number."""
    cents = abs(line["cents"])
    charge = _add(settlement, "ram:SpecifiedTradeAllowanceCharge")
    _add(_add(charge, "ram:ChargeIndicator"), "udt:Indicator", "true" if line["cents"] > 0 else "false")
    if percent := line.get("percent"):
        _add(charge, "ram:CalculationPercent", f"{Decimal(percent):f}")
        base = abs(int(line.get("base") or 0))
        if base and abs(Decimal(base) * Decimal(percent) / 100 - cents) <= 1:
            _add(charge, "ram:BasisAmount", _money(base))
    _add(charge, "ram:ActualAmount", _money(cents))
    names = set(line["label"].values()) | {line["code"].upper()}
    numbers = [
        number
        for name, number in paper.seller.get("tax_numbers", {}).items()
        if any(said.startswith(name) for said in names)
    ]
    reason = " – ".join([localise(line["label"], paper.language), *numbers])
    _add(charge, "ram:Reason", reason)
    tax = _add(charge, "ram:CategoryTradeTax")
    _add(tax, "ram:TypeCode", "VAT")
    _add(tax, "ram:CategoryCode", "O")


def _taxes(paper: Invoice, *, taxed: bool) -> Sequence[tuple[str, int, int]]:
    if not taxed:
        return [("O", paper.net_cents + paper.deposit_cents + paper.tax_cents, 0)]
    exempt = [("E", paper.deposit_cents, 0)] if paper.deposit_cents else []
    return [("S", paper.net_cents, paper.tax_cents), *exempt]


def mark_factur_x(pdf: bytes) -> bytes:
    """Say in a PDF's own description that the data within are a Factur-X invoice; all else stays as it is."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    root = writer.root_object
    known = root["/Metadata"].get_object()
    if not isinstance(known, StreamObject):
        raise TypeError("this PDF does not describe itself")
    told = known.get_data().decode("utf-8")
    marked = told.replace(
        "<pdfaExtension:schemas><rdf:Bag>", f"<pdfaExtension:schemas><rdf:Bag>{_SCHEMA}", 1
    ).replace("</rdf:RDF>", f"{_SAID}</rdf:RDF>", 1)
    stream = DecodedStreamObject()
    stream.set_data(marked.encode())
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    root[NameObject("/Metadata")] = writer._add_object(stream)  # noqa: SLF001  pypdf has no public way
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


_SAID = (
    f'<rdf:Description rdf:about="" xmlns:fx="{_FX}"><fx:DocumentType>INVOICE</fx:DocumentType>'
    f"<fx:DocumentFileName>{NAME}</fx:DocumentFileName><fx:Version>1.0</fx:Version>"
    "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description>"
)
_SCHEMA = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
    f"<pdfaSchema:namespaceURI>{_FX}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq>"
    + "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{words}</pdfaProperty:description></rdf:li>"
        for name, words in (
            ("DocumentFileName", "The name of the embedded XML document"),
            ("DocumentType", "The type of the document"),
            ("Version", "The version of the standard"),
            ("ConformanceLevel", "The conformance level of the embedded data"),
        )
    )
    + "</rdf:Seq></pdfaSchema:property></rdf:li>"
)
