"""Which provider is used, and which settings it needs."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services import payment
from settings import Settings
from tests.fixtures.alipay import keys, options, private_text, public_text

BASE = {
    "DATABASE_URL": "postgres://x",
    "REDIS_URL": "redis://x",
    "SECRET_KEY": "of no use to anybody",
}


def load(**values):
    return Settings(BASE | values).payment


class TestDefault:
    def test_nothing_in_production(self):
        assert load().provider == "none"

    def test_the_sandbox_with_debug(self):
        assert load(DEBUG="1").provider == "sandbox"

    @pytest.mark.parametrize("debug", ["0", "1"])
    @pytest.mark.parametrize("name", ["none", "sandbox"])
    def test_what_is_set_counts(self, name, debug):
        assert load(DEBUG=debug, PAY_PROVIDER=name).provider == name

    def test_unknown(self):
        with pytest.raises(SystemExit, match=r"PAY_PROVIDER is wrong: .*none or sandbox or alipay"):
            load(PAY_PROVIDER="cash")


class TestAlipay:
    @pytest.mark.parametrize(
        "name", ["PUBLIC_URL", "ALIPAY_APP_ID", "ALIPAY_PRIVATE_KEY", "ALIPAY_PUBLIC_KEY"]
    )
    def test_needs(self, name):
        with pytest.raises(SystemExit, match=f"{name} is not set, which PAY_PROVIDER=alipay needs"):
            load(**options("https://example.com") | {name: ""})

    def test_keys_in_every_spelling(self):
        app, alipay = keys()
        pem = app.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        ).decode()
        pkcs8 = app.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        public = alipay.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        for text in (private_text(app), pem, pem.replace("\n", "\\n"), pkcs8):
            assert load(ALIPAY_PRIVATE_KEY=text).alipay_private_key == pkcs8
        for text in (public_text(alipay), public.decode()):
            assert load(ALIPAY_PUBLIC_KEY=text).alipay_public_key == public.decode()

    @pytest.mark.parametrize("name", ["ALIPAY_PRIVATE_KEY", "ALIPAY_PUBLIC_KEY"])
    @pytest.mark.parametrize("text", ["x", "AAAA", "-----BEGIN-----", "密钥"])
    def test_no_keys(self, name, text):
        with pytest.raises(SystemExit, match=f"{name} is wrong: it must be a .* RSA key"):
            load(**{name: text})

    def test_keys_of_another_kind(self):
        key = ec.generate_private_key(ec.SECP256R1())
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        for name, pem in (("ALIPAY_PRIVATE_KEY", private), ("ALIPAY_PUBLIC_KEY", public)):
            with pytest.raises(SystemExit, match="RSA key"):
                load(**{name: pem.decode()})


class TestPresent:
    @pytest.mark.parametrize(("name", "found"), [("none", None), ("sandbox", "sandbox")])
    def test_by_name(self, configure, name, found):
        configure("payment", provider=name)
        assert getattr(payment.present(), "name", None) == found

    def test_alipay_keeps_no_cards(self, alipay):
        assert payment.present().name == "alipay"
        assert payment.with_cards() is None

    def test_another_than_the_present_one(self, alipay):
        assert payment.named("sandbox").name == "sandbox"
        assert payment.named("cash") is None
