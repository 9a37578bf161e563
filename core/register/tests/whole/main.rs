//! The register as a stranger meets it: published cases, tampering, audits, histories, growth.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod body;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod growth;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod readers;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod tampering;
#[cfg(test)]
mod witnesses;
