//! The tests that docs/security.md names exist.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The section with the table.
const SECTION: &str = "## What goes wrong elsewhere";

/// Adds the names of all functions in Rust sources under `directory`.
fn collect(directory: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(directory).expect("a directory of the project") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            collect(&path, names);
        } else if path.extension() == Some(OsStr::new("rs")) {
            let source = fs::read_to_string(&path).expect("a source in UTF-8");
            let functions = source.split("fn ").skip(1);
            let name = |rest: &str| rest.split_once('(').map(|(name, _)| name.to_owned());
            names.extend(functions.filter_map(name));
        }
    }
}

#[test]
fn every_test_that_is_named_for_a_threat_exists() {
    let document = fs::read_to_string(format!("{ROOT}/docs/security.md")).expect("the document");
    let (_, section) = document.split_once(SECTION).expect("the section with the table");
    let rows = section.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    let tests = rows.filter_map(|row| row.trim_end_matches(" |").rsplit_once(" | "));
    let mut names = BTreeSet::new();
    for directory in ["contracts", "relayer", "test/contracts"] {
        collect(&Path::new(ROOT).join(directory), &mut names);
    }
    let named = tests.flat_map(|(threat, tests)| {
        let quoted = tests.split('`').skip(1).step_by(2);
        quoted.filter(|name| !name.contains('/')).map(move |name| (threat, name))
    });
    let named: Vec<_> = named.collect();
    for (threat, name) in &named {
        assert!(names.contains(*name), "no test is called {name}: {threat}");
    }
    assert!(named.len() > 50, "{} tests are named", named.len());
}
