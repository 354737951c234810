"""How long records are kept."""

from django.urls import path

from retention import (
    batch_views,
    hold_views,
    part_views,
    review_views,
    schedule_views,
    together_views,
    views,
)

app_name = "retention"
urlpatterns = [
    path("how-long-we-keep/", views.show_schedule, name="schedule"),
    path(
        "how-long-we-keep/changes/<slug:change_key>/", schedule_views.change, name="schedule-change"
    ),
    path("how-long-we-keep/<slug:class_key>/", schedule_views.change_class, name="change-class"),
    path("how-long-we-keep/<slug:of>/<slug:about>/verified/", schedule_views.verify, name="verify"),
    path("people/<slug:person_key>/how-long/", views.show_kept, name="kept"),
    path("people/<slug:person_key>/hold/", hold_views.hold, name="hold"),
    path("holds/", hold_views.holds, name="holds"),
    path("holds/of-many/", hold_views.hold_many, name="hold-many"),
    path("holds/of-many/<slug:hold_key>/", hold_views.hold_of_many, name="hold-of-many"),
    path("due-for-review/", review_views.due, name="due"),
    path("due-for-review/together/", together_views.together, name="together"),
    path("due-for-review/by-class/", batch_views.by_class, name="by-class"),
    path("due-for-review/by-class/<slug:kind_key>/", batch_views.of_kind, name="of-kind"),
    path("people/<slug:person_key>/end-of-record/", review_views.review, name="review"),
    path(
        "people/<slug:person_key>/end-of-record/<slug:removal_key>/", part_views.part, name="part"
    ),
    path("certificates/", review_views.all_certificates, name="certificates"),
    path("certificates/<slug:certificate_key>/", review_views.certificate, name="certificate"),
]
