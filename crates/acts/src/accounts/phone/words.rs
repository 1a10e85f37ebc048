//! What people are told about codes.

use yimen_domain::words::{Fault, Refusal, RefusalKind};

type Pair = (&'static str, &'static str);

fn refusal(code: &'static str, kind: RefusalKind, why: Pair, remedy: Pair) -> Refusal {
    Refusal::new(code, kind, "", why, remedy)
}

pub(super) fn wrong_code() -> Fault {
    Fault::new(
        "code",
        "验证码不正确。请输入最近一条短信中的 6 位数字；连续输错 5 次须重新获取。",
        "The code is wrong. Enter the six digits of the latest message; after five wrong attempts ask for a new one.",
    )
}

pub(super) fn gone() -> Refusal {
    refusal(
        "code_gone",
        RefusalKind::State,
        (
            "验证码已经失效：超过 5 分钟、已经用过，或者输错次数过多。",
            "The code is no longer good: it is older than five minutes, was used, or was tried too often.",
        ),
        ("请重新获取验证码。", "Ask for a new code."),
    )
}

pub(super) fn closed() -> Refusal {
    refusal(
        "account_closed",
        RefusalKind::Forbidden,
        ("这个账号已经停用。", "This account is closed."),
        (
            "请到服务大厅咨询台办理。",
            "Please ask at the service desk in the hall.",
        ),
    )
}

pub(super) fn no_account() -> Refusal {
    refusal(
        "no_account_with_number",
        RefusalKind::State,
        ("这个手机号没有绑定账号。", "No account is bound to this number."),
        (
            "可以用这个手机号登录，新建一个账号；原来的账号请凭身份证件到服务大厅找回。",
            "Sign in with this number to make a new account; to recover an older account, bring your identity document to the hall.",
        ),
    )
}

pub(super) fn not_offered() -> Refusal {
    refusal(
        "codes_not_offered",
        RefusalKind::State,
        ("这里没有开通短信验证码。", "Codes by telephone are not offered here."),
        (
            "请用用户名和密码登录；忘记密码请到服务大厅咨询台办理。",
            "Sign in with name and password; if you forgot the password, ask at the service desk in the hall.",
        ),
    )
}

pub(super) fn wait_a_minute() -> Refusal {
    refusal(
        "code_just_sent",
        RefusalKind::Later,
        (
            "刚刚已经向这个手机号发送过验证码。",
            "A code was sent to this number just now.",
        ),
        (
            "请查看短信；没有收到的，1 分钟后再获取。",
            "Look at your messages. If it has not come, ask again in a minute.",
        ),
    )
}

pub(super) fn enough_for_number() -> Refusal {
    refusal(
        "codes_for_number_used",
        RefusalKind::Later,
        (
            "今天向这个手机号发送的验证码已经很多，暂不再发送。",
            "Many codes were sent to this number today, so no more are sent for now.",
        ),
        (
            "请明天再试，或者用密码登录，或者用以前登录过的设备获取。",
            "Try again tomorrow, sign in with your password, or ask on a device on which you signed in before.",
        ),
    )
}

pub(super) fn enough_from_here() -> Refusal {
    refusal(
        "codes_from_here_used",
        RefusalKind::Later,
        (
            "您所在的网络获取验证码过于频繁。",
            "Too many codes were asked for from your network.",
        ),
        (
            "请 1 小时后再试，或者用密码登录。",
            "Try again in an hour, or sign in with your password.",
        ),
    )
}

pub(super) fn enough_today() -> Refusal {
    refusal(
        "codes_of_day_used",
        RefusalKind::Later,
        (
            "今天的短信已经发完。",
            "All the short messages of today have been sent.",
        ),
        (
            "请用密码登录，或者明天再试。",
            "Sign in with your password, or try again tomorrow.",
        ),
    )
}
