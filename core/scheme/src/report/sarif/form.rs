//! The members of SARIF 2.1.0 that are read; the standard has many more, and tools add their own.

use serde::Deserialize;

use crate::edition::SarifLevel;
use crate::evidence::Severity;

#[derive(Deserialize)]
pub(super) struct Document {
    pub(super) version: String,
    pub(super) runs: Option<Vec<Run>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run {
    pub(super) tool: Tool,
    pub(super) invocations: Option<Vec<Invocation>>,
    pub(super) results: Option<Vec<ResultForm>>,
    pub(super) artifacts: Option<Vec<Artifact>>,
    pub(super) external_property_file_references: Option<ExternalFiles>,
}

#[derive(Deserialize)]
pub(super) struct ExternalFiles {
    pub(super) results: Option<Vec<serde::de::IgnoredAny>>,
}

#[derive(Deserialize)]
pub(super) struct Tool {
    pub(super) driver: Component,
    pub(super) extensions: Option<Vec<Component>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component {
    pub(super) name: String,
    pub(super) version: Option<String>,
    pub(super) semantic_version: Option<String>,
    pub(super) rules: Option<Vec<Rule>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) short_description: Option<Message>,
    pub(super) default_configuration: Option<Configuration>,
    pub(super) properties: Option<Bag>,
}

#[derive(Deserialize)]
pub(super) struct Configuration {
    pub(super) level: Option<SarifLevel>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: Option<bool>,
    pub(super) tool_execution_notifications: Option<Vec<Notification>>,
    pub(super) tool_configuration_notifications: Option<Vec<Notification>>,
}

#[derive(Deserialize)]
pub(super) struct Notification {
    pub(super) level: Option<SarifLevel>,
    pub(super) message: Message,
}

#[derive(Deserialize)]
pub(super) struct Message {
    text: Option<String>,
    markdown: Option<String>,
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultForm {
    pub(super) rule_id: Option<String>,
    pub(super) rule_index: Option<i64>,
    pub(super) rule: Option<RuleReference>,
    pub(super) kind: Option<Kind>,
    pub(super) level: Option<SarifLevel>,
    pub(super) message: Option<Message>,
    pub(super) locations: Option<Vec<Location>>,
    pub(super) suppressions: Option<Vec<Suppression>>,
    pub(super) baseline_state: Option<String>,
    pub(super) properties: Option<Bag>,
}

/// What a result is. Strict: a word that nobody knows may hide a finding.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, strum::Display)]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Kind {
    Fail,
    Open,
    Review,
    Pass,
    NotApplicable,
    Informational,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RuleReference {
    pub(super) id: Option<String>,
    index: Option<i64>,
    tool_component: Option<ComponentReference>,
}

#[derive(Deserialize)]
struct ComponentReference {
    index: Option<i64>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    pub(super) physical_location: Option<PhysicalLocation>,
    logical_locations: Option<Vec<LogicalLocation>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    artifact_location: Option<ArtifactLocation>,
    pub(super) region: Option<Region>,
}

#[derive(Deserialize)]
struct ArtifactLocation {
    uri: Option<String>,
    index: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Artifact {
    location: Option<ArtifactLocation>,
}

#[derive(Deserialize)]
pub(super) struct Suppression {
    pub(super) status: Option<String>,
    pub(super) justification: Option<String>,
}

/// Properties of a tool's own; the one that code hosts agree on is read.
#[derive(Deserialize)]
pub(super) struct Bag {
    #[serde(rename = "security-severity")]
    security_severity: Option<serde_json::Value>,
}

impl Message {
    pub(super) fn words(&self) -> &str {
        let words = [&self.text, &self.markdown, &self.id].into_iter().flatten();
        words
            .map(String::as_str)
            .find(|text| !text.is_empty())
            .unwrap_or("")
    }
}

impl Bag {
    /// The band of the score, if there is one; a score that cannot be read is unknown.
    pub(super) fn score(&self) -> Option<Severity> {
        let score = match self.security_severity.as_ref()? {
            serde_json::Value::Null => return None,
            serde_json::Value::String(text) => text.trim().parse().ok(),
            other => other.as_f64(),
        };
        Some(match score {
            Some(0.0) => Severity::None,
            Some(score) if score > 0.0 && score < 4.0 => Severity::Low,
            Some(score) if (4.0..7.0).contains(&score) => Severity::Medium,
            Some(score) if (7.0..9.0).contains(&score) => Severity::High,
            Some(score) if (9.0..=10.0).contains(&score) => Severity::Critical,
            _ => Severity::Unknown,
        })
    }
}

impl Run {
    /// The rule of a result: by index in its component, else by name in any.
    pub(super) fn rule_of(&self, result: &ResultForm) -> Option<&Rule> {
        let extensions = self.tool.extensions.as_deref().unwrap_or_default();
        let reference = result.rule.as_ref();
        let component = reference.and_then(|rule| rule.tool_component.as_ref());
        let component = match component {
            None => Some(&self.tool.driver),
            Some(ComponentReference {
                index: Some(at), ..
            }) => nth(extensions, *at),
            Some(ComponentReference { name, .. }) => {
                let mut named = extensions.iter();
                named.find(|extension| Some(&extension.name) == name.as_ref())
            }
        };
        let index = result.rule_index.or(reference.and_then(|rule| rule.index));
        let rules = component.and_then(|component| component.rules.as_deref());
        let id = result.rule_id.as_ref();
        let id = id.or_else(|| reference?.id.as_ref());
        // An index that points to a rule of another name would lend its level to this one.
        let named = |rule: &&Rule| match id.map(|id| id.strip_prefix(&rule.id)) {
            None => true,
            Some(rest) => rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        };
        let by_index = index.and_then(|at| nth(rules?, at)).filter(named);
        by_index.or_else(|| {
            let all = std::iter::once(&self.tool.driver).chain(extensions);
            let rules = || {
                all.clone()
                    .flat_map(|component| component.rules.iter().flatten())
            };
            let exact = rules().find(|rule| Some(&rule.id) == id);
            exact.or_else(|| rules().find(|rule| id.is_some() && named(rule)))
        })
    }

    /// The path of a location: its own, or that of the artefact it points to.
    pub(super) fn path_of<'r>(&'r self, physical: &'r PhysicalLocation) -> Option<&'r str> {
        let location = physical.artifact_location.as_ref()?;
        location.uri.as_deref().or_else(|| {
            let artifact = nth(self.artifacts.as_deref()?, location.index?)?;
            artifact.location.as_ref()?.uri.as_deref()
        })
    }
}

impl Location {
    pub(super) fn logical_name(&self) -> Option<&str> {
        let logical = self.logical_locations.as_ref()?.first()?;
        let name = logical.fully_qualified_name.as_ref();
        name.or(logical.name.as_ref()).map(String::as_str)
    }
}

/// The element of an index from outside; -1 is the standard's "none".
fn nth<T>(all: &[T], at: i64) -> Option<&T> {
    all.get(usize::try_from(at).ok()?)
}
