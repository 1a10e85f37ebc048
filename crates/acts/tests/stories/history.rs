//! A long history that was made at once.

use yimen_acts::cases::board::board;
use yimen_acts::cases::lists::Counts;
use yimen_acts::cases::project::Figures;
use yimen_acts::demonstration::{Many, load_many};
use yimen_testkit::Town;

/// Its chains, numbers and rows are as sound as those of any other case (the town checks them when it closes), and what
/// was added up by the way is what comes of adding it up again.
pub async fn a_long_history_is_sound_and_its_figures_can_be_added_up_again(town: &Town) {
    let many = Many { cases: 1_500, seed: 3 };
    let loaded = load_many(&town.centre, many, &|_, _, _, _| {}).await.unwrap();
    assert_eq!(loaded.cases, 1_500);
    assert!(loaded.events > 4 * loaded.cases, "cases go through their whole life");
    let before = board(&town.centre).await.unwrap();
    assert!(before.all.decided > 500 && before.all.in_time < before.all.decided && before.all.rated > 100);
    let counts = Counts::of(&town.centre).await.unwrap();
    let open: i64 = yimen_domain::cases::Status::ALL
        .iter()
        .map(|status| counts.get(*status, None))
        .sum();
    assert_eq!(open, before.all.open());
    town.centre.put(Figures::rebuild(town.centre.div())).await.unwrap();
    assert_eq!(board(&town.centre).await.unwrap(), before);
}

/// Nothing is mixed with the cases of a centre that works.
pub async fn a_history_is_made_only_in_an_empty_centre(town: &Town) {
    let many = Many { cases: 20, seed: 3 };
    load_many(&town.centre, many, &|_, _, _, _| {}).await.unwrap();
    let refused = load_many(&town.centre, many, &|_, _, _, _| {}).await.unwrap_err();
    assert!(refused.to_string().contains("空的中心"), "{refused}");
}
