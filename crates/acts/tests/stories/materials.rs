//! Materials that many items ask for, described once (共享材料).

use serde_json::{Value, json};
use yimen_acts::items::import::import;
use yimen_acts::items::life;
use yimen_acts::items::materials::{self, Linked, SharedWire, alike, link, reaches};
use yimen_domain::items::material::Trust;
use yimen_domain::organisation::Actor;
use yimen_testkit::{Town, items, refusal};

const IDENTITY: &str = "identity-document";

fn actor(town: &Town, login: &str) -> Actor {
    town.account(login).actor()
}

fn identity(town: &Town) -> SharedWire {
    let library = town.centre.library();
    library.shared().latest(IDENTITY).unwrap().wire.clone()
}

fn legal_aid() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/items/legal-aid.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

async fn takes(town: &Town, document: &Value) -> yimen_acts::items::import::Report {
    let bytes = serde_json::to_vec(document).unwrap();
    import(&town.centre, "legal-aid.json", &bytes).await.unwrap()
}

pub async fn an_item_takes_what_it_leaves_out_and_its_own_words_stand(town: &Town) {
    let taken = town.item(items::LEGAL_AID);
    let material = taken.material("m2").unwrap();
    assert_eq!(
        (material.name.zh.as_str(), material.trust),
        ("申请人身份证件", Some(Trust::Authority))
    );
    assert!(material.required, "whether it is required is the item's own");
    let mut document = legal_aid();
    document["materials"][1]["name"] = json!({ "zh": "本人身份证" });
    assert_eq!(takes(town, &document).await.changed, 1);
    let own = town.item(items::LEGAL_AID);
    let material = own.material("m2").unwrap();
    assert_eq!(
        (material.name.zh.as_str(), material.trust),
        ("本人身份证", Some(Trust::Authority))
    );
    document["materials"][1]["name"] = Value::Null;
    document["materials"][1]["library"] = json!("nothing-such");
    document["materials"][1].as_object_mut().unwrap().remove("name");
    let refused = takes(town, &document).await;
    assert!(
        refused.refused == 1 && refused.rows[0].en.contains("nothing-such"),
        "{:?}",
        refused.rows
    );
}

pub async fn a_change_reaches_an_item_with_its_next_version_only(town: &Town) {
    let manager = actor(town, "manager");
    let before = town.item(items::LEGAL_AID);
    assert!(reaches(&town.centre, IDENTITY).iter().all(|used| !used.is_behind));
    town.days_later(1);
    let mut wire = identity(town);
    wire.material.issuer.zh = "公安机关出入境管理部门".into();
    materials::put(&town.centre, &manager, wire).await.unwrap();
    assert_eq!(
        town.item(items::LEGAL_AID),
        before,
        "what was published says what it said"
    );
    let behind = reaches(&town.centre, IDENTITY);
    assert_eq!(behind.iter().filter(|used| used.is_behind).count(), behind.len());
    assert!(behind.len() >= 5);

    town.days_later(1);
    assert_eq!(takes(town, &legal_aid()).await.changed, 1);
    let after = town.item(items::LEGAL_AID);
    assert_eq!(after.material("m2").unwrap().issuer.zh, "公安机关出入境管理部门");
    let still = reaches(&town.centre, IDENTITY);
    let of_item = still.iter().find(|used| used.item.code == items::LEGAL_AID).unwrap();
    assert!(!of_item.is_behind);
}

pub async fn only_the_manager_changes_the_library_and_each_fault_has_its_field(town: &Town) {
    let put = async |login: &str, wire: SharedWire| materials::put(&town.centre, &actor(town, login), wire).await;
    let refused = refusal(put("clerk1", identity(town)).await.unwrap_err());
    assert_eq!(refused.code, "not_permitted");
    let mut wire = identity(town);
    wire.material.code = "Identity Document".into();
    wire.material.name.zh = " ".into();
    wire.material.blank = "javascript:alert(1)".into();
    let refused = refusal(put("manager", wire).await.unwrap_err());
    let fields: Vec<_> = refused.faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["code", "name", "blank"]);
    put("manager", identity(town)).await.unwrap();
    let library = town.centre.library();
    assert_eq!(
        library.shared().latest(IDENTITY).unwrap().version,
        1,
        "the same again is no version"
    );
}

pub async fn what_looks_the_same_is_found_and_merged_through_drafts_of_the_bodies(town: &Town) {
    let mut document = legal_aid();
    document["materials"][1] = json!({ "code": "m2", "name": { "zh": "居民身份证（原件及复印件）" }, "source": "applicant",
        "form": "original_and_copy", "copies": 2, "required": true });
    assert_eq!(takes(town, &document).await.changed, 1);
    let groups = alike(&town.centre);
    let group = groups
        .iter()
        .find(|group| group.shared.as_deref() == Some(IDENTITY))
        .unwrap();
    let member = group.members.iter().find(|(item, _)| item.code == items::LEGAL_AID);
    assert_eq!(member.map(|(_, code)| code.as_str()), Some("m2"), "{:?}", group.names);

    let body = town.item(items::LEGAL_AID).body.clone();
    let picked = [(items::LEGAL_AID.to_string(), "m2".to_string())];
    let manager = actor(town, "manager");
    let left = link(&town.centre, &manager, IDENTITY, &picked, false).await.unwrap();
    assert!(matches!(&left[0].1, Linked::Left(_)), "drafts are the body's");
    let drafter = Actor {
        capacity: yimen_domain::organisation::Capacity::Staff {
            roles: vec![yimen_domain::organisation::Role::Drafter],
            body: Some(body),
        },
        ..actor(town, "drafter-approval")
    };
    let linked = link(&town.centre, &drafter, IDENTITY, &picked, false).await.unwrap();
    let Linked::Drafted(id) = linked[0].1 else {
        panic!("{linked:?}")
    };
    let opened = life::open(&town.centre, &drafter, id).await.unwrap();
    let draft = &opened.doc["materials"][1];
    assert_eq!(draft, &json!({ "code": "m2", "library": IDENTITY, "required": true }));
    assert_eq!(
        opened.item(&town.centre).unwrap().material("m2").unwrap().name.zh,
        "申请人身份证件"
    );
}
