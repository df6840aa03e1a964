"""Addresses of finance."""

from __future__ import annotations

from django.urls import path

from guichet.web.desk.finance import (
    views_bank,
    views_bill,
    views_counter,
    views_exports,
    views_home,
    views_register,
)

urlpatterns = [
    path("", views_home.home, name="finance_home"),
    path("owed/", views_home.owed_list, name="finance_owed"),
    path("register/", views_register.register_page, name="finance_register"),
    path("register/file/", views_register.register_file, name="finance_register_file"),
    path("register/<int:decision>/", views_register.decide, name="finance_decide"),
    path("bills/<str:reference>/", views_bill.bill, name="finance_bill"),
    path("bills/<str:reference>/do/<slug:verb>/", views_bill.do, name="finance_do"),
    path("receipts/<int:payment>/", views_bill.receipt, name="finance_receipt"),
    path("papers/<str:number>/", views_bill.paper, name="finance_paper"),
    path("counter/", views_counter.counter, name="finance_counter"),
    path("counter/<str:reference>/", views_counter.receive, name="finance_receive"),
    path("day/", views_counter.day, name="finance_day"),
    path("bank/", views_bank.bank, name="finance_bank"),
    path("bank/<int:line>/", views_bank.settle, name="finance_bank_line"),
    path("exports/", views_exports.exports_page, name="finance_exports"),
    path("exports/<int:export>/", views_exports.export_file, name="finance_export_file"),
]
