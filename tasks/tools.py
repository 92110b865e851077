"""Client data, upload token and change of phone."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from msgspec import UNSET, UnsetType

from models import ClientData, Session, User
from models.sms import CodeUse
from push.pushes import FromPhonebook
from settings import settings
from tasks.rpc import LIGHT, READ, Ctx, rpc
from tasks.shared import contacts, security, sessions, sms_codes, upload_tokens
from wire import phones
from wire.errors import (
    BadRequest,
    CodeExpired,
    Forbidden,
    NoSession,
    NumberTaken,
    SameNumber,
    WrongCode,
)
from wire.types import Code, Phone
from wire.uploads import WITHOUT_CALLBACK

DATA_KEYS, DATA_BYTES = 256, 64 * 1024


class ChangeOfPhone(msgspec.Struct):
    """After step 1 nothing, or with DEBUG on the code; after step 2 the new number."""

    newphone: str | UnsetType = UNSET
    code: str | UnsetType = UNSET


@rpc(rate=LIGHT)
def save_data(ctx: Ctx, /, **data: Any) -> None:
    """Store data of the client: the keys of parm are merged into what is there.

    At most 256 keys and 64 KiB as JSON in all.
    """
    if not data:
        raise BadRequest("at least one key is needed")
    # Data that is too large by itself is refused without merging.
    _check(data)
    row = ClientData.locked(ctx.db, ctx.uid)
    row.data = _check(msgspec.json.decode(row.data) | data)


def _check(data: dict[str, Any]) -> str:
    text = msgspec.json.encode(data)
    if len(data) > DATA_KEYS or len(text) > DATA_BYTES:
        raise BadRequest(f"at most {DATA_KEYS} keys and {DATA_BYTES} bytes as JSON are kept")
    return text.decode()


@rpc(rate=READ, readonly=True)
def read_data(ctx: Ctx) -> dict[str, Any]:
    """Read back what `tools.save_data` stored; the result is the stored object itself."""
    text = ClientData.text(ctx.db, ctx.uid)
    # it is JSON text already, which is put into the reply as it is
    return {} if text is None else cast("dict[str, Any]", msgspec.Raw(text.encode()))


@rpc(rate=READ, readonly=True)
def qiniu_uploadtoken(ctx: Ctx) -> upload_tokens.Token:
    """Upload token for pictures and other files, valid for 1 hour and any number of files.

    Post a form with `token` and `file` to `upload_url`; the answer has the file's address, `url`.
    """
    return upload_tokens.token(ctx, ctx.uid, WITHOUT_CALLBACK)


@rpc(
    rate=LIGHT,
    secret=("code", "confirm"),
    address=True,
    errors=[Forbidden, SameNumber, NumberTaken, WrongCode, CodeExpired],
    pushes=[FromPhonebook],
)
def change_phone(
    ctx: Ctx, newphone: Phone, code: Code | None = None, confirm: Code | None = None
) -> ChangeOfPhone:
    """Change my phone number. Step 1, without code: a code is sent to the new number.

    Step 2, with the code: the number is mine, and my other sessions end. In a session younger than
    7 days, or from another address than the login's, step 2 also wants a code of the present phone:
    it is sent, with errno 2 and the phone in `result.confirm`; repeat step 2 with `confirm` beside
    `code`.
    """
    number = sms_codes.number(newphone)
    _require_free(ctx, number.e164)
    new = CodeUse(number.e164, "change", ctx.uid)
    if code is None:
        sent = sms_codes.send(ctx, new)
        return ChangeOfPhone(code=sent if settings.service.debug else UNSET)
    sms_codes.use(ctx, (new, code), *_confirmed(ctx, confirm))
    _move(ctx, number)
    return ChangeOfPhone(newphone=newphone)


def _confirmed(ctx: Ctx, code: str | None) -> list[tuple[CodeUse, str]]:
    """Check the further proof; raises Forbidden after a code was sent to the present phone."""
    session = ctx.db.get(Session, ctx.sid)
    if session is None:
        raise NoSession
    phone = User.get(ctx.db, ctx.uid).phone
    if code is not None:
        return [(CodeUse(phone, "confirm", ctx.uid), code)]
    if session.is_trusted(ctx.origin.address, ctx.now):
        return []
    raise sms_codes.ask_for_confirmation(ctx, phone)


def _require_free(ctx: Ctx, phone: str) -> None:
    owner = User.uid_of_phone(ctx.db, phone)
    if owner == ctx.uid:
        raise SameNumber
    if owner is not None:
        raise NumberTaken


def _move(ctx: Ctx, number: phones.Number) -> None:
    if not User.take_phone(ctx.db, ctx.uid, number.e164, number.national):
        # Somebody registered the number since the check; the code is used up nevertheless.
        raise ctx.keeping(NumberTaken())
    sessions.end_others(ctx)
    security.note(ctx, "phone changed")
    ctx.later(contacts.MATCH_USER, uid=ctx.uid)
