//! `dienhong papers`: the papers of polling day, from a node's journal.

use crate::export::public::{NotExported, fold};
use clap::Args;
use dienhong_core::election::{AreaId, ElectionId};
use dienhong_documents::{NotPrinted, Press};
use dienhong_node::View;
use dienhong_packs::forms::Form;
use dienhong_server::{
    home,
    papers::{
        Desk,
        day::{MOST, Order, Unprintable, forms_of},
    },
};
use dienhong_store::{Reader, StoreError};
use std::{
    fs, io,
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The most files of ballots or cards that one call writes.
const MOST_FILES: u64 = 100;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The node's folder; the node may be running
    #[arg(value_name = "NODE")]
    data: PathBuf,
    /// Where to write the PDF files
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The polling area, by its code. Without --form: all its papers but ballots and cards
    #[arg(long, value_name = "AREA")]
    area: Option<String>,
    /// One form of the pack, such as `ballot_paper`; `list` names them
    #[arg(long, value_name = "FORM")]
    form: Option<String>,
    /// The election, by its id
    #[arg(long, value_name = "ID")]
    election: Option<String>,
    /// The constituency, by its number
    #[arg(long, value_name = "NUMBER", requires = "election")]
    constituency: Option<u16>,
    /// How many ballots or cards; they are written in files of at most 1000
    #[arg(long, default_value_t = 4)]
    count: u64,
    /// The first number of the series, which stands before each batch and on no ballot
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Ballots on one A4 sheet: 1, 2 or 4
    #[arg(long, default_value_t = 2)]
    per_sheet: u64,
    /// Posters on A3
    #[arg(long)]
    a3: bool,
    /// Where the public pages are: papers and their QR codes say so
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

#[derive(Debug, thiserror::Error)]
enum NotDone {
    #[error("there is no journal in {}", .0.display())]
    NoJournal(PathBuf),
    #[error(transparent)]
    Journal(#[from] NotExported),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("no form is named «{asked}»; there are: {}", known.join(", "))]
    UnknownForm { asked: String, known: Vec<String> },
    #[error("no polling area has the code «{0}»")]
    UnknownArea(String),
    #[error("no election has the id «{0}»")]
    UnknownElection(String),
    #[error("say which: --area, --form, or both")]
    Nothing,
    #[error("{0} are too many for one call: at most {most}", most = MOST * MOST_FILES)]
    TooMany(u64),
    #[error("{form}: {why}")]
    Unprintable { form: String, why: Unprintable },
    #[error("{form}: {why}")]
    Printing { form: String, why: NotPrinted },
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: io::Error },
}

/// 0: written. 2: not, and why.
pub fn run(arguments: &Arguments) -> ExitCode {
    match print(arguments) {
        Ok(files) => {
            println!("{files} files in {}", arguments.out.display());
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("dienhong papers: {why}");
            ExitCode::from(2)
        }
    }
}

fn print(arguments: &Arguments) -> Result<usize, NotDone> {
    let file = arguments.data.join("journal.sqlite");
    if !file.is_file() {
        return Err(NotDone::NoJournal(arguments.data.clone()));
    }
    let failed = |why| NotDone::File { path: arguments.out.clone(), why };
    fs::create_dir_all(&arguments.out).map_err(failed)?;
    let workplace = tempfile::tempdir().map_err(failed)?;
    let (journal, view) = fold(&file, workplace.path(), &mut |_| ())?;
    let reader = Reader::open(journal.storage().path())?;
    let records = |seq| dienhong_journal::Record::decode(&reader.record(seq).ok()??).ok();
    let origin = view.state.node.started.as_ref().map_or("", |started| &started.origin);
    let home = arguments.public_url.clone().unwrap_or_else(|| home(origin));
    let desk = Desk { view: &view, records: &records, home: home.trim_end_matches('/') };
    let orders = orders(arguments, &desk, &view)?;
    let loud = io::stderr().is_terminal();
    for (at, (name, order)) in orders.iter().enumerate() {
        let form = || order.form.id.clone();
        let papers = desk.day_papers(std::slice::from_ref(order));
        let papers = papers.map_err(|why| NotDone::Unprintable { form: form(), why })?;
        let pdf = Press::shared().day(&papers);
        let pdf = pdf.map_err(|why| NotDone::Printing { form: form(), why })?;
        write(&arguments.out.join(format!("{name}.pdf")), &pdf)?;
        if loud {
            eprintln!("dienhong papers: {} of {} files", at + 1, orders.len());
        }
    }
    Ok(orders.len())
}

/// What was asked for, each with the name of its file.
fn orders<'a>(
    arguments: &Arguments,
    desk: &'a Desk,
    view: &'a View,
) -> Result<Vec<(String, Order<'a>)>, NotDone> {
    let election = arguments.election.as_ref().map(|id| {
        let known = view.state.election.get(&ElectionId::from(id.as_str()));
        known.ok_or_else(|| NotDone::UnknownElection(id.clone()))
    });
    let election = election.transpose()?.map(|election| &**election);
    let area = arguments.area.as_ref().map(|id| {
        let known = view.state.election.area(&AreaId::from(id.as_str()));
        known.ok_or_else(|| NotDone::UnknownArea(id.clone()))
    });
    let area = area.transpose()?.map(|area| &**area);
    let Some(asked) = &arguments.form else {
        let area = area.ok_or(NotDone::Nothing)?;
        let orders = desk.of_area(area).into_iter();
        return Ok(orders.map(|order| (name(&order), order)).collect());
    };
    let form = form(view, asked)?;
    let order = Order {
        election,
        constituency: arguments.constituency,
        area,
        from: arguments.from,
        per_sheet: arguments.per_sheet,
        large: arguments.a3,
        ..Order::blank(form)
    };
    if !matches!(form.template.as_str(), "ballot_paper" | "voter_card") {
        return Ok(vec![(name(&order), order)]);
    }
    if arguments.count > MOST * MOST_FILES {
        return Err(NotDone::TooMany(arguments.count));
    }
    let mut orders = Vec::new();
    let mut printed = 0;
    // A count of none is asked as it is, and refused with its sentence.
    while printed < arguments.count || orders.is_empty() {
        let count = MOST.min(arguments.count - printed);
        let from = arguments.from.saturating_add(printed);
        let order = Order { count, from, ..order.clone() };
        orders.push((format!("{}-{from:06}", name(&order)), order));
        printed += count;
    }
    Ok(orders)
}

fn form(view: &View, asked: &str) -> Result<&'static Form, NotDone> {
    let mut forms = forms_of(view);
    let known = forms.clone();
    let known = || known.map(|form| form.id.clone()).collect();
    let found = forms.find(|form| form.id == asked);
    found.ok_or_else(|| NotDone::UnknownForm { asked: asked.to_owned(), known: known() })
}

/// What a file is called: area, form, election and constituency, of letters that every disk takes.
fn name(order: &Order) -> String {
    let area = order.area.map(|area| area.id.to_string());
    let election = order.election.map(|election| election.id.to_string());
    let number = order.constituency.map(|number| number.to_string());
    let parts = [area, Some(order.form.id.clone()), election, number];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join("-");
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '_' };
    name.chars().map(plain).collect()
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), NotDone> {
    fs::write(path, bytes).map_err(|why| NotDone::File { path: path.to_owned(), why })
}
