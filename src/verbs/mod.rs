//! What an analyst can do, each a pure function from the project to a step.

mod articles;
mod codebook;
mod making;
mod noise;
mod passages;
mod placing;
mod settling;
mod splitting;
mod submitting;

pub use self::articles::{
    NewArticle, Removal, add_articles, add_articles_beside, choose_of_record, edit_article, is_date, removal,
    remove_article, reorder, set_memo, set_status,
};
pub use self::codebook::{
    Fate, UsedHues, add_group, add_tag, delete_group, delete_tag, edit_group, edit_info, edit_tag, fate, free_hue,
    merge_tag, move_tag, new_tag_id, rename_tag, set_blind, siblings, sort_tags, with_new_tags,
};
pub use self::noise::judge_paragraphs;
pub use self::passages::{
    Codings, add_coding, annotate, annotate_or_add, delete_passages, move_edges, remove_coding, retag, set_coding,
    set_note, tag_passage,
};
pub use self::placing::{
    OldTexts, Reanchored, Unsettled, keep_as_orphan, reanchor, settle_at, to_settle, unsettled, unsettled_in,
};
pub use self::settling::{Of, Settle, carry_over, explain, settle, withdraw};
pub use self::splitting::{end_split, split_queue, split_stays, split_to, start_split};
pub use self::submitting::submit;
pub use making::{Fresh, next_rank};
