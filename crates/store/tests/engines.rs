//! What both engines promise, checked on both by the same code (两种引擎的一致性).

#![allow(clippy::unwrap_used, reason = "a claim that cannot be checked fails its test")]

#[path = "engines/conformance.rs"]
mod conformance;
#[path = "engines/faults.rs"]
mod faults;
#[path = "engines/line.rs"]
mod line;
#[path = "engines/losses.rs"]
mod losses;
#[path = "engines/place.rs"]
mod place;
#[path = "engines/settled.rs"]
mod settled;
#[path = "engines/split.rs"]
mod split;
#[path = "engines/tellers.rs"]
mod tellers;
#[path = "engines/tls.rs"]
mod tls;

use place::Place;

macro_rules! on_every_engine {
    ($($claim:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $claim() {
                super::Place::sqlite().hold(super::conformance::$claim).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $claim() {
                super::Place::postgres().await.hold(super::conformance::$claim).await;
            })*
        }
        /// As it would be on many servers: a key, an index or a statement that forgets the division is refused.
        mod postgres_split {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $claim() {
                super::Place::postgres_split(4).await.hold(super::conformance::$claim).await;
            })*
        }
    };
}

on_every_engine! {
    a_change_is_read_after_it_is_answered,
    values_come_back_as_they_went_in,
    a_wrong_column_is_named,
    a_repeat_gets_the_first_answer_and_changes_nothing,
    a_key_used_for_another_request_is_refused,
    the_same_key_at_once_is_done_once,
    the_same_key_through_two_programs_is_done_once,
    a_failed_request_may_use_its_key_again,
    a_conflict_leaves_nothing,
    two_changes_of_one_batch_on_one_row_conflict,
    of_many_on_one_version_one_wins,
    a_series_has_no_gaps_and_no_doubles,
    a_change_takes_a_number_from_each_of_its_series,
    series_are_apart_by_division_name_and_day,
    one_bad_change_among_a_hundred_fails_alone,
    many_bad_changes_fail_alone,
    a_change_that_panics_fails_alone,
    an_answer_outlives_the_program,
    a_full_queue_refuses_at_once,
    what_would_wait_too_long_is_refused_at_once,
    closing_finishes_what_waits,
    a_read_cannot_write,
    bare_writes_are_stored,
    migrations_run_once,
    a_changed_migration_is_named,
    a_failing_migration_leaves_nothing,
    data_of_a_newer_program_are_refused,
    two_programs_may_migrate_at_once,
    every_statement_is_accepted,
    statements_out_of_the_common_subset_are_refused,
}
