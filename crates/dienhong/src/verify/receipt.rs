//! `dienhong verify --receipt`: whether a record is in the log, from the receipt alone.

use super::asked::answered;
use crate::mirror::source::Source;
use dienhong_journal::{
    checkpoint::{Checkpoint, Verifier},
    cosignature::WitnessKey,
    proof::{BadProof, MAX_PROOF, Proof},
};
use dienhong_verifier::words::Language;
use dienhong_web::Web;
use jiff::{Timestamp, tz::Offset};
use std::{fs::File, io::Read, path::Path, process::ExitCode};

/// What the receipt shows.
struct Shown {
    proof: Proof,
    checkpoint: Checkpoint,
    /// Who cosigned, and when, of the witnesses that are trusted.
    witnesses: Vec<(String, Option<u64>)>,
    /// The key is the one that the site itself publishes.
    own_key: bool,
}

/// 0: the record is in the log. 1: the receipt does not show it. 2: it cannot be read.
pub(super) fn run(
    lang: Language,
    receipt: &str,
    key: Option<&Verifier>,
    witnesses: &[WitnessKey],
) -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(why) => return answered(Err(why.to_string())),
    };
    answered(runtime.block_on(async {
        let proof = read(receipt).await?;
        let key = match key {
            Some(key) => (key.clone(), false),
            None => (published(lang, receipt).await?, true),
        };
        match shown(proof, key, witnesses) {
            Ok(shown) => {
                println!("{}", said(lang, &shown));
                Ok(true)
            }
            Err(why) => {
                let not = lang
                    .of("Biên nhận này không chứng minh được gì", "This receipt proves nothing");
                println!("{not}: {why}");
                Ok(false)
            }
        }
    }))
}

fn shown(
    proof: Proof,
    (key, own_key): (Verifier, bool),
    witnesses: &[WitnessKey],
) -> Result<Shown, BadProof> {
    let leaf = proof.leaf().ok_or(BadProof::Line { line: 2, what: "the hash of a record" })?;
    let checkpoint = proof.verify(&leaf, &key)?;
    let mut seen = Vec::new();
    for witness in witnesses {
        seen.push((witness.name().to_owned(), witness.verify(&proof.note)?));
    }
    Ok(Shown { proof, checkpoint, witnesses: seen, own_key })
}

/// The receipt as it is given: text, an address with it after `#`, an address or a name of its file, or that part alone.
async fn read(receipt: &str) -> Result<Proof, String> {
    let text = if receipt.contains('\n') {
        receipt.to_owned()
    } else if let Some((_, fragment)) = receipt.split_once('#') {
        return Proof::from_fragment(fragment).map_err(|why| why.to_string());
    } else if receipt.contains("://") {
        let (base, name) = receipt.rsplit_once('/').unwrap_or((receipt, ""));
        let web = Web::new(base).map_err(|why| why.to_string())?;
        let bytes = web.get(name, MAX_PROOF as u64).await.map_err(|why| why.to_string())?;
        let bytes = bytes.ok_or_else(|| format!("{receipt}: 404"))?;
        String::from_utf8(bytes).map_err(|why| why.to_string())?
    } else if Path::new(receipt).is_file() {
        let mut text = String::new();
        let file = File::open(receipt);
        let read = file.and_then(|file| file.take(MAX_PROOF as u64 + 1).read_to_string(&mut text));
        read.map_err(|why| format!("{receipt}: {why}"))?;
        text
    } else {
        return Proof::from_fragment(receipt).map_err(|why| why.to_string());
    };
    text.parse().map_err(|why: BadProof| why.to_string())
}

/// The key that the site of the receipt publishes, where none was given.
async fn published(lang: Language, receipt: &str) -> Result<Verifier, String> {
    let site = receipt.split_once("://").and_then(|(scheme, rest)| {
        Some(format!("{scheme}://{}/", rest.split(['/', '#', '?']).next()?))
    });
    let none = lang.of(
        "hãy nêu --key: chỉ khoá của nhật ký mới kiểm tra được biên nhận",
        "name --key: only the key of the log can check a receipt",
    );
    let source = Source::of(&site.ok_or(none)?).map_err(|why| why.to_string())?;
    source.key().await.map_err(|why| why.to_string())
}

fn said(lang: Language, shown: &Shown) -> String {
    let Shown { proof, checkpoint, witnesses, own_key } = shown;
    let (number, size) = (lang.number(proof.index), lang.number(checkpoint.size));
    let origin = &checkpoint.origin;
    let mut lines = vec![match lang {
        Language::Vi => format!(
            "Bản ghi số {number} nằm trong nhật ký {origin} gồm {size} bản ghi, đúng như nhật ký đã ký."
        ),
        Language::En => format!(
            "Record {number} is in the log {origin} of {size} records, as the log has signed."
        ),
    }];
    lines.extend(
        proof.leaf().map(|leaf| {
            format!("{}: {leaf}", lang.of("Dấu băm của bản ghi", "Hash of the record"))
        }),
    );
    for (name, time) in witnesses {
        lines.push(match (lang, time) {
            (Language::Vi, Some(time)) => format!("Nhân chứng {name} đã thấy lúc {}.", when(*time)),
            (Language::En, Some(time)) => format!("The witness {name} saw it at {}.", when(*time)),
            (Language::Vi, None) => format!("Nhân chứng {name} chưa ký."),
            (Language::En, None) => format!("The witness {name} has not signed."),
        });
    }
    if *own_key {
        lines.push(lang.of(
            "Chưa kiểm tra: khoá là khoá mà chính trang này công bố. Hãy nêu --key với khoá do cơ quan đưa.",
            "Not checked: the key is the one that the site itself publishes. Name the one that the body gave you with --key.",
        ).to_owned());
    }
    lines.join("\n")
}

/// In the time of Vietnam, as both languages read it.
fn when(seconds: u64) -> String {
    let at = i64::try_from(seconds).ok().and_then(|s| Timestamp::from_second(s).ok());
    let local = at.map(|at| Offset::constant(7).to_datetime(at));
    local.map_or_else(|| "–".to_owned(), |at| at.strftime("%H:%M:%S %d/%m/%Y").to_string())
}
