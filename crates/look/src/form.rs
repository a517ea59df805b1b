//! Forms: every field has its label, its hint and its error beside it.

use maud::{Markup, Render, html};

/// What is typed into a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Text,
    /// A count: numeric keys, thousands dots put in when the field is left, no spinner.
    Count,
    /// Digits that are no quantity: an area's code, a number on a card.
    Digits,
    Password,
    /// A code from a device that a browser may fill in.
    OneTime,
    Email,
    /// `2026-03-15`.
    Date,
    /// Several lines.
    Long,
}

/// One field.
#[derive(Debug, Clone, Default)]
pub struct Field<'a> {
    pub name: &'a str,
    /// What it is called on the paper.
    pub label: &'a str,
    pub value: &'a str,
    pub kind: Kind,
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
    /// Ids of findings that are about this field, with spaces between.
    pub findings: Option<&'a str>,
    /// The element's id, when the name will not do.
    pub id: Option<&'a str>,
    /// `off` unless said otherwise; passwords and one-time codes say it themselves.
    pub autocomplete: Option<&'a str>,
    pub required: bool,
    /// The first field that a reader wants.
    pub focus: bool,
    pub readonly: bool,
}

impl Field<'_> {
    fn id(&self) -> &str {
        self.id.unwrap_or(self.name)
    }

    fn described(&self) -> Option<String> {
        let id = self.id();
        let hint = self.hint.map(|_| format!("{id}-hint"));
        let error = self.error.map(|_| format!("{id}-error"));
        let ids: Vec<String> =
            [error, hint, self.findings.map(str::to_owned)].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn input(&self) -> Markup {
        let invalid = (self.error.is_some() || self.findings.is_some()).then_some("true");
        let described = self.described();
        let (kind, mode, complete) = match self.kind {
            Kind::Text | Kind::Long => ("text", None, "off"),
            Kind::Count | Kind::Digits => ("text", Some("numeric"), "off"),
            Kind::Password => ("password", None, "current-password"),
            Kind::OneTime => ("text", Some("numeric"), "one-time-code"),
            Kind::Email => ("email", None, "email"),
            Kind::Date => ("date", None, "off"),
        };
        let complete = self.autocomplete.unwrap_or(complete);
        html! {
            @if self.kind == Kind::Long {
                textarea id=(self.id()) name=(self.name) rows="4" aria-describedby=[described]
                    aria-invalid=[invalid] required[self.required] autofocus[self.focus]
                    readonly[self.readonly] { "\n" (self.value) }
            } @else {
                input id=(self.id()) name=(self.name) type=(kind) value=(self.value)
                    inputmode=[mode] autocomplete=(complete) aria-describedby=[described]
                    aria-invalid=[invalid] data-count[self.kind == Kind::Count]
                    required[self.required] autofocus[self.focus] readonly[self.readonly];
            }
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        let id = self.id();
        let beside = matches!(self.kind, Kind::Count);
        html! {
            div.field.beside[beside].bad[self.error.is_some() || self.findings.is_some()] {
                label for=(id) { (self.label) }
                @if let (Some(hint), false) = (self.hint, beside) { p.hint id={ (id) "-hint" } { (hint) } }
                (self.input())
                @if let (Some(hint), true) = (self.hint, beside) { p.hint id={ (id) "-hint" } { (hint) } }
                @if let Some(error) = self.error { p.wrong id={ (id) "-error" } { (error) } }
            }
        }
    }
}

/// Fields that belong together under a name.
pub fn group(legend: &str, body: &Markup) -> Markup {
    html! { fieldset { legend { (legend) } (body) } }
}

/// A sum that the form keeps beside its parts while one types; the server computes it again.
pub fn total(id: &str, label: &str, of: &[&str], shown: &str, hint: Option<&str>) -> Markup {
    html! {
        div.field.beside.total {
            label for=(id) { (label) }
            output id=(id) for=(of.join(" ")) data-sum=(of.join(" ")) { (shown) }
            @if let Some(hint) = hint { p.hint { (hint) } }
        }
    }
}

/// One of a [`choice`] or of a [`select`].
#[derive(Debug, Clone, Default)]
pub struct Pick<'a> {
    pub value: &'a str,
    pub label: &'a str,
    pub hint: Option<&'a str>,
    pub picked: bool,
}

/// One of a few, all to be seen.
pub fn choice(name: &str, legend: &str, picks: &[Pick], error: Option<&str>) -> Markup {
    picked("radio", name, legend, picks, error)
}

/// Any of a few, all to be seen.
pub fn choices(name: &str, legend: &str, picks: &[Pick], error: Option<&str>) -> Markup {
    picked("checkbox", name, legend, picks, error)
}

fn picked(kind: &str, name: &str, legend: &str, picks: &[Pick], error: Option<&str>) -> Markup {
    let wrong = error.map(|_| format!("{name}-error"));
    html! {
        fieldset.choice.bad[error.is_some()] aria-describedby=[wrong.as_deref()] {
            legend { (legend) }
            @if let Some(error) = error { p.wrong id=[wrong.as_deref()] { (error) } }
            @for (at, pick) in picks.iter().enumerate() {
                div.pick {
                    input id={ (name) "-" (at) } type=(kind) name=(name) value=(pick.value)
                        aria-describedby=[pick.hint.map(|_| format!("{name}-{at}-hint"))]
                        checked[pick.picked];
                    label for={ (name) "-" (at) } { (pick.label) }
                    @if let Some(hint) = pick.hint { p.hint id={ (name) "-" (at) "-hint" } { (hint) } }
                }
            }
        }
    }
}

/// A single box to tick: «Tôi đã kiểm tra».
pub fn tick(name: &str, label: &str, ticked: bool, error: Option<&str>) -> Markup {
    let wrong = error.map(|_| format!("{name}-error"));
    html! {
        div.pick.bad[error.is_some()] {
            input id=(name) type="checkbox" name=(name) value="yes" checked[ticked]
                aria-describedby=[wrong.as_deref()] aria-invalid=[error.map(|_| "true")];
            label for=(name) { (label) }
            @if let Some(error) = error { p.wrong id=[wrong.as_deref()] { (error) } }
        }
    }
}

/// One of many, in a closed list.
pub fn select(name: &str, label: &str, picks: &[Pick], error: Option<&str>) -> Markup {
    let wrong = error.map(|_| format!("{name}-error"));
    html! {
        div.field.bad[error.is_some()] {
            label for=(name) { (label) }
            select id=(name) name=(name) aria-describedby=[wrong.as_deref()]
                aria-invalid=[error.map(|_| "true")] {
                @for pick in picks { option value=(pick.value) selected[pick.picked] { (pick.label) } }
            }
            @if let Some(error) = error { p.wrong id=[wrong.as_deref()] { (error) } }
        }
    }
}

/// A file to send. The form about it needs `multipart/form-data`.
pub fn file(name: &str, label: &str, hint: &str, accept: &str, error: Option<&str>) -> Markup {
    let described = match error {
        Some(_) => format!("{name}-error {name}-hint"),
        None => format!("{name}-hint"),
    };
    html! {
        div.field.bad[error.is_some()] {
            label for=(name) { (label) }
            p.hint id={ (name) "-hint" } { (hint) }
            input id=(name) name=(name) type="file" accept=(accept) aria-describedby=(described)
                aria-invalid=[error.map(|_| "true")];
            @if let Some(error) = error { p.wrong id={ (name) "-error" } { (error) } }
        }
    }
}

/// A value that goes along unseen: the token, a version.
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// How much a button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The one thing to do here; one on a page.
    Strong,
    /// Agrees, accepts, publishes.
    Jade,
    /// Everything else.
    Plain,
    /// Discards or refuses; asks again before it does.
    Grave,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Weight::Strong => "button strong",
            Weight::Jade => "button jade",
            Weight::Plain => "button",
            Weight::Grave => "button grave",
        }
    }
}

/// A button that sends its form.
pub fn button(weight: Weight, label: &str) -> Markup {
    html! { button class=(weight.class()) type="submit" { (label) } }
}

/// A button that sends its form and says which of several it was.
pub fn button_as(weight: Weight, label: &str, name: &str, value: &str) -> Markup {
    html! { button class=(weight.class()) type="submit" name=(name) value=(value) { (label) } }
}

/// A link that looks like a button.
pub fn link_button(weight: Weight, label: &str, url: &str) -> Markup {
    html! { a class=(weight.class()) href=(url) { (label) } }
}

/// Says that what this browser keeps under keys that begin so has arrived: its copy is dropped.
pub fn accepted(key: &str) -> Markup {
    html! { span hidden data-accepted=(key) {} }
}

/// Which line of the paper is being typed, beside the paper; `words` go before its name.
pub fn line(words: &str) -> Markup {
    html! { p.line-now data-line=(words) {} }
}

/// The words that the script says about what was typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct DraftWords<'a> {
    /// The server has the draft.
    pub saved: &'a str,
    /// The line is lost; what was typed is kept on this machine.
    pub kept: &'a str,
    /// What was kept has been put back.
    pub restored: &'a str,
}

/// The form in which a paper's figures are typed: the keys of entry, and a draft that survives.
#[derive(Debug, Clone, Default)]
pub struct Entry<'a> {
    /// For what stands elsewhere on the page and belongs to this form.
    pub id: Option<&'a str>,
    pub action: &'a str,
    /// Under which the typed page is kept on this machine; one for each officer and paper.
    pub draft_key: &'a str,
    /// Where a pause in typing sends the fields, when there is such a place.
    pub draft_url: Option<&'a str>,
    pub words: DraftWords<'a>,
    /// What `Esc` twice does: the id of a [`crate::part::leave_dialog`], or a URL.
    pub leave: &'a str,
    pub body: Markup,
}

impl Render for Entry<'_> {
    fn render(&self) -> Markup {
        html! {
            form.entry id=[self.id] method="post" action=(self.action) autocomplete="off" data-keys
                data-draft=(self.draft_key) data-draft-url=[self.draft_url] data-leave=(self.leave)
                data-said-saved=(self.words.saved) data-said-kept=(self.words.kept)
                data-said-restored=(self.words.restored) {
                (self.body)
                p.draft role="status" {}
            }
            script type="module" src=(crate::assets::href("entry.js")) {}
        }
    }
}
