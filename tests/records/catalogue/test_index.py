import pytest

from records.catalogue import catalogue
from tests.records.catalogue.examples import TYPES


def test_a_type_is_found_by_key_and_version():
    call = catalogue().get("phone_call")

    assert (call.title, call.version) == ("Telephone call", 1)
    assert catalogue().get("phone_call", 1) is call


def test_what_does_not_exist_is_not_found():
    assert catalogue().get("fax") is None
    assert catalogue().get("phone_call", 99) is None


def test_types_stand_in_the_order_of_their_groups():
    order = [group.key for group in catalogue().groups]

    assert [order.index(each.group) for each in TYPES] == sorted(
        order.index(each.group) for each in TYPES
    )


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("power of attorney", "legal_document"),
        ("telephone", "phone_call"),
        ("mental capacity", "mental_capacity_assessment"),
        ("carer's assessment", "carers_assessment"),
        ("falls", "risk_assessment"),
        ("EMAIL received", "email_received"),
    ],
)
def test_search_puts_what_fits_best_first(words, key):
    assert catalogue().search(words)[0].key == key


def test_search_for_nothing_known_finds_nothing():
    assert catalogue().search("zebra") == ()
