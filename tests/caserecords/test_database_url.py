"""Addresses of databases, as people write them."""

import pytest

from caserecords import database_url


def test_a_network_address_gives_host_port_and_decoded_password():
    read = database_url.read("postgresql://app:p%40ss%2Fword@db.council.example:6432/records")

    assert read == {
        "NAME": "records",
        "USER": "app",
        "PASSWORD": "p@ss/word",
        "HOST": "db.council.example",
        "PORT": "6432",
        "OPTIONS": {},
    }


def test_a_socket_folder_stands_in_the_query():
    read = database_url.read("postgresql://app:secret@/records?host=/run/postgres%20ql")

    assert read["HOST"] == "/run/postgres ql"
    assert read["PORT"] == ""


def test_other_options_of_the_query_are_kept():
    assert database_url.read("postgres://a@h/d?sslmode=require")["OPTIONS"] == {
        "sslmode": "require"
    }


@pytest.mark.parametrize(
    "address", ["", "mysql://a:secret@h/d", "postgresql://a:secret@h/", "records"]
)
def test_what_is_no_address_is_refused_without_repeating_the_password(address):
    with pytest.raises(ValueError, match="it ") as refusal:
        database_url.read(address)

    assert "secret" not in str(refusal.value)
