//! A short certificate of a demonstration, and a long one of a system with everything that can stand on one.

use register::canonical::Digest;
use register::certificate::{
    Category, Certificate, Class, Component, Edition, FileDigest, LeftOut, Party, PerformedBy,
    Product, Reuse, Test, TestVerdict, Text,
};

use super::at;

/// Category 1, class 1, of a demonstration.
pub(crate) fn short() -> Certificate {
    Certificate {
        number: "DEMO-2026-000001".into(),
        demonstration: true,
        body: text("関所実演認証機関", "Sekisho Demonstration Body"),
        edition: Edition {
            id: "mitsf-2016".into(),
            sha256: Digest::of(b"edition"),
        },
        category: Category::Software,
        class: Class::One,
        product: Product {
            name: text("関所ゲートウェイ", "Sekisho Gateway"),
            version: "0.1.0".into(),
            artefacts: vec![file("sekisho-0.1.0-x86_64-unknown-linux-gnu.tar.gz")],
        },
        holder: party(
            "firm-maker",
            "関所開発株式会社（実演）",
            "Sekisho Development K.K. (demonstration)",
        ),
        evaluators: vec![party(
            "firm-lab",
            "実演試験所株式会社",
            "Demonstration Laboratory K.K.",
        )],
        reviewer: Some(party(
            "person-reviewer",
            "審査 花子（実演）",
            "Hanako Shinsa (demonstration)",
        )),
        decision_maker: party(
            "person-decider",
            "決定 太郎（実演）",
            "Taro Kettei (demonstration)",
        ),
        decided: at("2026-11-23T08:31:07Z"),
        issued: at("2026-11-23T08:31:08Z"),
        valid_from: at("2026-11-23T08:31:08Z"),
        valid_until: at("2028-11-23T08:31:08Z"),
        tests: vec![
            Test {
                test: "vulnerability".into(),
                verdict: TestVerdict::Pass,
                performed_by: engine("sekisho-vulnerability"),
                date: at("2026-11-23T08:30:55Z"),
                retests: vec![at("2026-11-23T08:30:55Z")],
                reused: None,
            },
            Test {
                test: "continuing".into(),
                verdict: TestVerdict::Pass,
                performed_by: engine("sekisho-continuing"),
                date: at("2026-11-23T08:30:40Z"),
                retests: Vec::new(),
                reused: None,
            },
        ],
        conditions: vec![text(
            "脆弱性情報の古さの上限（30日）は、この実演に限り適用していません。用いた情報の最新の日付は2026年8月21日（94日前）です。",
            "The edition's age limit for advisories (30 days) was waived for this demonstration; the newest record used is of 21 August 2026 (94 days old).",
        )],
        interfaces_left_out: Vec::new(),
        support_end: Some("2029-03-31".parse().expect("a day")),
        parts_lists: vec![file("Cargo.lock")],
        components: Vec::new(),
        predecessor: None,
        report: file("report.json"),
        document: file("certificate.html"),
        meaning: text(
            "この認証書は、上に記す製品のこの版を、記載の試験と条件のもとで評価した結果を示します。",
            "This certificate states the result of evaluating this version of the product by the tests and under the conditions named above.",
        ),
    }
}

/// Category 3, class 3, with components, reports, retests, reuse, conditions and interfaces left out.
pub(crate) fn long() -> Certificate {
    let mut long = short();
    long.number = "2026-000123".into();
    long.demonstration = false;
    long.body = text("医療IT認証センター", "Medical IT Certification Centre");
    long.category = Category::System;
    long.class = Class::Three;
    long.product.name = text(
        "地域医療連携システム「かけはし」中央病院構成",
        "Kakehashi regional health-care system, central hospital configuration",
    );
    long.product.version = "4.2.1+r1187".into();
    long.product.artefacts = vec![
        file("kakehashi-4.2.1.iso"),
        file("configuration-2026-11.tar.zst"),
    ];
    long.evaluators = vec![
        party("F-0007", "第一試験所株式会社", "Daiichi Laboratory K.K."),
        party(
            "F-0012",
            "東都セキュリティ評価合同会社",
            "Toto Evaluation LLC",
        ),
    ];
    long.tests = vec![
        report_test("documents", "F-0007", Some("2026-000087")),
        report_test("rat", "F-0012", None),
        report_test("dos", "F-0012", None),
    ];
    long.conditions.push(text(
        "院内ネットワークの区画分けを、設置手引書第5章のとおりに保つこと。",
        "The hospital network stays segmented as chapter 5 of the installation manual describes.",
    ));
    long.interfaces_left_out = vec![LeftOut {
        interface: "RS-232C".into(),
        why: text(
            "出荷時に物理的に塞がれている。",
            "Physically closed as shipped.",
        ),
    }];
    long.components = vec![
        component("PACS", "2026-000101"),
        component("電子カルテ EHR", "2026-000102"),
        component("CT-1", "2026-000110"),
    ];
    long.predecessor = Some("2026-000087".into());
    long
}

fn report_test(test: &str, firm: &str, reused: Option<&str>) -> Test {
    Test {
        test: test.into(),
        verdict: TestVerdict::Pass,
        performed_by: PerformedBy::Report {
            evaluator: party(firm, "東都セキュリティ評価合同会社", "Toto Evaluation LLC"),
            sha256: Digest::of(test.as_bytes()),
        },
        date: at("2026-10-02T05:00:00Z"),
        retests: vec![at("2026-10-20T05:00:00Z"), at("2026-11-04T05:00:00Z")],
        reused: reused.map(|number| Reuse {
            certificate: number.into(),
            date: at("2026-06-11T05:00:00Z"),
            why: text(
                "対象の文書と設定はすべて同じ SHA-256 で、結果は上限の365日より新しい。",
                "Every document and setting covered has the same SHA-256, and the result is younger than the limit of 365 days.",
            ),
        }),
    }
}

fn text(ja: &str, en: &str) -> Text {
    Text {
        ja: ja.into(),
        en: en.into(),
    }
}

fn party(id: &str, ja: &str, en: &str) -> Party {
    Party {
        id: id.into(),
        name: text(ja, en),
    }
}

fn file(name: &str) -> FileDigest {
    FileDigest {
        name: name.into(),
        sha256: Digest::of(name.as_bytes()),
    }
}

fn component(name: &str, certificate: &str) -> Component {
    Component {
        name: name.into(),
        certificate: certificate.into(),
        sha256: Digest::of(name.as_bytes()),
    }
}

fn engine(name: &str) -> PerformedBy {
    PerformedBy::Engine {
        name: name.into(),
        version: "0.1.0".into(),
    }
}
