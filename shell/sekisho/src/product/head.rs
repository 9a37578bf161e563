//! What is read of a product file without its versions: what is applied for, and the terms of a decision.

use std::path::Path;

use serde::Deserialize;

use super::{Bilingual, PRODUCT_BYTES, Product, ProductError, check, read_limited};

/// A file of which only the head matters; `product.toml` is one.
#[derive(Deserialize)]
struct Headed {
    product: Product,
}

/// Conditions of a certificate, and interfaces that were left out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Terms {
    #[serde(default)]
    pub(crate) conditions: Vec<Bilingual>,
    #[serde(default)]
    pub(crate) interfaces_left_out: Vec<Bilingual>,
}

/// Reads what is applied for: of a product folder, or of a file with the same head.
pub(crate) fn read_head(path: &Path) -> Result<Product, ProductError> {
    let path = if path.is_dir() {
        path.join("product.toml")
    } else {
        path.to_owned()
    };
    let headed: Headed = read(&path)?;
    check::head(&headed.product).map_err(|(place, source)| ProductError::Content {
        path,
        place,
        source,
    })?;
    Ok(headed.product)
}

/// Reads the terms of a decision.
pub(crate) fn read_terms(path: &Path) -> Result<Terms, ProductError> {
    let terms: Terms = read(path)?;
    let all = [
        ("conditions", &terms.conditions),
        ("interfaces_left_out", &terms.interfaces_left_out),
    ];
    check::said(&all).map_err(|(place, source)| ProductError::Content {
        path: path.to_owned(),
        place,
        source,
    })?;
    Ok(terms)
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, ProductError> {
    let bytes = read_limited(path, PRODUCT_BYTES)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| ProductError::NotText {
        path: path.to_owned(),
        offset: error.valid_up_to(),
    })?;
    toml::from_str(text).map_err(|source| ProductError::Form {
        path: path.to_owned(),
        source,
    })
}
