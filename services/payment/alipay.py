"""Alipay (支付宝), by its SDK: the pay page for phones, notices signed with RSA2, questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from http.client import HTTPException
from typing import Any

from alipay import AliPay as Sdk
from alipay.exceptions import AliPayException, AliPayValidationError
from alipay.utils import AliPayConfig

from services.payment import addresses
from services.payment.interface import (
    ANSWER_SECONDS,
    Declined,
    Forged,
    Notice,
    Payment,
    Purchase,
    Status,
    Unavailable,
)
from settings import settings

CHINA = timezone(timedelta(hours=8))
SUBJECT = 128
"""The most characters of a subject; Alipay allows some more, and refuses some characters."""
STATES = {
    "WAIT_BUYER_PAY": Status.OPEN,
    "TRADE_SUCCESS": Status.PAID,
    "TRADE_FINISHED": Status.PAID,
    "TRADE_CLOSED": Status.CLOSED,
}
DONE = "10000"
REFUSED = "40004"
"""A business refusal, which `sub_code` explains; all other codes except DONE are no answer."""
NOT_EXIST = "ACQ.TRADE_NOT_EXIST"
NOT_NOW = ("ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID")
LATER = ("ACQ.SYSTEM_ERROR", "ACQ.AOP_SYSTEM_ERROR")
"""Sub-codes that decide nothing."""


class _Client(Sdk):
    """The SDK with the configured address of Alipay, and with China's time."""

    def __init__(self, gateway: str, **options: Any) -> None:
        super().__init__(**options)
        self._gateway = gateway

    def build_body(
        self, method: str, biz_content: dict[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        more.setdefault("timestamp", _china(datetime.now(CHINA)))
        body: dict[str, Any] = super().build_body(method, biz_content, **more)
        return body


class Alipay:
    """See services.payment.interface.Provider. Cards are kept by Alipay's own app."""

    name = "alipay"

    def __init__(self, client: _Client) -> None:
        self._client = client

    @classmethod
    def make(cls) -> Alipay | None:
        """From the settings; None when the keys are not set."""
        chosen = settings.payment
        if not (chosen.alipay_app_id and chosen.alipay_private_key):
            return None
        client = _Client(
            chosen.alipay_gateway_url,
            appid=chosen.alipay_app_id,
            app_private_key_string=chosen.alipay_private_key,
            alipay_public_key_string=chosen.alipay_public_key,
            sign_type="RSA2",
            config=AliPayConfig(timeout=ANSWER_SECONDS),
        )
        return cls(client)

    def pay_url(self, purchase: Purchase) -> str:
        query = self._client.api_alipay_trade_wap_pay(
            subject=_subject(purchase.subject),
            out_trade_no=_trade_number(purchase.orderid),
            total_amount=_yuan(purchase.amount),
            return_url=addresses.back(),
            notify_url=addresses.back(),
            time_expire=_china(datetime.fromtimestamp(purchase.expires, CHINA)),
        )
        return f"{settings.payment.alipay_gateway_url}?{query}"

    def read(self, data: Mapping[str, str]) -> Notice:
        values = dict(data)
        signature = values.pop("sign", "")
        try:
            genuine = self._client.verify(dict(values), signature)
        except (AliPayException, ValueError) as error:
            raise Forged("no RSA2 signature") from error
        if not genuine:
            raise Forged("wrong signature")
        if values.get("app_id") != self._client.appid:
            raise Forged("meant for another app")
        orderid, tradeid = _orderid(values.get("out_trade_no", "")), values.get("trade_no", "")
        # The browser's return has neither an id nor a state.
        noticeid = values.get("notify_id") or f"return {tradeid or orderid}"
        return Notice(noticeid, orderid, _payment(values) if "trade_status" in values else None)

    def query(self, purchase: Purchase) -> Payment:
        number = _trade_number(purchase.orderid)
        reply = self._ask(self._client.api_alipay_trade_query, out_trade_no=number)
        if reply.get("code") == DONE:
            told = _payment(reply)
            # Closed after it was paid: everything was refunded; the answer says it in no other way.
            paid_back = told.status is Status.CLOSED and reply.get("send_pay_date")
            return told._replace(refunded=told.amount) if paid_back else told
        if reply.get("sub_code") == NOT_EXIST:
            return Payment(Status.UNKNOWN)
        raise Unavailable(_told(reply))

    def close(self, purchase: Purchase) -> bool:
        number = _trade_number(purchase.orderid)
        reply = self._ask(self._client.api_alipay_trade_close, out_trade_no=number)
        if reply.get("sub_code") in NOT_NOW:
            return False
        if reply.get("code") == DONE or reply.get("sub_code") == NOT_EXIST:
            return True
        raise Unavailable(_told(reply))

    def refund(self, purchase: Purchase) -> None:
        number = _trade_number(purchase.orderid)
        # The request's number makes a repeat harmless: Alipay pays back once per number.
        reply = self._ask(
            self._client.api_alipay_trade_refund,
            refund_amount=_yuan(purchase.amount),
            out_trade_no=number,
            out_request_no=number,
        )
        if reply.get("code") == DONE:
            return
        if reply.get("code") == REFUSED and reply.get("sub_code") not in LATER:
            raise Declined(_told(reply))
        raise Unavailable(_told(reply))

    def _ask(self, function: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
        """Alipay's answer, its signature verified; raises Unavailable."""
        try:
            reply = function(**arguments)
        except AliPayException as error:
            raise Unavailable("an answer without signature") from error
        except AliPayValidationError as error:
            raise Unavailable("an answer with a wrong signature") from error
        except (OSError, HTTPException, ValueError) as error:
            raise Unavailable(f"no answer: {type(error).__name__}") from error
        except (AttributeError, TypeError) as error:
            # The SDK does not check the structure of the JSON.
            raise Unavailable("an answer that is not Alipay's") from error
        if not isinstance(reply, dict):
            raise Unavailable("an answer that is no object")
        return reply


def _payment(values: Mapping[str, str]) -> Payment:
    # An unknown state, which Alipay may add later, decides nothing: the order is asked about again.
    status = STATES.get(values.get("trade_status", ""), Status.OPEN)
    amount, tradeid = _fen(values.get("total_amount", "")), values.get("trade_no", "")
    return Payment(status, amount, tradeid, refunded=_fen(values.get("refund_fee", "")))


def _told(reply: Mapping[str, Any]) -> str:
    return f"{reply.get('code')} {reply.get('sub_code', '')}".strip()


def _trade_number(orderid: str) -> str:
    """The order id in the form that Alipay accepts: no hyphens."""
    return orderid.replace("-", "_")


def _orderid(trade_number: str) -> str:
    return trade_number.replace("_", "-")


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _fen(yuan: str) -> int | None:
    """The exact amount in fen; None for a text that is no amount."""
    try:
        fen = Decimal(yuan) * 100
        return int(fen) if fen == fen.to_integral_value() else None
    except (InvalidOperation, OverflowError, ValueError):
        return None


def _subject(name: str) -> str:
    """The subject that the payer reads, without the characters that Alipay refuses."""
    return re.sub(r"[/=&\s]+", " ", name).strip()[:SUBJECT] or "order"


def _china(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
