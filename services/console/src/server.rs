use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{RawQuery, Request, State as Extract};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use broker::Broker;
use broker::table::PUBLISHED;
use futures_util::Stream;
use maud::html;
use operator::Watcher;
use operator::doctor::{Aids, examine};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::access::{Access, AccessError};
use crate::articles::{Filter, PAGE, Summary, newest};
use crate::failed::Failed;
use crate::history::History;
use crate::layout::pill;
use crate::list::table;
use crate::pages::{
    article, articles, conservation, dead, dead_letter, flow, groups, health, login, why,
};
use crate::state::{App, Examined, Seen, State};
use crate::{Settings, changes};

/// Why the console can't run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The access settings are wrong.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The server can't listen on the address.
    #[error("can't listen on {address} ({error}): choose another with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        error: std::io::Error,
    },
    /// The listener ended.
    #[error("the web server ended ({0}): start it again")]
    Ended(#[source] std::io::Error),
}

/// How often the pipeline's state is read. Including the read, a page is at most a second behind.
const LOOK: Duration = Duration::from_millis(700);
/// How often doctor runs.
const EXAMINE: Duration = Duration::from_secs(15);
/// Only our own scripts and styles, no frames, no requests to other sites.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Serves the pages until the future is dropped. `ready` gets the address.
pub async fn serve(
    broker: Broker,
    settings: Settings,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let address = settings.listen;
    let access = Access::new(&settings.tokens, address.ip().is_loopback())?;
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|error| ServeError::Listen { address, error })?;
    ready(listener.local_addr().unwrap_or(address));
    let (sender, seen) = watch::channel(Seen::default());
    let (jobs, queue) = changes::Jobs::new();
    let state = Arc::new(State {
        broker,
        access,
        allow_changes: settings.allow_changes,
        jaeger: settings.jaeger,
        seen,
        jobs,
        examined: Mutex::default(),
        reading: tokio::sync::Mutex::default(),
    });
    let served = axum::serve(listener, router(App(state.clone())));
    tokio::select! {
        ended = served => ended.map_err(ServeError::Ended),
        () = watch_pipeline(state.broker.clone(), sender) => Ok(()),
        () = watch_health(&state) => Ok(()),
        () = changes::work(&state.broker, queue) => Ok(()),
    }
}

fn router(app: App) -> Router {
    Router::new()
        .route("/", get(flow::show))
        .route("/articles", get(articles::show))
        .route("/articles/search", get(articles::search_events))
        .route("/articles/{id}", get(article::show))
        .route("/articles/{id}/record.json", get(article::record))
        .route("/articles/{id}/text.md", get(article::markdown))
        .route("/articles/{id}/original", get(article::original))
        .route("/articles/{id}/why", get(why::show))
        .route("/dead", get(dead::show))
        .route("/dead/groups", get(groups::events))
        .route("/dead/progress", get(changes::progress))
        .route("/dead/{number}", get(letter_or_change).post(changes::make))
        .route("/dead/{number}/document", get(dead_letter::document))
        .route("/conservation", get(conservation::show))
        .route("/health", get(health::show))
        .route("/events", get(events))
        .layer(from_fn_with_state(app.clone(), guard))
        .route("/login", get(login::show).post(login::log_in))
        .route(
            "/style.css",
            get(|| async { asset("text/css", include_str!("../assets/style.css")) }),
        )
        .route(
            "/app.js",
            get(|| async { asset("text/javascript", include_str!("../assets/app.js")) }),
        )
        .layer(from_fn_with_state(app.clone(), secure))
        .with_state(app)
}

/// `/dead/17` is a dead letter, `/dead/replay` and `/dead/drop` are changes to be confirmed.
async fn letter_or_change(
    app: Extract<App>,
    path: axum::extract::Path<String>,
    query: RawQuery,
) -> Result<Response, Failed> {
    match path.parse() {
        Ok(number) => dead_letter::show(app, axum::extract::Path(number)).await,
        Err(_) => changes::confirm(app, path, query).await,
    }
}

/// Redirects users who have not logged in.
async fn guard(Extract(App(state)): Extract<App>, request: Request, next: Next) -> Response {
    match state.access.user(request.headers()) {
        Some(_) => next.run(request).await,
        None if request.method().is_safe() => Redirect::to("/login").into_response(),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// Refuses requests for another name, and adds security headers.
async fn secure(Extract(App(state)): Extract<App>, request: Request, next: Next) -> Response {
    if !state.access.is_addressed(request.headers()) {
        return (StatusCode::MISDIRECTED_REQUEST, "open http://127.0.0.1 with its port")
            .into_response();
    }
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // With `no-referrer`, browsers hide the origin of our own forms.
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// The changed parts of the open page, after each update.
async fn events(
    Extract(App(state)): Extract<App>,
    RawQuery(query): RawQuery,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let open = |page: &str| query.as_deref().is_some_and(|query| query == page);
    let (flow, articles) = (open("page=flow"), open("page=articles"));
    let seen = state.seen.clone();
    let changes = futures_util::stream::unfold(seen, move |mut seen| async move {
        seen.changed().await.ok()?;
        let now = seen.borrow_and_update().clone();
        let markup = html! {
            div data-into="pill-place" { (pill(&now)) }
            @if flow { (flow::parts(&now)) }
            @if articles { div data-into="newest" { (table(&now.latest)) } }
        };
        // A carriage return would end the field.
        let event = Event::default().data(markup.into_string().replace('\r', " "));
        Some((Ok(event), seen))
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}

/// Reads the pipeline's state repeatedly.
async fn watch_pipeline(broker: Broker, seen: watch::Sender<Seen>) {
    let mut watcher = Watcher::new(broker);
    let mut history = History::default();
    let (mut latest, mut published): (Arc<[Summary]>, _) = (Arc::default(), None);
    let mut next = tokio::time::interval(LOOK);
    next.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        next.tick().await;
        match watcher.look().await {
            Ok(live) => {
                history.add(&live);
                let now = live.flow.stream(PUBLISHED).map(|it| (it.last_sequence, it.messages));
                if now != published
                    && let Ok(found) = newest(watcher.broker(), &Filter::default(), PAGE).await
                {
                    (latest, published) = (found.into(), now);
                }
                let (live, history) = (Some(Arc::new(live)), history.clone());
                seen.send_replace(Seen { live, history, latest: latest.clone(), error: None });
            }
            Err(error) => seen.send_modify(|seen| seen.error = Some(error.to_string())),
        }
    }
}

async fn watch_health(state: &State) {
    loop {
        if let Ok(findings) = examine(&state.broker, &Aids::default()).await {
            let kept = health::kept(&state.broker).await;
            let examined = Some(Examined { at: jiff::Timestamp::now(), findings, kept });
            *state.examined.lock().expect("nothing panics while it is locked") = examined;
        }
        tokio::time::sleep(EXAMINE).await;
    }
}
