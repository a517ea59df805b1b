//! Files that show what is recorded: asked for in a form, kept, and looked through by another ([`super::look`]).

use super::{Desk, Typed, look};
use crate::{Speech, public, sent::File, site};
use dienhong_core::{Event, evidence::Event as Fact, units::UnitId};
use dienhong_journal::Hash;
use dienhong_look::{Markup, html};

/// Papers and photographs, told by how they begin.
const FILES: &str = ".pdf,.jpg,.jpeg,.png,.webp";

/// The fields of a form that asks for a file: the file, and whether it names private persons. `form` tells
/// the forms of one page apart.
pub(super) fn asks<'t>(
    speech: &Speech,
    form: &str,
    said: impl Fn(&str) -> &'t str,
    error: impl Fn(&str) -> Option<&'t str>,
) -> Markup {
    let wrong = |name: &str| error(name).map(|_| format!("{form}-{name}-error"));
    let hint = format!("{form}-file-hint");
    let described = wrong("file").map_or_else(|| hint.clone(), |wrong| format!("{wrong} {hint}"));
    html! {
        div.field.bad[error("file").is_some()] {
            label for={ (form) "-file" } { (speech.t("scan.file")) }
            p.hint id=(hint) { (speech.t("scan.file_hint")) }
            input id={ (form) "-file" } name="file" type="file" accept=(FILES) aria-describedby=(described)
                aria-invalid=[error("file").map(|_| "true")];
            @if let Some(why) = error("file") { p.wrong id=[wrong("file")] { (why) } }
        }
        fieldset.choice.bad[error("private").is_some()] aria-describedby=[wrong("private")] {
            legend { (speech.t("scan.holds")) }
            @if let Some(why) = error("private") { p.wrong id=[wrong("private")] { (why) } }
            @for answer in ["no", "yes"] {
                div.pick {
                    input id={ (form) "-private-" (answer) } type="radio" name="private" value=(answer)
                        checked[said("private") == answer];
                    label for={ (form) "-private-" (answer) } { (speech.t(&format!("scan.holds_{answer}"))) }
                }
            }
        }
    }
}

/// Whether the file of a form names private persons, as who brings it says.
///
/// # Errors
/// The field that is wrong, and why: the file cannot be one, or the question is not answered.
pub(super) fn private(
    speech: &Speech,
    typed: &Typed,
    file: &File,
) -> Result<bool, (&'static str, String)> {
    if public::kind(&file.bytes).is_none() {
        return Err(("file", speech.t("scan.unfit_file")));
    }
    match typed.get("private").map(String::as_str) {
        Some("no") => Ok(false),
        Some("yes") => Ok(true),
        _ => Err(("private", speech.t("scan.holds_missing"))),
    }
}

/// Keeps a file; answers its blob, and the record of it unless the unit has it already.
///
/// # Errors
/// The sentence to show.
pub(super) async fn bring(
    desk: &Desk,
    unit: &UnitId,
    file: File,
    private: bool,
) -> Result<(Hash, Option<Event>), String> {
    let kept = look::keep(desk, file.bytes).await?;
    let known = desk.view.state.evidence.of(unit).get(&kept.blob);
    let is_new = known.is_none_or(|known| private && !known.private);
    let brought = Fact::Brought {
        unit: unit.clone(),
        blob: kept.blob,
        media: kept.media.to_owned(),
        bytes: kept.bytes,
        private,
    };
    Ok((kept.blob, is_new.then_some(Event::Evidence(brought))))
}

/// A file as officers of its unit see it: to open, and to look through.
pub(super) fn file(desk: &Desk, unit: &UnitId, blob: &Hash) -> Markup {
    let speech = &desk.speech;
    let files = desk.view.state.evidence.of(unit);
    if files.get(blob).is_none() {
        return site::evidence::file(speech, files, blob);
    }
    html! {
        a href=(speech.url(&format!("/desk/scans/{blob}"))) { (speech.t("scan.open")) } " · "
        a href=(speech.url(&format!("/desk/evidence/{unit}/{blob}"))) { (speech.t("scan.look")) } " "
        small { (site::evidence::standing(speech, files, blob)) }
    }
}
