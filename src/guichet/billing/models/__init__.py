"""Tables of the room: bills and papers, money that moves, what people decide, how the city bills."""

from guichet.billing.models.bills import Bill, BillVersion, Counter, Instalment, Invoice, Receivable
from guichet.billing.models.books import Export, JournalEntry, Posting
from guichet.billing.models.decisions import (
    Adjustment,
    Contest,
    CreditReason,
    OnlineRefund,
    Reminder,
    SigningLimit,
)
from guichet.billing.models.office import Office
from guichet.billing.models.payments import (
    BankFile,
    BankLine,
    DayClose,
    Holding,
    OnlinePayment,
    Payment,
    ProviderMessage,
)

__all__ = [
    "Adjustment", "BankFile", "BankLine", "Bill", "BillVersion", "Contest", "Counter", "CreditReason", "DayClose",
    "Export", "Holding", "Instalment", "Invoice", "JournalEntry", "Office", "OnlinePayment", "OnlineRefund", "Payment", "Posting",
    "ProviderMessage", "Receivable", "Reminder", "SigningLimit",
]  # fmt: skip
