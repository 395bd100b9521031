use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::hmac::{self, HMAC_SHA256, Key};

/// The secrets that sign requests (Standard Webhooks, "Symmetric signatures").
#[derive(Clone)]
pub struct Secrets(Vec<Key>);

/// Shortest and longest secret, in bytes (Standard Webhooks, "Signature scheme").
const LENGTH: std::ops::RangeInclusive<usize> = 24..=64;

impl Secrets {
    /// Reads `whsec_<base64>`, or several of them, separated by spaces.
    pub fn read(text: &str) -> Result<Self, String> {
        let wrong = || {
            "COURANT_WEBHOOK_SECRET: use `whsec_` and the base64 of 24 to 64 random bytes, such as \
             `echo whsec_$(openssl rand -base64 24)`"
                .to_owned()
        };
        let key = |secret: &str| {
            let bytes = BASE64_STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
            LENGTH.contains(&bytes.len()).then(|| Key::new(HMAC_SHA256, &bytes))
        };
        let keys: Option<Vec<Key>> = text.split_whitespace().map(key).collect();
        keys.filter(|keys| !keys.is_empty()).map(Self).ok_or_else(wrong)
    }

    /// The header `webhook-signature`: one signature for each secret.
    pub fn sign(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        let sign = |key: &Key| {
            let mut context = hmac::Context::with_key(key);
            context.update(format!("{id}.{seconds}.").as_bytes());
            context.update(body);
            format!("v1,{}", BASE64_STANDARD.encode(context.sign()))
        };
        self.0.iter().map(sign).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn signs_as_the_reference_libraries_do() {
        let secrets = Secrets::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature =
            secrets.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn signs_with_each_secret_while_it_is_changed() {
        let one = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let two = format!("{one} whsec_{}", BASE64_STANDARD.encode([7; 32]));
        let first = Secrets::read(one).unwrap().sign("a", 1, b"");
        let both = Secrets::read(&two).unwrap().sign("a", 1, b"");
        assert!(both.starts_with(&format!("{first} v1,")), "{both}");
    }

    #[test]
    fn short_secrets_are_refused() {
        for wrong in ["", "whsec_", "secret", "whsec_YWJj", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert!(Secrets::read(wrong).is_err(), "{wrong}");
        }
    }
}
