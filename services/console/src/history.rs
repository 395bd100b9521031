use std::collections::VecDeque;
use std::time::Duration;

use article::Timestamp;
use maud::{Markup, html};
use operator::Live;

/// The last hour, one point every ten seconds.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    points: VecDeque<Point>,
    /// When the last point began.
    began: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Point {
    published: f64,
    latency: f64,
    dead: f64,
}

const POINTS: usize = 360;
/// The time of a point.
const EVERY: Duration = Duration::from_secs(10);
/// The size of a sparkline's drawing.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 52.0;

impl History {
    pub(crate) fn add(&mut self, live: &Live) {
        let over = |began: Timestamp| live.at.duration_since(began).unsigned_abs() >= EVERY;
        if self.began.is_none_or(over) {
            self.began = Some(live.at);
            if self.points.len() == POINTS {
                self.points.pop_front();
            }
            self.points.push_back(Point::default());
        }
        let Some(point) = self.points.back_mut() else { return };
        point.published = point.published.max(live.published_rate);
        point.latency = live.latency_p95.unwrap_or(0.0);
        point.dead = live.flow.dead.values().sum::<u64>() as f64;
    }

    pub(crate) fn published(&self) -> Markup {
        self.line("Published per second in the last hour", |point| point.published)
    }

    pub(crate) fn latency(&self) -> Markup {
        self.line("Time from acceptance to publication in the last hour", |point| point.latency)
    }

    pub(crate) fn dead(&self) -> Markup {
        self.line("Dead letters in the last hour", |point| point.dead)
    }

    fn line(&self, label: &str, read: fn(&Point) -> f64) -> Markup {
        let mut values: Vec<f64> = self.points.iter().map(read).collect();
        if values.len() == 1 {
            values.push(values[0]);
        }
        let most = values.iter().copied().fold(1.0, f64::max);
        let step = WIDTH / (values.len().max(2) - 1) as f64;
        let place = |(number, value): (usize, &f64)| {
            format!(
                "{:.1} {:.1}",
                number as f64 * step,
                HEIGHT - 2.0 - value / most * (HEIGHT - 6.0)
            )
        };
        let path = values.iter().enumerate().map(place).collect::<Vec<_>>().join(" L");
        let last = (values.len().max(1) - 1) as f64 * step;
        html! {
            svg.spark viewBox="0 0 300 52" preserveAspectRatio="none" role="img" aria-label=(label) {
                @if !path.is_empty() {
                    path.area d={ "M0 52 L" (path) " L" (format!("{last:.1}")) " 52 Z" } {}
                    path.line d={ "M" (path) } {}
                }
            }
        }
    }
}
