use axum::response::Html;
use maud::{DOCTYPE, Markup, html};

use crate::state::{Seen, State};

/// The pages, in the order of the navigation.
const PAGES: [(&str, &str); 5] = [
    ("/", "Flow"),
    ("/articles", "Articles"),
    ("/dead", "Dead letters"),
    ("/conservation", "Conservation"),
    ("/health", "Health"),
];

/// A page with navigation and the state of the pipeline.
pub(crate) fn page(state: &State, path: &str, title: &str, content: &Markup) -> Html<String> {
    let seen = state.seen.borrow().clone();
    let dead: u64 = seen.live.as_ref().map_or(0, |live| live.flow.dead.values().sum());
    let markup = html! {
        (head(title))
        body {
            header {
                strong { "Courant" }
                nav aria-label="Pages" {
                    @for (target, name) in PAGES {
                        a href=(target) aria-current=[(target == path).then_some("page")] {
                            (name)
                            @if target == "/dead" && dead > 0 { " " small.num { (operator::grouped(dead)) } }
                        }
                    }
                }
                span #pill-place role="status" { (pill(&seen)) }
            }
            main { (content) }
        }
    };
    Html(markup.into_string())
}

/// A page without either, for users who have not logged in.
pub(crate) fn bare(title: &str, content: &Markup) -> Html<String> {
    let markup = html! { (head(title)) body { main { (content) } } };
    Html(markup.into_string())
}

fn head(title: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en";
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) " · Courant" }
            link rel="stylesheet" href="/style.css";
            script src="/app.js" defer {}
        }
    }
}

/// The state of the pipeline in a few words.
pub(crate) fn pill(seen: &Seen) -> Markup {
    let (good, text) = match (&seen.error, &seen.live) {
        (Some(_), _) => (false, "The server does not answer".to_owned()),
        (None, Some(live)) => live.headline(),
        (None, None) => (true, "Looking …".to_owned()),
    };
    html! { span.pill.good[good] { (text) } }
}

/// Confidence as a bar and a number.
pub(crate) fn confidence(value: f64) -> Markup {
    let value = value.clamp(0.0, 1.0);
    html! {
        svg.conf.low[value < 0.7] viewBox="0 0 44 6" role="img" aria-label={ "confidence " (format!("{value:.2}")) } {
            rect.rest width="44" height="6" rx="3" {}
            rect.value width=(format!("{:.0}", value * 44.0)) height="6" rx="3" {}
        }
    }
}
