"""Every errno. Written by ./dev clients from the registry; ./dev lint compares."""

from enum import IntEnum


class Errno(IntEnum):
    """Every errno by its name."""

    NoSession = 1
    Forbidden = 2
    NotFound = 3
    TooFast = 4
    Busy = 5
    BadRequest = 6
    Internal = 7
    ContentRefused = 8
    NickTaken = 1000
    SameNumber = 1001
    NumberTaken = 1002
    WrongCode = 1003
    CodeExpired = 1004
    InviteAccepted = 2001
    PhoneRegistered = 2002


TEXTS = {
    1: ('登录已失效，请重新登录', 'You are logged out. Please log in again.'),
    2: ('没有权限', 'You are not allowed to do this.'),
    3: ('内容不存在或已删除', 'This does not exist any more.'),
    4: ('操作太频繁，请稍后再试', 'Too many requests. Please wait a moment.'),
    5: ('网络繁忙，请稍后再试', 'The service is busy. Please try again.'),
    6: ('请求有误，请检查输入', 'Something in the input is not right.'),
    7: ('服务出错了，请稍后再试', 'Something went wrong on our side.'),
    8: ('内容含有不允许的词语', 'Some words in it are not allowed.'),
    1000: ('昵称已被使用', 'This nick is taken.'),
    1001: ('新号码与原号码相同', 'The new number is the same as the old one.'),
    1002: ('该号码已被其他账号使用', 'Another account uses this number.'),
    1003: ('验证码错误', 'The code is wrong.'),
    1004: ('验证码已失效，请重新获取', 'The code has expired. Ask for a new one.'),
    2001: ('邀请已被接受', 'The invitation was already accepted.'),
    2002: ('该手机号已注册', 'This phone number is already registered.'),
}
"""What a user is told, in Chinese and English."""
