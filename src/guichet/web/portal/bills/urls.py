"""Addresses of bills: an unguessable link leads to each. Providers speak to the last one."""

from __future__ import annotations

from django.urls import path

from guichet.web.portal.bills import views_bill, views_paying

BILL = "factures/<str:token>/"

urlpatterns = [
    path(BILL, views_bill.bill, name="portal_bill"),
    path(f"{BILL}question/", views_bill.question, name="portal_bill_question"),
    path(f"{BILL}credit/<int:holding>/", views_bill.held, name="portal_bill_held"),
    path(f"{BILL}papier/<str:number>/", views_bill.paper, name="portal_bill_paper"),
    path(f"{BILL}recu/<int:payment>/", views_bill.receipt, name="portal_bill_receipt"),
    path(f"{BILL}payer/", views_paying.pay, name="portal_bill_pay"),
    path(f"{BILL}payer/<uuid:key>/", views_paying.leave, name="portal_bill_leave"),
    path(f"{BILL}demonstration/<uuid:key>/", views_paying.demonstration, name="portal_bill_demonstration"),
    path("paiements/<slug:provider>/", views_paying.provider_news, name="portal_provider_news"),
]
