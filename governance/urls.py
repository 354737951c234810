"""Who looked at what, and what the product holds."""

from django.urls import path

from governance import breach_views, list_views, opener_views, paper_views, views

app_name = "governance"
urlpatterns = [
    path("people/<slug:person_key>/access/", views.who_has_looked, name="who-has-looked"),
    path("people/<slug:person_key>/access/who/", opener_views.who_can_open, name="who-can-open"),
    path("people/<slug:person_key>/access/lists/", list_views.lists, name="access-lists"),
    path(
        "people/<slug:person_key>/access/lists/<slug:list_key>/",
        list_views.one_list,
        name="access-list",
    ),
    path(
        "people/<slug:person_key>/access/lists/<slug:list_key>/print/",
        list_views.print_list,
        name="print-access-list",
    ),
    path(
        "people/<slug:person_key>/moved/<slug:removal_key>/", views.moved_entry, name="moved-entry"
    ),
    path("people/<slug:person_key>/paper/", paper_views.paper_of, name="paper"),
    path("people/<slug:person_key>/paper/add/", paper_views.register_paper, name="register-paper"),
    path(
        "people/<slug:person_key>/paper/<slug:item_key>/", paper_views.paper_item, name="paper-item"
    ),
    path(
        "people/<slug:person_key>/paper/<slug:item_key>/<slug:kind>/",
        paper_views.paper_step,
        name="paper-step",
    ),
    path("paper/", paper_views.paper_out, name="paper-out"),
    path("notebooks/issue/", paper_views.issue_notebook, name="issue-notebook"),
    path("notebooks/<slug:item_key>/", paper_views.notebook, name="notebook"),
    path("notebooks/<slug:item_key>/<slug:kind>/", paper_views.notebook_step, name="notebook-step"),
    path("moved-entries/", views.moved_entries, name="moved-entries"),
    path("log/", views.event_log, name="event-log"),
    path("log/seals/", views.seals, name="seals"),
    path("log/seals/<int:number>/", views.account_for_restore, name="account-for-restore"),
    path("access-questions/", views.signals, name="signals"),
    path("access-questions/<slug:signal_key>/", views.signal, name="signal"),
    path("breaches/", breach_views.list_breaches, name="breaches"),
    path("breaches/report/", breach_views.report_breach, name="report-breach"),
    path("breaches/<slug:breach_key>/", breach_views.breach, name="breach"),
    path("breaches/<slug:breach_key>/people/", breach_views.breach_people, name="breach-people"),
    path(
        "breaches/<slug:breach_key>/people/<int:number>/",
        breach_views.breach_told,
        name="breach-told",
    ),
    path(
        "breaches/<slug:breach_key>/who-was-seen/", breach_views.breach_scope, name="breach-scope"
    ),
    path(
        "breaches/<slug:breach_key>/actions/<int:number>/",
        breach_views.breach_action,
        name="breach-action",
    ),
    path(
        "breaches/<slug:breach_key>/steps/<slug:kind>/",
        breach_views.breach_step,
        name="breach-step",
    ),
    path("staff/<slug:staff_number>/access/", opener_views.what_opens, name="what-opens"),
    path("roles/", opener_views.roles, name="roles"),
    path("my-access/", views.my_access, name="my-access"),
    path("what-we-hold/", views.what_we_hold, name="what-we-hold"),
]
