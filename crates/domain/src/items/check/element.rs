//! The names of elements, for people.

/// An element by its field in the item's document, in Chinese and English.
pub fn element_words(field: &str) -> Option<(&'static str, &'static str)> {
    ELEMENTS
        .iter()
        .find(|known| known.0 == field)
        .map(|known| (known.1, known.2))
}

const ELEMENTS: &[(&str, &str, &str)] = &[
    ("code", "事项编码", "code"),
    ("name", "事项名称", "name"),
    ("kind", "事项类型", "kind"),
    ("body", "实施主体", "body in charge"),
    ("handling", "办件类型", "instant or promised"),
    ("group", "主项", "main item"),
    ("keywords", "日常用语", "words of daily speech"),
    ("quantity", "数量限制", "limit in number"),
    ("quantity_limit", "按数量准予", "places to be granted"),
    ("commitment", "告知承诺", "notice and commitment"),
    ("questions", "常见问题", "questions"),
    ("audience", "服务对象", "whom it serves"),
    ("codes", "其他编码", "other codes"),
    ("position", "事项层次", "place among others"),
    ("parent", "上级事项", "item above"),
    ("summary", "事项简介", "summary"),
    ("statutory_days", "法定办结时限", "statutory limit"),
    ("statutory_source", "法定时限依据", "source of the statutory limit"),
    ("statutory_stated", "法定时限表述", "statutory limit as stated"),
    ("promised_days", "承诺办结时限", "promised limit"),
    ("promised_stated", "承诺时限表述", "promised limit as stated"),
    ("catalogue_only", "要素公布情况", "completeness"),
    ("procedure", "办理流程", "procedure"),
    ("special_procedures", "特别程序", "special procedures"),
    ("fee", "收费", "fee"),
    ("materials", "申请材料", "materials"),
    ("form", "申请表单", "form"),
    ("form_tests", "表单测试用例", "test cases of the form"),
    ("conditions", "受理条件", "conditions"),
    ("situations", "情形", "situations"),
    ("visits", "到现场次数", "visits"),
    ("visit_reason", "必须到现场原因", "reason of the visits"),
    ("depth", "网办深度", "network depth"),
    ("access", "办理形式", "ways to apply"),
    ("delivery", "送达方式", "delivery"),
    ("hall", "办理地点", "place"),
    ("hours", "办理时间", "hours"),
    ("phone", "咨询电话", "telephone"),
    ("complaint_phone", "监督投诉电话", "telephone for complaints"),
    ("result", "审批结果", "result"),
    ("legal_basis", "设定依据", "legal basis"),
    ("authority", "实施主体与权限", "authority"),
    ("planned", "计划生效、取消日期", "planned days"),
    ("prerequisites", "前置条件", "prerequisites"),
    ("cites", "引用的上级事项", "item cited"),
    ("residency", "进驻大厅", "handled in the hall"),
];
