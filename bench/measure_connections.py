"""What the pool saves: a page's database connection opened anew, or taken from the pool."""

from typing import Any

import django
from psycopg_pool import ConnectionPool

from bench.timing import compare


def main() -> None:
    """Compare one query on a new connection with one on a pooled connection."""
    django.setup()
    from django.db import connections

    new = connections["default"]
    given: dict[str, Any] = dict(new.get_connection_params())

    def open_anew() -> None:
        new.close()
        with new.cursor() as cursor:
            cursor.execute("SELECT 1")

    wanted = ("dbname", "user", "password", "host", "port")
    details: dict[str, Any] = {name: given[name] for name in wanted if name in given}
    with ConnectionPool(kwargs=details, min_size=1, max_size=2, open=True) as pool:
        pool.wait()

        def take_from_pool() -> None:
            with pool.connection() as connection:
                connection.execute("SELECT 1")

        compare("A connection for one page", plain=open_anew, ours=take_from_pool, rounds=100)
    new.close()


if __name__ == "__main__":
    main()
