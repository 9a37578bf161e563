//! The acts of a body by single commands, each with its own person's key: the door to them.

mod answers;
mod cases;
mod refusals;
mod systems;
mod upkeep;

use serde_json::Value;

use crate::ci::product;
use crate::program::{Folder, Ran, run};

/// A founded body with its people, and a product that the feed of today finds no flaw in, or one.
pub(crate) struct Stage(Folder);

/// The last day of everybody's key, of memberships and of accreditations.
const UNTIL: [&str; 2] = ["--until", "2099-12-31"];

impl Stage {
    /// A body with a registrar, an evaluator of a testing firm, somebody who reviews and decides, one who hears appeals, and
    /// an applicant of the maker. The feed says that the part is affected from this version on; the product has 1.0.0.
    pub(crate) fn new(affected: &str) -> Self {
        let stage = Self(product(affected));
        stage.found().gives(0);
        let listed = |words: &[&str], more: &[&str]| {
            let more = [more, &UNTIL].concat();
            stage.does("registrar", words, &more).gives(0)
        };
        for (actor, firm, roles) in [
            ("sato", "lab", ["evaluator"].as_slice()),
            ("suzuki", "body", &["reviewer", "decider"]),
            ("mori", "body", &["appeals"]),
            ("maru", "m", &["applicant"]),
        ] {
            let key = stage.key(actor);
            run(&["body", "key", "new", "--plain", &key]).gives(0);
            let public = key.replace(".pem", ".pub");
            let name = [
                "--name-ja",
                "名",
                "--name-en",
                actor,
                "--public-key",
                &public,
            ];
            let roles = [["--role"].as_slice(), roles].concat();
            let who = ["--actor", actor, "--firm", firm];
            listed(&["key", "register"], &[&who, &name[..], &roles].concat());
        }
        let lab = ["--firm", "lab"];
        let name = ["--name-ja", "試験所", "--name-en", "Lab"];
        listed(&["member", "admit"], &[&lab[..], &name].concat());
        let tests = ["--category", "1", "--test", "vulnerability", "continuing"];
        listed(&["accredit", "add"], &[&lab[..], &tests].concat());
        stage
    }

    /// Founds the body.
    pub(crate) fn found(&self) -> Ran {
        run(&[
            "body",
            "init",
            "--body",
            &self.arg("body"),
            "--origin",
            "register.example/2026",
            "--name-ja",
            "機関",
            "--name-en",
            "Body",
            "--address",
            "https://register.example",
        ])
    }

    pub(crate) fn arg(&self, name: &str) -> String {
        self.0.arg(name)
    }

    pub(crate) fn folder(&self) -> &Folder {
        &self.0
    }

    /// The key file of a person.
    pub(crate) fn key(&self, who: &str) -> String {
        match who {
            "registrar" => self.arg("body/keys/actor-registrar.pem"),
            _ => self.arg(&format!("keys/{who}.pem")),
        }
    }

    /// A person does something, for a reason.
    pub(crate) fn does(&self, who: &str, words: &[&str], more: &[&str]) -> Ran {
        self.acts(who, words, &[more, &["--why", "as agreed"]].concat())
    }

    /// The same with whatever reason stands in `more`.
    pub(crate) fn acts(&self, who: &str, words: &[&str], more: &[&str]) -> Ran {
        let (body, key) = (self.arg("body"), self.key(who));
        let with = ["--body", &body, "--as", &key];
        run(&[&["body"], words, more, &with].concat())
    }

    /// An act on the first case, which must be done.
    #[track_caller]
    pub(crate) fn step(&self, who: &str, words: &[&str], more: &[&str]) -> Value {
        let more = [more, &["--case", "case-000001", "--json"]].concat();
        let told = self.does(who, words, &more).gives(0).json();
        assert_eq!(told["done"], true, "{told}");
        assert!(told["act"].as_u64().is_some(), "{told}");
        told
    }

    /// An act on the first case that is refused; the codes of all reasons.
    #[track_caller]
    pub(crate) fn refused(&self, who: &str, words: &[&str], more: &[&str]) -> Vec<String> {
        let more = [more, &["--case", "case-000001", "--json"]].concat();
        codes(&self.does(who, words, &more).gives(1))
    }

    /// The case is opened, a build handed in, an evaluator named.
    pub(crate) fn accepted(&self) {
        let product = self.arg("product");
        let applied = self.does("maru", &["apply", &product], &["--json"]);
        assert_eq!(applied.gives(0).json()["case"], "case-000001");
        self.step("maru", &["submit", &product], &[]);
        self.step("registrar", &["accept"], &["--evaluator", "sato"]);
    }

    /// A test by an engine, on the build that stands in the case.
    #[track_caller]
    pub(crate) fn tested(&self, engine: &str) -> Value {
        let (product, feed) = (self.arg("product"), self.arg("feed"));
        let held = ["--advisories", &feed, "--least-records", "1"];
        let more = [&["--engine", engine], &held[..]].concat();
        self.step("sato", &["evidence", &product], &more)
    }

    /// From the application to a case that waits for its decision.
    pub(crate) fn reviewed(&self) {
        self.accepted();
        self.tested("continuing");
        self.tested("vulnerability");
        self.step("suzuki", &["review", "begin"], &[]);
        self.step("suzuki", &["review", "whole"], &[]);
    }

    /// From the application to the certificate.
    pub(crate) fn certified(&self) -> String {
        self.reviewed();
        self.step("suzuki", &["decide", "grant"], &[]);
        let out = self.arg("out");
        let issued = self.step("registrar", &["issue"], &["--into", &out]);
        issued["certificate"].as_str().expect("a number").to_owned()
    }

    /// What a stranger finds of a certificate's file.
    pub(crate) fn verified(&self, file: &str) -> Ran {
        let (file, trust, register) =
            (self.arg(file), self.arg("trust.json"), self.arg("register"));
        run(&[
            "verify",
            &file,
            "--trust",
            &trust,
            "--register",
            &register,
            "--json",
        ])
    }

    /// The list of everything.
    pub(crate) fn status(&self) -> Value {
        let body = self.arg("body");
        run(&["body", "cases", "--body", &body, "--json"])
            .gives(0)
            .json()
    }
}

/// The codes of the reasons that a program is told.
pub(crate) fn codes(ran: &Ran) -> Vec<String> {
    let told = ran.json();
    let reasons = told["reasons"].as_array().expect("a list of reasons");
    let each = reasons.iter().map(|reason| {
        let text = &reason["text"];
        assert!(
            !text["ja"].as_str().unwrap_or_default().is_empty(),
            "{reason}"
        );
        reason["code"].as_str().expect("a code").to_owned()
    });
    each.collect()
}
