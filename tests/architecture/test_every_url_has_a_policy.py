"""Every address carries a guard: who may come, and why."""

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.guards import Policy


def _views(resolver: URLResolver, prefix: str = ""):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _views(each, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield prefix + str(each.pattern), each.callback


def test_every_url_has_a_policy():
    found = dict(_views(get_resolver()))

    assert len(found) > 30
    assert [url for url, view in found.items() if not isinstance(_policy(view), Policy)] == []


def test_a_page_about_a_person_is_guarded_by_access_to_that_person():
    """A view with a person's key asks ``people.access``; two exceptions ask by themselves."""
    wrong = [
        url
        for url, view in get_resolver_views()
        if "<slug:person_key>" in url and _policy(view).who != "person"
    ]

    assert wrong == ["people/<slug:person_key>/reason/", "people/<slug:person_key>/emergency/"]


def test_only_signing_in_and_the_promise_of_access_are_open_to_everyone():
    open_to_all = {url for url, view in get_resolver_views() if _policy(view).who == "everyone"}

    assert open_to_all == {
        "accessibility/",
        "accounts/sign-in/",
        "accounts/sign-out/",
        "accounts/not-in-use/",
        "accounts/welcome/<str:secret>/",
        "privacy/",
        "privacy/<slug:version>/",
        "privacy/<slug:version>/<slug:tag>/",
    }


def get_resolver_views():
    return list(_views(get_resolver()))


def _policy(view):
    return getattr(view, "policy", None)
