"""Logins over HTTP, against the real thing."""

import pytest

pytestmark = pytest.mark.e2e
PHONE = "13800000001"


@pytest.fixture(scope="module")
def accounts(new_service):
    """A service of our own: limits count per address, which our requests may choose."""
    return new_service(TRUSTED_PROXIES="1")


@pytest.fixture
def http(accounts):
    return accounts.http


class TestPages:
    @pytest.mark.parametrize("path", ["/PhoneLogin", "/login", "//PhoneLogin"])
    def test_without_parameters(self, http, path):
        page = http.get(path)
        assert page.status_code == 200
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "/static/PhoneTest.html" in page.text
        assert "http://" not in page.text.replace("http://127.0.0.1", "")
