//! The body as a whole: what each act refuses, and what no history of acts can reach.

mod archive;
mod certificates;
mod desk;
mod evaluation;
mod findings;
mod frame;
mod histories;
mod ledger;
mod people;
mod surveillance;
mod systems;
mod worklist;
mod world;
