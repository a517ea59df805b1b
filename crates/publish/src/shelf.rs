use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use futures_util::TryStreamExt;
use object_store::{
    Error, ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, parse_url_opts,
    path::Path,
};
use std::{fs, io::Write, sync::Arc};
use url::Url;

/// Files could not be written or read where they are published.
#[derive(Debug, thiserror::Error)]
pub enum NotShelved {
    #[error("{0}")]
    Store(#[from] Error),
    #[error("«{0}» is neither a folder nor the address of an object store")]
    Address(String),
    #[error("{path}: {why}")]
    Folder { path: String, why: std::io::Error },
}

/// Where published files lie: a folder, or an object store that speaks the protocol of S3.
#[derive(Clone)]
pub struct Shelf {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

impl Shelf {
    /// A folder, made when it is not there.
    ///
    /// # Errors
    /// [`NotShelved`]
    pub fn folder(path: &std::path::Path) -> Result<Shelf, NotShelved> {
        let failed = |why| NotShelved::Folder { path: path.display().to_string(), why };
        fs::create_dir_all(path).map_err(failed)?;
        let store = LocalFileSystem::new_with_prefix(path)?;
        Ok(Shelf { store: Arc::new(store), prefix: Path::default() })
    }

    /// `s3://bucket/prefix` with what the environment says of it (`AWS_ENDPOINT`, `AWS_ACCESS_KEY_ID`, …), or
    /// the path of a folder.
    ///
    /// # Errors
    /// [`NotShelved`]
    pub fn at(address: &str) -> Result<Shelf, NotShelved> {
        if !address.contains("://") {
            return Shelf::folder(address.as_ref());
        }
        let bad = || NotShelved::Address(address.to_owned());
        let url = Url::parse(address).map_err(|_| bad())?;
        let known = std::env::vars().map(|(name, value)| (name.to_ascii_lowercase(), value));
        let known = known.filter(|(name, _)| name.starts_with("aws_"));
        dienhong_web::tls_ready();
        let (store, prefix) = parse_url_opts(&url, known)?;
        Ok(Shelf { store: store.into(), prefix })
    }

    fn place(&self, path: &str) -> Result<Path, NotShelved> {
        let below = Path::parse(path).map_err(Error::from)?;
        Ok(self.prefix.parts().chain(below.parts()).collect())
    }

    /// Writes a file as a whole: whoever reads it sees the old one or the new one.
    ///
    /// # Errors
    /// [`NotShelved`]
    pub async fn put(&self, path: &str, bytes: impl Into<PutPayload>) -> Result<(), NotShelved> {
        self.store.put(&self.place(path)?, bytes.into()).await?;
        Ok(())
    }

    /// The bytes of a file; none: there is no such file.
    ///
    /// # Errors
    /// [`NotShelved`]
    pub async fn get(&self, path: &str) -> Result<Option<Bytes>, NotShelved> {
        match self.store.get(&self.place(path)?).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(why) => Err(why.into()),
        }
    }

    /// Removes every file below `folder`.
    ///
    /// # Errors
    /// [`NotShelved`]
    pub async fn clear(&self, folder: &str) -> Result<(), NotShelved> {
        let below = self.place(folder)?;
        let found = self.store.list(Some(&below)).map_ok(|found| found.location);
        let found: Vec<Path> = found.try_collect().await?;
        for path in found {
            match self.store.delete(&path).await {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(why) => return Err(why.into()),
            }
        }
        Ok(())
    }
}

/// The bytes compressed once, for servers that give out a file's `.gz`. None: they would not become shorter.
#[must_use]
pub fn gzipped(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(6));
    gzip.write_all(bytes).ok()?;
    gzip.finish().ok().filter(|small| small.len() < bytes.len())
}
