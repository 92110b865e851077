// Written by ./dev clients from the registry; ./dev lint compares.

package social.client.generated

/** Every errno by its name. */
object Errno {
    /** session invalid or not started */
    const val NoSession = 1
    /** no permission */
    const val Forbidden = 2
    /** target not found */
    const val NotFound = 3
    /** too fast */
    const val TooFast = 4
    /** busy, try again */
    const val Busy = 5
    /** bad request */
    const val BadRequest = 6
    /** internal error */
    const val Internal = 7
    /** content refused */
    const val ContentRefused = 8
    /** nick taken */
    const val NickTaken = 1000
    /** new number equals the old */
    const val SameNumber = 1001
    /** number used by another account */
    const val NumberTaken = 1002
    /** wrong code */
    const val WrongCode = 1003
    /** code expired or too many wrong tries */
    const val CodeExpired = 1004
    /** invite already accepted */
    const val InviteAccepted = 2001
    /** phone already registered */
    const val PhoneRegistered = 2002
}

/** What a user is told. */
class Text(val zh: String, val en: String)

/** What a user is told, by errno. */
val TEXTS: Map<Int, Text> = mapOf(
    1 to Text("登录已失效，请重新登录", "You are logged out. Please log in again."),
    2 to Text("没有权限", "You are not allowed to do this."),
    3 to Text("内容不存在或已删除", "This does not exist any more."),
    4 to Text("操作太频繁，请稍后再试", "Too many requests. Please wait a moment."),
    5 to Text("网络繁忙，请稍后再试", "The service is busy. Please try again."),
    6 to Text("请求有误，请检查输入", "Something in the input is not right."),
    7 to Text("服务出错了，请稍后再试", "Something went wrong on our side."),
    8 to Text("内容含有不允许的词语", "Some words in it are not allowed."),
    1000 to Text("昵称已被使用", "This nick is taken."),
    1001 to Text("新号码与原号码相同", "The new number is the same as the old one."),
    1002 to Text("该号码已被其他账号使用", "Another account uses this number."),
    1003 to Text("验证码错误", "The code is wrong."),
    1004 to Text("验证码已失效，请重新获取", "The code has expired. Ask for a new one."),
    2001 to Text("邀请已被接受", "The invitation was already accepted."),
    2002 to Text("该手机号已注册", "This phone number is already registered."),
)
