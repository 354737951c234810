"""Every address stands in the table of pages whose questions to the database are counted."""

from django.urls import URLPattern, URLResolver, get_resolver

from tests.pages.table import NO_PAGES, PAGES


def test_every_page_is_looked_at():
    """A new page is added to ``tests/pages/table.py``, so that its questions are counted."""
    looked_at = {name.partition(",")[0] for name in PAGES}

    assert set(_names(get_resolver())) - NO_PAGES - looked_at == set()


def _names(resolver: URLResolver, space: str = ""):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _names(each, f"{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name}"
