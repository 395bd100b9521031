//! A bucket of S3 or a compatible server.

mod http;
mod lease;

use std::io;
use std::time::Duration;

use futures_util::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};

use http::Connector;
use lease::Lease;

use super::store::{Epoch, Stored};

/// The part of a bucket under a prefix, with one writer.
#[derive(Debug)]
pub struct Bucket {
    s3: AmazonS3,
    prefix: Path,
    lease: Lease,
}

/// Few retries, because the delivery retries itself.
const RETRIES: usize = 2;
const RETRY_WITHIN: Duration = Duration::from_secs(10);

impl Bucket {
    /// `BUCKET/PREFIX`; credentials, region and address as `AWS_*`. An error is a usage error.
    pub fn open(place: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("COURANT_FILES_FOLDER: s3://{place}: {why}");
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        if bucket.is_empty() {
            return Err(wrong("the name of the bucket is missing"));
        }
        let prefix = Path::parse(prefix.trim_matches('/')).map_err(|_| wrong("not a prefix"))?;
        let retry = RetryConfig {
            max_retries: RETRIES,
            retry_timeout: RETRY_WITHIN,
            ..RetryConfig::default()
        };
        let s3 = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_allow_http(true)
            .with_retry(retry)
            .with_http_connector(Connector::new()?)
            .build()
            .map_err(|error| wrong(&error.to_string()))?;
        let lease = Lease::new(prefix.clone().join(".writer"));
        Ok(Self { s3, prefix, lease })
    }

    /// Becomes or remains the only writer.
    pub async fn hold(&self) -> io::Result<Epoch> {
        self.lease.hold(&self.s3).await
    }

    /// Lets another delivery become the writer at once.
    pub async fn release(&self) {
        self.lease.release(&self.s3).await;
    }

    /// Stores an object, as the only writer since `epoch`.
    pub async fn put(&self, path: &str, bytes: Vec<u8>, epoch: Epoch) -> io::Result<()> {
        let path = self.at(path);
        let storing = self.s3.put(&path, PutPayload::from(bytes));
        self.lease.during(&self.s3, epoch, storing).await.map(drop)
    }

    /// The content of an object.
    pub async fn get(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.s3.get(&self.at(path)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(of)?.into())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(of(error)),
        }
    }

    /// Removes an object, as the only writer since `epoch`.
    pub async fn delete(&self, path: &str, epoch: Epoch) -> io::Result<()> {
        let path = self.at(path);
        let removing = async {
            match self.s3.delete(&path).await {
                Err(object_store::Error::NotFound { .. }) => Ok(()),
                removed => removed,
            }
        };
        self.lease.during(&self.s3, epoch, removing).await
    }

    /// The files of articles: those whose name doesn't begin with a dot.
    pub async fn list(&self) -> io::Result<Vec<Stored>> {
        let mut listed = self.s3.list(Some(&self.prefix));
        let mut files = Vec::new();
        while let Some(object) = listed.try_next().await.map_err(of)? {
            let Some(parts) = object.location.prefix_match(&self.prefix) else { continue };
            let parts: Vec<_> = parts.map(|part| part.as_ref().to_owned()).collect();
            if !parts.iter().any(|part| part.starts_with('.')) {
                files.push(Stored { path: parts.join("/"), size: object.size });
            }
        }
        Ok(files)
    }

    fn at(&self, path: &str) -> Path {
        path.split('/').fold(self.prefix.clone(), |at, part| at.join(part))
    }
}

/// Only its kind is shown, because the text may quote an answer of the server.
fn of(error: object_store::Error) -> io::Error {
    use object_store::Error;
    let kind = if matches!(error, Error::NotFound { .. }) {
        io::ErrorKind::NotFound
    } else if matches!(error, Error::PermissionDenied { .. } | Error::Unauthenticated { .. }) {
        io::ErrorKind::PermissionDenied
    } else {
        io::ErrorKind::Other
    };
    io::Error::new(kind, error)
}
