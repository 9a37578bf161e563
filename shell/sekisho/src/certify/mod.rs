//! `sekisho certify`: a product from application to certificate, with all its parts played here.

mod build;
mod cast;
mod outlook;
mod output;
mod record;
mod seen;
mod steps;
mod story;
mod why;

use std::path::{Path, PathBuf};

use scheme::edition;
use scheme::id::{CaseId, EditionId};
use service::founding::open_or_found;
use service::{Body, Facts};
use texts::documents::BothTexts;
use vulnerability::Limits;

pub(crate) use build::{AtHand, Loading, NotRun};
use cast::{BodyFile, Cast, Parts, text};
pub(crate) use output::replace;
use story::{End, Story};
pub(crate) use why::Why;

use crate::cli::Certify;
use crate::product::{Bilingual, ProductFolder};
use crate::talk::Talk;
use crate::{Answer, Failure, feeds};

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
    let (mut body, parts, places, beside) = open_body(order, &folder)?;
    let at = service::now();
    let facts = body.facts().clone();
    if facts.demonstration {
        talk.line(&talk.say("certify-demonstration", &[]));
    }
    let busy = talk.progress("progress-advisories");
    let paths = advisories(&folder, &order.advisories);
    let opened = feeds::open(&paths, &Limits::default());
    busy.finish_and_clear();
    let cast = Cast::gather(&mut body, &parts, &folder.file.product.maker, &beside, at)?;
    let told = body.acts();
    let mut story = Story {
        body: &mut body,
        cast: &cast,
        folder: &folder,
        feeds: &opened,
        talk,
        both: &both,
        told,
    };
    let mut end = End::Withheld(Vec::new());
    for version in &folder.file.versions {
        talk.line(&talk.say(
            "certify-version",
            &[("version", version.version.as_str().into())],
        ));
        end = story.tell(version)?;
        if matches!(end, End::Withheld(_)) {
            break;
        }
    }
    let cases = cases_of(&body, &folder);
    let report = record::story_report(&body, &cases, &end, &folder, &both, service::now())?;
    output::write(&body, &report, &end, &places)?;
    output::tell(&body, &report, &end, &places, talk)?;
    Ok(match end {
        End::Certified(_) => Answer::Yes,
        End::Withheld(_) => Answer::No,
    })
}

/// The advisories to use: those asked for, else those that the product names.
pub(crate) fn advisories(folder: &ProductFolder, asked: &[PathBuf]) -> Vec<PathBuf> {
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

/// Opens the configured body, or the demonstration's in `--into`, founding it where there is none.
fn open_body(
    order: &Certify,
    folder: &ProductFolder,
) -> Result<(Body, Parts, Places, PathBuf), Failure> {
    if let Some(path) = &order.body {
        let file = BodyFile::read(path)?;
        let body = Body::open(&file.folder, &file.register)?;
        if let Some(asked) = &folder.file.product.edition
            && *asked != body.facts().edition
        {
            let found = body.facts().edition.clone();
            return Err(OtherEdition {
                path: file.folder,
                found,
                asked: asked.clone(),
            }
            .into());
        }
        let beside = path.parent().unwrap_or(Path::new(".")).to_owned();
        let places = Places {
            into: order.into.clone(),
            body: file.folder,
            register: file.register,
        };
        return Ok((body, file.actors, places, beside));
    }
    let places = Places {
        into: order.into.clone(),
        body: order.into.join("body"),
        register: order.into.join("register"),
    };
    let parts = Parts::demonstration();
    let body = open_demonstration(folder, &parts, &places)?;
    Ok((body, parts, places, order.into.clone()))
}

fn open_demonstration(
    folder: &ProductFolder,
    parts: &Parts,
    places: &Places,
) -> Result<Body, Failure> {
    let edition = edition_of(folder)?;
    let known = edition::find(&edition)?;
    let at = service::now();
    let facts = demonstration_facts(edition.clone());
    if !places.body.exists() && places.register.exists() {
        let path = places.register.clone();
        return Err(ForeignRegister { path }.into());
    }
    let registrar = parts.first_registrar(known.day_of(at));
    let body = open_or_found(&places.body, &places.register, &facts, &registrar, at)?;
    if !body.facts().demonstration {
        return Err(ForeignRegister {
            path: places.register.clone(),
        }
        .into());
    }
    if body.facts().edition != edition {
        let found = body.facts().edition.clone();
        return Err(OtherEdition {
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
    }
}

/// The cases of this product, in the order in which they were opened.
fn cases_of(body: &Body, folder: &ProductFolder) -> Vec<CaseId> {
    let product = &folder.file.product;
    let cases = body.state().cases().values().filter(|case| {
        let applied = &case.application().product;
        applied.maker == product.maker.id && applied.name == text(&product.name)
    });
    cases.map(|case| case.id().clone()).collect()
}

/// The folder holds a register that this run may not write to.
#[derive(Debug, thiserror::Error)]
#[error(
    "{path} is the register of another body; choose another --into, or name the body with --body"
)]
struct ForeignRegister {
    path: PathBuf,
}

/// The body works by another edition.
#[derive(Debug, thiserror::Error)]
#[error("the body in {path} works by edition {found}, the product asks for {asked}")]
struct OtherEdition {
    path: PathBuf,
    found: EditionId,
    asked: EditionId,
}
