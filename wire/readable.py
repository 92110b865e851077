"""What people read in place of numbers: texts of errnos in Chinese and English, sums of money."""

from __future__ import annotations

from wire import errors
from wire.errors import RpcError

TEXTS: dict[type[RpcError], tuple[str, str]] = {
    errors.NoSession: ("登录已失效，请重新登录", "You are logged out. Please log in again."),
    errors.Forbidden: ("没有权限", "You are not allowed to do this."),
    errors.NotFound: ("内容不存在或已删除", "This does not exist any more."),
    errors.TooFast: ("操作太频繁，请稍后再试", "Too many requests. Please wait a moment."),
    errors.Busy: ("网络繁忙，请稍后再试", "The service is busy. Please try again."),
    errors.BadRequest: ("请求有误，请检查输入", "Something in the input is not right."),
    errors.Internal: ("服务出错了，请稍后再试", "Something went wrong on our side."),
    errors.ContentRefused: (
        "内容含有不允许的词语",
        "Some words in it are not allowed.",
    ),
    errors.NickTaken: ("昵称已被使用", "This nick is taken."),
    errors.SameNumber: ("新号码与原号码相同", "The new number is the same as the old one."),
    errors.NumberTaken: ("该号码已被其他账号使用", "Another account uses this number."),
    errors.WrongCode: ("验证码错误", "The code is wrong."),
    errors.CodeExpired: ("验证码已失效，请重新获取", "The code has expired. Ask for a new one."),
    errors.InviteAccepted: ("邀请已被接受", "The invitation was already accepted."),
    errors.PhoneRegistered: ("该手机号已注册", "This phone number is already registered."),
}


def told(language: str) -> dict[int, str]:
    """The texts by errno: in Chinese for `zh`, else in English."""
    return {one.errno: texts[language != "zh"] for one, texts in TEXTS.items()}


def yuan(fen: int) -> str:
    """A sum of money as people read it."""
    return f"¥{fen // 100}.{fen % 100:02}"
