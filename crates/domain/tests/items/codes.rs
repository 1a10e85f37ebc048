use yimen_domain::items::code::{CodeSystem, Profile, check, parts};
use yimen_domain::items::{Item, ItemKind, Position};

use crate::sound::permit;

const NATIONAL: &str = "11370800MB285591843000117112000";

fn named(code: &str) -> Item {
    Item {
        code: code.into(),
        ..permit()
    }
}

fn faults(profile: Profile, item: &Item, above: Option<&Item>) -> Vec<&'static str> {
    check(profile, item, above).iter().map(|fault| fault.code()).collect()
}

#[test]
fn a_code_is_known_by_its_shape() {
    for (code, system) in [
        ("370117002011", CodeSystem::Catalogue),
        (NATIONAL, CodeSystem::Implementation),
        ("11370800MB28559184300011711200001", CodeSystem::Handling),
        (
            "511A0138600000-511602000000-000-115113010833722043-1-00",
            CodeSystem::Sichuan,
        ),
        (
            "E-000010-001-511602000000-000-11511301008778220W-1-00",
            CodeSystem::Sichuan,
        ),
        ("T-0001", CodeSystem::Plain),
        ("", CodeSystem::Plain),
    ] {
        assert_eq!(CodeSystem::recognise(code), system, "{code}");
    }
}

#[test]
fn the_parts_of_a_code_are_the_whole_code() {
    for code in ["370117002011", NATIONAL, "11370800MB28559184300011711200001"] {
        let joined: String = parts(code).into_iter().map(|part| part.text).collect();
        assert_eq!(joined, code);
    }
    assert!(parts("T-0001").is_empty());
}

#[test]
fn a_region_demands_its_own_system() {
    assert_eq!(Profile::of_division("511603000000"), Profile::Sichuan);
    assert_eq!(Profile::of_division("440300000000"), Profile::National);
    let own = named("T-0001");
    assert_eq!(faults(Profile::Sichuan, &own, None), ["no_system"]);
    assert_eq!(faults(Profile::National, &own, None), ["no_system"]);
    assert_eq!(faults(Profile::Free, &own, None), [""; 0]);
    assert_eq!(faults(Profile::Sichuan, &permit(), None), [""; 0]);
    assert_eq!(
        faults(Profile::Sichuan, &named(NATIONAL), None),
        [""; 0],
        "a national code is good everywhere"
    );
}

#[test]
fn national_and_local_code_stand_side_by_side_and_each_is_checked() {
    let mut item = permit();
    item.codes.catalogue = "000117112000".into();
    item.codes.implementation = NATIONAL.into();
    item.codes.handling = format!("{NATIONAL}01");
    assert_eq!(faults(Profile::Sichuan, &item, None), [""; 0]);
    item.codes.catalogue = "0001171120".into();
    item.codes.implementation = NATIONAL.replace("184", "194");
    item.codes.handling = format!("{NATIONAL}00");
    item.codes.local = "anything".into();
    let all = ["length", "credit_code", "serial", "shape"];
    assert_eq!(faults(Profile::Sichuan, &item, None), all);
    assert_eq!(
        faults(Profile::National, &item, None),
        all[..3],
        "only Sichuan says how a local code looks"
    );
}

#[test]
fn the_kind_in_the_code_is_the_kind_of_the_item() {
    let item = Item {
        kind: ItemKind::Confirmation,
        ..permit()
    };
    assert_eq!(faults(Profile::Sichuan, &item, None), ["kind"]);
    let item = Item {
        kind: ItemKind::Confirmation,
        ..named(NATIONAL)
    };
    assert_eq!(faults(Profile::National, &item, None), ["kind"]);
}

#[test]
fn a_sub_item_carries_the_code_of_its_main_item_and_a_number() {
    let with = |catalogue: &str, position: Position| {
        let mut item = permit();
        item.codes.catalogue = catalogue.into();
        item.position = position;
        item
    };
    let main = with("000117112000", Position::Parent);
    let child = |catalogue: &str| with(catalogue, Position::Child(main.code.clone()));
    assert_eq!(faults(Profile::National, &child("000117112001"), Some(&main)), [""; 0]);
    for wrong in ["000117112000", "000117113001"] {
        assert_eq!(
            faults(Profile::National, &child(wrong), Some(&main)),
            ["not_of_parent"],
            "{wrong}"
        );
    }
    let local = |code: &str| Item {
        position: Position::Child(String::new()),
        ..named(code)
    };
    let main = named("511A0052000000-511602000000-000-115113010833722043-1-00");
    let own = local("511A0052000016-511602000000-000-115113010833722043-1-00");
    let stranger = local("511A0052100016-511602000000-000-115113010833722043-1-00");
    assert_eq!(faults(Profile::Sichuan, &own, Some(&main)), [""; 0]);
    assert_eq!(faults(Profile::Sichuan, &stranger, Some(&main)), ["not_of_parent"]);
}

#[test]
fn a_business_handling_item_carries_its_items_code_whole() {
    let item = |serial: &str| Item {
        position: Position::Handling(NATIONAL.into()),
        ..named(&format!("{NATIONAL}{serial}"))
    };
    let (above, other) = (named(NATIONAL), named("11370800MB285591843370117002011"));
    assert_eq!(faults(Profile::National, &item("01"), Some(&above)), [""; 0]);
    assert_eq!(faults(Profile::National, &item("01"), Some(&other)), ["not_of_parent"]);
    assert_eq!(faults(Profile::National, &item("00"), Some(&above)), ["serial"]);
}
