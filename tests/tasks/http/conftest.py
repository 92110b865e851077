"""Asking for codes, and logging in by them."""

import pytest

from tests.tasks.http.codes import NOW, PHONE


@pytest.fixture
def usual_limits(call, configure):
    configure("limits", rate_multiplier=1)
    configure("sms", per_address_hour=10)


@pytest.fixture
def send(call):
    def run(phone=PHONE, now=NOW, **options):
        return call("http.account.send_code", {"phone": phone}, now=now, **options)

    return run


@pytest.fixture
def login(call):
    def run(code, phone=PHONE, now=NOW, **options):
        return call(
            "http.account.login_by_code", {"phone": phone, "code": code}, now=now, **options
        )

    return run
