"""Reading cases, by noun: visible (who sees what), queue, page, history, near, persons (what people have), public.

The rows that these give are named here, for the doors that show them.
"""

from guichet.cases.models import Case, Message, Pause, SavedView, Task
from guichet.documents.models import Attachment

__all__ = ["Attachment", "Case", "Message", "Pause", "SavedView", "Task"]
