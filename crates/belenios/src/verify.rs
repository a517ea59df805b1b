//! Reads an archive from beginning to end and checks everything in it.
//!
//! Memory: one chunk of ballots, 48 bytes for each public credential and 32 for each ballot. A voter's earlier
//! ballot is read again from the archive when a later one replaces it.

use crate::archive::{BLOCK, Entry, Event, EventType, Head, Setup, Writer, read_header};
use crate::ballot::{Cast, Checker, Scratch, credential_of};
use crate::credential::read_part;
use crate::election::Election;
use crate::group::{Group, InGroup, in_group};
use crate::hash::{fingerprint, fingerprint_of, sha256};
use crate::json;
use crate::refused::{Object, Refused, Why, need};
use crate::tally::{
    EncryptedTally, Factors, Owned, ResultText, Sizes, check_partial, check_result,
};
use crate::trustee::{Trustees, counted};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{Read, Seek, SeekFrom};
use std::string::{String, ToString};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::vec::Vec;
use std::{thread, vec};

/// Before the election is known: its parameters, trustees and credentials.
const LARGEST_BEFORE_SETUP: u64 = 1 << 30;
/// Ballots that a thread checks at a time, and the bytes that they may have together.
const CHUNK: usize = 256;
const CHUNK_BYTES: usize = 8 << 20;

/// How an archive is checked.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Threads that check ballots; with 1 everything happens in the caller's.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { threads: thread::available_parallelism().map_or(1, usize::from) }
    }
}

/// How far an election has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Ballots may be added.
    Open,
    Closed,
    /// Shares of the decryption may be added.
    Tallied,
    Finished,
}

/// What an archive holds, all of it checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub election: Election,
    /// Of the election's parameters.
    pub fingerprint: String,
    /// Of the list of public credentials.
    pub credentials_fingerprint: String,
    pub voters: usize,
    pub trustees: usize,
    pub stage: Stage,
    pub ballots: usize,
    /// Ballots that count: the last of each voter.
    pub counted: u64,
    /// The sum of their weights.
    pub weight: u64,
    /// Trustees whose shares are there.
    pub shares: Vec<usize>,
    pub result: Option<ResultText>,
    pub events: u64,
    /// SHA-256 of the last event, in hexadecimal: it stands for the whole archive.
    pub last_event: String,
    /// Where and how to go on.
    pub writer: Writer,
}

/// All that an archive holds in the types of its group, for who adds to it.
#[derive(Debug)]
pub struct Contents<G: Group> {
    pub report: Report,
    pub trustees: Trustees<G>,
    pub tally: EncryptedTally<G>,
    pub shares: BTreeMap<usize, Factors<G>>,
    checker: Checker<G>,
    voters: Voters,
}

impl<G: Group> Contents<G> {
    /// Whether this ballot may be added: it checks, its credential is listed, and it is not there yet.
    ///
    /// # Errors
    /// Says why not.
    pub fn admit(&mut self, ballot: &[u8]) -> Result<Cast<G>, Refused> {
        need(self.report.stage == Stage::Open, &Object::Archive, || {
            Why::Wrong("its ballots are closed")
        })?;
        let cast = self.checker.check(ballot)?;
        let object = Object::Ballot(cast.tracker());
        self.voters
            .entry(&cast.credential)
            .ok_or_else(|| Refused::new(object.clone(), Why::UnknownCredential))?;
        need(!self.voters.trackers.contains(&cast.hash), &object, || Why::Twice)?;
        self.voters.trackers.push(cast.hash);
        Ok(cast)
    }
}

/// Checks an archive.
///
/// # Errors
/// Names the first object that is wrong. An archive that ends early is no error: see [`Report::stage`].
pub fn verify<R: Read + Seek>(archive: R, options: Options) -> Result<Report, Refused> {
    struct All<R>(Archive<R>, Beginning, Options);
    impl<R: Read + Seek> InGroup for All<R> {
        type Out = Result<Report, Refused>;
        fn run<G: Group>(self) -> Result<Report, Refused> {
            contents_of::<G, R>(self.0, self.1, self.2).map(|contents| contents.report)
        }
    }
    let mut archive = Archive::new(archive)?;
    let beginning = Beginning::read(&mut archive)?;
    let group = beginning.parsed.group.clone();
    in_group(&group, All(archive, beginning, options)).unwrap_or_else(|| Err(unknown_group()))
}

/// Checks an archive whose group is known and gives all that it holds.
///
/// # Errors
/// As [`verify`].
pub fn contents<G: Group, R: Read + Seek>(
    archive: R,
    options: Options,
) -> Result<Contents<G>, Refused> {
    let mut archive = Archive::new(archive)?;
    let beginning = Beginning::read(&mut archive)?;
    contents_of(archive, beginning, options)
}

/// The election of an archive as published, and nothing further: what a voter needs.
///
/// # Errors
/// When the setup is not all there.
pub fn election<R: Read + Seek>(archive: R) -> Result<(Election, Vec<u8>), Refused> {
    let beginning = Beginning::read(&mut Archive::new(archive)?)?;
    Ok((beginning.parsed, beginning.election))
}

/// What an archive says of itself, with no proof checked: quickly read, whatever it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    pub election: Election,
    /// How many there are, and how many of each group suffice; of a single key all.
    pub trustees: usize,
    pub needed: usize,
    /// The public credential that each ballot names, in the order in which they were cast.
    pub credentials: Vec<String>,
    /// SHA-256 of the last event, in hexadecimal.
    pub last_event: String,
}

/// Reads what an archive says of itself.
///
/// # Errors
/// When it is no archive; what is said need not be true.
pub fn outline<R: Read + Seek>(archive: R) -> Result<Outline, Refused> {
    let mut archive = Archive::new(archive)?;
    let beginning = Beginning::read(&mut archive)?;
    let (trustees, needed) = counted(&beginning.trustees)?;
    let mut credentials = Vec::new();
    while let Some(step) = archive.step()? {
        if step.kind == EventType::Ballot {
            let [ballot] = step.payloads(&Object::Archive)?;
            let missing = || Refused::wrong(Object::Archive, "a ballot names no credential");
            credentials.push(credential_of(&ballot.0).ok_or_else(missing)?);
        }
    }
    let last_event = archive.last_text.unwrap_or_default();
    Ok(Outline { election: beginning.parsed, trustees, needed, credentials, last_event })
}

/// An entry of an archive, for who looks into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub number: u64,
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub hash: String,
    /// None for a payload.
    pub event: Option<Event>,
}

/// Goes through an archive's entries without checking more than their form, names and chain.
///
/// # Errors
/// When the archive is no list of entries.
pub fn entries<R: Read + Seek>(archive: R, mut each: impl FnMut(Listed)) -> Result<(), Refused> {
    let mut archive = Archive::new(archive)?;
    while let Some(step) = archive.step()? {
        let event = archive.number - 1;
        let first = event - step.data.len() as u64;
        for (number, (content, hash, _)) in (first..).zip(&step.data) {
            each(Listed {
                number,
                size: content.len() as u64,
                hash: hex::encode(hash),
                event: None,
            });
        }
        let payload = step.data.last().map(|(_, hash, _)| hex::encode(hash));
        let hash = archive.last_text.clone().unwrap_or_default();
        let link = Event { parent: step.parent, height: step.height, kind: step.kind, payload };
        let size = json::write(&link).len() as u64;
        each(Listed { number: event, size, hash, event: Some(link) });
    }
    Ok(())
}

fn unknown_group() -> Refused {
    Refused::wrong(Object::Election, "its group is not known")
}

/// The entries of an archive, read one after the other.
struct Archive<R> {
    from: R,
    at: u64,
    number: u64,
    time: u64,
    largest: u64,
    height: u64,
    last: Option<[u8; 32]>,
    last_text: Option<String>,
}

/// A payload as read: its bytes, their SHA-256, and where its entry begins.
type Raw = (Vec<u8>, [u8; 32], u64);

/// Payloads and the event after them, which names the last of them.
struct Step {
    data: Vec<Raw>,
    kind: EventType,
    height: u64,
    parent: Option<String>,
}

impl Step {
    fn payloads<const N: usize>(self, object: &Object) -> Result<[Raw; N], Refused> {
        self.data
            .try_into()
            .map_err(|_| Refused::wrong(object.clone(), "has not the payloads that it should have"))
    }
}

impl<R: Read + Seek> Archive<R> {
    fn new(from: R) -> Result<Archive<R>, Refused> {
        let mut archive = Archive {
            from,
            at: 0,
            number: 0,
            time: 0,
            largest: LARGEST_BEFORE_SETUP,
            height: 0,
            last: None,
            last_text: None,
        };
        match archive.entry()? {
            Some((head, content)) => archive.time = read_header(&head, &content)?,
            None => return Err(Refused::wrong(Object::Archive, "is empty")),
        }
        Ok(archive)
    }

    /// None at the end of the archive.
    fn entry(&mut self) -> Result<Option<(Head, Vec<u8>)>, Refused> {
        let object = || Object::Entry(self.number);
        let mut block = Vec::with_capacity(BLOCK);
        let io = |object: Object| {
            move |why: std::io::Error| Refused::new(object, Why::Io(why.to_string()))
        };
        self.from.by_ref().take(BLOCK as u64).read_to_end(&mut block).map_err(io(object()))?;
        if block.is_empty() {
            return Ok(None);
        }
        let cut = |holds: bool| need(holds, &object(), || Why::Wrong("is cut off"));
        let block: [u8; BLOCK] =
            block.try_into().map_err(|_| Refused::wrong(object(), "is cut off"))?;
        let head = Head::read(&block)
            .ok_or_else(|| Refused::wrong(object(), "its header is not in its only form"))?;
        need(head.size <= self.largest, &object(), || Why::Wrong("is larger than it can be"))?;
        let padded = head.size + head.padding() as u64;
        let mut content = Vec::new();
        self.from.by_ref().take(padded).read_to_end(&mut content).map_err(io(object()))?;
        cut(content.len() as u64 == padded)?;
        let padding = content.split_off(head.size as usize);
        need(padding.iter().all(|b| *b == 0), &object(), || {
            Why::Wrong("is not filled up with zeros")
        })?;
        self.at += BLOCK as u64 + padded;
        self.number += 1;
        Ok(Some((head, content)))
    }

    /// Reads up to the next event. None at the end of the archive.
    fn step(&mut self) -> Result<Option<Step>, Refused> {
        let mut data: Vec<Raw> = Vec::new();
        loop {
            let (number, at) = (self.number, self.at);
            let Some((head, content)) = self.entry()? else {
                return match data.is_empty() {
                    true => Ok(None),
                    false => Err(Refused::wrong(Object::Archive, "ends with payloads of no event")),
                };
            };
            let object = Object::Entry(number);
            need(head.time == self.time, &object, || {
                Why::Wrong("its time is not that of the archive")
            })?;
            let hash = sha256(&content);
            match Entry::of(&head.name) {
                Some(Entry::Data(named)) => {
                    need(named == hash, &object, || {
                        Why::Wrong("its name is not the hash of its content")
                    })?;
                    need(data.len() < 4, &object, || Why::Wrong("belongs to no event"))?;
                    data.push((content, hash, at));
                }
                Some(Entry::Event(named)) => {
                    need(named == hash, &object, || {
                        Why::Wrong("its name is not the hash of its content")
                    })?;
                    return self.event(&content, hash, data).map(Some);
                }
                None => return Err(Refused::wrong(object, "is neither a payload nor an event")),
            }
        }
    }

    fn event(&mut self, content: &[u8], hash: [u8; 32], data: Vec<Raw>) -> Result<Step, Refused> {
        let object = &Object::Event(self.height);
        let event: Event = json::read_canonical(object, content)?;
        need(event.height == self.height, object, || {
            Why::Wrong("its height is not one above the last")
        })?;
        need(event.parent == self.last_text, object, || {
            Why::Wrong("its parent is not the event before it")
        })?;
        let payload = data.last().map(|(_, hash, _)| hex::encode(hash));
        need(event.payload == payload, object, || {
            Why::Wrong("its payload is not the entry before it")
        })?;
        self.height += 1;
        self.last = Some(hash);
        self.last_text = Some(hex::encode(hash));
        Ok(Step { data, kind: event.kind, height: self.height - 1, parent: event.parent })
    }

    /// Reads the content of the entry that begins there, again.
    fn again(&mut self, at: u64) -> Result<Vec<u8>, Refused> {
        let io = |why: std::io::Error| Refused::new(Object::Archive, Why::Io(why.to_string()));
        let (here, number) = (self.at, self.number);
        self.from.seek(SeekFrom::Start(at)).map_err(io)?;
        let entry = self.entry()?;
        self.from.seek(SeekFrom::Start(here)).map_err(io)?;
        (self.at, self.number) = (here, number);
        entry
            .map(|(_, content)| content)
            .ok_or_else(|| Refused::wrong(Object::Archive, "has changed while it was read"))
    }
}

/// The first event and its payloads.
struct Beginning {
    parsed: Election,
    election: Vec<u8>,
    trustees: Vec<u8>,
    credentials: Vec<u8>,
}

impl Beginning {
    fn read<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Beginning, Refused> {
        let object = &Object::Setup;
        let missing = || Refused::wrong(object.clone(), "is missing");
        let step = archive.step()?.ok_or_else(missing)?;
        need(step.kind == EventType::Setup, object, || Why::Wrong("is not the first event"))?;
        let [election, trustees, credentials, setup] = step.payloads(object)?;
        let text: Setup = json::read_canonical(object, &setup.0)?;
        for (named, (_, hash, _)) in [
            (&text.election, &election),
            (&text.trustees, &trustees),
            (&text.credentials, &credentials),
        ] {
            need(*named == hex::encode(hash), object, || {
                Why::Wrong("does not name its payloads in their order")
            })?;
        }
        let parsed = Election::read(&election.0)?;
        archive.largest = parsed.largest();
        Ok(Beginning {
            parsed,
            election: election.0,
            trustees: trustees.0,
            credentials: credentials.0,
        })
    }
}

/// What is known of every voter and ballot.
#[derive(Debug)]
struct Voters {
    /// In the order of their keys.
    list: Vec<Voter>,
    trackers: Vec<[u8; 32]>,
}

#[derive(Debug, Clone, Copy)]
struct Voter {
    /// SHA-256 of the text of the public credential.
    key: [u8; 32],
    weight: u64,
    /// Where the entry of the last ballot begins, or 0.
    last: u64,
}

impl Voters {
    fn read<G: Group>(bytes: &[u8], threads: usize) -> Result<Voters, Refused> {
        let texts: Vec<Cow<'_, str>> = json::read(&Object::Credentials, bytes)?;
        let part = texts.len().div_ceil(threads.max(1)).max(1);
        let chunks: Vec<(usize, &[Cow<'_, str>])> =
            texts.chunks(part).enumerate().map(|(i, chunk)| (i * part, chunk)).collect();
        let parts = match chunks.as_slice() {
            [] => Vec::new(),
            [(first, chunk)] => vec![Voters::read_part::<G>(*first, chunk)],
            chunks => thread::scope(|scope| {
                let handles: Vec<_> = chunks
                    .iter()
                    .map(|(first, chunk)| {
                        scope.spawn(move || Voters::read_part::<G>(*first, chunk))
                    })
                    .collect();
                let join = |handle: thread::ScopedJoinHandle<'_, Result<Vec<Voter>, Refused>>| {
                    handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                };
                handles.into_iter().map(join).collect()
            }),
        };
        let mut list = Vec::with_capacity(texts.len());
        for part in parts {
            list.extend(part?);
        }
        list.sort_unstable_by_key(|voter| voter.key);
        need(list.windows(2).all(|two| two[0].key != two[1].key), &Object::Credentials, || {
            Why::Wrong("a credential is there twice")
        })?;
        let total = list.iter().try_fold(0u64, |sum, voter| sum.checked_add(voter.weight));
        need(total.is_some(), &Object::Credentials, || {
            Why::Wrong("their weights are beyond counting")
        })?;
        Ok(Voters { list, trackers: Vec::new() })
    }

    fn read_part<G: Group>(first: usize, texts: &[Cow<'_, str>]) -> Result<Vec<Voter>, Refused> {
        let mut voters = Vec::with_capacity(texts.len());
        read_part::<G>(first, texts, |key, weight| voters.push(Voter { key, weight, last: 0 }))?;
        Ok(voters)
    }

    fn entry(&mut self, key: &[u8; 32]) -> Option<&mut Voter> {
        let at = self.list.binary_search_by(|voter| voter.key.cmp(key)).ok()?;
        self.list.get_mut(at)
    }

    /// No ballot is there twice.
    fn check_trackers(&self) -> Result<(), Refused> {
        let mut sorted: Vec<&[u8; 32]> = self.trackers.iter().collect();
        sorted.sort_unstable();
        match sorted.windows(2).find(|two| two[0] == two[1]) {
            None => Ok(()),
            Some(two) => Err(Refused::new(Object::Ballot(fingerprint_of(two[0])), Why::Twice)),
        }
    }
}

type Checked<G> = Vec<Result<Cast<G>, Refused>>;

fn check_chunk<G: Group>(
    checker: &Checker<G>,
    chunk: &[Raw],
    scratch: &mut Scratch<G>,
) -> Checked<G> {
    let ballots: Vec<(&[u8], [u8; 32])> =
        chunk.iter().map(|(bytes, hash, _)| (&**bytes, *hash)).collect();
    checker.check_all(&ballots, scratch)
}

/// What the checking of an archive keeps.
struct State<G: Group> {
    voters: Voters,
    tally: EncryptedTally<G>,
    counted: u64,
    weight: u64,
}

impl<G: Group> State<G> {
    /// Counts ballots that were checked, in their order.
    fn count<R: Read + Seek>(
        &mut self,
        checked: Checked<G>,
        places: &[u64],
        checker: &Checker<G>,
        archive: &mut Archive<R>,
    ) -> Result<(), Refused> {
        for (cast, place) in checked.into_iter().zip(places) {
            let cast = cast?;
            let unknown = || Refused::new(Object::Ballot(cast.tracker()), Why::UnknownCredential);
            let voter = self.voters.entry(&cast.credential).ok_or_else(unknown)?;
            let weight = voter.weight;
            let before = core::mem::replace(&mut voter.last, *place);
            if before == 0 {
                self.counted += 1;
                self.weight += weight;
            } else {
                // It was checked when it was read first, and is read from the same archive.
                let earlier = archive.again(before)?;
                self.tally.remove(&checker.read_own(&earlier)?.answers, weight);
            }
            self.tally.add(&cast.answers, weight);
            self.voters.trackers.push(cast.hash);
        }
        Ok(())
    }
}

fn contents_of<G: Group, R: Read + Seek>(
    mut archive: Archive<R>,
    beginning: Beginning,
    options: Options,
) -> Result<Contents<G>, Refused> {
    let Beginning { parsed, election, trustees, credentials } = beginning;
    need(parsed.group == G::NAME, &Object::Election, || Why::Wrong("its group is another one"))?;
    let trustees = Trustees::<G>::read(&trustees)?;
    let y = trustees.check(&parsed)?;
    let fp = fingerprint(&election);
    let credentials_fingerprint = fingerprint(&credentials);
    let voters = Voters::read::<G>(&credentials, options.threads)?;
    drop(credentials);
    let checker = Checker::new(&parsed, &fp, &y);
    let tally = EncryptedTally::empty(checker.questions());
    let mut state = State { voters, tally, counted: 0, weight: 0 };
    let mut next = if options.threads > 1 {
        on_threads(&mut archive, &checker, &mut state, options.threads)?
    } else {
        alone(&mut archive, &checker, &mut state)?
    };
    state.voters.check_trackers()?;

    let mut stage = Stage::Open;
    let mut seen = BTreeSet::new();
    let mut shares = BTreeMap::new();
    let mut result = None;
    while let Some(step) = next.take() {
        let object = Object::Event(step.height);
        match (stage, step.kind) {
            (_, EventType::Shuffle | EventType::EndShuffles) => {
                let sentence = "belongs to a mixnet, which this program does not check yet";
                return Err(Refused::new(object, Why::Unsupported(sentence)));
            }
            (Stage::Open, EventType::EndBallots) => {
                let [] = step.payloads(&object)?;
                stage = Stage::Closed;
            }
            (Stage::Closed, EventType::EncryptedTally) => {
                let [tally, sizes] = step.payloads(&object)?;
                need(tally.0 == state.tally.write(), &Object::EncryptedTally, || Why::Differs)?;
                let text: Sizes = json::read_canonical(&Object::Sizes, &sizes.0)?;
                let due = text.num_tallied.0 == state.counted
                    && text.total_weight.0 == state.weight
                    && text.encrypted_tally == hex::encode(tally.1);
                need(due, &Object::Sizes, || Why::Differs)?;
                stage = Stage::Tallied;
            }
            (Stage::Tallied, EventType::PartialDecryption) => {
                let [partial, owned] = step.payloads(&object)?;
                let text: Owned = json::read_canonical(&object, &owned.0)?;
                need(text.payload == hex::encode(partial.1), &object, || {
                    Why::Wrong("does not name its payload")
                })?;
                need(seen.insert(text.owner), &Object::PartialDecryption(text.owner), || {
                    Why::Twice
                })?;
                let factors = check_partial(&partial.0, text.owner, &state.tally, &fp, &trustees)?;
                shares.insert(text.owner, factors);
            }
            (Stage::Tallied, EventType::Result) => {
                let [payload] = step.payloads(&object)?;
                result =
                    Some(check_result(&payload.0, &state.tally, &trustees, &shares, state.weight)?);
                stage = Stage::Finished;
            }
            _ => return Err(Refused::wrong(object, "may not follow here")),
        }
        next = archive.step()?;
    }
    let last = archive.last.unwrap_or_default();
    let report = Report {
        fingerprint: fp,
        credentials_fingerprint,
        voters: state.voters.list.len(),
        trustees: trustees.len(),
        stage,
        ballots: state.voters.trackers.len(),
        counted: state.counted,
        weight: state.weight,
        shares: seen.into_iter().collect(),
        result,
        events: archive.height,
        last_event: hex::encode(last),
        writer: Writer::after(archive.time, archive.height - 1, &last),
        election: parsed,
    };
    Ok(Contents { report, trustees, tally: state.tally, shares, checker, voters: state.voters })
}

/// Reads ballots up to a chunk's end. The step that is no ballot, or none at the end of the archive, ends them.
fn chunk<R: Read + Seek>(
    archive: &mut Archive<R>,
) -> Result<(Vec<Raw>, Option<Option<Step>>), Refused> {
    let mut ballots = Vec::with_capacity(CHUNK);
    let mut bytes = 0;
    while ballots.len() < CHUNK && bytes < CHUNK_BYTES {
        match archive.step()? {
            Some(step) if step.kind == EventType::Ballot => {
                let [ballot] = step.payloads(&Object::Event(archive.height - 1))?;
                bytes += ballot.0.len();
                ballots.push(ballot);
            }
            other => return Ok((ballots, Some(other))),
        }
    }
    Ok((ballots, None))
}

fn places(chunk: &[Raw]) -> Vec<u64> {
    chunk.iter().map(|(_, _, at)| *at).collect()
}

/// Checks all ballots in this thread; gives the step after them.
fn alone<G: Group, R: Read + Seek>(
    archive: &mut Archive<R>,
    checker: &Checker<G>,
    state: &mut State<G>,
) -> Result<Option<Step>, Refused> {
    let mut scratch = Scratch::default();
    loop {
        let (ballots, end) = chunk(archive)?;
        let checked = check_chunk(checker, &ballots, &mut scratch);
        state.count(checked, &places(&ballots), checker, archive)?;
        if let Some(next) = end {
            return Ok(next);
        }
    }
}

/// Checks ballots in several threads while this one reads on; counts them in their order.
fn on_threads<G: Group, R: Read + Seek>(
    archive: &mut Archive<R>,
    checker: &Checker<G>,
    state: &mut State<G>,
    threads: usize,
) -> Result<Option<Step>, Refused> {
    type Work<G> = (Vec<Raw>, Sender<Checked<G>>);
    fn worker<G: Group>(checker: &Checker<G>, work: &Mutex<Receiver<Work<G>>>) {
        let mut scratch = Scratch::default();
        loop {
            let next = work.lock().map(|work| work.recv());
            let Ok(Ok((ballots, answer))) = next else { return };
            // Who asked may have stopped at an earlier error.
            let _gone = answer.send(check_chunk(checker, &ballots, &mut scratch));
        }
    }
    let (send, receive): (SyncSender<Work<G>>, _) = sync_channel(threads);
    let receive = Mutex::new(receive);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| worker(checker, &receive));
        }
        // Dropped at the end of this closure, whatever happens: the workers then stop.
        let send = send;
        let mut due: VecDeque<(Vec<u64>, Receiver<Checked<G>>)> = VecDeque::new();
        let stopped =
            || Refused::wrong(Object::Archive, "could not be checked: a thread has stopped");
        let mut end = None;
        loop {
            if end.is_none() {
                let (ballots, ended) = chunk(archive)?;
                end = ended;
                let (answer, answered) = channel();
                due.push_back((places(&ballots), answered));
                send.send((ballots, answer)).map_err(|_| stopped())?;
            }
            // Never more chunks in memory than threads can use.
            while due.len() > if end.is_none() { 2 * threads } else { 0 } {
                if let Some((places, answered)) = due.pop_front() {
                    state.count(
                        answered.recv().map_err(|_| stopped())?,
                        &places,
                        checker,
                        archive,
                    )?;
                }
            }
            if let Some(next) = end.take_if(|_| due.is_empty()) {
                return Ok(next);
            }
        }
    })
}
