//! The program's tests from outside, as one program: what a person meets, and what no single crate can see.

mod advisories;
mod attacks;
mod candidates;
mod catalogues;
mod checking;
mod ci;
mod classes;
mod documents;
mod faults;
mod http;
mod kept;
mod languages;
mod layers;
mod matching;
mod messages;
mod pages;
mod program;
mod reasons;
mod recovery;
mod registers;
mod roots;
mod story;
mod strictness;
mod synthetic;
mod verify;
mod witnesses;
