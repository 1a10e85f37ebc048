//! Requests that a generator makes from `docs/openapi.json` (接口性质测试): right ones and broken ones, at every operation, as a
//! stranger, a citizen about their own case, another citizen about the same, and staff. None ends in an error of ours, and every answer is one that the description names.
//!
//! `YIMEN_GENERATED_ROUNDS` makes it longer than its few seconds, `YIMEN_GENERATED_SEED` makes other requests.

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use reqwest::Method;
use serde_json::{Map, Value, json};
use yimen_testkit::{Answer, Caller, Engine, Town, items};

use crate::filed;

/// The description as it lies in the repository.
fn description() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn from_environment(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

/// Texts that break what was not made for them.
const ODD: [&str; 20] = [
    "",
    " ",
    "0",
    "-1",
    "NaN",
    "null",
    "true",
    "999999999999999999999999999999",
    "1e400",
    "'; DROP TABLE cases; --",
    "%",
    "_%_",
    "../../etc/passwd",
    "\u{0}",
    "a\r\nb: c",
    "\u{7f}\u{1b}[2J",
    "👨‍👩‍👧‍👦𠮷\u{301}\u{202e}",
    "２０２６年",
    "<script>evil()</script>",
    "2026-02-30",
];

/// Makes requests, the same from the same seed.
struct Maker {
    chance: StdRng,
    schemas: Value,
    known: Vec<String>,
}

impl Maker {
    fn one_in(&mut self, many: u32) -> bool {
        self.chance.random_ratio(1, many)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.chance.random_range(0..from.len())]
    }

    /// A text: one that is known, an odd one, a long one, or any signs.
    fn text(&mut self) -> String {
        match self.chance.random_range(0..10) {
            0..4 => {
                let known = self.known.clone();
                self.pick(&known).clone()
            }
            4..7 => (*self.pick(&ODD)).to_string(),
            7 => "长x".repeat(self.chance.random_range(1..6_000)),
            _ => {
                let length = self.chance.random_range(0..40);
                (0..length).map(|_| self.chance.random::<char>()).collect()
            }
        }
    }

    fn number(&mut self) -> Value {
        let odd = [
            json!(0),
            json!(1),
            json!(-1),
            json!(i64::MIN),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(1e308),
            json!(0.5),
            json!(2_147_483_648_u64),
        ];
        if self.one_in(3) {
            json!(self.chance.random_range(0..200))
        } else {
            self.pick(&odd).clone()
        }
    }

    /// Something that the schema does not ask for.
    fn wrong(&mut self) -> Value {
        match self.chance.random_range(0..7) {
            0 => Value::Null,
            1 => json!(self.one_in(2)),
            2 => self.number(),
            3 => json!([]),
            4 => json!({ "unknown": self.text() }),
            5 => json!(vec![self.text(); 50]),
            _ => json!(self.text()),
        }
    }

    /// Something of the schema, now and then with something wrong in it.
    fn value(&mut self, schema: &Value, depth: u32) -> Value {
        if self.one_in(12) || depth > 8 {
            return self.wrong();
        }
        if let Some(name) = schema["$ref"].as_str() {
            let named = self.schemas[name.rsplit('/').next().unwrap()].clone();
            return self.value(&named, depth + 1);
        }
        for of_one in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[of_one].as_array() {
                let choice = self.pick(choices).clone();
                return self.value(&choice, depth + 1);
            }
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            for part in parts {
                if let Value::Object(more) = self.value(part, depth + 1) {
                    whole.extend(more);
                }
            }
            return Value::Object(whole);
        }
        if let Some(choices) = schema["enum"].as_array() {
            return self.pick(choices).clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => self.pick(kinds).clone(),
            kind => kind.clone(),
        };
        match kind.as_str().unwrap_or_default() {
            "object" => self.object(schema, depth),
            "array" => {
                let many = if self.one_in(20) {
                    300
                } else {
                    self.chance.random_range(0..4)
                };
                (0..many).map(|_| self.value(&schema["items"], depth + 1)).collect()
            }
            "integer" | "number" => self.number(),
            "boolean" => json!(self.one_in(2)),
            "null" => Value::Null,
            "string" => json!(self.text()),
            _ => self.wrong(),
        }
    }

    fn object(&mut self, schema: &Value, depth: u32) -> Value {
        let mut made = Map::new();
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for (name, of) in schema["properties"].as_object().into_iter().flatten() {
            let is_needed = required.iter().any(|one| one == name.as_str());
            let leave_out = if is_needed { self.one_in(15) } else { self.one_in(2) };
            if !leave_out {
                made.insert(name.clone(), self.value(of, depth + 1));
            }
        }
        if self.one_in(10) {
            let (name, value) = (self.text(), self.wrong());
            made.insert(name, value);
        }
        Value::Object(made)
    }

    /// An address with something in each place and in its query.
    fn address(&mut self, path: &str, parameters: &[Value]) -> String {
        let mut address = path.to_string();
        let mut query = Vec::new();
        for parameter in parameters {
            let name = parameter["name"].as_str().unwrap();
            match parameter["in"].as_str().unwrap() {
                "path" => {
                    let text = encoded(&self.text());
                    let text = if text.is_empty() || text.len() > 6_000 {
                        "x".to_string()
                    } else {
                        text
                    };
                    address = address.replace(&format!("{{{name}}}"), &text);
                }
                "query" if self.one_in(2) => {
                    let text = if parameter["schema"]["type"] == "integer" && !self.one_in(3) {
                        self.number().to_string()
                    } else {
                        self.text().chars().take(900).collect()
                    };
                    query.push(format!("{}={}", encoded(name), encoded(&text)));
                }
                _ => {}
            }
        }
        if self.one_in(10) {
            query.push(format!("unknown={}", encoded("值")));
        }
        if self.one_in(20) {
            query.push("%ff%fe=%zz&&==".to_string());
        }
        if query.is_empty() {
            address
        } else {
            format!("{address}?{}", query.join("&"))
        }
    }

    /// Bytes of a body that is no JSON of the schema.
    fn bytes(&mut self) -> Vec<u8> {
        match self.chance.random_range(0..5) {
            0 => Vec::new(),
            1 => items::PDF.to_vec(),
            2 => (0..self.chance.random_range(1..2_000))
                .map(|_| self.chance.random())
                .collect(),
            3 => [b"PK\x03\x04".as_slice(), &[0; 64]].concat(),
            _ => b"{\"item\": \"\\ud800\", \"deep\": [[[[[[[[[[[[[[[[[[".to_vec(),
        }
    }
}

fn encoded(text: &str) -> String {
    let sign = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(sign).collect()
}

/// Whether an answer has what its schema demands: kinds, what is required, choices.
fn fits(schemas: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return fits(schemas, &schemas[name], value).map_err(|why| format!("{name}: {why}"));
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return parts.iter().try_for_each(|part| fits(schemas, part, value));
    }
    for of_one in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[of_one].as_array() {
            let fit = choices.iter().any(|choice| fits(schemas, choice, value).is_ok());
            return if fit {
                Ok(())
            } else {
                Err(format!("no choice fits {value}"))
            };
        }
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|choices| !choices.contains(value))
    {
        return Err(format!("{value} is no choice"));
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        Value::Null => return Ok(()),
        kind => vec![kind.clone()],
    };
    let is_of = |kind: &Value| match kind.as_str().unwrap_or_default() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    };
    if !kinds.iter().any(is_of) {
        return Err(format!("{value} is none of {kinds:?}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
            return Err(format!("{name} is missing"));
        }
    }
    for (name, of) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(inner) = value.get(name) {
            fits(schemas, of, inner).map_err(|why| format!("{name}: {why}"))?;
        }
    }
    for inner in value.as_array().into_iter().flatten() {
        fits(schemas, &schema["items"], inner)?;
    }
    Ok(())
}

/// What the description says of an answer: its entry by status, or by the class of its status.
fn named<'a>(operation: &'a Value, answer: &Answer) -> Option<&'a Value> {
    let responses = operation["responses"].as_object()?;
    let status = answer.status.as_u16();
    responses
        .get(&status.to_string())
        .or_else(|| responses.get(&format!("{}XX", status / 100)))
}

/// Checks an answer; nothing, or what is wrong with it.
fn judged(schemas: &Value, operation: &Value, answer: &Answer) -> Result<(), String> {
    let status = answer.status;
    let Some(entry) = named(operation, answer) else {
        return Err(format!("{status} is not in the description: {}", answer.text()));
    };
    let kind = answer
        .header("content-type")
        .split(';')
        .next()
        .unwrap_or_default()
        .to_string();
    if status.is_client_error() {
        if kind != "application/problem+json" {
            return Err(format!("{status} is {kind:?}: {}", answer.text()));
        }
        answer.problem();
    }
    let content = &entry["content"];
    let Some(about) = content.as_object().filter(|content| !content.is_empty()) else {
        return Ok(());
    };
    let Some(of) = about.get(&kind) else {
        return Err(format!("{status} is {kind:?}, which the description does not name"));
    };
    if kind.ends_with("json") {
        fits(schemas, &of["schema"], &answer.json())
    } else {
        Ok(())
    }
}

async fn sent(maker: &mut Maker, caller: &Caller, method: &str, path: &str, operation: &Value) -> (String, Answer) {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let address = maker.address(path, &parameters);
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let mut request = caller.request(method.clone(), &address);
    let mut shown = String::new();
    for parameter in parameters.iter().filter(|one| one["in"] == "header") {
        if !maker.one_in(8) {
            let plain: Vec<u8> = maker
                .text()
                .bytes()
                .filter(|byte| (0x20..0x7f).contains(byte))
                .take(300)
                .collect();
            request = request.header(parameter["name"].as_str().unwrap(), plain);
        }
    }
    if let Some(content) = operation["requestBody"]["content"].as_object() {
        let (kind, of) = content.iter().next().unwrap();
        let kind = if maker.one_in(10) {
            "text/plain; charset=utf-16"
        } else {
            kind.as_str()
        };
        let is_json = kind.ends_with("json") && !maker.one_in(8);
        let body = if is_json {
            maker.value(&of["schema"], 0).to_string().into_bytes()
        } else {
            maker.bytes()
        };
        shown = String::from_utf8_lossy(&body).chars().take(1_500).collect();
        request = request.header("content-type", kind).body(body);
    }
    let answer = Answer::of(request.send().await.unwrap()).await;
    (format!("{method} {address} {shown}"), answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_to_the_api_is_answered_as_it_is_described() {
    let (rounds, seed) = (
        from_environment("YIMEN_GENERATED_ROUNDS", 10),
        from_environment("YIMEN_GENERATED_SEED", 6),
    );
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let number = filed(town, &citizen, items::LEGAL_AID).await;
        let case = citizen.get(&format!("/api/v1/cases/{number}")).await.well();
        let file = citizen.uploads(items::PDF).await;
        let known = [
            number.as_str(),
            case["documents"][0]["token"].as_str().unwrap_or("none"),
            items::LEGAL_AID,
            items::PASSPORT,
            "received",
            "5",
            "陈大福",
            "511603193903120019",
            "13800000001",
            file.as_str(),
            "2026-03-02",
        ];
        let description = description();
        let mut maker = Maker {
            chance: StdRng::seed_from_u64(seed),
            schemas: description["components"]["schemas"].clone(),
            known: known.iter().map(ToString::to_string).collect(),
        };
        let schemas = maker.schemas.clone();
        let callers = [
            http.stranger(),
            citizen.clone(),
            http.caller("citizen2").await,
            http.caller("clerk1").await,
            http.caller("manager").await,
        ];
        let mut wrong = BTreeMap::new();
        let (mut well, mut refused) = (0, 0);
        for _ in 0..rounds {
            for (path, methods) in description["paths"].as_object().unwrap() {
                for (method, operation) in methods
                    .as_object()
                    .unwrap()
                    .iter()
                    .filter(|(method, _)| *method != "parameters")
                {
                    for caller in &callers {
                        let (asked, answer) = sent(&mut maker, caller, method, path, operation).await;
                        well += u32::from(answer.status.is_success());
                        refused += u32::from(answer.status.is_client_error());
                        if let Err(why) = judged(&schemas, operation, &answer) {
                            let place = format!("{method} {path} {}", answer.status);
                            let first: String = format!("{asked}\n    {why}").chars().take(2_000).collect();
                            wrong.entry(place).or_insert(first);
                        }
                    }
                }
            }
        }
        let wrong: Vec<String> = wrong.into_values().collect();
        assert!(wrong.is_empty(), "seed {seed}:\n{}", wrong.join("\n"));
        assert!(
            well > 50 && refused > 50,
            "{well} went well and {refused} were refused: nothing was tried"
        );
    })
    .await;
}
