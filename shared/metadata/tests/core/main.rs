//! Tests of the public API: sections in, metadata out.

#[cfg(test)]
mod arbitrary;
#[cfg(test)]
mod articles;
#[cfg(test)]
mod bounds;
#[cfg(test)]
mod bylines;
#[cfg(test)]
mod dates;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod html;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod long;
#[cfg(test)]
mod variants;
