"""What a password may not be, besides short or common."""

from __future__ import annotations

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.utils.translation import gettext as _


class NotOneself(UserAttributeSimilarityValidator):
    """Refuse a password that is like the name or the address of the account."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("email", "name"))

    def get_error_message(self) -> str:
        """Say what to do."""
        return _("Choose a password that is not like the name or the e-mail address.")

    def get_help_text(self) -> str:
        """Say it before."""
        return self.get_error_message()
