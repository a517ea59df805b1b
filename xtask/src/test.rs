//! `cargo xtask test`: every check, one step after the other.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::run::{Outcome, answers, cargo, shown};
use crate::tools::{
    BELENIOS, CHROMIUM, DENY, DRIVER, NEXTEST, POPPLER, PYTHON, Tool, WASM, WASM_TARGET,
};

pub struct Step {
    name: &'static str,
    what: &'static str,
    needs: &'static [Tool],
    run: fn() -> Outcome,
}

const STEPS: &[Step] = &[
    Step { name: "fmt", what: "the code is formatted", needs: &[], run: fmt },
    Step { name: "clippy", what: "no warning of compiler or clippy", needs: &[], run: clippy },
    Step {
        name: "tests",
        what: "all tests",
        needs: &[NEXTEST, POPPLER, CHROMIUM, DRIVER, BELENIOS, PYTHON],
        run: tests,
    },
    Step { name: "doc", what: "the examples in the documentation", needs: &[], run: doc },
    Step { name: "deny", what: "licences, bans, sources, advisories", needs: &[DENY], run: deny },
    Step {
        name: "wasm",
        what: "core, journal, verifier, belenios and booth for browsers",
        needs: &[WASM_TARGET],
        run: wasm,
    },
    Step {
        name: "verifier",
        what: "what browsers are given is what its sources give, byte for byte",
        needs: &[WASM_TARGET],
        run: crate::wasm::check,
    },
];

fn fmt() -> Outcome {
    shown(&mut cargo(&["fmt", "--all", "--check"]))
}

fn clippy() -> Outcome {
    shown(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
}

fn tests() -> Outcome {
    shown(&mut cargo(&["nextest", "run", "--workspace", "--no-fail-fast", "--no-tests=pass"]))
}

fn doc() -> Outcome {
    shown(&mut cargo(&["test", "--doc", "--workspace"]))
}

/// Advisories are checked only where their database can be had; the rest always.
fn deny() -> Outcome {
    shown(&mut cargo(&["deny", "check", "licenses", "bans", "sources"]))?;
    if answers(&mut cargo(&["deny", "fetch", "db"])) {
        shown(&mut cargo(&["deny", "check", "--disable-fetch", "advisories"]))
    } else {
        println!("    SKIPPED: advisories, as their database cannot be reached from here");
        Ok(())
    }
}

fn wasm() -> Outcome {
    let packages = ["core", "journal", "verifier", "belenios", "booth"]
        .map(|name| format!("--package=dienhong-{name}"));
    shown(cargo(&["build", "--target", WASM]).args(packages))
}

pub enum Ask {
    List,
    Run(Vec<&'static Step>),
}

/// What the words after `cargo xtask test` ask for. Steps run in our order, not in theirs.
pub fn parse(args: &[&str]) -> Result<Ask, String> {
    let mut only = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match *arg {
            "--list" => return Ok(Ask::List),
            "--only" => only.push(*rest.next().ok_or("--only needs the name of a step")?),
            other => return Err(format!("`cargo xtask test` does not know «{other}»")),
        }
    }
    if let Some(name) = only.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(format!("there is no step «{name}»; there are: {}", names.join(", ")));
    }
    Ok(Ask::Run(STEPS.iter().filter(|step| only.is_empty() || only.contains(&step.name)).collect()))
}

pub fn list() {
    for step in STEPS {
        println!("{:8} {}", step.name, step.what);
    }
}

/// Runs the steps, all of them even when one fails, and ends with a summary.
pub fn run(steps: &[&Step]) -> ExitCode {
    let start = Instant::now();
    let mut done = Vec::new();
    // Without its tools a run says little: it stops here.
    let (installed, took) = timed("tools", "what the steps need is installed", || install(steps));
    let ready = installed.is_ok();
    done.push(("tools", installed, took));
    for step in steps.iter().filter(|_| ready) {
        let (outcome, took) = timed(step.name, step.what, step.run);
        done.push((step.name, outcome, took));
    }

    println!();
    for (name, outcome, took) in &done {
        let word = if outcome.is_ok() { "ok" } else { "FAILED" };
        println!("{name:8} {word:7} {:7.1} s", took.as_secs_f64());
    }
    println!("{:8} {:7} {:7.1} s", "all", "", start.elapsed().as_secs_f64());
    let failed: Vec<_> = done.iter().filter(|(_, outcome, _)| outcome.is_err()).collect();
    for (name, outcome, _) in &failed {
        if let Err(why) = outcome {
            eprintln!("\nthe step «{name}» failed: {why}");
        }
        if *name != "tools" {
            eprintln!("to run it alone: cargo xtask test --only {name}");
        }
    }
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn timed(name: &str, what: &str, run: impl FnOnce() -> Outcome) -> (Outcome, Duration) {
    println!("\n==> {name}: {what}");
    let start = Instant::now();
    let outcome = run();
    let took = start.elapsed();
    let word = if outcome.is_ok() { "ok" } else { "FAILED" };
    println!("<== {name}: {word} after {:.1} s", took.as_secs_f64());
    (outcome, took)
}

fn install(steps: &[&Step]) -> Outcome {
    steps.iter().flat_map(|step| step.needs).try_for_each(|tool| tool.install_if_missing())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(args: &[&str]) -> Result<Vec<&'static str>, String> {
        match parse(args)? {
            Ask::List => Err("a list".to_owned()),
            Ask::Run(steps) => Ok(steps.iter().map(|step| step.name).collect()),
        }
    }

    #[test]
    fn without_words_every_step_runs() {
        assert_eq!(names(&[]).map(|names| names.len()), Ok(STEPS.len()));
    }

    #[test]
    fn chosen_steps_run_in_the_order_of_the_house() {
        assert_eq!(names(&["--only", "wasm", "--only", "fmt"]), Ok(vec!["fmt", "wasm"]));
    }

    #[test]
    fn an_unknown_step_is_refused_and_not_passed_over() {
        assert!(names(&["--only", "fnt"]).is_err_and(|why| why.contains("fmt, clippy")));
    }

    #[test]
    fn only_without_a_name_is_refused() {
        assert!(names(&["--only"]).is_err());
    }

    /// The pages of the book link one another, pictures and samples; so does what stands at the root.
    #[test]
    fn every_link_of_the_book_leads_somewhere() {
        let root = crate::run::root();
        let docs = root.join("docs");
        let pages = std::fs::read_dir(&docs).into_iter().flatten().flatten().map(|e| e.path());
        let ours = ["README.md", "CONTRIBUTING.md"].map(|name| root.join(name));
        let mut dead = Vec::new();
        for page in pages.chain(ours).filter(|path| path.extension().is_some_and(|e| e == "md")) {
            let text = std::fs::read_to_string(&page).unwrap_or_default();
            let folder = page.parent().unwrap_or(&root).to_owned();
            for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let path = link.split('#').next().unwrap_or_default();
                if !path.is_empty() && !link.contains("://") && !folder.join(path).exists() {
                    dead.push(format!("{}: {link}", page.display()));
                }
            }
        }
        assert!(dead.is_empty(), "{}", dead.join("\n"));
    }
}
