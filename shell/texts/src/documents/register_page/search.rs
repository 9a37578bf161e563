//! The search in the list: its form on the first page, its script, and the data that the script fetches when somebody
//! searches.
//!
//! All words stand in the page; the script puts text into copies of the page's templates and knows no markup.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::json;

use super::super::frame::both;
use super::super::{Bilingual, BothTexts, State};
use super::list::columns;
use super::{Row, chip};

/// Where the script lies in the register's folder.
pub const SCRIPT_PATH: &str = "search.js";

/// The script.
pub const SCRIPT: &str = include_str!("search.js");

/// Where its data lies: a script too, because a page that was opened from a disk may not fetch other files.
pub const DATA_PATH: &str = "search-data.js";

/// What is shown of a certificate that was found.
const COLUMNS: [&str; 5] = [
    "list-certificate",
    "list-product",
    "list-maker",
    "list-class",
    "list-state",
];

/// The data of the search, the newest certificate first. A name that stands in many rows stands in the data once.
#[must_use]
pub fn search_data(rows: &[Row]) -> String {
    let mut known: BTreeMap<&Bilingual, usize> = BTreeMap::new();
    let mut names = Vec::new();
    let mut lines = Vec::new();
    for row in rows.iter().rev() {
        let [product, maker] = [&row.product, &row.maker].map(|name| {
            *known.entry(name).or_insert_with(|| {
                names.push(json!([name.ja, name.en]).to_string());
                names.len() - 1
            })
        });
        let state = row.state.name();
        let line = json!([
            row.number,
            product,
            row.version,
            maker,
            row.category,
            row.class,
            state
        ]);
        lines.push(line.to_string());
    }
    let data = format!(
        "sekishoSearch({{\"names\":[\n{}\n],\"rows\":[\n{}\n]}});\n",
        names.join(",\n"),
        lines.join(",\n")
    );
    // Whoever puts the data into a page some day must not have a name end their script.
    data.replace('<', "\\u003c")
}

/// The form with its templates, hidden until the script runs.
pub(super) fn form(texts: &BothTexts) -> Markup {
    html! {
        section #search hidden {
            div role="search" aria-label={ (texts.say("list-search").ja) " / " (texts.say("list-search").en) } {
                label.words {
                    (both(&texts.say("list-search-words")))
                    input #words type="search" autocomplete="off" spellcheck="false";
                }
                label { (both(&texts.say("list-state"))) (choice(texts, "state", &states(texts))) }
                label { (both(&texts.say("document-category"))) (choice(texts, "category", &categories(texts))) }
                label { (both(&texts.say("document-class"))) (choice(texts, "class", &classes())) }
            }
            div role="status" {
                p #found hidden { (both(&texts.say("list-search-found"))) " " strong #count {} }
                p #more hidden { (both(&texts.say("list-search-more"))) }
                p #lost hidden { (both(&texts.say("list-search-lost"))) }
            }
            table.list #results hidden {
                (columns(texts, &COLUMNS))
                tbody {}
            }
            template #result { (result(texts)) }
            @for state in State::ALL { template id={ "state-" (state.name()) } { (chip(texts, state)) } }
        }
        noscript { p.note { (both(&texts.say("list-find"))) } }
    }
}

/// An empty row, as the script fills it.
fn result(texts: &BothTexts) -> Markup {
    let pair = html! { span lang="ja" {} " " span lang="en" {} };
    html! {
        tr {
            th scope="row" { a {} }
            td { (pair) " " span.version {} }
            td { (pair) }
            td {
                span.narrow { (both(&texts.say("document-category"))) " " } span.category {} " – "
                span.narrow { (both(&texts.say("document-class"))) " " } strong {}
            }
            td {}
        }
    }
}

type Choices = Vec<(String, Bilingual)>;

fn states(texts: &BothTexts) -> Choices {
    let state = |state: State| {
        let name = state.name();
        (
            name.to_owned(),
            texts.say(&format!("document-state-{name}")),
        )
    };
    State::ALL.map(state).into()
}

fn categories(texts: &BothTexts) -> Choices {
    let category = |category: u8| {
        let Bilingual { ja, en } = texts.say(&format!("document-category-{category}"));
        let text = Bilingual::new(format!("{category} {ja}"), en);
        (category.to_string(), text)
    };
    [1, 2, 3].map(category).into()
}

fn classes() -> Choices {
    let class = |class: &str| (class.to_owned(), Bilingual::same(class));
    ["1", "2", "2-a", "2-b", "3"].map(class).into()
}

fn choice(texts: &BothTexts, id: &str, choices: &Choices) -> Markup {
    let all = (String::new(), texts.say("list-search-all"));
    html! {
        select id=(id) {
            @for (value, text) in std::iter::once(&all).chain(choices) {
                option value=(value) {
                    (text.ja) @if text.ja != text.en { " / " (text.en) }
                }
            }
        }
    }
}
