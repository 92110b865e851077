// Written by ./dev clients from the registry; ./dev lint compares.

/// Every errno by its name.
public enum Errno {
    /// session invalid or not started
    public static let NoSession = 1
    /// no permission
    public static let Forbidden = 2
    /// target not found
    public static let NotFound = 3
    /// too fast
    public static let TooFast = 4
    /// busy, try again
    public static let Busy = 5
    /// bad request
    public static let BadRequest = 6
    /// internal error
    public static let Internal = 7
    /// content refused
    public static let ContentRefused = 8
    /// nick taken
    public static let NickTaken = 1000
    /// new number equals the old
    public static let SameNumber = 1001
    /// number used by another account
    public static let NumberTaken = 1002
    /// wrong code
    public static let WrongCode = 1003
    /// code expired or too many wrong tries
    public static let CodeExpired = 1004
    /// invite already accepted
    public static let InviteAccepted = 2001
    /// phone already registered
    public static let PhoneRegistered = 2002
}

/// What a user is told, by errno.
public let texts: [Int: (zh: String, en: String)] = [
    1: (zh: "登录已失效，请重新登录", en: "You are logged out. Please log in again."),
    2: (zh: "没有权限", en: "You are not allowed to do this."),
    3: (zh: "内容不存在或已删除", en: "This does not exist any more."),
    4: (zh: "操作太频繁，请稍后再试", en: "Too many requests. Please wait a moment."),
    5: (zh: "网络繁忙，请稍后再试", en: "The service is busy. Please try again."),
    6: (zh: "请求有误，请检查输入", en: "Something in the input is not right."),
    7: (zh: "服务出错了，请稍后再试", en: "Something went wrong on our side."),
    8: (zh: "内容含有不允许的词语", en: "Some words in it are not allowed."),
    1000: (zh: "昵称已被使用", en: "This nick is taken."),
    1001: (zh: "新号码与原号码相同", en: "The new number is the same as the old one."),
    1002: (zh: "该号码已被其他账号使用", en: "Another account uses this number."),
    1003: (zh: "验证码错误", en: "The code is wrong."),
    1004: (zh: "验证码已失效，请重新获取", en: "The code has expired. Ask for a new one."),
    2001: (zh: "邀请已被接受", en: "The invitation was already accepted."),
    2002: (zh: "该手机号已注册", en: "This phone number is already registered."),
]
