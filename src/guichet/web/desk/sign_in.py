"""How staff sign in. The pages are ours, the checks are allauth's: passwords, second step, limits on tries."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from guichet.web.kit.languages import LANGUAGE_COOKIE, LANGUAGE_SECONDS

NO_KEYS = "no_keys"


class StaffAdapter(DefaultAccountAdapter):
    """Staff accounts are made by the city's administrator; nobody signs up."""

    error_messages = {  # noqa: RUF012  # allauth reads it on the class
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This address and this password do not go together. Check both, then try again."
        ),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "account_inactive": _("This account is closed. Ask your city’s administrator to open it."),
        "incorrect_password": _("This is not your password. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-ups."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: arriving on the page is answer enough."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, and bring along the person's own settings."""
        super().login(request, user)
        request.session[NO_KEYS] = not getattr(user, "shortcuts", True)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Ask for the password again before something delicate."""
        found = self.authenticate(context.request, email=getattr(user, "email", ""), password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **given: Any) -> HttpResponse:
        """Speak the person's language from the first page on, unless this browser was told another."""
        response: HttpResponse = super().post_login(request, user, **given)
        wanted = getattr(user, "language", "")
        city_languages = getattr(getattr(request, "tenant", None), "languages", ())
        if LANGUAGE_COOKIE not in request.COOKIES and wanted in city_languages:
            response.set_cookie(
                LANGUAGE_COOKIE,
                wanted,
                max_age=LANGUAGE_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
        return response


class StaffMFAAdapter(DefaultMFAAdapter):
    """The secrets of the second step are not readable in the database: its key stays with the installation."""

    error_messages = {  # noqa: RUF012  # allauth reads it on the class
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not the one of this minute. Wait for the next one, then type it."),
    }

    def encrypt(self, text: str) -> str:
        """Hide a secret."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret again."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    digest = hashlib.sha256(f"guichet.second-step:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


class SignInForm(LoginForm):
    """Allauth's form in our words."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].error_messages["required"] = _("Write your e-mail address.")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = _("Write your password.")
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)
