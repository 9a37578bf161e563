//! Reports: one that ends with certificates after findings and a version-up, one that is withheld for lack of cover.

use texts::documents::report::{
    Build, By, CertificateLine, ClassEarned, Coverage, Delta, DeltaOutcome, Ecosystem, FORMAT,
    Feed, Finding, FindingState, Item, Reason, Report, State, Step, TestRun, TestVerdict,
    Unmatchable, Verdict, Version,
};

use super::{at, digest, two};

/// Findings, fix, retest, certificate, version-up, delta, certificate.
pub(crate) fn certified() -> Report {
    Report {
        format: FORMAT,
        demonstration: true,
        waived: vec![two(
            "脆弱性情報の古さの上限（30日）を適用していません。用いた情報は94日前のものです。",
            "The edition's age limit for advisories (30 days) was waived: the feeds are 94 days old.",
        )],
        body: two("関所実演認証機関", "Sekisho Demonstration Body"),
        edition: "mitsf-2016".into(),
        product: two("関所ゲートウェイ", "Sekisho Gateway"),
        maker: two(
            "関所開発株式会社（実演）",
            "Sekisho Development K.K. (demonstration)",
        ),
        category: 1,
        class: "1".into(),
        made: at("2026-11-23T08:31:10Z"),
        verdict: Verdict::Certified,
        reasons: Vec::new(),
        next: vec![two(
            "次の版を出すときは、版の更新を届け出て差分評価を受けてください。",
            "When you release the next version, declare the version-up and have it evaluated.",
        )],
        classes: classes(true),
        versions: vec![first(), second()],
    }
}

/// Most parts cannot be matched: inconclusive, and no certificate.
pub(crate) fn withheld() -> Report {
    let mut report = certified();
    report.product = two("Orthanc DICOMサーバー", "Orthanc DICOM server");
    report.maker = two("Orthanc チーム", "Orthanc Team");
    report.verdict = Verdict::Withheld;
    report.reasons = vec![
        reason(
            "not-passed",
            "既知脆弱性の照合：結果は「結論を出せない」",
            "Known vulnerabilities: the result is inconclusive",
        ),
        reason(
            "no-feed",
            "deb の部品 214 件を照合できる脆弱性情報がない",
            "No advisories cover the ecosystem deb, which 214 parts need",
        ),
    ];
    report.next = vec![
        two(
            "Debian の脆弱性情報を --advisories で渡して、もう一度評価してください。",
            "Hand in Debian's advisories with --advisories and have it evaluated again.",
        ),
        two(
            "照合できない部品について、署名付きの説明を提出してください。",
            "Hand in a signed statement for the parts that cannot be matched.",
        ),
    ];
    report.classes = classes(false);
    let mut version = first();
    version.certificate = None;
    version.builds.truncate(1);
    let run = &mut version.builds[0].tests[0];
    run.verdict = TestVerdict::Inconclusive;
    run.findings.clear();
    run.reasons.clone_from(&report.reasons);
    let unmatchable = (0..214).map(|index| Unmatchable {
        name: format!("libdcmtk{index}"),
        version: Some("3.6.7-9~deb12u1".into()),
        purl: Some(format!(
            "pkg:deb/debian/libdcmtk{index}@3.6.7-9~deb12u1?distro=debian-12"
        )),
        reason: two(
            "この種類の部品の脆弱性情報がない",
            "No advisories for this kind of part",
        ),
        argument: (index == 0).then(|| "Not shipped; used at build time only".into()),
    });
    run.coverage = Some(Coverage {
        total: 220,
        own: 1,
        matchable: 5,
        matched: 0,
        unmatchable: unmatchable.collect(),
    });
    run.feeds[0].fault = Some(two("途中で切れている", "Truncated"));
    report.versions = vec![version];
    report
}

/// Parts and digests that try to be markup.
pub(crate) fn hostile() -> Report {
    let mut report = certified();
    report.product = two("<script>甲</script>", "<script>A</script>");
    let finding = &mut report.versions[0].builds[0].tests[0].findings[0];
    finding.part = "</td><script>".into();
    finding.title = Some("<img src=x onerror=y>".into());
    report
}

fn classes(first: bool) -> Vec<ClassEarned> {
    let missing = |ja, en| vec![two(ja, en)];
    let class = |class: &str, missing: Vec<_>| ClassEarned {
        class: class.into(),
        earned: missing.is_empty(),
        missing,
    };
    let one = if first {
        Vec::new()
    } else {
        missing(
            "既知脆弱性の照合に合格していない",
            "Known vulnerabilities has not passed",
        )
    };
    vec![
        class("1", one),
        class(
            "2-a",
            missing(
                "インタラクティブ脆弱性試験の結果がない",
                "There is no result of the interactive vulnerability test",
            ),
        ),
        class(
            "2-b",
            missing(
                "静的試験の結果がない",
                "There is no result of the static test",
            ),
        ),
        class(
            "3",
            vec![
                two(
                    "インタラクティブ脆弱性試験の結果がない",
                    "There is no result of the interactive vulnerability test",
                ),
                two(
                    "静的試験の結果がない",
                    "There is no result of the static test",
                ),
            ],
        ),
    ]
}

fn first() -> Version {
    let found = build(
        "提出された版 0.1.0-rc。",
        "As submitted, 0.1.0-rc.",
        vec![
            matched(TestVerdict::Fail, FindingState::Open, false),
            continuing(None),
        ],
    );
    let fixed = build(
        "指摘に対する修正。",
        "The fix of the findings.",
        vec![matched(TestVerdict::Pass, FindingState::Fixed, true)],
    );
    Version {
        version: "0.1.0".into(),
        certificate: Some(CertificateLine {
            number: "DEMO-2026-000001".into(),
            class: "1".into(),
            valid_from: at("2026-11-23T08:31:07Z"),
            valid_until: at("2028-11-23T08:31:07Z"),
            state: State::Void,
            since: at("2026-11-23T08:31:09Z"),
            superseded_by: Some("DEMO-2026-000002".into()),
        }),
        delta: Vec::new(),
        builds: vec![found, fixed],
        steps: (1..=9).map(step).collect(),
    }
}

fn second() -> Version {
    Version {
        version: "0.2.0".into(),
        certificate: Some(CertificateLine {
            number: "DEMO-2026-000002".into(),
            class: "1".into(),
            valid_from: at("2026-11-23T08:31:10Z"),
            valid_until: at("2028-11-23T08:31:10Z"),
            state: State::Valid,
            since: at("2026-11-23T08:31:10Z"),
            superseded_by: None,
        }),
        delta: vec![
            Delta {
                test: "vulnerability".into(),
                outcome: DeltaOutcome::Run,
                reasons: vec![reason(
                    "always-again",
                    "既知の脆弱性は毎回照合する",
                    "Known vulnerabilities are always matched again",
                )],
            },
            Delta {
                test: "continuing".into(),
                outcome: DeltaOutcome::Reuse,
                reasons: vec![reason(
                    "same-inputs",
                    "宣言は同じ SHA-256 で、結果は365日より新しい",
                    "The declaration has the same SHA-256 and the result is younger than 365 days",
                )],
            },
        ],
        builds: vec![build(
            "版の更新。",
            "The version-up.",
            vec![
                matched(TestVerdict::Pass, FindingState::Noted, false),
                continuing(Some("DEMO-2026-000001")),
            ],
        )],
        steps: (10..=14).map(step).collect(),
    }
}

fn build(ja: &str, en: &str, tests: Vec<TestRun>) -> Build {
    let item = |kind: &str, name: &str| Item {
        kind: kind.into(),
        name: name.into(),
        sha256: digest(&format!("{name}{en}")),
    };
    Build {
        note: Some(two(ja, en)),
        items: vec![
            item("artefact", "sekisho.tar.gz"),
            item("parts-list", "Cargo.lock"),
            item("declaration", "product.toml"),
        ],
        tests,
    }
}

fn matched(verdict: TestVerdict, state: FindingState, retest: bool) -> TestRun {
    let findings = if state == FindingState::Noted {
        Vec::new()
    } else {
        vec![
            finding(
                "RUSTSEC-2026-0067",
                "tar",
                "0.4.44",
                Some(("high", 7.5)),
                "0.4.45",
                state,
            ),
            finding(
                "RUSTSEC-2025-0055",
                "tracing-subscriber",
                "0.3.19",
                None,
                "0.3.20",
                state,
            ),
        ]
    };
    let notice = finding(
        "RUSTSEC-2024-0384",
        "instant",
        "0.1.13",
        None,
        "",
        FindingState::Noted,
    );
    TestRun {
        test: "vulnerability".into(),
        verdict,
        by: By::Engine {
            name: "sekisho-vulnerability".into(),
            version: "0.1.0".into(),
        },
        at: at("2026-11-23T08:30:55Z"),
        reused_from: None,
        retest,
        reasons: if verdict == TestVerdict::Fail {
            vec![reason(
                "findings",
                "未解決の指摘が2件ある",
                "2 findings stand",
            )]
        } else {
            Vec::new()
        },
        feeds: vec![
            Feed {
                name: "rustsec-2026-08-21.tar.zst".into(),
                digest: digest("rustsec"),
                records: 1017,
                rejected: 0,
                ecosystems: vec![Ecosystem {
                    name: "crates.io".into(),
                    records: 1004,
                    newest: Some(at("2026-08-20T00:00:00Z")),
                }],
                newest: Some(at("2026-08-21T00:00:00Z")),
                age_days: Some(94),
                age_limit_days: Some(7),
                too_old: true,
                fault: None,
            },
            Feed {
                name: "kev-2025-08-25.json.zst".into(),
                digest: digest("kev"),
                records: 1407,
                rejected: 2,
                ecosystems: Vec::new(),
                newest: Some(at("2025-08-25T00:00:00Z")),
                age_days: Some(454),
                age_limit_days: None,
                too_old: false,
                fault: None,
            },
        ],
        coverage: Some(Coverage {
            total: 311,
            own: 6,
            matchable: 305,
            matched: 3,
            unmatchable: Vec::new(),
        }),
        findings,
        notices: vec![notice],
    }
}

fn continuing(reused: Option<&str>) -> TestRun {
    TestRun {
        test: "continuing".into(),
        by: By::Report {
            evaluator: two("実演試験所株式会社", "Demonstration Laboratory K.K."),
            sha256: digest("report"),
        },
        verdict: TestVerdict::Pass,
        reused_from: reused.map(str::to_owned),
        feeds: Vec::new(),
        coverage: None,
        notices: Vec::new(),
        findings: Vec::new(),
        ..matched(TestVerdict::Pass, FindingState::Noted, false)
    }
}

fn finding(
    rule: &str,
    part: &str,
    version: &str,
    severity: Option<(&str, f64)>,
    fixed: &str,
    state: FindingState,
) -> Finding {
    let open = state == FindingState::Open;
    Finding {
        id: (state != FindingState::Noted).then(|| format!("F-{part}")),
        rule: rule.into(),
        ids: vec![
            rule.into(),
            "CVE-2026-33056".into(),
            "GHSA-j4xf-2g29-59ph".into(),
        ],
        part: part.into(),
        version: Some(version.into()),
        severity: severity.map(|(word, _)| word.into()),
        score: severity.map(|(_, score)| score),
        title: Some("unpack_in can chmod arbitrary directories by following symlinks".into()),
        kev: Some(open && part == "tar"),
        fixed: if fixed.is_empty() {
            Vec::new()
        } else {
            vec![fixed.into()]
        },
        why: two(
            &format!("{version} は修正された版の範囲に入らない"),
            &format!("{version} is in none of the patched ranges"),
        ),
        state,
        ended: (state == FindingState::Fixed).then(|| {
            two(
                "提出2の再試験で、この場所に見つからなかった",
                "The retest of submission 2 looked here and did not find it",
            )
        }),
        what_to_do: if open {
            vec![two(
                &format!("{part} を {fixed} 以降に更新する"),
                &format!("Update {part} to {fixed} or later"),
            )]
        } else {
            Vec::new()
        },
    }
}

fn step(number: u64) -> Step {
    let acts = [
        ("申請", "Apply", "受付", "Received"),
        ("照合", "Match", "指摘2件", "2 findings"),
        ("再試験", "Retest", "合格", "Pass"),
        (
            "審査",
            "Review",
            "証拠はそろっている",
            "The evidence is whole",
        ),
        ("決定", "Decide", "クラス1", "Class 1"),
    ];
    let (act_ja, act_en, result_ja, result_en) = acts[number as usize % acts.len()];
    Step {
        number,
        at: at("2026-11-23T08:31:00Z"),
        actor: two("実演試験所株式会社", "Demonstration Laboratory K.K."),
        role: two("試験者", "evaluator"),
        act: two(act_ja, act_en),
        result: two(result_ja, result_en),
    }
}

fn reason(code: &str, ja: &str, en: &str) -> Reason {
    Reason {
        code: code.into(),
        text: two(ja, en),
    }
}
