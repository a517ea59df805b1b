//! `cargo xtask events`: `docs/events.md`, every kind of record with its meaning and fields, read from the sources.
//!
//! Each `events! { … }` of `core` is found by itself, so that a new module needs no line here. A kind's meaning is
//! its doc comment; its sentences are those of histories (`history-…` of the words).

use crate::run::root;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

const BEGIN: &str = "\
# Các loại bản ghi / Kinds of records

<!-- Made by `cargo xtask events` from the sources; change those, not this. -->

Mỗi bản ghi của nhật ký có một loại (`kind`) và dữ liệu (`data`). Trang này được sinh từ mã nguồn để người kiểm toán đọc nhật ký
mà không cần đọc mã. Hai câu đầu là câu mà lịch sử trên trang web dùng; chỗ `…` là dữ liệu của bản ghi. Ai được ghi là bảng quyền của
bộ quy tắc (`[people]` trong `packs/vn/rules.toml`): mỗi phần nêu các quyền được hỏi, và hàm `lawful` của mô-đun hỏi lại khi kiểm tra.

Each record of the journal has a kind and data. This page is made from the sources, so that an auditor reads the journal without
them. The two sentences are those that histories show; `…` stands for data of the record. Who may record what is the table of
rights in the pack's rules: each section names the rights asked for, and `lawful` of that module asks again when all is checked.

`?`: có thể vắng / may be absent.
";

/// One field of a kind.
#[derive(Debug, PartialEq, Eq)]
struct Field {
    name: String,
    of: String,
    about: String,
    optional: bool,
}

/// One kind of record.
#[derive(Debug, PartialEq, Eq)]
struct Kind {
    kind: String,
    about: String,
    fields: Vec<Field>,
}

/// What is left to read of a block.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn skip(&mut self) {
        self.0 = self.0.trim_start();
        while self.0.starts_with("//") && !self.0.starts_with("///") {
            self.0 = self.0.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
        }
    }

    fn takes(&mut self, text: &str) -> bool {
        self.skip();
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn word(&mut self) -> &'a str {
        self.skip();
        let end = self.0.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        word
    }

    /// Up to one of these, where no bracket is open.
    fn until(&mut self, ends: &[char]) -> &'a str {
        let mut open = 0;
        for (at, c) in self.0.char_indices() {
            if open == 0 && ends.contains(&c) {
                let (found, rest) = self.0.split_at(at);
                self.0 = rest;
                return found;
            }
            match c {
                '<' | '(' | '[' | '{' => open += 1,
                '>' | ')' | ']' | '}' => open -= 1,
                _ => {}
            }
        }
        std::mem::take(&mut self.0)
    }

    /// Doc comments as one sentence, and the attributes between them.
    fn docs(&mut self) -> (String, String) {
        let (mut docs, mut attributes) = (String::new(), String::new());
        loop {
            if self.takes("///") {
                let (line, rest) = self.0.split_once('\n').unwrap_or((self.0, ""));
                self.0 = rest;
                if !docs.is_empty() {
                    docs.push(' ');
                }
                docs.push_str(line.trim());
            } else if self.takes("#[") {
                attributes.push_str(self.until(&[']']));
                self.takes("]");
            } else {
                return (docs, attributes);
            }
        }
    }
}

/// The kinds that the blocks of a source declare.
fn kinds(source: &str) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for block in source.split("\nevents! {").skip(1) {
        let Some((_, inside)) = block.split_once("pub enum Event {") else { continue };
        let mut rest = Rest(inside);
        loop {
            let (about, _) = rest.docs();
            if !rest.takes("\"") {
                break;
            }
            let kind = rest.until(&['"']).to_owned();
            rest.takes("\"");
            rest.takes("=>");
            rest.word();
            rest.takes("{");
            let mut fields = Vec::new();
            while !rest.takes("}") && !rest.0.is_empty() {
                let (about, attributes) = rest.docs();
                let name = rest.word().to_owned();
                rest.takes(":");
                let of = rest.until(&[',', '}']).split_whitespace().collect::<Vec<_>>().join(" ");
                rest.takes(",");
                let optional = attributes.contains("default");
                fields.push(Field { name, of, about, optional });
            }
            rest.takes(",");
            kinds.push(Kind { kind, about, fields });
        }
    }
    kinds
}

/// A type as an auditor reads it: of what is boxed or may be absent, what it is.
fn plain(of: &str) -> &str {
    for wrapped in ["Box<", "Option<", "Arc<"] {
        if let Some(inside) = of.strip_prefix(wrapped).and_then(|rest| rest.strip_suffix('>')) {
            return plain(inside);
        }
    }
    of
}

/// The sentences of histories by kind, where `{ … }` is data.
fn sentences(words: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut lines = words.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((key, text)) = line.strip_prefix("history-").and_then(|l| l.split_once(" ="))
        else {
            continue;
        };
        let mut text = text.trim().to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with(' ')) {
            text.push(' ');
            text.push_str(more.trim());
        }
        all.insert(key.to_owned(), without_data(&text));
    }
    all
}

/// Each placeable as `…`.
fn without_data(text: &str) -> String {
    let (mut out, mut open) = (String::new(), 0);
    for c in text.chars() {
        match c {
            '{' => {
                open += 1;
                if open == 1 {
                    out.push('…');
                }
            }
            '}' => open -= 1,
            _ if open == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Every source below a folder, in order.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "ftl") {
            found.push(path);
        }
    }
    found.sort();
    Ok(())
}

/// The rights that the rules of a module ask for, as a pack's table names them.
fn rights(module: &Path) -> std::io::Result<BTreeSet<String>> {
    let mut code = Vec::new();
    sources(module, &mut code)?;
    let mut found = BTreeSet::new();
    for path in code.iter().filter(|path| !path.ends_with("tests.rs")) {
        let source = fs::read_to_string(path)?;
        let named = source.split("Right::").skip(1).map(|rest| Rest(rest).word());
        found.extend(named.filter(|name| name.starts_with(char::is_uppercase)).map(snake));
    }
    Ok(found)
}

/// `KeepSystem` as `keep_system`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// The sentences of all files of a language.
fn said(language: &str) -> std::io::Result<BTreeMap<String, String>> {
    let (mut words, mut said) = (Vec::new(), BTreeMap::new());
    sources(&root().join("packs/vn/words").join(language), &mut words)?;
    for path in words {
        said.extend(sentences(&fs::read_to_string(path)?));
    }
    Ok(said)
}

/// The page as the sources say it.
fn page() -> std::io::Result<String> {
    let mut code = Vec::new();
    sources(&root().join("crates/core/src"), &mut code)?;
    let said = [said("vi")?, said("en")?];
    let mut page = BEGIN.to_owned();
    let mut many = 0;
    for path in code {
        let kinds = kinds(&fs::read_to_string(&path)?);
        if kinds.is_empty() {
            continue;
        }
        let module = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        many += kinds.len();
        // Writing to a string does not fail.
        let _ = write!(page, "\n## `{module}`\n");
        let rights = rights(path.parent().unwrap_or(&path))?;
        if !rights.is_empty() {
            let rights: Vec<String> = rights.iter().map(|right| format!("`{right}`")).collect();
            let _ = write!(page, "\nQuyền được hỏi / rights asked for: {}.\n", rights.join(", "));
        }
        for kind in kinds {
            let _ = write!(page, "\n### `{}`\n\n", kind.kind);
            let id = kind.kind.replace(['.', '_'], "-");
            for sentence in said.iter().filter_map(|said| said.get(&id)) {
                let _ = writeln!(page, "- {sentence}");
            }
            if !kind.about.is_empty() {
                let _ = write!(page, "\n{}\n", kind.about);
            }
            if !kind.fields.is_empty() {
                let _ = writeln!(page, "\n| `data` | | |\n|---|---|---|");
            }
            for Field { name, of, about, optional } in &kind.fields {
                let may = if *optional { " ?" } else { "" };
                let _ = writeln!(page, "| `{name}`{may} | `{}` | {about} |", plain(of));
            }
        }
    }
    let _ = write!(page, "\n{many} loại / kinds.\n");
    Ok(page)
}

fn place() -> PathBuf {
    root().join("docs/events.md")
}

/// Writes the page anew.
///
/// # Errors
/// When a source cannot be read or the page not written.
pub fn renew() -> std::io::Result<()> {
    fs::write(place(), page()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_the_sources_say() {
        let (kept, now) =
            (fs::read_to_string(place()).unwrap_or_default(), page().unwrap_or_default());
        assert!(kept == now, "docs/events.md is stale: run `cargo xtask events`");
    }

    /// Whatever looks like a kind anywhere in the domain is one that was read.
    #[test]
    fn no_kind_is_missed() {
        let mut code = Vec::new();
        assert!(sources(&root().join("crates/core/src"), &mut code).is_ok());
        for path in code {
            let source = fs::read_to_string(&path).unwrap_or_default();
            let declared = source.lines().filter(|line| {
                let line = line.trim_start();
                line.starts_with('"') && line.contains("\" => ") && line.contains(" {")
            });
            let blocks = source.contains("\nevents! {");
            let declared = if blocks { declared.count() } else { 0 };
            assert_eq!(kinds(&source).len(), declared, "{}", path.display());
        }
    }

    #[test]
    fn a_block_is_read_with_its_comments() {
        let source = r#"
events! {
    /// All.
    pub enum Event {
        /// One,
        /// two.
        "a.b" => B { x: u16, },
        "a.c" => C {
            /// A map.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            y: Option<BTreeMap<Id, u16>>,
            // Not said.
            z: Vec<Id>,
        },
    }
}
"#;
        let field = |name: &str, of: &str, about: &str, optional| Field {
            name: name.into(),
            of: of.into(),
            about: about.into(),
            optional,
        };
        let y = field("y", "Option<BTreeMap<Id, u16>>", "A map.", true);
        let expected = [
            Kind {
                kind: "a.b".into(),
                about: "One, two.".into(),
                fields: vec![field("x", "u16", "", false)],
            },
            Kind {
                kind: "a.c".into(),
                about: String::new(),
                fields: vec![y, field("z", "Vec<Id>", "", false)],
            },
        ];
        assert_eq!(kinds(source), expected);
        assert_eq!(plain("Option<Box<Figures>>"), "Figures");
    }

    #[test]
    fn a_sentence_stands_without_its_data() {
        let words = "history-a-b = Lập { $name }\nhistory-c = { $why ->\n    [x] một\n   *[other] hai\n }\nx = y\n";
        let said = sentences(words);
        assert_eq!(said["a-b"], "Lập …");
        assert_eq!(said["c"], "…");
    }
}
