"""What keeping its SQL saves: how somebody stands to one person, asked as every page does.

On nobody's record: an account and a person that exist nowhere are asked about within a transaction
that is undone, so that any database will do.
"""

import django

from bench.timing import compare


def main() -> None:
    """Compare the question put together each time with the one that is kept."""
    django.setup()
    from django.db import transaction

    import clock
    from accounts.models import User
    from people.models import Person
    from people.standing import Standing, facts_of_people

    with transaction.atomic():
        user = User(email="bench@northmere.example", staff_number="B1", name="B", roles=["MANAGER"])
        user.save()
        person = Person.objects.create(given_names="B", family_name="B")

        def plain() -> object:
            columns = facts_of_people(user, clock.now())
            return Person.objects.filter(pk=person.pk).values(**columns).get()

        def ours() -> object:
            return Standing(user, person, clock.now())._facts

        compare("How a manager stands to a person", plain=plain, ours=ours, rounds=200)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
