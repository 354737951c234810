from django.db import migrations
from django.utils import timezone

REASON = "As it was when the history began to be kept"


def keep_what_is(apps, schema_editor):
    """Write down where everybody stands, and what each team is, so that there is a first line."""
    using = schema_editor.connection.alias
    user_model = apps.get_model("accounts", "User")
    posting = apps.get_model("accounts", "Posting")
    team_model = apps.get_model("accounts", "Team")
    team_change = apps.get_model("accounts", "TeamChange")
    now = timezone.now()
    today = timezone.localdate(now)
    for user in user_model.objects.using(using).filter(postings=None).iterator():
        posting.objects.using(using).create(
            user=user,
            kind="JOINED",
            starts_on=user.starts_on or today,
            job_title=user.job_title,
            team_id=user.team_id,
            line_manager_id=user.line_manager_id,
            roles=user.roles,
            reason=REASON,
            recorded_at=now,
            begun_at=now,
        )
    for team in team_model.objects.using(using).filter(changes=None).iterator():
        team_change.objects.using(using).create(
            team=team,
            starts_on=today,
            name=team.name,
            area=team.area,
            kind=team.kind,
            lead_id=team.lead_id,
            reason=REASON,
            changed_at=now,
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_postings_teams_and_invitations")]
    operations = [migrations.RunPython(keep_what_is, migrations.RunPython.noop)]
