//! What can go wrong when a file is asked of a server: each with a code and simple fields, told in the person's language.
//!
//! The register's core takes the fault as JSON text in the detail of its own reason, and the messages show it in words.

use serde::Serialize;

/// The most characters of a server's words that are shown.
const SHOWN: usize = 100;

/// Why a file could not be had from a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Fault {
    /// The path leads out of the register.
    Elsewhere,
    /// The name of the server is not known.
    HostUnknown { host: String },
    /// No connection to the server.
    NoConnection { detail: String },
    /// The connection did not come about in this time.
    ConnectTooSlow { seconds: u64 },
    /// Nobody vouches for the server's certificate, or the encryption failed.
    NotTrusted { detail: String },
    /// This machine trusts no certificate authority at all.
    NoAuthorities,
    /// There is no way through the proxy.
    ProxyRefused { proxy: String, detail: String },
    /// The answer is not HTTP.
    NotHttp { detail: String },
    /// A status that says neither "here it is" nor "there is none".
    Status { status: u16 },
    /// The server sends us elsewhere; nobody follows.
    Redirected { status: u16, target: String },
    /// The server sends us elsewhere, to where nobody follows.
    RedirectRefused { target: String },
    /// The servers send us from one to the next without an end.
    TooManyRedirects { limit: u32 },
    /// A web page where another file was asked for: a login page of the network, or an error page that calls itself good.
    WebPage,
    /// The answer is packed, although it was asked for as it is.
    Packed { encoding: String },
    /// The answer does not say how long it is, so that a cut would not be noticed.
    LengthMissing,
    /// The answer says another length than it has.
    LengthDiffers { said: String, found: String },
    /// Another part of the file than the one that was asked for.
    RangeDiffers { asked: u64, said: String },
    /// The file is longer than such a file can be.
    TooLong { limit: u64 },
    /// The connection ended in the middle of the answer.
    Cut { bytes: u64 },
    /// The server said nothing for so long.
    Silent { seconds: u64 },
    /// The file did not come in this time.
    TooSlow { seconds: u64 },
    /// The time for the whole reading is over.
    OverTime { seconds: u64 },
    /// The whole reading has become longer than this.
    OverBytes { limit: u64 },
    /// What the machine says.
    Failed { detail: String },
}

impl Fault {
    /// Whether a moment later it may be over.
    pub(super) fn passes(&self) -> bool {
        match self {
            Fault::Cut { .. } => true,
            Fault::Status { status } => *status == 429 || (500..=599).contains(status),
            _ => false,
        }
    }

    /// As text for the core's reason.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).expect("an enum of texts and numbers has a JSON form")
    }
}

/// The beginning of a stranger's words, without what would command a terminal.
pub(super) fn shown(text: &str) -> String {
    texts::messages::one_line(text)
        .chars()
        .take(SHOWN)
        .collect()
}

#[cfg(test)]
mod tests {
    use strum::VariantNames as _;
    use texts::{Language, Texts};

    use super::*;

    /// One of each.
    fn samples() -> Vec<Fault> {
        let detail = || "detail".to_owned();
        vec![
            Fault::Elsewhere,
            Fault::HostUnknown {
                host: "r.example".to_owned(),
            },
            Fault::NoConnection { detail: detail() },
            Fault::ConnectTooSlow { seconds: 10 },
            Fault::NotTrusted { detail: detail() },
            Fault::NoAuthorities,
            Fault::ProxyRefused {
                proxy: "proxy.example".to_owned(),
                detail: detail(),
            },
            Fault::NotHttp { detail: detail() },
            Fault::Status { status: 500 },
            Fault::Redirected {
                status: 302,
                target: "https://elsewhere.example/".to_owned(),
            },
            Fault::RedirectRefused {
                target: "http://elsewhere.example/".to_owned(),
            },
            Fault::TooManyRedirects { limit: 5 },
            Fault::WebPage,
            Fault::Packed {
                encoding: "gzip".to_owned(),
            },
            Fault::LengthMissing,
            Fault::LengthDiffers {
                said: "7".to_owned(),
                found: "8".to_owned(),
            },
            Fault::RangeDiffers {
                asked: 7,
                said: "bytes 0-8/9".to_owned(),
            },
            Fault::TooLong { limit: 8192 },
            Fault::Cut { bytes: 7 },
            Fault::Silent { seconds: 15 },
            Fault::TooSlow { seconds: 60 },
            Fault::OverTime { seconds: 120 },
            Fault::OverBytes { limit: 8192 },
            Fault::Failed { detail: detail() },
        ]
    }

    #[test]
    fn every_fault_is_told_in_both_languages_inside_the_reason_of_the_core() {
        let codes: Vec<String> = samples()
            .iter()
            .map(|fault| serde_json::to_value(fault).expect("JSON")["code"].clone())
            .filter_map(|code| code.as_str().map(str::to_owned))
            .collect();
        assert_eq!(codes, Fault::VARIANTS);
        for (fault, code) in samples().iter().zip(codes) {
            let reason = register::reason::Reason::Unreachable {
                path: "index.json".to_owned(),
                detail: fault.to_text(),
            };
            for language in [Language::Ja, Language::En] {
                let texts = Texts::new(language);
                let own = texts.reason("reading", fault);
                assert!(!own.contains('{'), "{language} {code}: {own}");
                let told = texts.reason("register", &reason);
                assert!(told.contains(&own), "{language} {code}: {told}");
                let japanese = own.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}'));
                assert_eq!(japanese, language == Language::Ja, "{code}: {own}");
            }
        }
    }

    #[test]
    fn a_servers_words_fit_into_a_reason_and_command_nothing() {
        let target = shown(&format!(
            "https://e.example/\u{1b}[2J\n{}",
            "\"".repeat(9000)
        ));
        let fault = Fault::Redirected {
            status: 302,
            target,
        };
        let text = fault.to_text();
        assert!(
            text.chars().count() < register::reason::DETAIL_CHARS,
            "{text}"
        );
        assert!(!text.contains(['\u{1b}', '\n']) && !text.contains("\\u001b"));
        assert!(fault.to_text().contains("https://e.example/"));
    }
}
