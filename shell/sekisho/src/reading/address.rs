//! The address of a register: where its files lie on a web server.

use std::fmt::Write as _;
use std::net::IpAddr;

use ureq::http::Uri;

/// The longest address that is taken.
const ADDRESS_BYTES: usize = 2048;

/// An `http://` or `https://` address of a folder, without `/` at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    base: String,
    host: String,
}

impl Address {
    /// Reads an address. Nothing where it has user names, questions, fragments, or what a URL cannot hold.
    pub(crate) fn parse(text: &str) -> Option<Address> {
        if text.contains('?') {
            return None;
        }
        let file = Address::parse_file(text)?;
        Some(Address {
            base: file.base.trim_end_matches('/').to_owned(),
            host: file.host,
        })
    }

    /// Reads the address of a single file. It may have a question, as servers write them that send elsewhere.
    pub(crate) fn parse_file(text: &str) -> Option<Address> {
        let of_a_url = |c: char| c.is_ascii_graphic() && !"<>\"\\^`{|}@#".contains(c);
        if text.len() > ADDRESS_BYTES || !text.chars().all(of_a_url) {
            return None;
        }
        let uri: Uri = text.parse().ok()?;
        let scheme = uri.scheme_str()?.to_ascii_lowercase();
        if !["http", "https"].contains(&scheme.as_str()) {
            return None;
        }
        let authority = uri.authority()?;
        let host = authority.host().to_ascii_lowercase();
        let port = authority.as_str().to_ascii_lowercase();
        let climbs = uri
            .path()
            .split('/')
            .any(|part| [".", ".."].contains(&part));
        if host.is_empty() || climbs {
            return None;
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let base = format!("{scheme}://{port}{path}");
        Some(Address { base, host })
    }

    /// The address as one text: what was typed, in its one spelling.
    pub(crate) fn as_str(&self) -> &str {
        &self.base
    }

    /// The name of the server.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Whether the connection is encrypted.
    pub(crate) fn is_https(&self) -> bool {
        self.base.starts_with("https://")
    }

    /// Whether the server is this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        let named = bare == "localhost" || bare.ends_with(".localhost");
        named || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// The address that a server sends on to from this one; nothing where it is none, or where the way there would no
    /// longer be encrypted.
    pub(super) fn onward(&self, target: &str) -> Option<Address> {
        let (scheme, rest) = self.base.split_once("://")?;
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let path = rest[authority.len()..].split('?').next().unwrap_or("/");
        let whole = if target.contains("://") {
            target.to_owned()
        } else if target.starts_with("//") {
            format!("{scheme}:{target}")
        } else if target.starts_with('/') {
            format!("{scheme}://{authority}{target}")
        } else {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{scheme}://{authority}{folder}/{target}")
        };
        let address = Address::parse_file(whole.split('#').next()?)?;
        (address.is_https() || !self.is_https()).then_some(address)
    }

    /// The name of the file that it leads to.
    pub(crate) fn file_name(&self) -> &str {
        let path = self.base.split('?').next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default()
    }

    /// The address of a file below it. Nothing where the path leads elsewhere.
    pub(super) fn of(&self, path: &str) -> Option<String> {
        let mut url = self.base.clone();
        for part in path.split('/') {
            if ["", ".", ".."].contains(&part) {
                return None;
            }
            url.push('/');
            for byte in part.bytes() {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    url.push(char::from(byte));
                } else {
                    let _never_fails = write!(url, "%{byte:02X}");
                }
            }
        }
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, base: Option<&str>) {
        let found = Address::parse(text);
        assert_eq!(found.as_ref().map(Address::as_str), base, "{text}");
    }

    #[test]
    fn an_address_has_one_spelling_and_nothing_to_hide() {
        check("https://R.example/2026/", Some("https://r.example/2026"));
        check("HTTPS://r.example/A", Some("https://r.example/A"));
        check("http://127.0.0.1:8080", Some("http://127.0.0.1:8080"));
        check("http://[::1]:80/a", Some("http://[::1]:80/a"));
        for other in [
            "ftp://r.example/",
            "file:///tmp/register",
            "https://",
            "https:///x",
            "https://user:secret@r.example/",
            "https://r.example/?x=1",
            "https://r.example/#x",
            "https://r.example/a/../b",
            "https://r example/",
            "https://登録.example/",
            "r.example",
        ] {
            check(other, None);
        }
    }

    #[test]
    fn a_server_sends_on_but_not_from_an_encrypted_way_to_an_open_one() {
        let from = Address::parse_file("https://r.example/a/b.zip?x=1").expect("an address");
        let on = |target: &str| from.onward(target).map(|to| to.as_str().to_owned());
        for (target, to) in [
            ("https://S.example/c?d=e", "https://s.example/c?d=e"),
            ("//s.example/c", "https://s.example/c"),
            ("/c.zip", "https://r.example/c.zip"),
            ("c.zip#part", "https://r.example/a/c.zip"),
        ] {
            assert_eq!(on(target).as_deref(), Some(to), "{target}");
        }
        for target in [
            "http://r.example/c",
            "file:///etc/passwd",
            "https://u:p@r.example/c",
            "../c",
        ] {
            assert_eq!(on(target), None, "{target}");
        }
        let open = Address::parse_file("http://r.example/a").expect("an address");
        assert!(open.onward("https://r.example/a").is_some());
        assert_eq!(from.file_name(), "b.zip");
    }

    #[test]
    fn a_path_stays_below_the_address() {
        let address = Address::parse("https://r.example/reg").expect("an address");
        let of = |path: &str| address.of(path);
        assert_eq!(
            of("shards/2026/tile/0/x001/000.p/8").as_deref(),
            Some("https://r.example/reg/shards/2026/tile/0/x001/000.p/8")
        );
        assert_eq!(
            of("certificates/1/a b%2f?#書").as_deref(),
            Some("https://r.example/reg/certificates/1/a%20b%252f%3F%23%E6%9B%B8")
        );
        for out in ["../x", "a//b", "", "a/./b", "a/.."] {
            assert_eq!(of(out), None, "{out}");
        }
    }

    #[test]
    fn this_machine_is_known_by_each_of_its_names() {
        for (text, here) in [
            ("http://localhost:8000/", true),
            ("http://127.8.0.1/", true),
            ("http://[::1]/", true),
            ("http://register.localhost/", true),
            ("http://localhost.example/", false),
            ("http://192.0.2.1/", false),
        ] {
            let address = Address::parse(text).expect("an address");
            assert_eq!(address.is_loopback(), here, "{text}");
        }
    }
}
