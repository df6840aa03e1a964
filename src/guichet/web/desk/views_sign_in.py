"""The sign-in page and its second step: allauth's views with our pages, and only those that staff needs.

Its limit on tries answers with the template "429.html", by that name.
"""

from __future__ import annotations

from typing import Any

from allauth.account.views import AccountInactiveView, LoginView, LogoutView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView

from guichet.web.desk.demo_accounts import demo_accounts
from guichet.web.desk.navigation import Navigation
from guichet.web.desk.sign_in import SignInForm
from guichet.web.desk.templatetags.desk import language


class SignIn(LoginView):
    """Sign in with an address and a password."""

    form_class = SignInForm
    template_name = "desk/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the accounts of a demonstration."""
        slug = getattr(getattr(self.request, "tenant", None), "slug", "")
        shown = demo_accounts(slug, language())
        return {**super().get_context_data(**kwargs), "demo_accounts": shown}


inside: dict[str, Any] = {"nav": Navigation()}
sign_in = SignIn.as_view()
sign_out = LogoutView.as_view(template_name="desk/sign_out.html", extra_context=inside)
closed_account = AccountInactiveView.as_view(template_name="desk/closed_account.html")
password_again = ReauthenticateView.as_view(template_name="desk/password_again.html", extra_context=inside)
second_step = AuthenticateView.as_view(template_name="desk/second_step.html")
code_again = CodeAgainView.as_view(template_name="desk/code_again.html", extra_context=inside)
steps = IndexView.as_view(template_name="desk/steps.html", extra_context=inside)
turn_on = ActivateTOTPView.as_view(template_name="desk/step_on.html", extra_context=inside)
turn_off = DeactivateTOTPView.as_view(template_name="desk/step_off.html", extra_context=inside)
spare_codes = ViewRecoveryCodesView.as_view(template_name="desk/spare_codes.html", extra_context=inside)
new_spare_codes = GenerateRecoveryCodesView.as_view(
    template_name="desk/spare_codes_new.html", extra_context=inside
)
spare_codes_file = DownloadRecoveryCodesView.as_view(template_name="desk/spare_codes.txt")
