//! What happens in a centre, told on both engines and on tables split by division (各引擎上的故事).

#![allow(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

#[path = "stories/appeals.rs"]
mod appeals;
#[path = "stories/backup.rs"]
mod backup;
#[path = "stories/beyond.rs"]
mod beyond;
#[path = "stories/board.rs"]
mod board;
#[path = "stories/bundles.rs"]
mod bundles;
#[path = "stories/catalogue.rs"]
mod catalogue;
#[path = "stories/choice.rs"]
mod choice;
#[path = "stories/clocks.rs"]
mod clocks;
#[path = "stories/commitment.rs"]
mod commitment;
#[path = "stories/crowd.rs"]
mod crowd;
#[path = "stories/days.rs"]
mod days;
#[path = "stories/decisions.rs"]
mod decisions;
#[path = "stories/delivery.rs"]
mod delivery;
#[path = "stories/desk.rs"]
mod desk;
#[path = "stories/drafting.rs"]
mod drafting;
#[path = "stories/fees.rs"]
mod fees;
#[path = "stories/forget.rs"]
mod forget;
#[path = "stories/handling.rs"]
mod handling;
#[path = "stories/history.rs"]
mod history;
#[path = "stories/identities.rs"]
mod identities;
#[path = "stories/imports.rs"]
mod imports;
#[path = "stories/inspection.rs"]
mod inspection;
#[path = "stories/item_editing.rs"]
mod item_editing;
#[path = "stories/item_life.rs"]
mod item_life;
#[path = "stories/keys.rs"]
mod keys;
#[path = "stories/ledger.rs"]
mod ledger;
#[path = "stories/letters.rs"]
mod letters;
#[path = "stories/mandates.rs"]
mod mandates;
#[path = "stories/materials.rs"]
mod materials;
#[path = "stories/matters.rs"]
mod matters;
#[path = "stories/notices.rs"]
mod notices;
#[path = "stories/organisation.rs"]
mod organisation;
#[path = "stories/own.rs"]
mod own;
#[path = "stories/paper.rs"]
mod paper;
#[path = "stories/papers.rs"]
mod papers;
#[path = "stories/passkeys.rs"]
mod passkeys;
#[path = "stories/payments.rs"]
mod payments;
#[path = "stories/performance.rs"]
mod performance;
#[path = "stories/permissions.rs"]
mod permissions;
#[path = "stories/phone.rs"]
mod phone;
#[path = "stories/privacy.rs"]
mod privacy;
#[path = "stories/proceedings.rs"]
mod proceedings;
#[path = "stories/publicity.rs"]
mod publicity;
#[path = "stories/queue.rs"]
mod queue;
#[path = "stories/ratings.rs"]
mod ratings;
#[path = "stories/rebuild.rs"]
mod rebuild;
#[path = "stories/recovery.rs"]
mod recovery;
#[path = "stories/retention.rs"]
mod retention;
#[path = "stories/reuse.rs"]
mod reuse;
#[path = "stories/rules.rs"]
mod rules;
#[path = "stories/safety.rs"]
mod safety;
#[path = "stories/silence.rs"]
mod silence;
#[path = "stories/simulated.rs"]
mod simulated;
#[path = "stories/slips.rs"]
mod slips;
#[path = "stories/supervision.rs"]
mod supervision;
#[path = "stories/supervision_night.rs"]
mod supervision_night;
#[path = "stories/tables.rs"]
mod tables;
#[path = "stories/tasks.rs"]
mod tasks;
#[path = "stories/upgrade.rs"]
mod upgrade;
#[path = "stories/uploads.rs"]
mod uploads;
#[path = "stories/walk.rs"]
mod walk;
#[path = "stories/window.rs"]
mod window;

macro_rules! on_every_engine {
    ($($module:ident { $($story:ident),* $(,)? })*) => {
        mod sqlite {
            use yimen_testkit::{Engine, Town};
            $(mod $module {
                use super::*;
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $story() {
                    Town::hold(Engine::Sqlite, crate::$module::$story).await;
                })*
            })*
        }
        mod postgres {
            use yimen_testkit::{Engine, Town};
            $(mod $module {
                use super::*;
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $story() {
                    Town::hold(Engine::Postgres, crate::$module::$story).await;
                })*
            })*
        }
        /// As it would be on many servers: a key, an index or a statement that forgets the division is refused.
        mod postgres_split {
            use yimen_testkit::{Engine, Town};
            $(mod $module {
                use super::*;
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $story() {
                    Town::hold(Engine::PostgresSplit, crate::$module::$story).await;
                })*
            })*
        }
    };
}

on_every_engine! {
    appeals {
        an_objection_is_answered_by_others_and_the_case_is_decided_anew,
        what_comes_too_late_names_the_last_day_and_takes_a_reason,
        a_court_annuls_a_licence_and_another_is_granted,
        an_end_that_a_court_annuls_leaves_the_licence_as_it_was,
        a_changed_decision_is_carried_out_with_a_paper_of_its_own,
    }
    reuse {
        an_applicant_uses_their_own_again_and_takes_the_consent_back,
        nobody_sees_or_takes_what_is_somebody_elses,
        an_agent_uses_only_what_the_mandate_lets_them_see,
        a_clerk_records_who_agreed_and_the_owner_is_told,
        a_licence_of_this_centre_stands_for_the_paper,
    }
    simulated {
        it_is_opened_examined_and_amended_without_being_an_application,
        it_is_turned_formal_in_one_change_and_examined_only_where_it_changed,
        what_is_handed_in_anew_is_named_and_the_window_turns_it_too,
        one_of_two_who_turn_it_at_once_comes_first,
    }
    matters {
        a_complaint_goes_its_whole_way_and_is_reopened_once,
        whoever_has_no_account_follows_it_with_number_and_code_alone,
        whom_it_is_about_neither_sees_nor_handles_it,
        who_was_asked_first_answers_for_it_until_somebody_takes_it_over,
        what_people_say_is_sealed_and_the_record_names_what_was_altered,
        a_repeat_brings_nothing_twice_and_numbers_have_no_gaps,
        what_is_overdue_is_noted_once_though_two_workers_run,
        rows_follow_from_the_record,
    }
    ratings {
        whoever_holds_the_link_rates_once_and_nobody_who_works_here_does,
        a_bad_rating_is_listed_until_it_was_visited_back_and_shown_with_its_answer,
        what_is_set_aside_or_taken_back_counts_no_more,
        the_link_is_in_the_mail_and_not_in_what_staff_see,
    }
    slips {
        papers_are_found_by_their_bars_confirmed_and_come_back,
    }
    inspection {
        a_sample_is_fixed_before_its_seed_is_known_and_drawn_again_by_anybody,
        only_what_is_asked_for_is_drawn_from,
        what_inspectors_note_is_sealed_and_counted_and_nobody_elses,
        a_round_is_noted_once_and_closed_when_it_was_put_right,
    }
    supervision {
        a_card_is_given_at_its_moment_and_once_though_two_workers_run,
        what_had_fallen_due_is_given_before_a_step_that_comes_late,
        rules_are_chosen_changed_and_ended_and_each_card_keeps_its_version,
        a_card_is_answered_appealed_and_withdrawn_and_stays_visible,
        a_letter_goes_out_is_overdue_answered_and_closed,
        trying_rules_on_the_past_gives_what_was_really_given,
        a_card_comes_up_to_the_head_the_leader_and_the_inspector,
    }
    supervision_night {
        a_case_registered_anew_after_its_withdrawal_gets_one_card_at_night,
        a_round_that_was_cut_off_goes_on_where_it_was,
        a_run_of_equal_durations_that_grows_is_one_card,
        ratings_in_a_burst_are_found_at_night,
    }
    delivery {
        whoever_does_not_come_is_reminded_and_stands_on_the_windows_list,
        the_manager_chooses_when_people_are_reminded,
        a_letter_that_came_back_is_told_and_collected_at_the_window,
        a_download_of_the_result_is_kept_once_and_only_of_its_applicant,
    }
    notices {
        somebody_gives_an_address_and_is_told_of_each_step_once,
        what_the_window_withdraws_for_somebody_is_told_to_them,
        two_workers_tell_once,
        a_server_that_is_away_or_says_later_is_asked_again,
        what_a_server_refuses_for_good_stops_and_is_shown,
        a_copy_after_a_lost_answer_bears_the_same_name,
        people_choose_ways_and_languages_and_stop,
        an_address_is_proven_before_anything_goes_there,
        a_telephone_is_used_for_notices_only_when_its_owner_says_so,
        a_centre_says_it_in_its_own_words_from_a_day_on,
        it_can_be_shown_who_was_told_what,
        every_step_by_others_has_words,
    }
    beyond {
        what_was_promised_is_handed_in_before_anything_is_granted,
        a_broken_promise_ends_the_case_and_closes_the_way_until_it_is_repaired,
        an_authority_ends_a_case_and_says_why,
        a_granted_permit_is_on_record_and_found_by_its_number,
        a_licence_ends_in_the_order_of_the_law,
        a_licence_is_renewed_and_changed_by_its_holder_alone,
        a_licence_that_ended_is_neither_changed_nor_renewed,
        who_was_barred_waits_by_whatever_way_they_come,
        a_bar_ends_with_its_last_day,
    }
    commitment {
        a_promise_is_granted_on_the_spot_and_found_kept,
        a_false_promise_is_put_right_or_annulled_and_not_taken_again,
        a_commitment_is_taken_back_before_the_decision,
    }
    queue {
        who_was_accepted_first_is_granted_first_and_the_limit_holds,
        a_renewal_takes_no_place,
        an_annulled_licence_gives_its_place_to_the_next,
        of_two_grants_of_the_last_place_one_conflicts,
        several_officers_at_once_do_not_grant_more_than_there_is,
        the_order_follows_from_the_events,
    }
    board {
        a_long_history_is_counted_right_on_every_day_to_come,
        each_act_is_counted_when_it_is_done,
        sums_of_days_past_are_put_together,
        a_sum_to_which_somebody_added_is_not_removed,
        a_case_is_due_by_the_law_though_more_was_promised,
    }
    history {
        a_long_history_is_sound_and_its_figures_can_be_added_up_again,
        a_history_is_made_only_in_an_empty_centre,
    }
    own {
        a_copy_holds_everything_of_a_person_and_nothing_of_another,
        a_person_leaves_and_what_the_law_keeps_stays,
    }
    recovery {
        who_lost_everything_comes_in_again_with_a_code_from_the_desk,
        nobody_recovers_an_account_alone,
        accounts_of_staff_are_approved_by_a_security_administrator,
        what_was_lost_goes_when_the_code_is_used_and_not_before,
        a_code_from_the_desk_ends_and_a_new_one_takes_its_place,
        a_clerk_says_what_was_seen_and_helps_so_many_a_day,
    }
    retention {
        what_was_kept_long_enough_goes_and_the_rest_stays,
        the_words_of_a_withdrawn_case_go_after_five_years_and_every_proof_holds,
        nobody_chooses_a_period_that_the_law_does_not_allow,
    }
    keys {
        a_key_is_replaced_and_everything_still_opens,
        sealing_anew_goes_on_where_it_was_stopped,
        another_process_follows_the_key_in_use,
    }
    fees {
        an_order_and_a_receipt_say_what_is_paid_to_whom,
        a_waiver_is_the_chiefs_and_counts_as_paid,
        a_void_receipt_keeps_its_number_and_the_next_has_the_next,
        a_refund_is_asked_by_one_and_agreed_by_another,
    }
    payments {
        a_fee_is_ordered_by_itself_and_paid_on_the_net,
        a_payment_of_which_nobody_told_is_asked_after,
        a_call_back_is_believed_once_and_by_its_signature_alone,
        who_pays_twice_gets_it_back_the_way_it_came,
        a_refund_that_the_provider_cannot_pay_goes_to_the_counter,
        a_day_is_compared_and_finds_what_is_missing_and_what_came_twice,
        a_list_of_the_counter_is_compared_with_its_receipts,
        a_payment_after_a_waiver_is_too_much,
    }
    walk {
        from_application_to_rating,
        a_case_with_a_correction_and_a_special_procedure,
        a_refusal_reaches_the_applicant,
        an_instant_item_is_done_in_one_step,
        a_clerk_enters_a_case_for_somebody_at_the_desk,
        a_number_is_code_date_and_serial,
        notices_come_once_though_two_workers_run,
        a_draft_is_saved_from_two_devices,
        other_people_see_nothing,
        a_refusal_leaves_no_trace,
        lists_page_without_gaps_or_repeats,
    }
    crowd {
        the_same_key_files_one_case,
        a_key_for_another_application_is_refused,
        a_repeated_command_gets_the_first_answer,
        a_repeated_correction_of_the_form_gets_the_first_answer,
        thirty_people_at_once_get_numbers_without_gaps,
        an_old_page_changes_nothing,
        of_two_clerks_one_accepts,
    }
    proceedings {
        two_officers_inspect_and_the_clock_rests_until_both_have_signed,
        a_task_goes_to_a_section_and_somebody_of_it_takes_it,
        a_hearing_is_asked_for_held_and_the_decision_names_its_record,
        a_party_is_told_on_paper_and_no_table_tells_who_it_is,
        working_papers_are_not_opened_by_the_applicant,
    }
    publicity {
        anybody_sends_a_view_while_it_is_shown_and_reads_the_answer,
        what_is_called_off_or_withdrawn_takes_no_views_and_is_current_no_more,
        a_hearing_that_was_announced_is_on_the_public_page,
        a_lower_authority_examines_first_and_parties_are_told_of_the_decision,
    }
    clocks {
        a_change_of_the_calendar_reaches_every_clock,
        office_hours_end_a_limit_before_midnight,
        clocks_due_within_hours_are_found_in_their_order,
    }
    rules {
        a_case_keeps_the_limits_under_which_it_began,
        a_file_with_a_fault_changes_nothing,
        a_rule_is_replaced_and_withdrawn,
        a_step_has_its_own_row,
        the_list_says_from_where_each_limit_comes,
    }
    window {
        what_is_not_corrected_in_time_ends_by_itself_and_the_applicant_is_told_before_and_after,
        a_second_notice_for_the_same_is_refused_and_the_inspector_sees_who_tried,
        an_error_is_corrected_at_the_window_and_both_versions_are_committed_to,
        what_comes_over_the_net_is_pre_examined_and_late_ones_show_in_the_list,
        a_copy_is_compared_with_its_original_by_a_clerk_who_is_named,
    }
    silence {
        until_a_licence_expires_renews_it_within_seconds,
        late_or_unasked_renews_nothing,
        renews_with_a_document_that_says_so,
        about_a_supplement_accepts_the_case_and_what_is_missing_can_still_come,
    }
    choice {
        only_what_applies_is_missing_and_paid,
        a_filing_without_answers_or_with_wrong_ones_is_refused_by_name,
        what_the_answers_spare_is_not_taken,
        a_step_that_does_not_apply_takes_no_time,
        a_rule_that_could_fail_is_not_taken_and_names_the_input,
        what_a_rule_says_names_what_it_follows_from,
        a_charge_is_computed_when_a_case_is_filed,
    }
    tables {
        an_item_out_of_the_hall_needs_an_approval_that_the_check_up_looks_for,
        the_cuts_follow_the_versions_of_two_days,
        a_notice_tells_in_both_languages_and_marks_what_is_in_chinese_only,
        every_notice_of_the_demonstration_is_one_page_in_both_languages,
    }
    tasks {
        a_head_gives_tasks_and_people_find_them_first_what_is_due_first,
        a_task_given_back_is_passed_on_by_the_head_whoever_handles_the_case,
        the_head_of_the_section_checks_its_drafts,
        the_list_is_made_again_from_the_events_and_follows_the_calendar,
        ten_thousand_tasks_page_without_gaps_and_are_counted,
    }
    materials {
        an_item_takes_what_it_leaves_out_and_its_own_words_stand,
        a_change_reaches_an_item_with_its_next_version_only,
        only_the_manager_changes_the_library_and_each_fault_has_its_field,
        what_looks_the_same_is_found_and_merged_through_drafts_of_the_bodies,
    }
    uploads {
        files_are_taken_by_content_and_kept_by_hash,
        wrong_empty_and_too_large_files_are_refused,
        nobody_hands_in_or_opens_a_file_of_somebody_else,
        a_file_altered_on_the_disk_is_not_given_out,
    }
    paper {
        a_document_says_its_number_and_shows_whether_it_is_genuine,
        a_second_print_is_the_same_file,
        a_late_print_says_what_an_early_one_would_have_said,
        only_a_made_up_token_is_not_genuine,
    }
    decisions {
        what_was_decided_of_permits_is_public_and_nothing_else,
    }
    drafting {
        an_examiner_drafts_a_chief_checks_and_signs,
        several_are_signed_with_one_press_and_each_answers_for_itself,
        many_drafts_are_paged_and_none_is_left_out,
        a_part_is_granted_and_the_rest_refused_on_one_paper,
    }
    papers {
        a_special_procedure_is_told_in_writing,
        an_extension_is_told_with_its_reason_and_the_new_day,
        the_head_approves_an_extension_on_paper,
        what_is_handed_over_at_the_window_is_signed_for,
        two_papers_of_one_step_each_have_their_number,
        what_is_handed_in_later_has_a_receipt,
        a_document_is_printed_in_the_wording_that_held_on_its_day,
        a_wording_that_hides_what_the_law_asks_for_is_not_put_in_force,
        only_the_manager_changes_wordings_and_two_do_not_overwrite_each_other,
        a_preview_is_a_paper_with_a_made_up_case,
    }
    imports {
        a_list_is_looked_at_before_anything_changes,
        a_change_shows_its_difference_and_leaves_what_the_list_does_not_say,
        what_was_exported_comes_in_again_as_it_was,
        an_import_is_undone_as_a_whole_and_no_version_is_lost,
        what_was_changed_since_cannot_be_undone_as_a_whole,
        a_killed_import_goes_on_and_two_at_once_do_it_once,
        an_import_whose_items_moved_under_it_takes_nothing,
        columns_are_chosen_by_hand_and_remembered_by_name,
        lists_of_offices_are_read_in_their_encoding,
        an_undone_list_can_be_brought_in_again,
        a_file_that_names_a_person_is_not_named_in_public,
        another_process_takes_in_what_an_import_made,
        the_record_finds_whoever_alters_it_or_what_was_imported,
    }
    ledger {
        an_untouched_ledger_is_sound,
        an_altered_word_is_named,
        an_altered_hash_is_named,
        a_removed_event_is_named,
        a_removed_last_event_is_named,
        a_rewritten_last_event_is_named,
        swapped_events_are_named,
        an_event_of_another_case_is_named,
        a_case_missing_from_the_lists_is_named,
        a_removed_case_is_named,
        the_removed_last_case_is_named,
        a_counter_set_back_is_named,
        an_altered_projection_is_named,
        an_unreadable_projection_is_named,
        the_first_damage_comes_first,
        a_damaged_case_does_not_hold_up_the_notices_of_others,
        the_centre_goes_on_while_it_is_checked,
    }
    performance {
        what_the_events_added_up_is_what_a_full_recount_gives,
        a_year_says_what_its_cases_say_by_every_dimension,
        every_figure_opens_to_its_cases,
        a_rate_and_a_score_follow_from_the_figures,
        whoever_may_not_see_the_board_sees_no_figures,
        altered_lost_and_invented_figures_are_named_and_mended,
        a_long_history_made_at_once_is_counted_as_well,
    }
    rebuild {
        what_nobody_altered_is_the_same,
        each_altered_column_is_named_and_mended,
        removed_and_invented_rows_are_named_and_mended,
        a_series_set_back_is_raised,
        a_case_whose_events_do_not_hold_is_left_alone,
        people_work_while_it_is_rebuilt,
        what_applicants_were_told_follows_from_the_events,
        what_was_read_stays_read,
        what_waits_to_be_told_follows_from_the_events,
        figures_of_days_follow_from_the_events,
        what_waits_for_its_day_follows_from_the_events,
        which_tree_an_event_is_in_follows_from_events_and_roots,
        an_event_that_came_late_is_where_the_root_says,
    }
    days {
        a_day_that_is_over_is_closed_once,
        a_day_waits_for_its_end_and_its_grace,
        without_a_key_nothing_is_closed,
        an_event_that_comes_late_enters_the_next_day,
        an_event_waits_for_the_one_before_it,
        many_close_while_people_work,
        a_changed_root_figure_or_signature_is_named,
        a_rewritten_chain_does_not_fit_its_day,
        an_event_taken_from_what_waits_is_missed,
        every_altered_event_of_an_export_is_named,
        an_export_tells_nobodys_words,
        a_receipt_is_a_promise_first_and_a_proof_later,
        a_key_is_replaced_and_vouched_for,
        published_figures_are_counted_again,
    }
    forget {
        words_are_deleted_once_and_every_proof_still_holds,
        files_are_deleted_with_the_words_unless_another_case_names_them,
        words_that_are_still_needed_stay,
        words_that_vanish_without_an_event_are_missed,
    }
    privacy {
        no_table_tells_who_somebody_is,
        another_key_opens_nothing,
    }
    mandates {
        an_agent_applies_within_the_mandate_and_the_principal_sees_who_did_it,
        an_agent_sees_only_what_the_mandate_covers,
        a_withdrawn_mandate_ends_at_once_also_for_drafts_and_requests_under_way,
        nobody_learns_from_a_code_who_has_an_account,
        a_company_acts_through_its_legal_representative_and_their_agents,
        who_leaves_ends_their_mandates_and_takes_a_copy_of_them,
    }
    safety {
        a_stranger_who_guesses_waits_and_the_owner_comes_in,
        a_device_of_another_account_is_a_strange_one,
        sessions_are_seen_and_ended,
        a_password_is_changed_and_every_other_session_ends,
        a_password_of_somebody_elses_choice_must_be_changed,
        three_administrators_are_three_people_and_only_one_reads_the_log,
        a_second_factor_is_asked_for_and_each_code_is_good_once,
        codes_are_not_guessed_and_the_password_does_not_begin_the_count_anew,
        a_second_factor_is_replaced_and_taken_away_with_the_password_only,
        the_security_administrator_looks_after_accounts_and_not_after_their_own,
        a_person_sees_who_looked_at_their_case_and_what_for,
        numbers_are_shown_for_a_purpose_that_the_person_sees,
        tokens_and_idle_sessions_end_when_they_should,
    }
    identities {
        a_person_comes_in_by_a_platform_and_makes_an_account_once,
        what_a_platform_tells_wrongly_is_asked_for,
        an_answer_is_good_for_the_browser_that_asked_and_once,
        a_token_that_is_wrong_lets_nobody_in,
        staff_come_in_by_their_directory_when_the_account_is_theirs,
        a_platform_is_linked_and_taken_away_by_the_owner,
        a_new_password_by_others_takes_links_away,
    }
    passkeys {
        a_passkey_comes_in_after_the_password,
        an_answer_counts_once_here_and_for_its_owner,
        a_passkey_is_added_and_taken_away_with_the_password_only,
    }
    phone {
        somebody_new_makes_an_account_with_a_telephone_and_comes_back,
        a_code_is_good_for_one_browser_one_purpose_and_five_minutes,
        two_at_once_with_one_code_are_one,
        nobody_is_flooded_with_messages,
        a_number_is_proven_before_it_opens_anything,
        a_forgotten_password_is_set_anew_with_the_telephone,
        whoever_leaves_takes_their_number_along,
        an_account_without_a_password_chooses_one_soon_after_signing_in,
        a_gateway_that_refuses_or_is_away_loses_no_message_that_is_of_use,
    }
    letters {
        nobody_decides_outside_a_valid_letter,
        who_may_only_review_does_not_decide,
        a_letter_taken_back_elsewhere_gives_no_power_at_once,
        the_register_keeps_who_did_what_and_a_repeat_changes_nothing,
        a_letter_with_a_fault_is_not_entered,
    }
    catalogue {
        items_are_found_by_words_pinyin_and_initials,
        every_row_gets_its_answer,
        a_second_import_changes_nothing_and_a_new_name_is_a_new_version,
        a_file_that_is_no_catalogue_is_refused_whole_with_its_line,
        a_case_keeps_the_version_under_which_it_was_filed,
        the_check_up_finds_what_an_import_brought_in,
        each_version_holds_from_its_day_until_the_next_and_is_found_by_any_day,
        a_place_teaches_its_own_words,
        another_process_hears_of_the_words,
        words_that_would_find_nothing_are_not_taught,
        two_who_teach_at_once_are_both_heard,
    }
    permissions {
        the_answer_is_what_then_happens,
        without_a_case_the_answer_depends,
        a_closed_account_may_do_nothing,
        others_are_asked_about_by_those_who_may,
    }
    desk {
        what_is_due_stands_first_and_every_mark_says_how_many_it_would_leave,
        a_page_goes_on_where_the_one_before_ended_in_every_order,
    }
    handling {
        a_case_is_in_the_list_of_who_handles_it,
        open_cases_go_to_the_successor_on_the_day,
        what_the_successor_may_not_handle_waits,
    }
    organisation {
        who_stands_in_has_the_role_on_these_days_only,
        a_leave_without_b_is_refused_with_its_reason,
        one_action_hands_over_letters_seal_and_post,
        a_decision_outside_the_new_letter_is_refused_after_a_move,
        nobody_else_moves_people,
        everything_is_seen_as_of_any_day,
        what_was_exported_comes_in_unchanged,
        a_list_is_looked_at_before_anything_changes,
        windows_come_in_and_go_with_their_days,
        a_post_is_closed_by_a_list_once_nobody_holds_it,
        another_process_sees_posts_and_moves,
    }
    bundles {
        a_version_holds_from_its_day_and_the_one_before_until_then,
        a_bundle_that_nobody_could_finish_is_refused_with_what_is_wrong,
        an_item_names_its_bundles_and_the_check_up_finds_it_withdrawn,
    }
    item_editing {
        changes_of_different_elements_are_both_kept,
        many_who_save_at_once_all_find_their_words,
        the_same_element_is_offered_and_a_choice_counts_only_for_what_was_shown,
        a_save_is_taken_back_and_what_came_after_it_stays,
        each_sees_the_other_until_they_are_gone,
    }
    item_life {
        a_change_goes_through_three_hands_and_holds_from_its_day,
        nobody_reviews_or_checks_what_they_wrote,
        who_saves_second_is_shown_what_the_first_wrote,
        a_draft_is_given_back_with_reasons_and_can_be_abandoned,
        a_serious_finding_forbids_publishing_and_warnings_must_be_seen,
        a_repeated_step_gets_the_first_answer,
        a_suspended_item_takes_no_cases_and_says_until_when,
        a_withdrawn_item_names_what_follows_it,
        another_process_sees_what_was_published_and_what_midnight_brings,
        two_who_publish_at_once_leave_one_chain,
        an_altered_entry_of_the_record_is_named,
        what_changed_in_a_cited_item_is_told_and_taken_over_with_one_action,
        ones_own_tightening_is_kept_and_goes_to_the_centre,
        loosening_a_cited_item_is_refused_with_the_elements,
        a_merger_ends_and_publishes_in_one_step_and_is_in_the_public_log,
        a_change_that_cannot_be_done_whole_is_not_begun,
        a_take_over_may_name_items_of_others,
    }
}
