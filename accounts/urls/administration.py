"""Running the system: for a system administrator, who sees no case content."""

from django.urls import path, register_converter

from accounts.urls.days import DayConverter
from accounts.views import administration, importing, local, staff, teams

register_converter(DayConverter, "day")

app_name = "administration"
urlpatterns = [
    path("", administration.home, name="home"),
    path("jobs/", administration.jobs, name="jobs"),
    path("log/", administration.technical_log, name="log"),
    path("staff/", staff.staff_list, name="staff"),
    path("staff/add/", staff.add_staff, name="add-staff"),
    path("staff/on-a-day/", staff.staff_on_day, name="staff-on-day"),
    path("staff/import/", importing.choose, {"kind": "staff"}, name="import"),
    path("staff/import/take-in/", importing.take_in, {"kind": "staff"}, name="take-in"),
    path(
        "staff/import/template.csv",
        importing.template,
        {"kind": "staff"},
        name="import-template",
    ),
    path("training/import/", importing.choose, {"kind": "training"}, name="import-training"),
    path(
        "training/import/take-in/",
        importing.take_in,
        {"kind": "training"},
        name="take-training-in",
    ),
    path(
        "training/import/template.csv",
        importing.template,
        {"kind": "training"},
        name="training-template",
    ),
    path("staff/<slug:staff_number>/", staff.member, name="member"),
    path("staff/<slug:staff_number>/details/", staff.change_details, name="change-details"),
    path("staff/<slug:staff_number>/move/", staff.move, name="move"),
    path("staff/<slug:staff_number>/leave/", staff.leave, name="leave"),
    path("staff/<slug:staff_number>/invite/", staff.invite, name="invite"),
    path("moves/<uuid:posting_key>/", staff.answer_posting, name="answer-posting"),
    path("teams/", teams.team_list, name="teams"),
    path("teams/add/", teams.add_team, name="add-team"),
    path("teams/<slug:team_key>/", teams.team, name="team"),
    path("teams/<slug:team_key>/change/", teams.change_team, name="change-team"),
    path("teams/<slug:team_key>/close/", teams.close_team, name="close-team"),
    path("lines/", teams.lines, name="lines"),
    path("settings/", local.settings, name="settings"),
    path("settings/<str:key>/", local.setting, name="setting"),
    path("bank-holidays/", local.holidays, name="holidays"),
    path("bank-holidays/add/", local.add_holiday, name="add-holiday"),
    path("bank-holidays/<day:day>/take-off/", local.take_off_holiday, name="take-off-holiday"),
]
