//! `cargo xtask wasm`: the verifier for browsers, the same bytes wherever it is built.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Outcome, cargo, output, root, shown};
use crate::tools::{WASM, WASM_TARGET};

/// Where what browsers get is kept, and under which name.
const FOLDER: &str = "assets/verifier";
const NAME: &str = "verifier";
const FILES: [&str; 2] = ["verifier.js", "verifier_bg.wasm"];

/// Makes it anew and puts it in its place.
pub fn renew() -> Outcome {
    let made = make()?;
    let place = root().join(FOLDER);
    fs::create_dir_all(&place).map_err(|why| format!("{FOLDER}: {why}"))?;
    for file in FILES {
        let to = place.join(file);
        fs::copy(made.join(file), &to).map_err(|why| format!("{FOLDER}/{file}: {why}"))?;
    }
    let hash = sha256(&place.join(FILES[1]))?;
    println!("    {FOLDER}/{}: sha256 {hash}", FILES[1]);
    in_readme(&hash, true)
}

/// Makes it anew: it must be byte for byte what is kept, and what the README says.
pub fn check() -> Outcome {
    let made = make()?;
    let place = root().join(FOLDER);
    for file in FILES {
        let (kept, ours) = (fs::read(place.join(file)), fs::read(made.join(file)));
        match (kept, ours) {
            (Ok(kept), Ok(ours)) if kept == ours => {}
            (Ok(_), Ok(_)) => {
                return Err(format!(
                    "{FOLDER}/{file} is not what its sources give: `cargo xtask wasm` renews it"
                ));
            }
            (Err(why), _) | (_, Err(why)) => return Err(format!("{file}: {why}")),
        }
    }
    in_readme(&sha256(&place.join(FILES[1]))?, false)
}

/// No path of this machine may enter the module: messages of panics name sources.
fn make() -> Result<PathBuf, String> {
    WASM_TARGET.install_if_missing()?;
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let home = home.ok_or("neither CARGO_HOME nor HOME is set")?;
    let here = root().canonicalize().map_err(|why| why.to_string())?;
    let sysroot = output(std::process::Command::new("rustc").args(["--print", "sysroot"]));
    let sysroot = sysroot.ok_or("rustc does not say where it is")?;
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let mut flags = vec![remap(&here, "/dienhong"), remap(Path::new(&sysroot), "/rust")];
    // The folder of a registry is named after its address, which may differ by machine.
    let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
    flags.extend(registries.map(|registry| remap(&registry.path(), "/registry")));
    let target = target().join("verifier");
    let mut build = cargo(&[
        "build",
        "--locked",
        "--package=dienhong-wasm",
        "--profile=wasm",
        "--target",
        WASM,
    ]);
    build.env("CARGO_TARGET_DIR", &target).env_remove("RUSTFLAGS");
    build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    shown(&mut build)?;
    let module = target.join(WASM).join("wasm/dienhong_wasm.wasm");
    let made = target.join("made");
    shown(
        cargo(&["run", "--quiet", "--locked", "--package=dienhong-bindgen", "--"])
            .arg(&module)
            .arg(&made)
            .arg(NAME),
    )?;
    Ok(made)
}

fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn sha256(path: &Path) -> Result<String, String> {
    let said = output(std::process::Command::new("sha256sum").arg(path));
    let said = said.ok_or_else(|| format!("{}: sha256sum failed", path.display()))?;
    Ok(said.split_whitespace().next().unwrap_or_default().to_owned())
}

/// The README names the hash, so that it stands where nobody serves it.
fn in_readme(hash: &str, renew: bool) -> Outcome {
    let path = root().join("README.md");
    let text = fs::read_to_string(&path).map_err(|why| why.to_string())?;
    let (begin, end) = ("<!-- verifier -->`", "`");
    let (before, rest) = text.split_once(begin).ok_or("README.md names no hash of the verifier")?;
    let (said, after) = rest.split_once(end).ok_or("README.md: the hash does not end")?;
    if said == hash {
        return Ok(());
    }
    if !renew {
        return Err(format!(
            "README.md says {said}, the verifier is {hash}: `cargo xtask wasm` renews it"
        ));
    }
    fs::write(&path, format!("{before}{begin}{hash}{end}{after}")).map_err(|why| why.to_string())
}
