//! `cargo xtask wasm`: what browsers are given as WebAssembly, the same bytes wherever it is built.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Outcome, cargo, output, root, shown};
use crate::tools::{WASM, WASM_TARGET};

/// A crate that browsers are given. It is kept in the folder of its name in `assets`, and the README says its hash.
struct Package {
    name: &'static str,
    /// The crate, and what its module is called after it.
    krate: &'static str,
    module: &'static str,
}

const PACKAGES: [Package; 2] = [
    Package { name: "verifier", krate: "dienhong-wasm", module: "dienhong_wasm" },
    Package { name: "booth", krate: "dienhong-booth", module: "dienhong_booth" },
];

/// Makes all of them anew, or the one of this name, and puts them in their places.
pub fn renew(only: Option<&str>) -> Outcome {
    let asked = |package: &&Package| only.is_none_or(|name| name == package.name);
    let packages: Vec<&Package> = PACKAGES.iter().filter(asked).collect();
    if packages.is_empty() {
        let names = PACKAGES.map(|package| package.name).join(", ");
        return Err(format!("browsers are given no such thing; there are: {names}"));
    }
    packages.into_iter().try_for_each(Package::renew)
}

/// Makes them anew: each must be byte for byte what is kept, and what the README says.
pub fn check() -> Outcome {
    PACKAGES.iter().try_for_each(Package::check)
}

impl Package {
    fn files(&self) -> [String; 2] {
        [format!("{}.js", self.name), format!("{}_bg.wasm", self.name)]
    }

    fn place(&self) -> PathBuf {
        root().join("assets").join(self.name)
    }

    fn renew(&self) -> Outcome {
        let made = self.make()?;
        let place = self.place();
        let said = |path: &Path, why| format!("{}: {why}", path.display());
        fs::create_dir_all(&place).map_err(|why| said(&place, why))?;
        let files = self.files();
        for file in &files {
            let to = place.join(file);
            fs::copy(made.join(file), &to).map_err(|why| said(&to, why))?;
        }
        let hash = sha256(&place.join(&files[1]))?;
        println!("    {}: sha256 {hash}", files[1]);
        self.in_readme(&hash, true)
    }

    fn check(&self) -> Outcome {
        let made = self.make()?;
        let place = self.place();
        let files = self.files();
        for file in &files {
            let (kept, ours) = (fs::read(place.join(file)), fs::read(made.join(file)));
            match (kept, ours) {
                (Ok(kept), Ok(ours)) if kept == ours => {}
                (Ok(_), Ok(_)) => {
                    return Err(format!(
                        "{file} is not what its sources give: `cargo xtask wasm` renews it"
                    ));
                }
                (Err(why), _) | (_, Err(why)) => return Err(format!("{file}: {why}")),
            }
        }
        self.in_readme(&sha256(&place.join(&files[1]))?, false)
    }

    /// No path of this machine may enter the module: messages of panics name sources.
    fn make(&self) -> Result<PathBuf, String> {
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
        let target = target().join("wasm");
        let mut build = cargo(&[
            "build",
            "--locked",
            &format!("--package={}", self.krate),
            "--profile=wasm",
            "--target",
            WASM,
        ]);
        build.env("CARGO_TARGET_DIR", &target).env_remove("RUSTFLAGS");
        build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
        shown(&mut build)?;
        let module = target.join(WASM).join(format!("wasm/{}.wasm", self.module));
        let made = target.join("made");
        shown(
            cargo(&["run", "--quiet", "--locked", "--package=dienhong-bindgen", "--"])
                .arg(&module)
                .arg(&made)
                .arg(self.name),
        )?;
        Ok(made)
    }

    /// The README names the hash, so that it stands where nobody serves it.
    fn in_readme(&self, hash: &str, renew: bool) -> Outcome {
        let path = root().join("README.md");
        let text = fs::read_to_string(&path).map_err(|why| why.to_string())?;
        let (begin, end) = (format!("<!-- {} -->`", self.name), "`");
        let (before, rest) = text
            .split_once(&begin)
            .ok_or_else(|| format!("README.md names no hash of the {}", self.name))?;
        let (said, after) = rest.split_once(end).ok_or("README.md: the hash does not end")?;
        if said == hash {
            return Ok(());
        }
        if !renew {
            return Err(format!(
                "README.md says {said}, the {} is {hash}: `cargo xtask wasm` renews it",
                self.name
            ));
        }
        fs::write(&path, format!("{before}{begin}{hash}{end}{after}"))
            .map_err(|why| why.to_string())
    }
}

fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn sha256(path: &Path) -> Result<String, String> {
    let said = output(std::process::Command::new("sha256sum").arg(path));
    let said = said.ok_or_else(|| format!("{}: sha256sum failed", path.display()))?;
    Ok(said.split_whitespace().next().unwrap_or_default().to_owned())
}
