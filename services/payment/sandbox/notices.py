"""The sandbox's notices of payments, signed."""

from __future__ import annotations

from collections.abc import Mapping

from services.payment.interface import Forged, Notice, Payment, Status
from services.payment.sandbox import ledger, signing


def write(orderid: str, payment: Payment, noticeid: str = "") -> dict[str, str]:
    """The form fields of a notice."""
    values = {
        "noticeid": noticeid or ledger.new_id(),
        "orderid": orderid,
        "status": payment.status.value,
        "amount": str(payment.amount or 0),
        "tradeid": payment.tradeid,
        "refunded": str(payment.refunded or 0),
    }
    return signing.signed("notice", values)


def read(data: Mapping[str, str]) -> Notice:
    """The content of a notice; raises Forged."""
    values = signing.verified("notice", data)
    try:
        payment = Payment(Status(values["status"]), int(values["amount"]), values["tradeid"])
        told = payment._replace(refunded=int(values["refunded"]))
        return Notice(values["noticeid"], values["orderid"], told)
    except (KeyError, ValueError) as error:
        raise Forged("not a notice") from error
