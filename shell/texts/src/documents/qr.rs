//! An address as a QR code (JIS X 0510, ISO/IEC 18004), drawn as one path of inline SVG.

use std::fmt::Write as _;

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// Modules of white around the code, as the standard asks.
const QUIET: usize = 4;

/// The QR code of `text`, or nothing when the text is too long for one. `label` is read aloud in its place.
pub(super) fn code(text: &str, label: &str) -> Option<Markup> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width() + 2 * QUIET;
    let path = path(&code.to_colors(), code.width());
    // White stands under the code on dark screens too: inverted codes are not read by every camera.
    Some(html! {
        svg.qr viewBox={ "0 0 " (side) " " (side) } role="img" aria-label=(label) shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path fill="#000" d=(path) {}
        }
    })
}

/// Dark modules as rectangles, one for each run in a row.
fn path(colors: &[Color], width: usize) -> String {
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            let length = run.len();
            if run.first() == Some(&Color::Dark) {
                let (left, top) = (x + QUIET, y + QUIET);
                write!(path, "M{left} {top}h{length}v1h-{length}z").expect("a String takes all");
            }
            x += length;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_dark_modules_become_rectangles() {
        use Color::{Dark, Light};
        assert_eq!(
            path(&[Light, Dark, Dark, Light], 2),
            "M5 4h1v1h-1zM4 5h1v1h-1z"
        );
        assert_eq!(path(&[Dark, Dark, Light, Light], 2), "M4 4h2v1h-2z");
    }

    #[test]
    fn an_address_has_a_code_and_a_book_has_none() {
        assert!(code("https://register.example/2026", "QR").is_some());
        assert!(code(&"a".repeat(4_000), "QR").is_none());
    }
}
