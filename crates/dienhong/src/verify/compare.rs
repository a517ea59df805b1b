//! `dienhong verify --compare A B`: whether two copies are of one history, and the evidence when they are not.

use super::asked::answered;
use crate::mirror::{
    NotMirrored,
    log::{MOST_RECORDS, Shown, shown},
    source::Source,
};
use dienhong_journal::{
    checkpoint::{Checkpoint, Note, Verifier},
    split::{Beginning, Evidence, MAX_EVIDENCE, Shown as Split},
};
use dienhong_store::replace;
use dienhong_verifier::words::Language;
use std::{fs::File, io::Read, path::Path, process::ExitCode};

/// A copy, and what it says is signed.
struct Copy {
    source: Source,
    note: Note,
    checkpoint: Checkpoint,
}

/// 0: one history. 1: two; the evidence is written. 2: it cannot be said.
pub(super) fn run(
    lang: Language,
    places: [&String; 2],
    evidence: Option<&Path>,
    key: Option<&Verifier>,
) -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(why) => return answered(Err(why.to_string())),
    };
    let compared = runtime.block_on(compare(places, key));
    answered(match compared {
        Ok((sizes, None)) => {
            println!("{}", one_history(lang, sizes));
            Ok(true)
        }
        Ok((_, Some(made))) => split(lang, &made, evidence).map(|()| false),
        Err(why) => Err(why),
    })
}

/// 1: the file proves that the log has signed two histories. 2: it proves nothing, or cannot be read.
pub(super) fn check(lang: Language, file: &Path, key: Option<&Verifier>) -> ExitCode {
    let mut text = String::new();
    let most = MAX_EVIDENCE as u64 + 1;
    let read = File::open(file).and_then(|file| file.take(most).read_to_string(&mut text));
    if let Err(why) = read {
        return answered(Err(format!("{}: {why}", file.display())));
    }
    let read =
        text.parse::<Evidence>().and_then(|made| made.verify(key).map(|shown| (made, shown)));
    match read {
        Ok((made, shown)) => {
            println!("{}", two_histories(lang, made.log(), &shown));
            if key.is_none() {
                println!("{}", key_unknown(lang));
            }
            answered(Ok(false))
        }
        Err(why) => {
            let nothing = lang.of("tệp này không chứng minh điều gì", "this file proves nothing");
            answered(Err(format!("{}: {nothing}: {why}", file.display())))
        }
    }
}

/// The sizes, and evidence when the two are not of one history.
async fn compare(
    [one, other]: [&String; 2],
    key: Option<&Verifier>,
) -> Result<([u64; 2], Option<Evidence>), String> {
    let first = Source::of(one).map_err(|why| why.to_string())?;
    let key = match key {
        Some(key) => key.clone(),
        None => first.key().await.map_err(|why| format!("{one}: {why}"))?,
    };
    let second = Source::of(other).map_err(|why| why.to_string())?;
    let first = copy(first, &key).await.map_err(|why| format!("{one}: {why}"))?;
    let second = copy(second, &key).await.map_err(|why| format!("{other}: {why}"))?;
    let sizes = [first.checkpoint.size, second.checkpoint.size];
    let ((small, _), (large, name)) = if sizes[0] <= sizes[1] {
        ((&first, one), (&second, other))
    } else {
        ((&second, other), (&first, one))
    };
    let mut beginning = None;
    if sizes[0] != sizes[1] {
        let begins = begins(large, small.checkpoint.size).await;
        let begins = begins.map_err(|why| format!("{name}: {why}"))?;
        if begins.root == small.checkpoint.root {
            return Ok((sizes, None));
        }
        beginning = Some(begins);
    }
    let made = Evidence::make(&key, &small.note, &large.note, |_, _| beginning);
    Ok((sizes, made.map_err(|why| why.to_string())?))
}

async fn copy(source: Source, key: &Verifier) -> Result<Copy, NotMirrored> {
    let note = source.checkpoint().await?;
    let checkpoint = Checkpoint::of(&note, key)?;
    if checkpoint.size > MOST_RECORDS {
        return Err(NotMirrored::TooLarge(checkpoint.size));
    }
    Ok(Copy { source, note, checkpoint })
}

async fn begins(large: &Copy, size: u64) -> Result<Beginning, NotMirrored> {
    let log: Shown = shown(&large.source, &large.checkpoint).await?;
    log.beginning(&large.source, size).await
}

fn split(lang: Language, made: &Evidence, file: Option<&Path>) -> Result<(), String> {
    let shown = made.verify(None).map_err(|why| why.to_string())?;
    let said = two_histories(lang, made.log(), &shown);
    match file {
        // What is printed can be kept as the file.
        None => {
            eprintln!("{said}");
            print!("{made}");
        }
        Some(file) => {
            let written = replace(file, made.to_string().as_bytes());
            written.map_err(|why| format!("{}: {why}", file.display()))?;
            println!("{said}");
            let kept = lang
                .of("Bằng chứng, ai cũng kiểm tra được", "The evidence, which anybody can check");
            println!("{kept}: {}", file.display());
        }
    }
    Ok(())
}

fn one_history(lang: Language, sizes: [u64; 2]) -> String {
    let [one, other] = sizes.map(|size| lang.number(size));
    match lang {
        Language::Vi => format!(
            "Cùng một lịch sử: bản sao thứ nhất có {one} bản ghi, bản sao thứ hai có {other}, bản ngắn hơn là phần đầu của bản kia."
        ),
        Language::En => format!(
            "One history: the first copy has {one} records, the second {other}, and the shorter is how the other begins."
        ),
    }
}

fn two_histories(lang: Language, log: &Verifier, shown: &Split) -> String {
    let [one, other] = [&shown.first, &shown.second].map(|side| lang.number(side.size));
    let (signed, begins) = (shown.first.root, shown.other);
    match lang {
        Language::Vi => format!(
            "HAI LỊCH SỬ: khoá {log} đã ký {one} bản ghi với gốc {signed}, và đã ký {other} bản ghi mà {one} bản ghi đầu có gốc {begins}. Một nhật ký trung thực không thể làm như vậy."
        ),
        Language::En => format!(
            "TWO HISTORIES: the key {log} has signed {one} records with the root {signed}, and has signed {other} records of which the first {one} have the root {begins}. An honest log cannot do that."
        ),
    }
}

fn key_unknown(lang: Language) -> &'static str {
    lang.of(
        "Chưa kiểm tra: khoá ấy có phải của cơ quan hay không. Hãy nêu --key với khoá do cơ quan đưa.",
        "Not checked: whether the key is the body\u{2019}s. Name the one that the body gave you with --key.",
    )
}
