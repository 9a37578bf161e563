//! A register's list of any length, with every state in it.

use texts::documents::register_page::{ComponentLine, RegisterPage, Row, Successor};
use texts::documents::{Bilingual, State};

use super::{at, digest, two};

/// A list of `count` certificates.
pub(crate) fn list(count: usize, demonstration: bool) -> RegisterPage {
    RegisterPage {
        body: two("医療IT認証センター", "Medical IT Certification Centre"),
        demonstration,
        origin: "register.example/2026".into(),
        size: 3 * count as u64,
        root: "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=".into(),
        time: Some(at("2026-11-22T07:30:05Z")),
        as_of: at("2026-11-23T08:31:10Z"),
        rows: (0..count).map(row).collect(),
    }
}

/// A line of the list.
pub(crate) fn row(index: usize) -> Row {
    let names = [
        ("関所ゲートウェイ", "Sekisho Gateway"),
        ("地域連携DICOMルーター", "Regional DICOM Router"),
        ("輸液ポンプ IP-300", "Infusion Pump IP-300"),
        ("検査部門システム「しらべ」", "Shirabe Laboratory System"),
    ];
    let (ja, en) = names[index % names.len()];
    let state = State::ALL[[0, 4, 0, 2, 0, 3, 5, 0, 0, 1][index % 10]];
    let ended = state != State::Valid;
    let next = format!("2026-{:06}", index + 2);
    let superseded = Successor {
        version: format!("{}.{}.1", index % 7, index % 3),
        certificate: (index % 20 != 3).then_some(next),
        void_from: at("2026-12-20T00:00:00Z"),
    };
    Row {
        number: format!("2026-{:06}", index + 1),
        product: two(ja, en),
        version: format!("{}.{}.0", index % 7, index % 3),
        maker: two("関所開発株式会社", "Sekisho Development K.K."),
        category: [1, 1, 2, 3][index % 4],
        class: ["1", "2-a", "3", "2"][index % 4].into(),
        state,
        since: at("2026-11-20T03:00:00Z"),
        reason: ended.then(|| two("保有者の申し出による", "At the holder's request")),
        superseded_by: (state == State::Void || index % 9 == 2).then_some(superseded),
        components: (index % 8 == 3)
            .then(|| component(index))
            .into_iter()
            .collect(),
        issued: at("2026-11-20T03:00:00Z"),
        valid_until: at("2028-11-20T03:00:00Z"),
    }
}

fn component(index: usize) -> ComponentLine {
    ComponentLine {
        component: "PACS".into(),
        certificate: format!("2026-{index:06}"),
        state: State::Valid,
    }
}

/// A row whose texts try to be markup.
pub(crate) fn hostile() -> RegisterPage {
    let mut page = list(1, false);
    page.rows[0].product = Bilingual::same("<script>alert(1)</script>");
    page.rows[0].version = "\"><img src=x>".into();
    page.origin = digest("origin") + "<b>";
    page
}
