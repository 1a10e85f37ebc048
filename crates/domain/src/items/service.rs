//! Where, when and how people get what an item gives (办理地点、时间、形式).

use super::authority::Level;
use super::coded::coded;
use crate::words::Words;

coded! {
    /// Whom an item serves, in the six sorts of the standard (服务对象, GB/T 39046-2020 A.4).
    ServiceObject {
        NaturalPerson = "natural_person", "1", "自然人", "natural persons";
        Enterprise = "enterprise", "2", "企业法人", "companies";
        Institution = "institution", "3", "事业法人", "public institutions";
        Association = "association", "4", "社会组织法人", "associations";
        Government = "government", "5", "行政机关", "government bodies";
        Other = "other", "6", "其他组织", "other organisations";
    }
}

coded! {
    /// A way to apply (办理形式, GB/T 39046-2020 A.5).
    Channel {
        Window = "window", "1", "窗口办理", "at the window";
        Web = "web", "2", "电脑端网上办理", "on the web";
        Mobile = "mobile", "3", "移动端网上申请", "on a telephone";
        Post = "post", "4", "快递申请", "by post";
        Other = "other", "9", "其他", "other";
    }
}

impl Channel {
    /// Over the network.
    pub fn is_online(self) -> bool {
        matches!(self, Channel::Web | Channel::Mobile)
    }
}

coded! {
    /// Over what area an item can be applied for anywhere (通办范围).
    Reach {
        Nation = "nation", "", "全国", "the whole country";
        Provinces = "provinces", "", "跨省", "across provinces";
        Cities = "cities", "", "跨市", "across cities";
        Counties = "counties", "", "跨县", "across counties";
    }
}

coded! {
    /// How a result reaches people (送达方式).
    Delivery {
        Window = "window", "", "窗口领取", "collected at the window";
        Post = "post", "", "邮寄送达", "sent by post";
        Electronic = "electronic", "", "电子送达", "sent electronically";
    }
}

/// Place, hours, telephone, visits and ways of delivery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// Code of the hall.
    pub hall: String,
    /// Opening hours.
    pub hours: Words,
    /// Telephone for questions.
    pub phone: String,
    /// Telephone for complaints.
    pub complaint_phone: String,
    /// How often one must come (到现场次数).
    pub visits: u32,
    /// Why one must come at all.
    pub visit_reason: Words,
    /// Network depth (网办深度), 1 to 4.
    pub depth: u32,
    /// How the result is handed over.
    pub delivery: Vec<Delivery>,
    /// How people can apply and what is open to them.
    pub access: Access,
}

impl Service {
    /// One can apply over the network: the body says so, or the depth does.
    pub fn is_online(&self) -> bool {
        self.access.channels.iter().any(|channel| channel.is_online()) || self.depth >= 3
    }
}

/// Ways in, and what is offered beside them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// The six sorts of whom it serves; empty where only people or companies is known.
    pub objects: Vec<ServiceObject>,
    /// Ways to apply; empty where the body has not said.
    pub channels: Vec<Channel>,
    /// Area over which it can be applied for anywhere.
    pub reach: Option<Reach>,
    /// Codes of themes for people (自然人服务主题).
    pub person_themes: Vec<String>,
    /// Codes of themes for companies (法人服务主题).
    pub company_themes: Vec<String>,
    /// An hour can be booked (预约办理).
    pub booking: bool,
    /// Fees can be paid on the net (网上支付).
    pub pays_online: bool,
    /// Papers can be sent by courier (物流快递).
    pub courier: bool,
    /// It is done on terminals in the hall (终端办理).
    pub terminals: bool,
    /// One sign-in for the national platform (单点登录).
    pub single_sign_on: bool,
    /// Address on the web (网办地址).
    pub web_address: String,
    /// Address for telephones.
    pub mobile_address: String,
    /// Level of the system that runs it (运行系统层级).
    pub system_level: Option<Level>,
    /// How to ask (咨询方式), in words.
    pub advice: Words,
    /// How to complain (监督投诉方式), in words.
    pub complaint: Words,
    /// Places to go beside the hall (办理地点).
    pub places: Vec<Words>,
    /// Name of the township's code where it is done there (乡镇代码).
    pub town_code: String,
    /// The village's (村代码).
    pub village_code: String,
}

/// A question that people often ask (常见问题).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// Question.
    pub question: Words,
    /// Answer.
    pub answer: Words,
}

/// Whether it is handled in the hall (进驻政务大厅).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Residency {
    /// In the hall; none where the body has not said.
    pub in_hall: Option<bool>,
    /// Why not: secrecy, premises.
    pub reason: Words,
    /// Who approved that, with the number of the paper.
    pub approval: String,
}
