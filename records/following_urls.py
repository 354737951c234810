"""Addresses of what follows from a record: actions."""

from django.urls import path

from records.views import tasks

_ACTION = "people/<slug:person_key>/actions/<slug:action_key>/"

urlpatterns = [
    path("actions/", tasks.my_actions, name="my-actions"),
    path("actions/team/", tasks.team_actions, name="team-actions"),
    path(_ACTION, tasks.close_action, name="close-action"),
    path(f"{_ACTION}hand-over/", tasks.hand_over, name="hand-over-action"),
    path(f"{_ACTION}due/", tasks.move, name="move-action"),
]
