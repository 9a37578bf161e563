//! Pages of certificates: one to which much happened, a system with its parts, one whose texts try to be markup.

use register::canonical::Digest;
use register::certificate::Text;
use register::fold::{History, Place};
use register::statement::{Change, Correctable, StateChange};
use texts::documents::State;
use texts::documents::register_page::{Linked, Record, Row};

use super::{at, certificates, registers, two};

/// What a page is made of.
pub(crate) struct Sample {
    pub(crate) history: History,
    pub(crate) row: Row,
    pub(crate) chain: Vec<Linked>,
    pub(crate) components: Vec<(String, Linked)>,
    pub(crate) systems: Vec<Linked>,
}

impl Sample {
    pub(crate) fn record(&self) -> Record<'_> {
        let files = [
            "certificate.html",
            "certificate.json",
            "certificate.svr.json",
            "certificate.tlog-proof",
            "certificate.leaf",
            "report.json",
        ];
        Record {
            body: two("医療IT認証センター", "Medical IT Certification Centre"),
            history: &self.history,
            row: &self.row,
            chain: self.chain.clone(),
            components: self.components.clone(),
            systems: self.systems.clone(),
            files: files.map(str::to_owned).into(),
        }
    }
}

/// Suspended, resumed, corrected, and void by a version-up; between an earlier and a later version, part of a system.
pub(crate) fn eventful() -> Sample {
    let certificate = certificates::short();
    let number = certificate.number.clone();
    let void = Change::Void {
        version: "0.2.0".into(),
        successor: Some("2026-000003".into()),
    };
    let correct = Change::Correct {
        field: Correctable::HolderName,
        text: text("関所開発株式会社", "Sekisho Development K.K."),
    };
    let changes = [
        (Change::Suspend, "2026-12-01T00:00:00Z"),
        (Change::Resume, "2026-12-08T00:00:00Z"),
        (correct, "2026-12-09T00:00:00Z"),
        (void, "2026-12-20T00:00:00Z"),
    ];
    let changes = (17..).zip(changes).map(|(index, (change, time))| {
        let change = StateChange {
            certificate: number.clone(),
            change,
            time: at(time),
            effective: at(time),
            actor: "body/decider".into(),
            reason: text("届出による", "As declared"),
        };
        (place(index), change)
    });
    let history = History {
        certificate,
        statement: Digest::of(b"statement"),
        place: place(3),
        changes: changes.collect(),
        summary: Some(place(4)),
    };
    let row = Row {
        number: number.clone(),
        state: State::Void,
        ..registers::row(1)
    };
    let own = Linked::from(&row);
    Sample {
        chain: vec![linked(0), own, linked(2)],
        systems: vec![linked(7)],
        components: Vec::new(),
        history,
        row,
    }
}

/// A system with a part that the register knows and one that it does not.
pub(crate) fn system() -> Sample {
    let certificate = certificates::long();
    let row = Row {
        number: certificate.number.clone(),
        ..registers::row(3)
    };
    let unknown = Linked {
        number: "2020-000001".into(),
        known: None,
    };
    Sample {
        chain: vec![Linked::from(&row)],
        components: vec![("PACS".into(), linked(2)), ("gateway".into(), unknown)],
        systems: Vec::new(),
        history: History {
            certificate,
            statement: Digest::of(b"statement"),
            place: place(3),
            changes: Vec::new(),
            summary: None,
        },
        row,
    }
}

/// Every text from outside tries to be markup.
pub(crate) fn hostile() -> Sample {
    let evil = || text("<script>甲</script>", "\"><img src=x onerror=\"alert(1)\">");
    let mut sample = eventful();
    let certificate = &mut sample.history.certificate;
    certificate.product.name = evil();
    certificate.product.version = "\"><b>".into();
    certificate.holder.name = evil();
    certificate.holder.id = "<b>".into();
    certificate.evaluators[0].name = evil();
    certificate.edition.id = "<b>".into();
    for (place, change) in &mut sample.history.changes {
        change.reason = evil();
        place.origin = "<b>/x".into();
        if let Change::Void { version, .. } = &mut change.change {
            *version = "\u{202e}<b>".into();
        }
    }
    sample.row.product = evil().into();
    sample.row.version = "<b>".into();
    sample.chain[0].known = Some((evil().into(), "<b>".into(), State::Valid));
    sample.components = vec![("<b>".into(), linked(2))];
    sample
}

fn linked(index: usize) -> Linked {
    Linked::from(&registers::row(index))
}

fn place(index: u64) -> Place {
    Place {
        origin: "register.example/2026".into(),
        index,
    }
}

fn text(ja: &str, en: &str) -> Text {
    Text {
        ja: ja.into(),
        en: en.into(),
    }
}
