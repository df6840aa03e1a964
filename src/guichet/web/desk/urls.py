"""Addresses of the desk. Of the sign-in library only what staff needs is here: nobody signs up."""

from __future__ import annotations

from django.urls import include, path

from guichet.web.desk import (
    views_bulk,
    views_case,
    views_files,
    views_mails,
    views_me,
    views_new,
    views_queue,
    views_sign_in,
    views_tasks,
    views_verb,
    views_write,
)

urlpatterns = [
    path("", views_queue.home, name="desk_home"),
    path("views/", views_queue.keep_view, name="desk_keep_view"),
    path("views/<int:view_id>/remove/", views_queue.drop_view, name="desk_drop_view"),
    path("bulk/report/", views_bulk.bulk_report, name="desk_bulk_report"),
    path("bulk/<slug:act>/", views_bulk.bulk, name="desk_bulk"),
    path("new/", views_new.choose_service, name="desk_new"),
    path("places/", views_new.places, name="desk_places"),
    path("new/<slug:code>/", views_new.new_case, name="desk_new_case"),
    path("new/<slug:code>/preview/", views_new.preview, name="desk_new_preview"),
    path("cases/<str:reference>/", views_case.case_view, name="desk_case"),
    path("cases/<str:reference>/place/", views_case.place_part, name="desk_case_place"),
    path("cases/<str:reference>/around/", views_case.around_part, name="desk_case_around"),
    path("cases/<str:reference>/write/", views_write.write, name="desk_write"),
    path("cases/<str:reference>/do/<slug:verb>/", views_verb.do_verb, name="desk_verb"),
    path("cases/<str:reference>/tasks/<int:task_id>/done/", views_verb.task_done, name="desk_task_done"),
    path(
        "cases/<str:reference>/tasks/<int:task_id>/cancel/", views_verb.task_cancel, name="desk_task_cancel"
    ),
    path("cases/<str:reference>/files/<uuid:key>/", views_files.case_file, name="desk_file"),
    path("cases/<str:reference>/files/<uuid:key>/public/", views_verb.photo_shown, name="desk_photo_shown"),
    path("bank/", include("guichet.web.desk.bank.urls")),
    path("rooms/", include("guichet.web.desk.rooms.urls")),
    path("permits/", include("guichet.web.desk.permits.urls")),
    path("works/", include("guichet.web.desk.works.urls")),
    path("finance/", include("guichet.web.desk.finance.urls")),
    path("tasks/", views_tasks.my_tasks, name="desk_tasks"),
    path("mails/", views_mails.mails, name="desk_mails"),
    path("mails/<int:mail_id>/", views_mails.mail, name="desk_mail"),
    path("mails/<int:mail_id>/body/", views_mails.mail_body, name="desk_mail_body"),
    path("mails/<int:mail_id>/resend/", views_mails.mail_resend, name="desk_mail_resend"),
    path("contact/", include("guichet.web.desk.console.urls")),
    path("me/", views_me.me, name="desk_me"),
    path("me/keys/", views_me.keys, name="desk_keys"),
    # Sign-in, under the names that the library asks for.
    path("sign-in/", views_sign_in.sign_in, name="account_login"),
    path("sign-out/", views_sign_in.sign_out, name="account_logout"),
    path("sign-in/closed/", views_sign_in.closed_account, name="account_inactive"),
    path("sign-in/again/", views_sign_in.password_again, name="account_reauthenticate"),
    path("sign-in/code/", views_sign_in.second_step, name="mfa_authenticate"),
    path("sign-in/code-again/", views_sign_in.code_again, name="mfa_reauthenticate"),
    path("me/second-step/", views_sign_in.steps, name="mfa_index"),
    path("me/second-step/on/", views_sign_in.turn_on, name="mfa_activate_totp"),
    path("me/second-step/off/", views_sign_in.turn_off, name="mfa_deactivate_totp"),
    path("me/second-step/codes/", views_sign_in.spare_codes, name="mfa_view_recovery_codes"),
    path("me/second-step/codes/new/", views_sign_in.new_spare_codes, name="mfa_generate_recovery_codes"),
    path("me/second-step/codes/file/", views_sign_in.spare_codes_file, name="mfa_download_recovery_codes"),
]
