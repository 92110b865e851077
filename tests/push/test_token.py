"""All processes share the provider token, which is replaced neither too early nor too late."""

from __future__ import annotations

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from push.alerts.apple import token
from push.alerts.apple.token import SPAN_SECONDS, provider_token

PRIVATE = ec.generate_private_key(ec.SECP256R1())
PEM = PRIVATE.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
).decode()


@given(now=st.floats(1e9, 4e9))
def test_apple_can_check_it_and_it_is_young_enough(now: float) -> None:
    text = provider_token(PEM, "KEY", "TEAM", now)
    claims = jwt.decode(
        text, PRIVATE.public_key(), algorithms=["ES256"], options={"verify_iat": False}
    )
    assert claims["iss"] == "TEAM"
    assert 0 <= now - claims["iat"] < SPAN_SECONDS
    assert jwt.get_unverified_header(text)["kid"] == "KEY"


@given(now=st.integers(10**9, 4 * 10**9))
def test_every_process_makes_the_same(now: int) -> None:
    begin = now // SPAN_SECONDS * SPAN_SECONDS
    mine = provider_token(PEM, "KEY", "TEAM", now)
    token._signed.cache_clear()  # as in another process
    assert provider_token(PEM, "KEY", "TEAM", begin) == mine
    assert provider_token(PEM, "KEY", "TEAM", begin + SPAN_SECONDS) != mine


def test_renewed_between_20_and_60_minutes() -> None:
    assert 20 * 60 <= SPAN_SECONDS < 60 * 60


@pytest.mark.parametrize("other", [("KEY2", "TEAM"), ("KEY", "TEAM2")])
def test_other_ids_are_other_tokens(other: tuple[str, str]) -> None:
    assert provider_token(PEM, *other, 1e9) != provider_token(PEM, "KEY", "TEAM", 1e9)
