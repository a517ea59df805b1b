use super::{Papers, Shown, Site};
use crate::papers::day;
use dienhong_core::rules::Sure;
use dienhong_look::{
    html, part,
    table::{Column, Narrow, Table},
};
use dienhong_packs::forms::Form;

impl Site<'_> {
    /// The papers of polling day as the pack has them: number, version and how sure that is.
    pub(super) fn forms(&self) -> Shown {
        let speech = &self.speech;
        let year = i16::MAX;
        let title = |form: &Form| match speech.lang() {
            "en" => form.title_en.clone(),
            _ => form.title.clone(),
        };
        let number = |form: &Form| match form.number(year) {
            number if number.is_empty() => "–".to_owned(),
            number => number,
        };
        let sure = |form: &Form| match form.sure {
            Sure::Page => "papers.sure_page",
            Sure::Known => "papers.sure_known",
            Sure::Derived => "papers.sure_derived",
            Sure::Unsure => "papers.sure_unsure",
            Sure::Design => "papers.sure_design",
        };
        let blank = |form: &Form| {
            self.papers >= Papers::Results
                && day::blanks(self.view).any(|blank| blank.id == form.id)
        };
        let row = |form: &Form| {
            vec![
                html! { (title(form)) },
                html! { (number(form)) },
                html! { (form.version) },
                html! { (speech.t(sure(form))) },
                html! { @if blank(form) {
                    a href=(format!("/documents/forms/{}.pdf", form.id)) { (speech.t("papers.blank")) }
                } @else { "–" } },
            ]
        };
        let heading = speech.t("papers.forms");
        let body = html! {
            (part::head(&heading, None))
            p { (speech.t("papers.forms_about")) }
            (Table {
                id: "forms".into(),
                caption: heading.clone(),
                columns: vec![
                    Column::words(speech.t("papers.col_form")),
                    Column::words(speech.t("papers.col_number")),
                    Column::words(speech.t("site.col_version")),
                    Column::words(speech.t("papers.col_sure")),
                    Column::words(speech.t("papers.col_blank")),
                ],
                rows: day::all_forms(self.view).iter().chain(day::papers_of(self.view)).map(row).collect(),
                foot: None,
                narrow: Narrow::Stack,
            })
        };
        Shown { title: heading, crumbs: Vec::new(), body }
    }
}
