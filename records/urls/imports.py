"""Files of another system that were brought in: for a system administrator."""

from django.urls import path

from records.views import imports

app_name = "imports"
urlpatterns = [
    path("", imports.listed, name="list"),
    path("<slug:key>/report.csv", imports.report, name="report"),
]
