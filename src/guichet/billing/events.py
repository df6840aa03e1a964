"""What can happen to money. Each entry's data holds `kind`, `reference` and `part` of the bill's subject, and `bill`.

Rooms above listen with `@on`: a paid bill is `PAID` with `settled` true.
"""

from __future__ import annotations

from guichet.kernel.events import Event

BILL_STATED = Event("billing.stated", quiet=True)
INVOICE_ISSUED = Event("billing.issued")
CREDIT_NOTE_ISSUED = Event("billing.credited")
ASKED = Event("billing.asked", quiet=True)
DECIDED = Event("billing.decided", quiet=True)
PAID = Event("billing.paid")
RETURNED = Event("billing.returned")
WISHED = Event("billing.wished", quiet=True)
REFUNDED = Event("billing.refunded")
HELD_USED = Event("billing.held_used", quiet=True)
DEPOSIT_RELEASED = Event("billing.deposit_released", quiet=True)
CONTESTED = Event("billing.contested")
CONTEST_ANSWERED = Event("billing.contest_answered")
REMINDED = Event("billing.reminded")
WRITTEN_OFF = Event("billing.written_off", quiet=True)
ONLINE_STARTED = Event("billing.online_started", quiet=True)
ONLINE_FAILED = Event("billing.online_failed", quiet=True)
REFUND_SENT = Event("billing.refund_sent", quiet=True)
REFUND_ENDED = Event("billing.refund_ended", quiet=True)
BALANCE_OPENED = Event("billing.balance_opened", quiet=True)
BANK_FILE_READ = Event("billing.bank_file_read", quiet=True)
BANK_LINE_SETTLED = Event("billing.bank_line_settled", quiet=True)
DAY_COUNTED = Event("billing.day_counted", quiet=True)
DAY_CLOSED = Event("billing.day_closed", quiet=True)
EXPORTED = Event("billing.exported", quiet=True)
MONTH_BILLED = Event("billing.month_billed", quiet=True)
CONFIGURED = Event("billing.configured", quiet=True)
