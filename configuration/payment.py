"""The payment provider."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from configuration import kinds
from configuration.base import Environment, Group, need, read, setting
from configuration.service import Service

BACK_PATH = "/payresult/Paybackend"
"""For notices, and for the payer's browser when it comes back. Here, because who serves it and who
tells companies of it know nothing of each other."""
SANDBOX_PATH = "/pay/sandbox"


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment(Group):
    title = "Payment"

    provider: str = setting(
        "PAY_PROVIDER",
        kinds.one_of("none", "sandbox", "alipay"),
        None,
        "sandbox (no real money), alipay, or none: free orders and reservations only;"
        " default: sandbox with DEBUG, else none",
    )
    pre_order_msg: str = setting(
        "PRE_ORDER_MSG", kinds.text, "", "text for the client that reserved goods"
    )
    app_url: str | None = setting(
        "APP_URL",
        kinds.link,
        None,
        "the app's link on the page after a payment, such as myapp://orders/{orderid}",
    )
    questions_at_once: int = setting(
        "PAY_QUESTIONS_AT_ONCE",
        kinds.positive,
        10,
        "open orders about which one provider is asked at the same time",
    )
    alipay_app_id: str | None = setting(
        "ALIPAY_APP_ID", kinds.text, None, "Alipay: APPID of the app"
    )
    alipay_private_key: str | None = setting(
        "ALIPAY_PRIVATE_KEY",
        kinds.private_rsa_key,
        None,
        "Alipay: the app's own RSA2 key, PEM or base64",
    )
    alipay_public_key: str | None = setting(
        "ALIPAY_PUBLIC_KEY",
        kinds.public_rsa_key,
        None,
        "Alipay: the public key it shows for the app, PEM or base64",
    )
    alipay_gateway_url: str = setting(
        "ALIPAY_GATEWAY_URL",
        kinds.url("http", "https"),
        "https://openapi.alipay.com/gateway.do",
        "Alipay: where it answers",
    )

    def completed(self, environment: Environment) -> Self:
        """Alipay needs its keys, and an address for its notices."""
        if self.provider == "alipay":
            keys = ("ALIPAY_APP_ID", "ALIPAY_PRIVATE_KEY", "ALIPAY_PUBLIC_KEY")
            need(environment, "PAY_PROVIDER=alipay", *keys, "PUBLIC_URL")
        unset = "sandbox" if read(Service, environment).debug else "none"
        return replace(self, provider=self.provider or unset)
