use axum::body::Bytes;
use axum::extract::State as Extract;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;

use crate::layout::bare;
use crate::request::Fields;
use crate::state::App;

pub(crate) async fn show() -> Html<String> {
    form(false)
}

pub(crate) async fn log_in(Extract(App(state)): Extract<App>, body: Bytes) -> Response {
    let fields = Fields::parse(&body);
    // The form has no secret: another site can't send a token that it doesn't know.
    let cookie = fields.get("token").and_then(|token| state.access.log_in(token));
    match cookie {
        Some(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response(),
        None => (StatusCode::UNAUTHORIZED, form(true)).into_response(),
    }
}

fn form(wrong: bool) -> Html<String> {
    bare(
        "Log in",
        &html! {
            section.panel {
                h1 { "Courant" }
                @if wrong { p.bad role="alert" { "This token is wrong." } }
                form method="post" action="/login" {
                    label { "Token" input name="token" type="password" autocomplete="current-password" required autofocus; }
                    p.row { button { "Log in" } }
                }
            }
        },
    )
}
