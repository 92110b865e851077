"""The texts of messages, for providers that take whole texts."""


def code(code: str) -> str:
    return f"您的验证码是 {code}，5 分钟内有效。请勿告诉他人。"


def invite(nick: str) -> str:
    return f"{nick} 邀请您加入，下载应用后用本号码登录即可。"
