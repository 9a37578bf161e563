//! Who acts: the demonstration's own people, or those that a body's configuration names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use scheme::body::act::{Period, Registration, Role, Scope};
use scheme::edition::Text;
use scheme::id::{ActorId, FirmId};
use serde::Deserialize;
use service::acts;
use service::founding::FirstRegistrar;
use service::{Actor, Body, BodyError, Key};

use crate::Failure;
use crate::product::{Bilingual, Maker, read_limited};
use crate::reading::is_address;
use crate::undone::at;

/// Everybody who takes part in a case.
pub(crate) struct Cast {
    pub(crate) registrar: Actor,
    pub(crate) evaluator: Actor,
    pub(crate) reviewer: Actor,
    pub(crate) decider: Actor,
    pub(crate) applicant: Actor,
}

/// A person or role as configured.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub(crate) id: ActorId,
    pub(crate) name: Bilingual,
    pub(crate) firm: FirmId,
    /// The key file; in the body's own folder when not given.
    pub(crate) key: Option<PathBuf>,
}

/// A firm that evaluates.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Firm {
    pub(crate) id: FirmId,
    pub(crate) name: Bilingual,
}

/// Who plays which part.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parts {
    pub(crate) registrar: Person,
    pub(crate) evaluator: Person,
    pub(crate) reviewer: Person,
    pub(crate) decider: Person,
    /// Acts for the maker; named after it when not given.
    pub(crate) applicant: Option<Person>,
    /// The evaluator's firm: a member, accredited for every test of the edition.
    pub(crate) testing_firm: Firm,
}

impl Parts {
    /// The demonstration's own people: every part played by this program.
    pub(crate) fn demonstration() -> Self {
        let person = |id: &str, firm: &str, ja: &str, en: &str| Person {
            id: id.parse().expect("a name written here"),
            name: Bilingual {
                ja: ja.to_owned(),
                en: en.to_owned(),
            },
            firm: firm.parse().expect("a name written here"),
            key: None,
        };
        let (body, testing) = ("demonstration-body", "demonstration-testing");
        Self {
            registrar: person(
                "demo-registrar",
                body,
                "実演の登録者",
                "Demonstration registrar",
            ),
            evaluator: person(
                "demo-evaluator",
                testing,
                "実演の評価者",
                "Demonstration evaluator",
            ),
            reviewer: person(
                "demo-reviewer",
                body,
                "実演の確認者",
                "Demonstration reviewer",
            ),
            decider: person(
                "demo-decider",
                body,
                "実演の決定者",
                "Demonstration decider",
            ),
            applicant: None,
            testing_firm: Firm {
                id: testing.parse().expect("a name written here"),
                name: Bilingual {
                    ja: "実演試験所".to_owned(),
                    en: "Demonstration Testing".to_owned(),
                },
            },
        }
    }

    /// The first registrar, who founds the body.
    pub(crate) fn first_registrar(&self, today: Date) -> FirstRegistrar {
        FirstRegistrar {
            id: self.registrar.id.clone(),
            name: text(&self.registrar.name),
            firm: self.registrar.firm.clone(),
            until: term(today).until,
        }
    }
}

impl Cast {
    /// Brings everybody on stage: keys at hand, and registered, admitted and accredited with the body
    /// where they are not yet.
    pub(crate) fn gather(
        body: &mut Body,
        parts: &Parts,
        maker: &Maker,
        folder: &Path,
        at: Timestamp,
    ) -> Result<Self, Failure> {
        let today = body.state().edition().day_of(at);
        let applicant = parts
            .applicant
            .clone()
            .unwrap_or_else(|| applicant_of(maker));
        let cast = Self {
            registrar: actor(body, &parts.registrar, folder)?,
            evaluator: actor(body, &parts.evaluator, folder)?,
            reviewer: actor(body, &parts.reviewer, folder)?,
            decider: actor(body, &parts.decider, folder)?,
            applicant: actor(body, &applicant, folder)?,
        };
        let firm = &parts.testing_firm;
        if !body.state().firms().contains_key(&firm.id) {
            let named = (firm.id.clone(), text(&firm.name));
            let why = "a member firm / 会員企業";
            acts::admit_member(body, &cast.registrar, at, why, named, term(today))?;
        }
        accredit(body, &cast.registrar, &firm.id, at, term(today))?;
        for (person, actor, role) in [
            (&parts.evaluator, &cast.evaluator, Role::Evaluator),
            (&parts.reviewer, &cast.reviewer, Role::Reviewer),
            (&parts.decider, &cast.decider, Role::Decider),
            (&applicant, &cast.applicant, Role::Applicant),
        ] {
            register(
                body,
                &cast.registrar,
                (person, actor, role),
                at,
                term(today),
            )?;
        }
        Ok(cast)
    }
}

/// Accredits the firm for every test in every category in which it has no accreditation yet.
fn accredit(
    body: &mut Body,
    registrar: &Actor,
    firm: &FirmId,
    at: Timestamp,
    period: Period,
) -> Result<(), BodyError> {
    let edition = body.state().edition();
    let tests: BTreeSet<_> = edition.tests().iter().map(|test| test.id.clone()).collect();
    let known = body.state().firms().get(firm);
    let accredited = |category| {
        known.is_some_and(|known| {
            known
                .accreditations
                .iter()
                .any(|one| one.category == category)
        })
    };
    let categories = edition.categories().iter().map(|category| category.id);
    let categories: Vec<_> = categories
        .filter(|category| !accredited(*category))
        .collect();
    for category in categories {
        let scope = Scope {
            firm: firm.clone(),
            category,
            tests: tests.clone(),
            period,
        };
        acts::accredit(body, registrar, at, "accredited / 認定", scope)?;
    }
    Ok(())
}

fn register(
    body: &mut Body,
    registrar: &Actor,
    (person, actor, role): (&Person, &Actor, Role),
    at: Timestamp,
    period: Period,
) -> Result<(), BodyError> {
    if body.state().actors().contains_key(&person.id) {
        return Ok(());
    }
    let registration = Registration {
        actor: person.id.clone(),
        name: text(&person.name),
        firm: person.firm.clone(),
        roles: [role].into(),
        public_key: actor.key.public_hex(),
        period,
    };
    acts::register_actor(body, registrar, at, "takes part / 参加", registration)?;
    Ok(())
}

fn actor(body: &Body, person: &Person, folder: &Path) -> Result<Actor, Failure> {
    Ok(match &person.key {
        None => body.resident(&person.id)?,
        Some(path) => Actor {
            id: person.id.clone(),
            key: Key::read(&folder.join(path))?,
        },
    })
}

/// Who acts for a maker that the configuration does not know.
fn applicant_of(maker: &Maker) -> Person {
    let id = format!("applicant-{}", maker.id);
    Person {
        id: id
            .parse()
            .unwrap_or_else(|_| "applicant".parse().expect("a name written here")),
        name: Bilingual {
            ja: format!("{}の申請者", maker.name.ja),
            en: format!("Applicant of {}", maker.name.en),
        },
        firm: maker.id.clone(),
        key: None,
    }
}

/// Ten years from today: longer than any certificate.
fn term(today: Date) -> Period {
    Period {
        from: today,
        until: today.saturating_add(10.years()),
    }
}

pub(crate) fn text(bilingual: &Bilingual) -> Text {
    Text {
        ja: bilingual.ja.clone(),
        en: bilingual.en.clone(),
    }
}

/// `body.toml`: a real body's folder, register and people.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BodyFile {
    /// The body's private folder, made by `sekisho register init`.
    pub(crate) folder: PathBuf,
    /// Its public register.
    pub(crate) register: PathBuf,
    /// The advisories that products are held against, unless --advisories names others.
    #[serde(default)]
    pub(crate) advisories: Vec<PathBuf>,
    /// Where the register is published, or checkpoints that others hold: it must go on from them.
    #[serde(default)]
    pub(crate) published: Vec<String>,
    /// How many records about an ecosystem a feed must have to speak for it.
    #[serde(default = "least_records")]
    pub(crate) least_records: usize,
    /// Who acts.
    pub(crate) actors: Parts,
}

/// The largest `body.toml` that is read.
const BODY_BYTES: u64 = 1 << 20;

/// Fewer records than this are a piece of a feed, not a feed.
fn least_records() -> usize {
    100
}

impl BodyFile {
    /// Reads `body.toml`; its paths are relative to its own folder.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = read_limited(path, BODY_BYTES)?;
        let text = std::str::from_utf8(&bytes).map_err(at(path))?;
        let mut file: Self = toml::from_str(text).map_err(at(path))?;
        let beside = path.parent().unwrap_or(Path::new("."));
        let single = [&mut file.folder, &mut file.register];
        for relative in single.into_iter().chain(&mut file.advisories) {
            *relative = beside.join(&*relative);
        }
        for place in file.published.iter_mut().filter(|place| !is_address(place)) {
            *place = beside.join(&*place).display().to_string();
        }
        Ok(file)
    }
}
