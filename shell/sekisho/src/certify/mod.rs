//! `sekisho certify`: a product from application to certificate, with all its parts played here.

mod build;
mod cast;
mod conditions;
mod issuing;
mod outlook;
mod output;
mod record;
mod seen;
mod steps;
mod story;
mod unable;
mod why;
mod witnessing;

use std::path::{Path, PathBuf};

use scheme::edition::Edition;
use scheme::id::{CaseId, EditionId};
use service::founding::open_or_found;
use service::{Body, Facts};
use texts::documents::BothTexts;
use vulnerability::Limits;

pub(crate) use build::{AtHand, Loading, NotRun, Ran, Speaking};
pub(crate) use cast::text;
use cast::{BodyFile, Cast, Parts};
pub(crate) use conditions::{by_the_makers_word, waived_on_record};
pub(crate) use issuing::issue;
pub(crate) use outlook::{fix, named_vex, now_of};
pub(crate) use output::{hand_out, replace};
pub(crate) use steps::{Teller, acts_after, told_lines};
use story::{End, Story};
pub(crate) use unable::Unable;
pub(crate) use why::Why;

use crate::cli::Certify;
use crate::product::{Bilingual, ProductFile, ProductFolder};
use crate::talk::Talk;
use crate::{Answer, Failure, advisories, matching, published, undone};

/// The edition of the demonstration: the slide read literally.
pub(crate) const DEMONSTRATION_EDITION: &str = "mitsf-2016";

/// Where everything of one run lies.
pub(crate) struct Places {
    /// What the person is handed.
    pub(crate) into: PathBuf,
    /// The body's private folder.
    pub(crate) body: PathBuf,
    /// The public register.
    pub(crate) register: PathBuf,
}

pub(crate) fn run(order: &Certify, talk: &Talk) -> Result<Answer, Failure> {
    let folder = ProductFolder::open(&order.product)?;
    let both = BothTexts::new();
    let Stage {
        mut body,
        parts,
        places,
        beside,
        advisories: named,
        least_records,
    } = set_up(order, &folder, talk)?;
    if body.facts().demonstration {
        talk.line(&talk.say("certify-demonstration", &[]));
    }
    let busy = talk.progress("progress-advisories");
    let limits = Limits::default();
    let opened = advisories::opened(&named, order.data.as_deref(), &limits, talk)?;
    busy.finish_and_clear();
    matching::tell_feeds(&opened.summary(service::now()), talk);
    let (maker, at) = (&folder.file.product.maker, outlook::now_of(&body));
    let cast = Cast::gather(&mut body, &parts, maker, &beside, at)?;
    let told = body.acts();
    let mut story = Story {
        body: &mut body,
        cast: &cast,
        folder: &folder,
        feeds: &opened,
        talk,
        both: &both,
        least_records,
        told,
    };
    let mut end = End::Withheld(Vec::new());
    for (index, version) in folder.file.versions.iter().enumerate() {
        let newest = index + 1 == folder.file.versions.len();
        talk.line(&talk.say(
            "certify-version",
            &[("version", version.version.as_str().into())],
        ));
        end = story.tell(version, newest)?;
        witnessing::hold(story.body, &places.into)?;
        if matches!(end, End::Withheld(_)) {
            break;
        }
    }
    let (cases, at) = (cases_of(&body, &folder), outlook::now_of(&body));
    let report = record::story_report(&body, &cases, &end, &folder, &both, at)?;
    output::write(&body, &report, &end, &places)?;
    output::tell(&body, &report, &end, &places, talk)?;
    Ok(match end {
        End::Certified(_) => Answer::Yes,
        End::Withheld(_) => Answer::No,
    })
}

/// What a story begins with.
struct Stage {
    body: Body,
    parts: Parts,
    places: Places,
    /// The folder to which the paths of key files are relative.
    beside: PathBuf,
    /// Those that are named; without any, those of the data folder.
    advisories: Vec<PathBuf>,
    least_records: usize,
}

/// The advisories that are named: those asked for, else those of the product.
pub(crate) fn named_advisories(folder: &ProductFolder, asked: &[PathBuf]) -> Vec<PathBuf> {
    if !asked.is_empty() {
        return asked.to_vec();
    }
    folder
        .file
        .advisories
        .paths
        .iter()
        .map(|path| folder.resolve(path))
        .collect()
}

/// The edition that a product is examined under.
pub(crate) fn edition_of(folder: &ProductFolder) -> Result<EditionId, Failure> {
    match &folder.file.product.edition {
        Some(id) => Ok(id.clone()),
        None => Ok(DEMONSTRATION_EDITION.parse()?),
    }
}

/// Whether the edition knows what is asked for: said before anything is put on record.
pub(crate) fn fits(edition: &Edition, file: &ProductFile) -> Result<(), Failure> {
    let product = &file.product;
    let Some(category) = edition.category(product.category) else {
        let known: Vec<_> = edition
            .categories()
            .iter()
            .map(|c| c.id.to_string())
            .collect();
        return Err(Unable::NoCategory {
            edition: edition.id().clone(),
            asked: product.category,
            known,
        }
        .into());
    };
    if edition.class(product.category, &product.class).is_none() {
        let known: Vec<_> = category
            .classes
            .iter()
            .map(|class| class.id.to_string())
            .collect();
        return Err(Unable::NoClass {
            category: product.category,
            asked: product.class.clone(),
            known,
        }
        .into());
    }
    let builds = file.versions.iter().flat_map(|version| &version.builds);
    for report in builds.flat_map(|build| &build.reports) {
        if edition.test(&report.test).is_none() {
            let known: Vec<_> = edition
                .tests()
                .iter()
                .map(|test| test.id.to_string())
                .collect();
            let asked = report.test.clone();
            return Err(Unable::NoTest { asked, known }.into());
        }
    }
    Ok(())
}

/// Opens the configured body, or the demonstration's in `--into`, founding it where there is none.
fn set_up(order: &Certify, folder: &ProductFolder, talk: &Talk) -> Result<Stage, Failure> {
    let Some(path) = &order.body else {
        let places = Places {
            into: order.into.clone(),
            body: order.into.join("body"),
            register: order.into.join("register"),
        };
        fits(
            &undone::edition(edition_of(folder)?.as_str())?,
            &folder.file,
        )?;
        let parts = Parts::demonstration();
        return Ok(Stage {
            body: open_demonstration(folder, &parts, &places)?,
            parts,
            beside: order.into.clone(),
            places,
            advisories: named_advisories(folder, &order.advisories),
            least_records: 0,
        });
    };
    let file = BodyFile::read(path)?;
    let mut known = published::known(&file.published, talk)?;
    let body = Body::open_after(&file.folder, &file.register, &mut known)?;
    if let Some(asked) = &folder.file.product.edition
        && *asked != body.facts().edition
    {
        let found = body.facts().edition.clone();
        let (path, asked) = (file.folder, asked.clone());
        return Err(Unable::OtherEdition { path, found, asked }.into());
    }
    fits(body.state().edition(), &folder.file)?;
    // The applicant does not choose what its own product is held against.
    let named = match order.advisories.as_slice() {
        [] => file.advisories,
        asked => asked.to_vec(),
    };
    if named.is_empty() && advisories::kept(order.data.as_deref())?.is_empty() {
        return Err(Unable::NoAdvisories { path: path.clone() }.into());
    }
    Ok(Stage {
        body,
        parts: file.actors,
        places: Places {
            into: order.into.clone(),
            body: file.folder,
            register: file.register,
        },
        beside: path.parent().unwrap_or(Path::new(".")).to_owned(),
        advisories: named,
        least_records: file.least_records,
    })
}

fn open_demonstration(
    folder: &ProductFolder,
    parts: &Parts,
    places: &Places,
) -> Result<Body, Failure> {
    let edition = edition_of(folder)?;
    let known = undone::edition(edition.as_str())?;
    let at = service::now();
    if !places.body.exists() && places.register.exists() {
        let path = places.register.clone();
        return Err(Unable::ForeignRegister { path }.into());
    }
    let mut facts = demonstration_facts(edition.clone());
    // A founding that was cut short is finished with the same facts.
    if !places.body.exists() || places.into.join("witnesses").exists() {
        facts.witnesses = witnessing::gather(&places.into)?;
        facts.quorum = facts.witnesses.len();
    }
    let registrar = parts.first_registrar(known.day_of(at));
    let body = open_or_found(&places.body, &places.register, &facts, &registrar, at)?;
    if !body.facts().demonstration {
        return Err(Unable::ForeignRegister {
            path: places.register.clone(),
        }
        .into());
    }
    if body.facts().edition != edition {
        let found = body.facts().edition.clone();
        return Err(Unable::OtherEdition {
            path: places.into.clone(),
            found,
            asked: edition,
        }
        .into());
    }
    Ok(body)
}

/// What the demonstration's body is.
fn demonstration_facts(edition: EditionId) -> Facts {
    Facts {
        name: text(&Bilingual {
            ja: "関所 実演認証機関".to_owned(),
            en: "Sekisho demonstration body".to_owned(),
        }),
        origin: "demonstration.sekisho.example/2026".to_owned(),
        address: "https://demonstration.sekisho.example".to_owned(),
        edition,
        demonstration: true,
        witnesses: Vec::new(),
        quorum: 0,
    }
}

/// The cases of this product, in the order in which they were opened.
fn cases_of(body: &Body, folder: &ProductFolder) -> Vec<CaseId> {
    let cases = body.state().cases().values();
    let cases = cases.filter(|case| outlook::is_same(&folder.file, &case.application().product));
    cases.map(|case| case.id().clone()).collect()
}
