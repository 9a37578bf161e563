//! The program's tests from outside, as one program: what a person meets, and what no single crate can see.

mod classes;
mod documents;
mod faults;
mod layers;
mod matching;
mod messages;
mod program;
mod reasons;
mod story;
mod verify;
