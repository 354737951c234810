"""Running the system: for a system administrator, who sees no case content."""

from django.urls import path, register_converter

from accounts.urls.days import DayConverter
from accounts.views import administration, local

register_converter(DayConverter, "day")

app_name = "administration"
urlpatterns = [
    path("", administration.home, name="home"),
    path("jobs/", administration.jobs, name="jobs"),
    path("log/", administration.technical_log, name="log"),
    path("settings/", local.settings, name="settings"),
    path("settings/<str:key>/", local.setting, name="setting"),
    path("bank-holidays/", local.holidays, name="holidays"),
    path("bank-holidays/add/", local.add_holiday, name="add-holiday"),
    path("bank-holidays/<day:day>/take-off/", local.take_off_holiday, name="take-off-holiday"),
]
