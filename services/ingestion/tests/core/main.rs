//! Tests of the stage without a broker: bytes and headers in, a document or a rejection out.

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
