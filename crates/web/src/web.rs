use reqwest::{
    Client, Method, Response, StatusCode, Url,
    header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue},
    redirect,
};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// The most redirections that are followed, all on one host.
const MOST_REDIRECTS: usize = 4;

/// How long an answer may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until there is a connection.
    pub connect: Duration,
    /// Without a single byte.
    pub silence: Duration,
    /// For one request with its whole answer.
    pub request: Duration,
    /// For all requests together, from the first moment on; none: no end.
    pub overall: Option<Duration>,
}

impl Default for Patience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(10), silence: seconds(20), request: seconds(120), overall: None }
    }
}

/// Why something was not fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFetched {
    #[error("{address} is no address of a site: {why}")]
    Address { address: String, why: String },
    #[error("\"{0}\" is not a path within a site")]
    Path(String),
    #[error("this machine cannot ask anybody: {0}")]
    Machine(String),
    #[error("{url}: {why}")]
    Broken { url: String, why: String },
    #[error("{url}: no whole answer in time")]
    Slow { url: String },
    #[error("{url}: the answer has the status {status}")]
    Status { url: String, status: u16 },
    #[error("{url}: we are sent elsewhere, to {to}")]
    Elsewhere { url: String, to: String },
    #[error("{url}: the answer is longer than {most} bytes")]
    TooLong { url: String, most: u64 },
    #[error("{url}: the answer is packed as \"{encoding}\", which nobody asked for")]
    Packed { url: String, encoding: String },
}

/// The files of one site, below one address.
#[derive(Debug, Clone)]
pub struct Web {
    client: Client,
    base: Url,
    patience: Patience,
    begun: Instant,
}

/// What a server said: the status, the type, the bytes.
#[derive(Debug)]
pub(crate) struct Said {
    pub status: u16,
    pub kind: String,
    pub bytes: Vec<u8>,
}

/// Names the cryptography that TLS uses, once for the program. A client made before this by the same library in
/// another crate would not work.
pub fn tls_ready() {
    // It fails when somebody has chosen already, which is as good.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
}

impl Web {
    /// The site at `base`, such as `https://baucu.example/2026`.
    ///
    /// # Errors
    /// [`NotFetched`]
    pub fn new(base: &str) -> Result<Self, NotFetched> {
        Self::with(base, Patience::default())
    }

    /// As [`Web::new`], with another patience.
    ///
    /// # Errors
    /// [`NotFetched`]
    pub fn with(base: &str, patience: Patience) -> Result<Self, NotFetched> {
        let base = address(base)?;
        tls_ready();
        let agent = concat!("dienhong/", env!("CARGO_PKG_VERSION"));
        let mut builder = Client::builder()
            .user_agent(agent)
            .referer(false)
            .redirect(redirect::Policy::custom(follow))
            .connect_timeout(patience.connect)
            .read_timeout(patience.silence);
        if base.scheme() == "http" {
            // A machine without certificates can still read what is served without.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(|why| NotFetched::Machine(chain(&why)))?;
        Ok(Self { client, base, patience, begun: Instant::now() })
    }

    /// The address of the site, with a slash at its end.
    pub fn base(&self) -> &str {
        self.base.as_str()
    }

    /// The bytes of the file at `path`, such as `tile/0/000`, when they are no more than `most`; none: there is no
    /// such file. A path is that of a file, not yet encoded for an address.
    ///
    /// # Errors
    /// [`NotFetched`]
    pub async fn get(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, NotFetched> {
        let url = self.url(path)?;
        let said = self.ask(Method::GET, &url, Vec::new(), most).await?;
        match said.status {
            200 => Ok(Some(said.bytes)),
            404 | 410 => Ok(None),
            status => Err(NotFetched::Status { url: url.to_string(), status }),
        }
    }

    /// Sends `body` and answers what was said, whatever the status.
    pub(crate) async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        most: u64,
    ) -> Result<Said, NotFetched> {
        self.ask(Method::POST, &self.url(path)?, body, most).await
    }

    pub(crate) fn url(&self, path: &str) -> Result<Url, NotFetched> {
        // No file's name has a question mark: what follows it is for servers that make a file when asked.
        let (path, query) = path.split_once('?').map_or((path, None), |(p, q)| (p, Some(q)));
        let bad = || NotFetched::Path(path.to_owned());
        let control = path.chars().any(char::is_control);
        let within = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\\');
        if control || !path.split('/').all(within) {
            return Err(bad());
        }
        let mut url = self.base.clone();
        let mut parts = url.path_segments_mut().map_err(|()| bad())?;
        parts.pop_if_empty().extend(path.split('/'));
        drop(parts);
        // The library takes what looks like dots in disguise for dots.
        let inside = url.path().starts_with(self.base.path());
        url.set_query(query);
        if inside { Ok(url) } else { Err(bad()) }
    }

    async fn ask(
        &self,
        method: Method,
        url: &Url,
        body: Vec<u8>,
        most: u64,
    ) -> Result<Said, NotFetched> {
        let slow = || NotFetched::Slow { url: url.to_string() };
        let left = match self.patience.overall {
            None => self.patience.request,
            Some(all) => all.saturating_sub(self.begun.elapsed()).min(self.patience.request),
        };
        // A clock that has run out is not asked whether the answer came first.
        if left.is_zero() {
            return Err(slow());
        }
        let asked = async {
            let request = self.client.request(method, url.clone()).body(body);
            let response = request.send().await.map_err(|why| not_fetched(url, &why))?;
            answer(url, response, most).await
        };
        timeout(left, asked).await.map_err(|_| slow())?
    }
}

fn address(base: &str) -> Result<Url, NotFetched> {
    let bad = |why: &str| NotFetched::Address { address: base.to_owned(), why: why.to_owned() };
    let mut url = Url::parse(base).map_err(|why| bad(&why.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad("it begins with neither http:// nor https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it holds a name or a password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(bad("it has a question or a fragment"));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// Only on the same host and port; from http to https of the same host is no step down.
fn follow(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let (Some(from), to) = (attempt.previous().last(), attempt.url()) else {
        return attempt.stop();
    };
    let same = from.host() == to.host();
    let port = from.port_or_known_default() == to.port_or_known_default();
    let raised = from.scheme() == "http" && to.scheme() == "https" && to.port().is_none();
    let known = same && ((from.scheme() == to.scheme() && port) || raised);
    if known && attempt.previous().len() <= MOST_REDIRECTS {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

async fn answer(url: &Url, mut response: Response, most: u64) -> Result<Said, NotFetched> {
    let url = || url.to_string();
    let status = response.status();
    if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
        let to = text(response.headers().get("location"));
        return Err(NotFetched::Elsewhere { url: url(), to });
    }
    let encoding = text(response.headers().get(CONTENT_ENCODING));
    if !encoding.is_empty() && encoding != "identity" {
        return Err(NotFetched::Packed { url: url(), encoding });
    }
    let too_long = || NotFetched::TooLong { url: url(), most };
    if response.content_length().is_some_and(|length| length > most) {
        return Err(too_long());
    }
    let kind = text(response.headers().get(CONTENT_TYPE));
    let mut bytes = Vec::new();
    loop {
        let portion = response.chunk().await;
        match portion.map_err(|why| not_fetched(response.url(), &why))? {
            None => return Ok(Said { status: status.as_u16(), kind, bytes }),
            Some(portion) if (bytes.len() + portion.len()) as u64 > most => {
                return Err(too_long());
            }
            Some(portion) => bytes.extend(portion),
        }
    }
}

/// What of a header can be printed, and not all of it if it is long.
fn text(value: Option<&HeaderValue>) -> String {
    let text = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().take(200).collect()
}

fn not_fetched(url: &Url, why: &reqwest::Error) -> NotFetched {
    let url = url.to_string();
    if why.is_timeout() {
        NotFetched::Slow { url }
    } else {
        NotFetched::Broken { url, why: chain(why) }
    }
}

/// The innermost reason: the outer ones only say that there was one.
fn chain(why: &reqwest::Error) -> String {
    let mut why: &dyn std::error::Error = why;
    while let Some(inner) = why.source() {
        why = inner;
    }
    why.to_string()
}
