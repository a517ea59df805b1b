//! What a form sent, read in one place: text is in Unicode NFC whatever keyboard it came from, since
//! nothing else may enter a record.

use crate::App;
use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use std::{collections::HashMap, sync::Arc};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// What was typed, by field.
pub(crate) type Typed = HashMap<String, String>;

/// The fields of a form.
pub(crate) struct Form(pub Typed);

/// The fields of a form that may bring a file.
pub(crate) struct Filed {
    pub typed: Typed,
    pub file: Option<File>,
}

pub(crate) struct File {
    /// What the sender calls it.
    pub name: String,
    pub bytes: Bytes,
}

/// The longest name of a file that is kept.
const NAME: usize = 120;

/// Text in Unicode NFC, as records want it.
pub fn nfc(text: String) -> String {
    if is_nfc(&text) { text } else { text.nfc().collect() }
}

impl FromRequest<Arc<App>> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Form, Response> {
        let sent = axum::Form::<Vec<(String, String)>>::from_request(request, app).await;
        let axum::Form(fields) = sent.map_err(IntoResponse::into_response)?;
        Ok(Form(fields.into_iter().map(|(name, text)| (nfc(name), nfc(text))).collect()))
    }
}

impl FromRequest<Arc<App>> for Filed {
    type Rejection = Response;

    /// A body that was cut short is refused whole.
    async fn from_request(request: Request, app: &Arc<App>) -> Result<Filed, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
        if kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded")) {
            let Form(typed) = Form::from_request(request, app).await?;
            return Ok(Filed { typed, file: None });
        }
        let form = Multipart::from_request(request, app).await;
        let form = form.map_err(IntoResponse::into_response)?;
        read(form).await.map_err(|cut| cut.status().into_response())
    }
}

async fn read(mut form: Multipart) -> Result<Filed, MultipartError> {
    let mut sent = Filed { typed: Typed::new(), file: None };
    while let Some(field) = form.next_field().await? {
        let name = nfc(field.name().unwrap_or_default().to_owned());
        match field.file_name().map(|called| called.chars().take(NAME).collect()) {
            Some(called) => {
                let bytes = field.bytes().await?;
                // A browser sends an empty file where none was chosen.
                sent.file = Some(File { name: nfc(called), bytes }).filter(|f| !f.bytes.is_empty());
            }
            None => drop(sent.typed.insert(name, nfc(field.text().await?))),
        }
    }
    Ok(sent)
}
