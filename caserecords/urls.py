"""Every address of the product, by app."""

from django.urls import include, path

from accounts.guards import open_to_all_staff
from caserecords import pages
from caserecords.home import home
from caserecords.managing import managing
from caserecords.privacy import earlier_privacy, privacy
from caserecords.privacy_again import tell_again
from caserecords.privacy_checked import check_notice
from caserecords.privacy_translated import translate_notice, translated_privacy
from ui import views as ui_views

handler400 = "ui.views.bad_request"
handler403 = "ui.views.permission_denied"
handler404 = "ui.views.page_not_found"
handler500 = "caserecords.failures.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("this-week/", managing, name="managing"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", privacy, name="privacy"),
    path("privacy/tell-again/", tell_again, name="privacy-tell-again"),
    path("privacy/check/", check_notice, name="privacy-check"),
    path("privacy/translate/", translate_notice, name="privacy-translate"),
    path("privacy/<slug:version>/", earlier_privacy, name="privacy-version"),
    path("privacy/<slug:version>/<slug:tag>/", translated_privacy, name="privacy-translation"),
    path("keyboard/", pages.keyboard, name="keyboard"),
    path("what-is-recorded/", pages.logged, name="logged"),
    path("accounts/", include("accounts.urls")),
    path("administration/", include("accounts.urls.administration")),
    path("administration/imports/", include("records.urls.imports")),
    path("staff/", include("accounts.urls.staff")),
    path("", include("people.urls")),
    path("", include("records.urls")),
    path("", include("oversight.urls")),
    path("", include("disclosure.urls")),
    path("", include("governance.urls")),
    path("", include("retention.urls")),
    path(
        "gallery/",
        open_to_all_staff(because="Shows the components of pages; shows nobody's data.")(
            ui_views.gallery
        ),
        name="gallery",
    ),
    path(
        "gallery/person/",
        open_to_all_staff(because="Shows the components of pages; shows nobody's data.")(
            ui_views.gallery_person
        ),
        name="gallery-person",
    ),
]
