//! The service's core from outside: bytes and headers in, a document or a typed refusal out.

#[cfg(test)]
mod declared;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod run;
#[cfg(test)]
mod seed;
