//! The demonstration's witnesses: each with a key and a memory of its own, beside the body and not in it.
//!
//! Real ones are other organisations, who run `sekisho witness` on machines of their own.

use std::path::Path;

use register::key::NoteKey;
use register::limits::Limits;
use register::trust::Witness as Known;
use service::folder::read_under;
use service::witness::Witness;
use service::{Body, Key};

use crate::Failure;
use crate::registers::trust_of;
use crate::undone::{Reasons, Undone};

/// How many play along; all of them must have seen a checkpoint.
const NAMES: [&str; 2] = ["witness-1", "witness-2"];

/// The demonstration's witnesses, their keys made where there are none.
pub(crate) fn gather(into: &Path) -> Result<Vec<Known>, Failure> {
    let each = NAMES.iter().map(|name| {
        let key = Key::read_or_generate(&into.join("witnesses").join(format!("{name}.pem")))?;
        let public = key.for_register().verifying_key();
        let vkey = NoteKey::witness(&format!("{name}.demonstration.sekisho.example"), public)?;
        Ok(Known {
            name: vkey.name().to_owned(),
            vkey,
            until: None,
        })
    });
    each.collect()
}

/// Lets the demonstration's witnesses see what waits for them. A real body's come by themselves.
pub(crate) fn hold(body: &mut Body, into: &Path) -> Result<(), Failure> {
    if !body.facts().demonstration || body.waiting()?.is_empty() {
        return Ok(());
    }
    let trust = trust_of(body)?;
    let register = body.register().root().to_owned();
    for name in NAMES {
        let folder = into.join("witnesses");
        let key = Key::read(&folder.join(format!("{name}.pem")))?;
        let public = key.for_register().verifying_key();
        let known = trust.witnesses.iter().map(|witness| &witness.vkey);
        let Some(vkey) = known.into_iter().find(|vkey| vkey.key() == public) else {
            continue;
        };
        let mut witness = Witness::open(vkey.clone(), key, &folder.join(name))?;
        let (limits, mut read) = (Limits::default(), read_under(&register));
        for visit in witness.visit(&trust, service::now(), true, &limits, &mut read)? {
            match visit.outcome {
                Ok(cosigned) => {
                    body.cosign(service::now(), &cosigned.line)?;
                }
                Err(reasons) => {
                    return Err(Undone::NotCosigned {
                        name: name.to_owned(),
                        source: Reasons(reasons),
                    }
                    .into());
                }
            }
        }
    }
    Ok(())
}
