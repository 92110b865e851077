"""What the carriers of alerts need, and what a wrong key's error says."""

from __future__ import annotations

import json

import pytest

from configuration.base import SettingsError
from settings import Settings
from tests.fixtures.certificates import pem_of


@pytest.fixture
def account(google_key):
    return {
        "project_id": "app",
        "client_email": "a@b",
        "token_uri": "https://x/token",
        "private_key": pem_of(google_key),
    }


def fcm(text):
    return Settings({"FCM_PROVIDER": "google", "FCM_SERVICE_ACCOUNT": text}).fcm


def test_a_service_account(account):
    text = json.dumps(account)
    assert fcm(text).service_account == text


@pytest.mark.parametrize("key", ["project_id", "client_email", "token_uri", "private_key"])
@pytest.mark.parametrize("value", [None, 5])
def test_what_is_missing_in_it(account, key, value):
    with pytest.raises(SettingsError, match=r"^FCM_SERVICE_ACCOUNT is wrong"):
        fcm(json.dumps(account | {key: value}))
    del account[key]
    with pytest.raises(SettingsError, match=r"^FCM_SERVICE_ACCOUNT is wrong"):
        fcm(json.dumps(account))


@pytest.mark.parametrize("text", ["{}", "[]", "{", '"x"', "5"])
def test_no_service_account(text):
    with pytest.raises(SettingsError, match=r"^FCM_SERVICE_ACCOUNT is wrong"):
        fcm(text)


def test_another_kind_of_key(account, apns_key):
    with pytest.raises(SettingsError, match=r"^FCM_SERVICE_ACCOUNT is wrong"):
        fcm(json.dumps(account | {"private_key": pem_of(apns_key)}))


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({"FCM_PROVIDER": "google"}, "FCM_SERVICE_ACCOUNT"),
        ({"JPUSH_PROVIDER": "jiguang"}, "JPUSH_APP_KEY"),
        ({"JPUSH_PROVIDER": "jiguang", "JPUSH_APP_KEY": "x"}, "JPUSH_MASTER_SECRET"),
    ],
)
def test_a_provider_without_its_account(environment, missing):
    group = missing.partition("_")[0].lower()
    with pytest.raises(SettingsError, match=missing):
        getattr(Settings(environment), group)
