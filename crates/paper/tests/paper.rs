//! Documents as their readers have them: the text that can be selected, the QR code that a telephone reads, the pages.

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use yimen_paper::{
    Block, CaseFacts, ClockDay, ClockFacts, ClockMonth, CorrectionRequest, Deadline, Document, DocumentKind, Drawing,
    DrawnRow, Fonts, Language, Material, PaperError, Remedies, Shape, render,
};

const MEND: &str = "`make test` installs what tests need (fonts; Debian's poppler-utils and zbar-tools)";
const URL: &str = "https://zw.example.gov.cn/v/7Q4M-2KXD-91PA-ZC8T";

/// The fonts, or why there are none, so that each test says it.
static FONTS: LazyLock<Result<Fonts, String>> = LazyLock::new(|| {
    let folder = std::env::var_os("YIMEN_FONTS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets/dist/fonts"),
        PathBuf::from,
    );
    Fonts::load(&folder).map_err(|error| format!("{error}; {MEND}"))
});

fn fonts() -> &'static Fonts {
    FONTS.as_ref().unwrap_or_else(|error| panic!("{error}"))
}

/// A printed document, kept in a folder of its own.
struct Printed {
    folder: tempfile::TempDir,
    bytes: usize,
}

impl Printed {
    fn of(document: &Document) -> Printed {
        let file = render(document, fonts()).expect("the document can be made");
        assert!(file.starts_with(b"%PDF-1.7"));
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("paper.pdf"), &file).expect("the file can be written");
        Printed {
            folder,
            bytes: file.len(),
        }
    }

    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap_or_else(|error| panic!("{program} cannot be run ({error}); {MEND}"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} failed: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The text without white space, since lines may break anywhere.
    fn text(&self) -> String {
        self.pages().concat()
    }

    fn pages(&self) -> Vec<String> {
        let text = self.run("pdftotext", &["-layout", "paper.pdf", "-"]);
        let pages = text.trim_end_matches('\u{c}').split('\u{c}');
        pages
            .map(|page| page.chars().filter(|sign| !sign.is_whitespace()).collect())
            .collect()
    }

    fn codes(&self) -> Vec<String> {
        self.run("pdftoppm", &["-r", "150", "-png", "paper.pdf", "page"]);
        let last = format!("page-{}.png", self.pages().len());
        let read = self.run("zbarimg", &["--quiet", "--raw", &last]);
        read.lines().map(str::to_owned).collect()
    }
}

fn material(name: &str) -> Material {
    Material {
        name: name.to_owned(),
        form: "原件".to_owned(),
        copies: 1,
        state: "已收".to_owned(),
    }
}

fn case() -> CaseFacts {
    let some = |words: &str| Some(words.to_owned());
    CaseFacts {
        correction_due: None,
        number: "11511603MB1A2345674000131025001202611200015".to_owned(),
        document_number: some("前审受〔2026〕15号"),
        item_name: "食品经营许可（新办）".to_owned(),
        item_code: "11511603MB1A2345674000131025001".to_owned(),
        permit: true,
        division_name: "四川省广安市前锋区".to_owned(),
        body_name: "广安市前锋区市场监督管理局".to_owned(),
        seal_name: some("广安市前锋区市场监督管理局"),
        applicant: "张三丰".to_owned(),
        applicant_id_masked: some("5116**********1234"),
        received_on: "2026年11月20日".to_owned(),
        accepted_on: some("2026年11月22日"),
        issued_on: "2026年11月22日".to_owned(),
        statutory_days: Some(20),
        promised_days: Some(5),
        statutory_due: some("2026年12月18日"),
        promised_due: some("2026年11月27日"),
        provisional: false,
        legal_basis: vec!["《中华人民共和国食品安全法》第三十五条".to_owned()],
        materials: vec![material("食品经营许可申请书"), material("营业执照")],
        verify_url: some(URL),
        contact: some("咨询电话：0826-0000000"),
        demonstration: true,
    }
}

fn remedies() -> Remedies {
    Remedies {
        review_body: "广安市前锋区人民政府".to_owned(),
        court: "广安市前锋区人民法院".to_owned(),
    }
}

fn deadline() -> Deadline {
    Deadline {
        day: "2026年12月4日".to_owned(),
        source: "安阳市政务服务条例 第三十六条".to_owned(),
    }
}

fn correction() -> CorrectionRequest {
    CorrectionRequest {
        material: "营业执照".to_owned(),
        what_to_do: "请提交加盖公章的复印件".to_owned(),
    }
}

fn clock() -> ClockFacts {
    ClockFacts {
        name: "承诺办结时限".to_owned(),
        summary: vec!["本申请于2026年11月22日受理，到2026年11月23日届满。".to_owned()],
        laws: vec!["《优化营商环境条例》第三十六条".to_owned()],
        calendar: "2026年部分节假日安排".to_owned(),
        months: vec![ClockMonth {
            name: "2026年11月".to_owned(),
            days: vec![ClockDay {
                day: "23日（周一）".to_owned(),
                counted: Some(1),
                reason: "工作日".to_owned(),
            }],
        }],
        ..ClockFacts::default()
    }
}

/// Forty steps, each in a box with a line to the next.
fn drawing() -> Drawing {
    let row = |n: usize| DrawnRow {
        height: 60.0,
        shapes: vec![
            Shape::Frame {
                x: 100.0,
                y: 0.0,
                width: 200.0,
                height: 40.0,
            },
            Shape::Words {
                middle: 200.0,
                baseline: 25.0,
                size: 10.5,
                bold: true,
                text: format!("步骤{n}"),
            },
            Shape::Rule {
                from: (200.0, 40.0),
                to: (200.0, 60.0),
            },
        ],
    };
    Drawing {
        alternative: "四十个步骤依次进行".to_owned(),
        rows: (1..=40).map(row).collect(),
    }
}

#[test]
fn a_drawing_goes_on_from_page_to_page() {
    let printed = Printed::of(&plain(vec![Block::Drawing(drawing())]));
    let pages = printed.pages();
    assert!(pages.len() > 2);
    assert!(pages[0].contains("步骤1") && pages.concat().contains("步骤40"));
}

#[test]
fn a_wide_table_stands_on_its_side_with_its_head_on_every_page() {
    let rows = (0..120).map(|n| vec![n.to_string(), format!("事项{n}")]).collect();
    let table = Block::Table {
        head: vec!["序号".to_owned(), "事项名称".to_owned()],
        rows,
        widths: vec![1.0, 9.0],
    };
    let document = Document {
        landscape: true,
        ..plain(vec![table])
    };
    let printed = Printed::of(&document);
    let pages = printed.pages();
    assert!(pages.len() > 3);
    assert!(pages[..pages.len() - 1].iter().all(|page| page.contains("事项名称")));
    let size = printed.run("pdfinfo", &["paper.pdf"]);
    assert!(size.contains("841.89 x 595.28"), "{size}");
}

fn all(case: &CaseFacts) -> Vec<Document> {
    let words = ["面积不符合要求".to_owned()];
    vec![
        yimen_paper::receipt(case),
        yimen_paper::correction_notice(case, &[correction()], Some(&deadline())),
        yimen_paper::acceptance(case),
        yimen_paper::not_accepted(case, "不属于本机关职权", Some("广安区"), &remedies()),
        yimen_paper::grant(case, None, &words, Some("五年")),
        yimen_paper::refusal(case, &words, &remedies()),
        Document {
            kind: DocumentKind::ItemNotice,
            ..yimen_paper::receipt(case)
        },
        yimen_paper::clock_proof(case, &clock()),
        Document {
            kind: DocumentKind::List,
            landscape: true,
            ..yimen_paper::receipt(case)
        },
        Document {
            kind: DocumentKind::FlowChart,
            paragraphs: vec![Block::Drawing(drawing())],
            ..yimen_paper::receipt(case)
        },
        yimen_paper::worded(
            case,
            DocumentKind::Worded,
            "延长期限告知书",
            "你（单位）申请的“{事项}”。\n{办件信息}",
            &yimen_paper::fillings(case, &remedies()),
        ),
    ]
}

fn plain(paragraphs: Vec<Block>) -> Document {
    Document {
        paragraphs,
        ..yimen_paper::receipt(&case())
    }
}

#[test]
fn every_kind_shows_title_number_name_body_and_date() {
    let documents = all(&case());
    let kinds: Vec<_> = documents.iter().map(|document| document.kind).collect();
    // A letter of authority belongs to no case.
    let mut of_cases = DocumentKind::ALL.iter().filter(|kind| **kind != DocumentKind::Letter);
    assert!(of_cases.all(|kind| kinds.contains(kind)));
    for document in documents {
        let text = Printed::of(&document).text();
        for words in [
            document.title.as_str(),
            "前审受〔2026〕15号",
            "11511603MB1A2345674000131025001202611200015",
            "张三丰：",
            "广安市前锋区市场监督管理局2026年11月22日",
            "演示文书，不具有法律效力",
            "咨询电话：0826-0000000",
        ] {
            assert!(text.contains(words), "{}: no {words} in {text}", document.title);
        }
    }
}

#[test]
fn an_acceptance_names_both_limits_and_their_last_days() {
    let text = Printed::of(&yimen_paper::acceptance(&case())).text();
    assert!(text.contains("法定办结时限20个工作日，至2026年12月18日届满"));
    assert!(text.contains("承诺办结时限5个工作日，至2026年11月27日届满"));
    assert!(text.contains("第三十二条第一款第（五）项"));
    assert!(!text.contains("暂定"));
}

#[test]
fn a_due_date_without_published_holidays_is_called_provisional() {
    let case = CaseFacts {
        provisional: true,
        ..case()
    };
    let text = Printed::of(&yimen_paper::acceptance(&case)).text();
    assert!(text.contains("至2026年12月18日届满（暂定）"));
    assert!(text.contains("节假日安排尚未公布"));
}

#[test]
fn a_refusal_gives_reasons_and_both_remedies() {
    let reasons = ["经营场所面积不足".to_owned(), "未设置消毒设施".to_owned()];
    let text = Printed::of(&yimen_paper::refusal(&case(), &reasons, &remedies())).text();
    assert!(text.contains("1.经营场所面积不足"));
    assert!(text.contains("2.未设置消毒设施"));
    assert!(text.contains("六十日内，依照《中华人民共和国行政复议法》第二十条"));
    assert!(text.contains("六个月内，依照《中华人民共和国行政诉讼法》第四十六条"));
    assert!(text.contains("广安市前锋区人民法院"));
}

#[test]
fn what_is_not_a_licence_does_not_cite_the_licensing_law() {
    let case = CaseFacts {
        permit: false,
        ..case()
    };
    for document in all(&case) {
        let text = Printed::of(&document).text();
        assert!(!text.contains("行政许可法"), "{}", document.title);
    }
}

#[test]
fn a_telephone_reads_the_exact_address_from_every_kind() {
    for document in all(&case()) {
        assert_eq!(Printed::of(&document).codes(), [URL], "{}", document.title);
    }
}

#[test]
fn a_long_address_is_still_read() {
    let document = Document {
        qr_url: Some(format!("{URL}?{}", "a1B2".repeat(40))),
        ..yimen_paper::receipt(&case())
    };
    let expected = document.qr_url.clone().expect("set above");
    assert_eq!(Printed::of(&document).codes(), [expected]);
}

#[test]
fn an_address_too_long_for_a_code_says_what_to_shorten() {
    let document = Document {
        qr_url: Some("x".repeat(4000)),
        ..yimen_paper::receipt(&case())
    };
    let error = render(&document, fonts()).expect_err("no code holds 4,000 bytes");
    assert!(matches!(error, PaperError::QrTooLong { length: 4000, .. }));
    assert!(error.to_string().contains("shorten the public address"));
}

#[test]
fn sixty_materials_go_over_pages_with_the_head_repeated_and_the_signature_in_company() {
    let materials: Vec<_> = (1..=60)
        .map(|n| material(&format!("第{n}号施工现场质量管理检查记录表")))
        .collect();
    let case = CaseFacts { materials, ..case() };
    let printed = Printed::of(&yimen_paper::receipt(&case));
    let pages = printed.pages();
    assert!(pages.len() >= 3);
    for (n, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("第{}页共{}页", n + 1, pages.len())), "{page}");
        if page.contains("号施工现场") {
            assert!(page.contains("序号材料名称形式份数状态"), "{page}");
        }
    }
    let text = pages.concat();
    assert!((1..=60).all(|n| text.contains(&format!("第{n}号施工现场"))));
    let last = pages.last().expect("a page");
    assert!(last.contains("2026年11月22日"));
    assert!(last.contains("注：本凭证"), "the signature stands alone: {last}");
}

#[test]
fn a_signature_never_stands_alone_however_long_the_text() {
    for lines in 1..70 {
        let body = vec![Block::Paragraph("办".repeat(30 * lines))];
        let printed = Printed::of(&plain(body));
        let pages = printed.pages();
        let last = pages.last().expect("a page");
        assert!(last.contains("2026年11月22日"));
        assert!(last.contains("办办办"), "{lines} lines: {last}");
    }
}

#[test]
fn a_short_document_is_one_page() {
    assert_eq!(Printed::of(&yimen_paper::acceptance(&case())).pages().len(), 1);
}

#[test]
fn long_names_are_broken_and_lose_nothing() {
    let name = "中华人民共和国四川省广安市前锋区".repeat(12);
    let case = CaseFacts {
        applicant: name.clone(),
        item_name: name.clone(),
        body_name: "广安市前锋区".repeat(9),
        seal_name: Some("广安市前锋区".repeat(9)),
        ..case()
    };
    for document in all(&case) {
        assert!(Printed::of(&document).text().contains(&name));
    }
}

#[test]
fn a_case_with_few_facts_still_makes_every_document() {
    let bare = CaseFacts {
        number: "A1".to_owned(),
        ..CaseFacts::default()
    };
    for document in all(&bare) {
        assert!(Printed::of(&document).text().contains("办件编号：A1"));
    }
}

#[test]
fn empty_strings_everywhere_still_make_a_page() {
    let document = Document {
        language: Language::Chinese,
        landscape: false,
        kind: DocumentKind::Receipt,
        title: String::new(),
        number: String::new(),
        division_name: String::new(),
        body_name: String::new(),
        seal_name: Some(String::new()),
        addressee: String::new(),
        date_words: String::new(),
        paragraphs: vec![
            Block::Paragraph(String::new()),
            Block::Heading(String::new()),
            Block::Facts(vec![(String::new(), String::new())]),
            Block::Facts(Vec::new()),
            Block::Table {
                head: Vec::new(),
                rows: vec![vec!["a".to_owned()]],
                widths: vec![f32::NAN],
            },
            Block::Table {
                head: vec![String::new(), "b".to_owned()],
                rows: vec![Vec::new(), vec![String::new(); 5]],
                widths: vec![0.0, -1.0],
            },
            Block::List(vec![String::new(), "\n".to_owned()]),
            Block::List(Vec::new()),
            Block::Note(String::new()),
        ],
        qr_url: Some(String::new()),
        qr_caption: String::new(),
        footer: String::new(),
        demonstration: false,
    };
    assert_eq!(Printed::of(&document).pages().len(), 1);
}

#[test]
fn a_character_the_font_lacks_is_shown_as_a_gap_and_explained() {
    let case = CaseFacts {
        applicant: "\u{2CE1A}小明😀\u{e000}\u{0}\u{feff}\u{202e}ا\u{10ffff}".to_owned(),
        ..case()
    };
    for document in all(&case) {
        let text = Printed::of(&document).text();
        assert!(text.contains("小明"));
        assert!(text.contains("代表字库未收录的字"), "{text}");
    }
    let common = Printed::of(&yimen_paper::receipt(&self::case())).text();
    assert!(!common.contains("代表字库未收录的字"));
}

#[test]
fn a_cell_longer_than_a_page_goes_over_pages() {
    let document = plain(vec![Block::Facts(vec![(
        "说明".to_owned(),
        "补充说明的内容。".repeat(600),
    )])]);
    let printed = Printed::of(&document);
    assert!(printed.pages().len() >= 3);
    // A sentence may be parted by the head of the next page, a character may not.
    assert_eq!(printed.text().matches('充').count(), 600);
}

#[test]
fn the_file_is_small_tagged_titled_archivable_and_the_same_each_time() {
    let document = yimen_paper::acceptance(&case());
    let printed = Printed::of(&document);
    assert!(printed.bytes < 100_000, "{} bytes", printed.bytes);
    let about = printed.run("pdfinfo", &["paper.pdf"]);
    assert!(about.contains("行政许可申请受理通知书 前审受〔2026〕15号"), "{about}");
    assert!(
        about
            .lines()
            .any(|line| line.starts_with("Tagged:") && line.ends_with("yes"))
    );
    assert!(about.contains("A4"));
    let meta = printed.run("pdfinfo", &["-meta", "paper.pdf"]);
    for words in ["pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<", "zh-CN"] {
        assert!(meta.contains(words), "no {words} in {meta}");
    }
    assert_eq!(
        render(&document, fonts()).expect("once more"),
        render(&document, fonts()).expect("and again")
    );
}

#[test]
fn a_screen_reader_hears_headings_tables_and_what_the_pictures_are() {
    let printed = Printed::of(&yimen_paper::receipt(&case()));
    let structure = printed.run("pdfinfo", &["-struct-text", "paper.pdf"]);
    for words in ["H1", "Table", "TH", "TD", "Link", "Figure"] {
        assert!(structure.contains(words), "no {words} in {structure}");
    }
}

#[test]
fn the_seal_is_no_part_of_the_selectable_text() {
    let text = Printed::of(&yimen_paper::acceptance(&case())).text();
    assert!(!text.contains("专用章"));
}

#[test]
fn missing_fonts_are_named_with_the_cure() {
    let nowhere = tempfile::tempdir().expect("a temporary folder");
    let folders = [nowhere.path().join("a"), nowhere.path().join("b")];
    let error = Fonts::find(&folders).expect_err("there is no font");
    let words = error.to_string();
    assert!(words.contains("make assets"));
    assert!(
        folders
            .iter()
            .all(|folder| words.contains(&folder.display().to_string()))
    );
    let error = Fonts::from_bytes(vec![0; 9], vec![1; 9]).expect_err("this is no font");
    assert!(matches!(error, PaperError::FontUnusable { weight: "regular", .. }));
}

#[test]
fn fonts_can_be_shared_between_threads() {
    let papers = std::thread::scope(|scope| {
        let makers: Vec<_> = (0..4)
            .map(|_| {
                let fonts = fonts().clone();
                scope.spawn(move || render(&yimen_paper::receipt(&case()), &fonts).expect("a paper"))
            })
            .collect();
        let papers: Vec<_> = makers
            .into_iter()
            .map(|maker| maker.join().expect("no panic"))
            .collect();
        papers
    });
    assert!(papers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_clock_is_explained_in_english_with_the_chinese_terms_beside() {
    let english = ClockFacts {
        language: Language::English,
        name: "Decision: limit promised to the public 承诺办结时限".to_owned(),
        summary: vec!["Accepted on 22 November 2026; due on 23 November 2026.".to_owned()],
        ..clock()
    };
    let case = CaseFacts {
        issued_on: "2026-11-22".to_owned(),
        provisional: false,
        ..case()
    };
    let text = Printed::of(&yimen_paper::clock_proof(&case, &english)).text();
    for words in [
        "Whythislimitends",
        "办理时限说明",
        "dueon23November2026",
        "day1",
        "Page1of1",
        "计算依据",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for words in ["第1页", "日期计入说明", "演示文书"] {
        assert!(!text.contains(words), "{words}: {text}");
    }
}
