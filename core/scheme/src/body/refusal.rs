//! Why an act is refused: one value for each reason, with the details a reader needs.
//!
//! Serialised as `{"code": "wrong-stage", "stage": "draft", ...}`: the code names the message in
//! any language, the other members are its details. The English text here is for logs. Reasons of
//! the decision and of the retest stand in their own enums and look the same from outside.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::VariantNames as _;

use crate::edition::EndingKind;
use crate::evidence::{InputKind, ItemKind, Severity};
use crate::finding::NotEnded;
use crate::id::{
    ActorId, CaseId, CategoryId, CertificateNumber, ClassId, Digest, EditionId, FindingId, FirmId,
    ResultId, SurveillanceId, TestId,
};
use crate::reason::Reason;
use crate::validity::Standing;

/// Why an act is refused.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, strum::VariantNames,
)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// The act's name has another form.
    #[error("act id {id:?} is not 32 digits of 0-9 a-f")]
    ActIdForm {
        /// What was given, cut to 80 characters.
        id: String,
    },
    /// The act's name was used before.
    #[error("act {id} was done already")]
    ActRepeated {
        /// The name.
        id: String,
    },
    /// The act was made for another body.
    #[error("the act is for the body that was founded by act {named}, this is that of {founding}")]
    OtherBody {
        /// The first act of the body that it names, cut to 80 characters.
        named: String,
        /// The first act of this body.
        founding: String,
    },
    /// The act would be good for any body.
    #[error("the act does not name the body, as the acts before it do")]
    BodyMissing {},
    /// The act gives no reason.
    #[error("the act does not say why")]
    WhyMissing {},
    /// The act is dated before the last one.
    #[error("the act is dated {at}, the one before it {last}")]
    TimeRunsBackwards {
        /// The act's time.
        at: Timestamp,
        /// The last act's time.
        last: Timestamp,
    },
    /// Others have acted since the actor looked.
    #[error("the actor saw {expects} acts, there are {has}")]
    OldPicture {
        /// How many acts the actor saw.
        expects: u64,
        /// How many there are.
        has: u64,
    },
    /// An act on a case without a case.
    #[error("the act names no case")]
    CaseMissing {},
    /// An act that belongs to no case names one.
    #[error("the act belongs to no case, but names {case}")]
    CaseNotWanted {
        /// The case.
        case: CaseId,
    },
    /// No such case.
    #[error("there is no case {case}")]
    CaseUnknown {
        /// The case.
        case: CaseId,
    },
    /// The case was opened before.
    #[error("case {case} exists already")]
    CaseExists {
        /// The case.
        case: CaseId,
    },
    /// The case is in a stage that does not know the act.
    #[error("{act} in a case that is {stage}: allowed when {}", allowed.join(", "))]
    WrongStage {
        /// The act.
        act: String,
        /// Where the case stands.
        stage: String,
        /// Where it would have to stand.
        allowed: Vec<String>,
    },
    /// The body has no registrar yet.
    #[error("the first act of a body makes its registrar known, by the registrar")]
    NotFounded {},
    /// No such actor.
    #[error("nobody is known as {actor}")]
    ActorUnknown {
        /// Who.
        actor: ActorId,
    },
    /// The name was registered before.
    #[error("{actor} is known already")]
    ActorExists {
        /// Who.
        actor: ActorId,
    },
    /// The actor's key was revoked.
    #[error("the key of {actor} was revoked on {since}")]
    KeyRevoked {
        /// Who.
        actor: ActorId,
        /// Since when.
        since: Timestamp,
    },
    /// The actor's key does not cover the day.
    #[error("the key of {actor} runs from {from} to {until}, not on {day}")]
    KeyNotOfThatDay {
        /// Who.
        actor: ActorId,
        /// The day of the act.
        day: Date,
        /// The key's first day.
        from: Date,
        /// The key's last day.
        until: Date,
    },
    /// The key was registered before.
    #[error("{actor} has this key already")]
    KeyKnown {
        /// Who.
        actor: ActorId,
    },
    /// Somebody without the list of actors renews another's key.
    #[error("{actor} renews the key of {of}; the registrar does, or {of} with the old key")]
    KeyOfAnother {
        /// Who tried.
        actor: ActorId,
        /// Whose key.
        of: ActorId,
    },
    /// A key renewed with the old one would run longer than that.
    #[error(
        "the new key of {actor} runs until {until}, the old one until {limit}; only the registrar gives more"
    )]
    KeyTooLong {
        /// Who.
        actor: ActorId,
        /// The new key's last day.
        until: Date,
        /// The old key's last day.
        limit: Date,
    },
    /// The key has another form.
    #[error("key {key:?} is not 64 digits of 0-9 a-f")]
    KeyForm {
        /// What was given, cut to 80 characters.
        key: String,
    },
    /// The actor may not do this.
    #[error("{actor} is not {}", needs.join(" or "))]
    RoleMissing {
        /// Who.
        actor: ActorId,
        /// One of these roles may.
        needs: Vec<String>,
    },
    /// Somebody is registered without a role.
    #[error("{actor} would have no role")]
    RolesMissing {
        /// Who.
        actor: ActorId,
    },
    /// A name for people is empty.
    #[error("a name for people is missing")]
    NameMissing {},
    /// A period ends before it begins.
    #[error("the period from {from} to {until} has no day")]
    PeriodEmpty {
        /// Its first day.
        from: Date,
        /// Its last day.
        until: Date,
    },
    /// The memberships would overlap.
    #[error("{firm} is a member in that period already")]
    MemberAlready {
        /// The firm.
        firm: FirmId,
    },
    /// The firm is not a member.
    #[error("{firm} is not a member on {day}")]
    FirmNotMember {
        /// The firm.
        firm: FirmId,
        /// On this day.
        day: Date,
    },
    /// The firm is not accredited for the test.
    #[error("{firm} is not accredited for {test} in category {category} on {day}")]
    FirmNotAccredited {
        /// The firm.
        firm: FirmId,
        /// In this category.
        category: CategoryId,
        /// For this test.
        test: TestId,
        /// On this day.
        day: Date,
    },
    /// The firm is not accredited for any test of the category.
    #[error("{firm} is not accredited for anything in category {category} on {day}")]
    FirmNotAccreditedAtAll {
        /// The firm.
        firm: FirmId,
        /// In this category.
        category: CategoryId,
        /// On this day.
        day: Date,
    },
    /// The firm is the applicant's own.
    #[error("{firm} is the applicant")]
    FirmIsApplicant {
        /// The firm.
        firm: FirmId,
    },
    /// The firm has a declared tie to the applicant.
    #[error("{firm} has a declared tie to {other}")]
    FirmTied {
        /// The firm.
        firm: FirmId,
        /// The applicant's firm.
        other: FirmId,
    },
    /// A tie of a firm to itself.
    #[error("{firm} cannot be tied to itself")]
    TieToItself {
        /// The firm.
        firm: FirmId,
    },
    /// The tie was declared before.
    #[error("the tie of {firm} and {other} is declared already")]
    TieKnown {
        /// The firm.
        firm: FirmId,
        /// The other firm.
        other: FirmId,
    },
    /// Somebody declares a tie of a firm that is not theirs.
    #[error("{actor} cannot declare a tie of {firm}")]
    TieOfAnotherFirm {
        /// Who.
        actor: ActorId,
        /// The firm.
        firm: FirmId,
    },
    /// The act names no test.
    #[error("no test is named")]
    TestsMissing {},
    /// No such test.
    #[error("the edition has no test {test}")]
    TestUnknown {
        /// The test.
        test: TestId,
    },
    /// No such category.
    #[error("the edition has no category {category}")]
    CategoryUnknown {
        /// The category.
        category: CategoryId,
    },
    /// No such class.
    #[error("category {category} has no class {class}")]
    ClassUnknown {
        /// The category.
        category: CategoryId,
        /// The class.
        class: ClassId,
    },
    /// The body works by another edition.
    #[error("edition {asked} is asked for, this body works by {ours}")]
    AnotherEdition {
        /// Asked for.
        asked: EditionId,
        /// The body's.
        ours: EditionId,
    },
    /// Somebody acts for a maker that is not theirs.
    #[error("{actor} is of {firm}, the maker is {maker}")]
    NotTheMaker {
        /// Who.
        actor: ActorId,
        /// The actor's firm.
        firm: FirmId,
        /// The maker's firm.
        maker: FirmId,
    },
    /// A version is empty.
    #[error("the version is empty")]
    VersionMissing {},
    /// The build is empty.
    #[error("the build has no item")]
    BuildEmpty {},
    /// The same build again.
    #[error("the build is the one handed in last")]
    BuildUnchanged {},
    /// A list names a thing twice, or not at all.
    #[error("{kind} {item:?} is there twice or has no name")]
    ItemTwice {
        /// What kind of thing.
        kind: ItemKind,
        /// Its name.
        item: String,
    },
    /// Components for a product that is no system.
    #[error("products of category {category} have no certified components")]
    ComponentsNotWanted {
        /// The category.
        category: CategoryId,
    },
    /// A component is stated twice.
    #[error("component {component} is stated twice")]
    ComponentTwice {
        /// The component.
        component: String,
    },
    /// A component is stated that the build does not have.
    #[error("component {component} is not in the build with this digest")]
    ComponentNotListed {
        /// The component.
        component: String,
    },
    /// The build has a component that is not stated.
    #[error("nothing is stated about component {component} of the build")]
    ComponentItemUnstated {
        /// The component.
        component: String,
    },
    /// A component holds a certificate that rests on others itself.
    #[error("component {component} rests on {certificate}, a system's")]
    ComponentIsSystem {
        /// The component.
        component: String,
        /// The certificate.
        certificate: CertificateNumber,
    },
    /// The act names no evaluator.
    #[error("no evaluator is named")]
    EvaluatorsMissing {},
    /// The actor was not named as evaluator.
    #[error("{actor} is not an evaluator of this case")]
    NotAnEvaluatorHere {
        /// Who.
        actor: ActorId,
    },
    /// A signed report of somebody else.
    #[error("the report is signed by {signed}, the act by {actor}")]
    ReportOfAnother {
        /// Who signed the report.
        signed: ActorId,
        /// Who.
        actor: ActorId,
    },
    /// A result that says it is reused, without a delta evaluation.
    #[error("result {result} says that it is reused: results are taken over by a delta evaluation")]
    ReusedByHand {
        /// The result.
        result: ResultId,
    },
    /// A report whose bytes do not come with it.
    #[error("result {result} rests on report {report}, which is not among its attachments")]
    ReportNotKept {
        /// The result.
        result: ResultId,
        /// The report's digest.
        report: Digest,
    },
    /// A pass that looked nowhere.
    #[error("result {result} is a pass and says of no place that it was looked at")]
    LookedNowhere {
        /// The result.
        result: ResultId,
    },
    /// The result's name was used before.
    #[error("result {result} is on record already")]
    ResultExists {
        /// The result.
        result: ResultId,
    },
    /// No such result.
    #[error("there is no result {result}")]
    ResultUnknown {
        /// The result.
        result: ResultId,
    },
    /// The result is dated after the act.
    #[error("result {result} is dated {made}, after the act at {recorded}")]
    ResultInTheFuture {
        /// The result.
        result: ResultId,
        /// The result's time.
        made: Timestamp,
        /// The act's time.
        recorded: Timestamp,
    },
    /// The result covers nothing.
    #[error("result {result} covers nothing")]
    CoversNothing {
        /// The result.
        result: ResultId,
    },
    /// The result covers something that was not handed in.
    #[error("result {result} covers {kind} {item} {digest}, which no build of this case has")]
    ItemNotInCase {
        /// The result.
        result: ResultId,
        /// What kind of thing.
        kind: ItemKind,
        /// Its name.
        item: String,
        /// Its digest.
        digest: Digest,
    },
    /// The result names an input twice.
    #[error("result {result} names {kind} {input} twice")]
    InputTwice {
        /// The result.
        result: ResultId,
        /// What kind of input.
        kind: InputKind,
        /// Its name.
        input: String,
    },
    /// A sighting in something that the result does not cover.
    #[error("result {result} saw something in {item}, which it does not cover exactly once")]
    SightingElsewhere {
        /// The result.
        result: ResultId,
        /// The item.
        item: String,
    },
    /// The result says pass and saw something blocking.
    #[error("result {result} says pass but saw {rule} at {place} in {scope}")]
    PassSeesBlocking {
        /// The result.
        result: ResultId,
        /// The rule.
        rule: String,
        /// The scope.
        scope: String,
        /// The place.
        place: String,
    },
    /// The result says fail and saw nothing.
    #[error("result {result} says fail but saw nothing")]
    FailWithoutSighting {
        /// The result.
        result: ResultId,
    },
    /// No such sighting.
    #[error("result {result} has {has} sightings, none is number {sighting}")]
    SightingUnknown {
        /// The result.
        result: ResultId,
        /// The number asked for, from 0.
        sighting: usize,
        /// How many there are.
        has: usize,
    },
    /// The sighting was raised before.
    #[error("sighting {sighting} of {result} was raised already")]
    SightingRaised {
        /// The result.
        result: ResultId,
        /// The sighting.
        sighting: usize,
    },
    /// A blocking sighting without a finding.
    #[error("result {result} saw {rule} at {place} in {scope}, and no finding was raised")]
    SightingWithoutFinding {
        /// The result.
        result: ResultId,
        /// The rule.
        rule: String,
        /// The scope.
        scope: String,
        /// The place.
        place: String,
    },
    /// The finding's name was used before.
    #[error("finding {finding} exists already")]
    FindingExists {
        /// The finding.
        finding: FindingId,
    },
    /// No such finding.
    #[error("there is no finding {finding}")]
    FindingUnknown {
        /// The finding.
        finding: FindingId,
    },
    /// The finding has ended.
    #[error("finding {finding} has ended and does not reopen")]
    FindingHasEnded {
        /// The finding.
        finding: FindingId,
    },
    /// Nobody has answered the finding.
    #[error("finding {finding} has no answer yet")]
    FindingNotAnswered {
        /// The finding.
        finding: FindingId,
    },
    /// The finding's answer is before the reviewer.
    #[error("finding {finding} awaits the reviewer")]
    FindingAwaitsReviewer {
        /// The finding.
        finding: FindingId,
    },
    /// A blocking finding has not ended.
    #[error("finding {finding} of {test} has not ended: {rule} at {place} in {scope}")]
    FindingNotEnded {
        /// The finding.
        finding: FindingId,
        /// The test.
        test: TestId,
        /// The rule.
        rule: String,
        /// The scope.
        scope: String,
        /// The place.
        place: String,
    },
    /// The build has again, byte for byte, what a finding was made on.
    #[error(
        "finding {finding} was ended by a change of {item}, and the last build has the old one"
    )]
    ChangeTakenBack {
        /// The finding.
        finding: FindingId,
        /// The item.
        item: String,
    },
    /// The finding that it shows again is another.
    #[error(
        "finding {finding} points to {again_of}, which is no ended finding of the same rule and place"
    )]
    NotAgain {
        /// The finding.
        finding: FindingId,
        /// What it points to.
        again_of: FindingId,
    },
    /// The finding shows an ended one again and does not point to it.
    #[error("finding {finding} shows again what had ended, and does not say so")]
    AgainOfMissing {
        /// The finding.
        finding: FindingId,
        /// What had ended.
        ended: Vec<FindingId>,
    },
    /// Findings of this test do not end in this way.
    #[error("finding {finding}: findings of test {test} are not {way}")]
    WayNotOpen {
        /// The finding.
        finding: FindingId,
        /// The test.
        test: TestId,
        /// The way.
        way: EndingKind,
    },
    /// The retest came on record before the answer.
    #[error("finding {finding} was answered after result {result} came on record")]
    RetestOnRecordBeforeAnswer {
        /// The finding.
        finding: FindingId,
        /// The result.
        result: ResultId,
    },
    /// Nothing is on record.
    #[error("there is no evidence")]
    NoEvidence {},
    /// Somebody who has evaluated would review or decide.
    #[error("{actor} has evaluated in this case")]
    HasEvaluated {
        /// Who.
        actor: ActorId,
    },
    /// An argument waits that the reviewer does not accept.
    #[error("the VEX argument for finding {finding} is not accepted")]
    ArgumentNotAccepted {
        /// The finding.
        finding: FindingId,
    },
    /// There is no argument to accept or refuse.
    #[error("finding {finding} has no VEX argument before the reviewer")]
    NothingToAccept {
        /// The finding.
        finding: FindingId,
    },
    /// The case was decided before.
    #[error("the case is decided")]
    AlreadyDecided {},
    /// A class that was not asked for.
    #[error("class {class} is not {asked} or below it")]
    ClassNotAsked {
        /// The class.
        class: ClassId,
        /// The class asked for.
        asked: ClassId,
    },
    /// A finding ended on the word of a firm with an interest.
    #[error("finding {finding} ended on a retest of {firm}, which may not test for this applicant")]
    EndedByInterested {
        /// The finding.
        finding: FindingId,
        /// The firm.
        firm: FirmId,
    },
    /// There is no grant to issue.
    #[error("no grant was decided")]
    NotDecided {},
    /// The number was used before.
    #[error("certificate {number} exists already")]
    NumberTaken {
        /// The number.
        number: CertificateNumber,
    },
    /// The number is of another year than the decision.
    #[error("certificate {number} was decided in {year}")]
    NumberOfAnotherYear {
        /// The number.
        number: CertificateNumber,
        /// The year of the decision.
        year: i16,
    },
    /// The term begins before the decision or after the issue.
    #[error("the term begins on {from}, not from {earliest} to {latest}")]
    TermBegins {
        /// The first day.
        from: Date,
        /// The day of the decision.
        earliest: Date,
        /// The day of the issue.
        latest: Date,
    },
    /// The term is not the edition's.
    #[error("the term ends on {until}, by the edition on {last_day}")]
    TermEnds {
        /// The last day given.
        until: Date,
        /// The last day by the edition.
        last_day: Date,
    },
    /// The earlier version's certificate was not given up.
    #[error("certificate {previous} of version {version} stands without a version-up")]
    PreviousStands {
        /// The earlier certificate.
        previous: CertificateNumber,
        /// Its version.
        version: String,
    },
    /// The earlier certificate is not this product's.
    #[error(
        "certificate {previous} is of another product or category, or not the one named before"
    )]
    PreviousOfAnother {
        /// The earlier certificate.
        previous: CertificateNumber,
    },
    /// The earlier certificate was taken back for cause.
    #[error("certificate {previous} is {standing}: its results are not taken over")]
    PreviousNotGood {
        /// The earlier certificate.
        previous: CertificateNumber,
        /// Where it stands.
        standing: Standing,
    },
    /// An outcome differs from what the delta rules say.
    #[error("the delta rules say something else about {test}")]
    OutcomeAgainstTheRules {
        /// The test.
        test: TestId,
    },
    /// The names given do not fit the results that are reused.
    #[error("result {result} is named but not reused, or reused but not named")]
    ReusedNames {
        /// The earlier result.
        result: ResultId,
    },
    /// No such certificate.
    #[error("there is no certificate {certificate}")]
    CertificateUnknown {
        /// The certificate.
        certificate: CertificateNumber,
    },
    /// The certificate has ended.
    #[error("certificate {certificate} is {standing} since {since}")]
    CertificateOver {
        /// The certificate.
        certificate: CertificateNumber,
        /// How.
        standing: Standing,
        /// Since when.
        since: Timestamp,
    },
    /// A version-up was declared before.
    #[error("a version-up of {certificate} to {by} is declared")]
    AlreadySuperseded {
        /// The certificate.
        certificate: CertificateNumber,
        /// The version that supersedes it.
        by: String,
    },
    /// The version does not go up.
    #[error("certificate {certificate} is of version {version} already")]
    SameVersion {
        /// The certificate.
        certificate: CertificateNumber,
        /// The version.
        version: String,
    },
    /// The body has suspended it already.
    #[error("certificate {certificate} is suspended")]
    AlreadySuspended {
        /// The certificate.
        certificate: CertificateNumber,
    },
    /// The body has not suspended it.
    #[error("certificate {certificate} is not suspended by the body")]
    NotSuspended {
        /// The certificate.
        certificate: CertificateNumber,
    },
    /// Time has not ended it.
    #[error("certificate {certificate} is {standing}, its last day is {last_day}")]
    NotExpired {
        /// The certificate.
        certificate: CertificateNumber,
        /// Where it stands.
        standing: Standing,
        /// Its last day.
        last_day: Date,
    },
    /// The expiry was recorded before.
    #[error("the expiry of {certificate} is on record")]
    ExpiryOnRecord {
        /// The certificate.
        certificate: CertificateNumber,
    },
    /// The system does not rest on it.
    #[error("certificate {certificate} does not rest on {old}")]
    NotAComponent {
        /// The certificate.
        certificate: CertificateNumber,
        /// The component's certificate.
        old: CertificateNumber,
    },
    /// A certificate cannot replace itself.
    #[error("certificate {old} would replace itself")]
    ReplacedByItself {
        /// The certificate.
        old: CertificateNumber,
    },
    /// The replacement is not valid.
    #[error("certificate {new} is {standing}")]
    ReplacementNotValid {
        /// The replacement.
        new: CertificateNumber,
        /// Where it stands.
        standing: Standing,
    },
    /// The replacement does not cover what is installed.
    #[error("certificate {new} does not cover {digest}")]
    ReplacementDoesNotCover {
        /// The replacement.
        new: CertificateNumber,
        /// What is installed.
        digest: Digest,
    },
    /// The replacement is another product's.
    #[error("certificate {new} is of another product or category than {old}")]
    NotTheSuccessor {
        /// What is replaced.
        old: CertificateNumber,
        /// The replacement.
        new: CertificateNumber,
    },
    /// The replacement's class is too low.
    #[error(
        "certificate {new} is of class {class}, not {} or above",
        names(at_least)
    )]
    ReplacementClassTooLow {
        /// The replacement.
        new: CertificateNumber,
        /// Its class.
        class: ClassId,
        /// One of these classes or above is asked for.
        at_least: Vec<ClassId>,
    },
    /// The holder has not declared it.
    #[error("no replacement of {old} is declared for {certificate}")]
    ReplacementNotDeclared {
        /// The certificate.
        certificate: CertificateNumber,
        /// What would be replaced.
        old: CertificateNumber,
    },
    /// The surveillance case's name was used before.
    #[error("surveillance case {surveillance} exists already")]
    SurveillanceExists {
        /// The surveillance case.
        surveillance: SurveillanceId,
    },
    /// No such surveillance case.
    #[error("there is no surveillance case {surveillance}")]
    SurveillanceUnknown {
        /// The surveillance case.
        surveillance: SurveillanceId,
    },
    /// The surveillance case was closed before.
    #[error("surveillance case {surveillance} was closed on {since}")]
    SurveillanceClosed {
        /// The surveillance case.
        surveillance: SurveillanceId,
        /// When.
        since: Timestamp,
    },
    /// A surveillance case without a flaw.
    #[error("no flaw is named")]
    FlawsMissing {},
    /// The flaw was known at the decision, or an open surveillance case names it already.
    #[error("{rule} at {place} in {scope} is not new for certificate {certificate}")]
    FlawNotNew {
        /// The certificate.
        certificate: CertificateNumber,
        /// The advisory.
        rule: String,
        /// The parts list.
        scope: String,
        /// The part.
        place: String,
    },
    /// The flaw is not bad enough for a surveillance case.
    #[error("{rule} at {place} in {scope} is of severity {severity}, which blocks nothing")]
    FlawNotBlocking {
        /// The advisory.
        rule: String,
        /// The parts list.
        scope: String,
        /// The part.
        place: String,
        /// Its severity.
        severity: Severity,
    },
    /// The due date is not the edition's.
    #[error("the due date is {due}, by the edition {by_edition}")]
    DueNotByEdition {
        /// The due date given.
        due: Timestamp,
        /// The one by the edition.
        by_edition: Timestamp,
    },
    /// The due date has not passed.
    #[error("surveillance case {surveillance} is due on {due}")]
    NotOverdue {
        /// The surveillance case.
        surveillance: SurveillanceId,
        /// Its due date.
        due: Timestamp,
    },
    /// A surveillance case is overdue, so the certificate does not come back.
    #[error("surveillance case {surveillance} of {certificate} is overdue")]
    SurveillanceOverdue {
        /// The certificate.
        certificate: CertificateNumber,
        /// The surveillance case.
        surveillance: SurveillanceId,
    },
    /// The holder has signed no answer.
    #[error("the holder has not answered surveillance case {surveillance}")]
    SurveillanceNotAnswered {
        /// The surveillance case.
        surveillance: SurveillanceId,
    },
    /// The holder answers with the same document again.
    #[error("surveillance case {surveillance} was answered with {vex} before")]
    AnswerRepeated {
        /// The surveillance case.
        surveillance: SurveillanceId,
        /// The document.
        vex: Digest,
    },
    /// A surveillance case would be closed without another look.
    #[error(
        "surveillance case {surveillance} is closed only after another look, whose answer is kept"
    )]
    NotLookedAgain {
        /// The surveillance case.
        surveillance: SurveillanceId,
    },
    /// The certificate has not ended.
    #[error("certificate {certificate} is {standing}, it has not ended")]
    CertificateStands {
        /// The certificate.
        certificate: CertificateNumber,
        /// Where it stands.
        standing: Standing,
    },
    /// The version that should have the fix has the flaw too.
    #[error("certificate {certificate} has {rule} at {place} in {scope} too")]
    FlawStillThere {
        /// The other version's certificate.
        certificate: CertificateNumber,
        /// The advisory.
        rule: String,
        /// The parts list.
        scope: String,
        /// The part.
        place: String,
    },
    /// No such appeal or complaint.
    #[error("there is no appeal or complaint {entry}")]
    EntryUnknown {
        /// The entry.
        entry: String,
    },
    /// It was answered before.
    #[error("{entry} is answered already")]
    EntryHandled {
        /// The entry.
        entry: String,
    },
    /// The act names another case than the entry.
    #[error("{entry} belongs to another case")]
    EntryOfAnotherCase {
        /// The entry.
        entry: String,
    },
    /// Somebody with a part in it would answer it.
    #[error("{actor} had a part in it")]
    HadPart {
        /// Who.
        actor: ActorId,
    },
    /// The retest does not end the finding.
    #[error(transparent)]
    #[serde(untagged)]
    Retest(NotEnded),
    /// The evidence does not earn the class.
    #[error(transparent)]
    #[serde(untagged)]
    Withheld(Reason),
}

impl Refusal {
    /// Every code that a refusal can have, for tables of messages.
    #[must_use]
    pub fn codes() -> Vec<&'static str> {
        let own = Self::VARIANTS
            .iter()
            .filter(|name| !["retest", "withheld"].contains(name));
        own.chain(NotEnded::VARIANTS)
            .chain(Reason::VARIANTS)
            .copied()
            .collect()
    }

    /// The code of this one.
    #[must_use]
    pub fn code(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        value["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Class names for a sentence.
fn names(classes: &[ClassId]) -> String {
    let names: Vec<_> = classes.iter().map(ClassId::as_str).collect();
    names.join(" or ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_refusals_share_a_code() {
        let codes = Refusal::codes();
        let distinct: BTreeSet<_> = codes.iter().collect();
        assert_eq!(distinct.len(), codes.len());
    }

    #[test]
    fn a_refusal_reads_the_same_from_outside_whichever_enum_it_stands_in() {
        let retest = Refusal::Retest(NotEnded::RetestInconclusive {
            finding: "f-1".parse().unwrap(),
        });
        let text = serde_json::to_string(&retest).unwrap();
        assert_eq!(text, r#"{"code":"retest-inconclusive","finding":"f-1"}"#);
        assert_eq!(serde_json::from_str::<Refusal>(&text).unwrap(), retest);
        assert!(Refusal::codes().contains(&retest.code().as_str()));
        let own = Refusal::AlreadyDecided {};
        assert_eq!(
            serde_json::to_string(&own).unwrap(),
            r#"{"code":"already-decided"}"#
        );
        assert!(Refusal::codes().contains(&own.code().as_str()));
    }

    #[test]
    fn an_unknown_code_is_no_refusal() {
        assert!(serde_json::from_str::<Refusal>(r#"{"code":"because"}"#).is_err());
    }
}
