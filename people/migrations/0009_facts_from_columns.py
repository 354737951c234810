from django.db import migrations

from people.keys import new_key

_KEYED = ("Address", "CommunicationNeed", "Alert")
_DETAILS = ("religion", "health", "strengths", "what_matters", "legal_summary")
_KINDS = {"temporary": "TEMPORARY", "safe": "SAFE", "no fixed": "NO_FIXED"}


def facts_from_columns(apps, schema_editor):
    """Give each column that was filled its row, with who recorded the person and when."""
    owner = schema_editor.connection.alias
    rows = {
        name: apps.get_model("people", name).objects.using(owner)
        for name in (*_KEYED, "Person", "Detail", "ContactPoint", "PersonRole")
    }
    for name in _KEYED:
        for row in rows[name].iterator():
            row.key = new_key()
            row.save(update_fields=["key"])
    for row in rows["Address"].iterator():
        was = row.kind
        row.kind = next((now for word, now in _KINDS.items() if word in was.casefold()), "HOME")
        if row.kind == "HOME" and was.casefold() != "home":
            row.description = f"{was}. {row.description}".strip()
        row.save(update_fields=["kind", "description"])
    for person in rows["Person"].iterator():
        _from_person(person, rows)


def _from_person(person, rows):
    known = {"person": person, "recorded_by": person.added_by, "recorded_at": person.added_at}

    def answered(question, answer, own_words=""):
        if answer or own_words:
            rows["Detail"].create(
                key=new_key(), question=question, answer=answer, own_words=own_words, **known
            )

    answered("ethnic_group", person.ethnic_group, person.ethnic_group_own_words)
    answered("first_language", person.language)
    for question in _DETAILS:
        answered(question, getattr(person, question))
    reached = [("EMAIL", person.email)]
    reached += [("MOBILE" if person.phone.startswith("07") else "PHONE", person.phone)]
    for kind, value in reached:
        if value:
            rows["ContactPoint"].create(key=new_key(), kind=kind, value=value, **known)
    if person.interpreter:
        signs = "bsl" in person.interpreter.casefold()
        rows["CommunicationNeed"].create(
            key=new_key(), kind="BSL" if signs else "INTERPRETER", need=person.interpreter, **known
        )
    roles = [("NEEDS", "asc_general", person.has_care_needs)]
    roles += [("CARER", "carer_general", person.is_carer)]
    for kind, retention, has in roles:
        if has:
            rows["PersonRole"].create(key=new_key(), kind=kind, retention=retention, **known)
    if person.birth_precision == "UNKNOWN" and person.born_on is not None:
        person.birth_precision = "ESTIMATED"
        person.save(update_fields=["birth_precision"])


def columns_from_facts(apps, schema_editor):
    """Write the current answers back to the columns."""
    owner = schema_editor.connection.alias
    current = {"until": None, "is_mistake": False}
    model = {
        name: apps.get_model("people", name).objects.using(owner)
        for name in ("Person", "Detail", "ContactPoint")
    }
    columns = {"first_language": "language"} | {each: each for each in _DETAILS}
    for detail in model["Detail"].filter(outcome="ANSWERED", **current).iterator():
        if detail.question == "ethnic_group":
            changed = {
                "ethnic_group": detail.answer[:100],
                "ethnic_group_own_words": detail.own_words[:250],
            }
        elif detail.question in columns:
            text = detail.answer or detail.own_words
            short = detail.question in ("first_language", "religion")
            changed = {columns[detail.question]: text[:100] if short else text}
        else:
            continue
        model["Person"].filter(pk=detail.person_id).update(**changed)
    for kinds, column in ((["EMAIL"], "email"), (["PHONE", "MOBILE"], "phone")):
        for point in model["ContactPoint"].filter(kind__in=kinds, **current).iterator():
            model["Person"].filter(pk=point.person_id).update(**{column: point.value[:40]})


class Migration(migrations.Migration):
    """Turn the columns of people into facts with a history."""

    dependencies = [("people", "0008_facts_about_a_person")]
    operations = [migrations.RunPython(facts_from_columns, columns_from_facts)]
