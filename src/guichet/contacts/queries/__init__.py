"""Reading contacts, by noun: visible (who sees what), lists, callbacks, assist, resolution.

The rows that these give are named here, for the doors that show them.
"""

from guichet.contacts.models import CallBack, Contact, Subject

__all__ = ["CallBack", "Contact", "Subject"]
