//! The program from outside: as a process, on projects in temporary folders.

mod cli;
mod exports;
mod program;
