"""Background jobs of copies. A job is deferred in the transaction that asks for it."""

from procrastinate.contrib.django import app

from disclosure import making
from disclosure.models import Export


@app.task(name="disclosure.make_copy", queue="copies")
def make_copy(export_key: str, attempt: int) -> None:
    """Make one copy. Does nothing if it was made, or tried again, meanwhile."""
    making.make_copy(export_key, attempt)


def start(export: Export) -> None:
    """Have the worker make ``export`` once this transaction is committed."""
    make_copy.defer(export_key=export.key, attempt=export.attempt)
