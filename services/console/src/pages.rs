pub(crate) mod article;
pub(crate) mod articles;
pub(crate) mod conservation;
pub(crate) mod dead;
pub(crate) mod flow;
pub(crate) mod health;
pub(crate) mod letter;
pub(crate) mod login;
