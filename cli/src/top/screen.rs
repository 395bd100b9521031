use std::process::ExitCode;
use std::time::Duration;

use broker::table::STAGES;
use operator::{Live, StageLive, Watcher};
use ratatui::Frame;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Style, Stylize};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Row, Table, TableState, Wrap};
use tokio::time::Instant;

use super::{COLUMNS, cells, notes, summary};
use crate::fault::Fault;
use crate::printable::condensed;

/// How often the keyboard is polled.
const KEYS: Duration = Duration::from_millis(100);

/// The state of the view.
#[derive(Debug, Default)]
struct View {
    sort: Sort,
    only_busy: bool,
    selected: usize,
    open: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Sort {
    #[default]
    Order,
    Waiting,
    Rate,
    Time,
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Self::Order => "pipeline",
            Self::Waiting => "waiting",
            Self::Rate => "in/s",
            Self::Time => "p95",
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Nothing,
    Draw,
    End,
}

/// Draws until the user quits. The terminal is restored even after a panic.
pub(super) async fn run(mut watcher: Watcher, look: Duration) -> Result<ExitCode, Fault> {
    let live = watcher.look().await?;
    let mut terminal = ratatui::try_init().map_err(Fault::Terminal)?;
    let ended = watch(&mut terminal, &mut watcher, live, look).await;
    ratatui::restore();
    ended.map(|()| ExitCode::SUCCESS)
}

async fn watch(
    terminal: &mut ratatui::DefaultTerminal,
    watcher: &mut Watcher,
    mut live: Live,
    look: Duration,
) -> Result<(), Fault> {
    let (mut view, mut next) = (View::default(), Instant::now() + look);
    loop {
        terminal.draw(|frame| draw(frame, &live, &view)).map_err(Fault::Terminal)?;
        loop {
            match keys(&mut view).map_err(Fault::Terminal)? {
                Answer::End => return Ok(()),
                Answer::Draw => break,
                Answer::Nothing => tokio::time::sleep(KEYS).await,
            }
            if Instant::now() >= next {
                live = watcher.look().await?;
                next = Instant::now() + look;
                break;
            }
        }
    }
}

fn keys(view: &mut View) -> std::io::Result<Answer> {
    if !event::poll(Duration::ZERO)? {
        return Ok(Answer::Nothing);
    }
    Ok(match event::read()? {
        Event::Key(key) => press(view, key),
        Event::Resize(..) => Answer::Draw,
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) | Event::Paste(_) => {
            Answer::Nothing
        }
    })
}

fn press(view: &mut View, key: KeyEvent) -> Answer {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    if key.code == KeyCode::Char('q') || (control && key.code == KeyCode::Char('c')) {
        return Answer::End;
    }
    if key.code == KeyCode::Char('s') {
        view.sort = match view.sort {
            Sort::Order => Sort::Waiting,
            Sort::Waiting => Sort::Rate,
            Sort::Rate => Sort::Time,
            Sort::Time => Sort::Order,
        };
    } else if key.code == KeyCode::Char('f') {
        view.only_busy = !view.only_busy;
    } else if key.code == KeyCode::Down {
        view.selected = (view.selected + 1).min(STAGES.len() - 1);
    } else if key.code == KeyCode::Up {
        view.selected = view.selected.saturating_sub(1);
    } else if key.code == KeyCode::Enter {
        view.open = !view.open;
    } else if key.code == KeyCode::Esc {
        view.open = false;
    } else {
        return Answer::Nothing;
    }
    Answer::Draw
}

fn draw(frame: &mut Frame<'_>, live: &Live, view: &View) {
    let stages = chosen(live, view);
    let height = u16::try_from(stages.len() + 1).unwrap_or(u16::MAX);
    let areas = Layout::vertical([
        Constraint::Length(2),
        Constraint::Length(height),
        Constraint::Min(1),
        Constraint::Length(1),
    ]);
    let [top, middle, below, bottom] = areas.areas(frame.area());
    let colour = if live.headline().0 { Style::new().green() } else { Style::new().red() };
    frame.render_widget(Line::styled(summary(live), colour), top);
    let rows = stages.iter().map(|stage| {
        let row = Row::new(cells(stage));
        if stage.stalled.is_some() { row.red() } else { row }
    });
    let widths = [22, 8, 9, 9, 10, 7, 10, 10, 6].map(Constraint::Length);
    let table = Table::new(rows, widths)
        .header(Row::new(COLUMNS).bold())
        .row_highlight_style(Style::new().reversed());
    let selected = view.selected.min(stages.len().saturating_sub(1));
    let mut state = TableState::default().with_selected(Some(selected));
    frame.render_stateful_widget(table, middle, &mut state);
    let text = match stages.get(selected).filter(|_| view.open) {
        Some(stage) => details(live, stage),
        None => notes(live),
    };
    let text: Vec<Line<'_>> = text.into_iter().map(Line::from).collect();
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), below);
    let filter = if view.only_busy { "all" } else { "only busy" };
    let help = format!("q quit   s sort ({})   f {filter}   ↑↓ Enter open", view.sort.name());
    frame.render_widget(Line::from(help).dim(), bottom);
}

fn chosen<'a>(live: &'a Live, view: &View) -> Vec<&'a StageLive> {
    let busy = |stage: &&StageLive| {
        !view.only_busy || stage.waiting > 0 || stage.in_flight > 0 || stage.rate > 0.0
    };
    let mut stages: Vec<&StageLive> = live.stages.iter().filter(busy).collect();
    match view.sort {
        Sort::Order => {}
        Sort::Waiting => stages.sort_by_key(|stage| std::cmp::Reverse(stage.waiting)),
        Sort::Rate => stages.sort_by(|a, b| b.rate.total_cmp(&a.rate)),
        Sort::Time => {
            let time = |stage: &StageLive| stage.p95.unwrap_or(0.0);
            stages.sort_by(|a, b| time(b).total_cmp(&time(a)));
        }
    }
    stages
}

/// The details of one stage.
fn details(live: &Live, stage: &StageLive) -> Vec<String> {
    let mut lines = vec![String::new(), format!("{} reads {}", stage.stage, stage.stream)];
    lines.extend(stage.stalled.iter().map(|stalled| format!("! {stalled}")));
    let dead = live.flow.dead.iter().filter(|((at, _), _)| at == stage.stage);
    for ((_, code), count) in dead {
        let code = condensed(code, 40);
        let stage = stage.stage;
        lines.push(format!(
            "{count} dead: {code} (courant dead list --stage {stage} --code {code})"
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use article::Timestamp;
    use operator::{Behind, Conservation, Flow};
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    fn live() -> Live {
        let stage = |spec: &broker::table::StageSpec, waiting, p95| StageLive {
            stage: spec.stage,
            stream: spec.input,
            rate: 2.0,
            waiting,
            in_flight: 0,
            oldest: None,
            replicas: None,
            running: waiting == 0,
            p50: Some(1.0),
            p95: Some(p95),
            dead: 1,
            stalled: (waiting > 0).then(|| "no service is connected".to_owned()),
        };
        let dead = [(("ingestion".to_owned(), "pdf\u{1b}[2J".to_owned()), 1)];
        let flow = Flow {
            conservation: Conservation::of(&[], &[], 0),
            streams: Vec::new(),
            stages: Vec::new(),
            replicas: BTreeMap::new(),
            behind: vec![Behind {
                stage: "language-detection",
                stream: "ARTICLES_INGESTED_2",
                waiting: 6,
                of: 7,
            }],
            problems: Vec::new(),
            dead: BTreeMap::from(dead),
            readers: Vec::new(),
            sources: vec![],
        };
        Live {
            at: Timestamp::UNIX_EPOCH,
            flow,
            stages: vec![stage(&STAGES[0], 0, 9.0), stage(&STAGES[1], 7, 3.0)],
            published_rate: 1.5,
            latency_p95: Some(40.0),
        }
    }

    fn screen(view: &View) -> String {
        let mut terminal = Terminal::new(TestBackend::new(100, 14)).unwrap();
        terminal.draw(|frame| draw(frame, &live(), view)).unwrap();
        terminal.backend().to_string()
    }

    fn pressed(view: &mut View, keys: &[KeyCode]) {
        for key in keys {
            assert_eq!(press(view, KeyEvent::from(*key)), Answer::Draw, "{key:?}");
        }
    }

    #[test]
    fn stages_are_sorted_and_opened_by_keys() {
        let mut view = View::default();
        let shown = screen(&view);
        assert!(shown.contains("Stalled at language-detection"), "{shown}");
        assert!(shown.contains("6 of 7 waiting documents are in ARTICLES_INGESTED_2"), "{shown}");
        assert!(shown.find("ingestion").unwrap() < shown.rfind("language-detection").unwrap());
        pressed(&mut view, &[KeyCode::Char('s')]);
        let shown = screen(&view);
        let row = |name| shown.lines().position(|line| line.starts_with(&format!("\"{name}")));
        assert!(row("language-detection") < row("ingestion"), "{shown}");
        pressed(&mut view, &[KeyCode::Down, KeyCode::Enter]);
        let shown = screen(&view);
        assert!(shown.contains("ingestion reads ARTICLES_RAW"), "{shown}");
        assert!(shown.contains("1 dead: pdf [2J"), "{shown}");
        assert!(!shown.contains('\u{1b}'), "{shown}");
        assert_eq!(press(&mut view, KeyEvent::from(KeyCode::Char('q'))), Answer::End);
    }
}
