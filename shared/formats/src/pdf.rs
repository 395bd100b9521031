//! PDF (ISO 32000): text in reading order, by the positions of its characters.

mod count;
mod fonts;
mod glyphs;
mod information;
mod items;
mod join;
mod lines;
mod marks;
mod mend;
mod order;
mod paragraphs;
mod piece;
mod places;
mod running;
mod slanted;
mod strings;
mod structure;
mod tables;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hayro_interpret::hayro_syntax::object::ObjectIdentifier;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, interpret_page,
};

use memchr::memmem;

use crate::error::{Bound, Defect};
use crate::{FormatError, Reading};
use fonts::Fonts;
use glyphs::{Collector, Shown};
use join::Words;
use order::{Region, regions};
use paragraphs::{Block, Look};
use piece::{Piece, Turn};
use running::Sheet;
use slanted::Slanted;
use structure::Structure;

/// The maximum number of pages. Further ones are left out, with a warning.
const PAGES: usize = 2_000;
/// The percentage of the text that a structure must cover.
const COVERED: usize = 80;
/// A single block can't be most of a text that is longer than this.
const BLOCK: usize = 3_000;
/// The maximum length of a document's text.
const LONGEST: usize = 16 << 20;

/// Reads a PDF. Running heads, page numbers and watermarks are left out; footnotes follow the text.
pub(crate) fn read(document: &[u8], progress: &mut dyn FnMut()) -> Result<Reading, FormatError> {
    if count::has_too_many_pages(document) {
        return Err(FormatError::TooMuch(Bound::Pages));
    }
    let (pdf, document) = open(document)?;
    let structure = Structure::of(&pdf);
    let mut found = Found::of(&pdf, None, structure.as_ref(), progress)?;
    let mut pdf = pdf;
    if found.unknown > 0 {
        // Most documents are spared the search for what else tells their characters.
        let mended = mend::mended(document, &pdf).and_then(|mended| Pdf::new(mended).ok());
        pdf = mended.unwrap_or(pdf);
        found = Found::of(&pdf, Some(Fonts::of(&pdf)), structure.as_ref(), progress)?;
    }
    if found.length == 0 && found.pictures > 0 {
        return Err(FormatError::Pictures(u32::try_from(found.pictures).unwrap_or(u32::MAX)));
    }
    let warnings = found.warnings(pdf.pages().len());
    let first_page = found.first_page();
    let (blocks, look) = found.blocks();
    let mut reading = Reading { warnings, ..Reading::default() };
    information::declare(&pdf, &blocks, look, &first_page, &mut reading);
    reading.html = write::html(&blocks, look);
    Ok(reading)
}

/// Opens a PDF. If it can't be read because two files were concatenated, uses the last one, or the
/// first one if that can't be read, either.
fn open(document: &[u8]) -> Result<(Pdf, &[u8]), FormatError> {
    let open = |document: &[u8]| match Pdf::new(document.to_vec()) {
        Ok(pdf) if !pdf.pages().is_empty() => Ok(pdf),
        Err(LoadPdfError::Decryption(_)) => Err(FormatError::Encrypted),
        Ok(_) | Err(LoadPdfError::Invalid) => Err(FormatError::Damaged(Defect::Pdf)),
    };
    let defect = match open(document) {
        Ok(pdf) => return Ok((pdf, document)),
        Err(defect) => defect,
    };
    let second = memmem::rfind(document, b"%PDF-").filter(|at| *at > 0).ok_or(defect)?;
    let (first, last) = document.split_at(second);
    let parts = [last, first].into_iter();
    parts.filter_map(|part| Some((open(part).ok()?, part))).next().ok_or(defect)
}

/// What the pages show.
#[derive(Default)]
struct Found {
    sheets: Vec<Sheet>,
    /// Lines of pages that are turned, by their page.
    turned: Vec<(usize, Vec<lines::Line>)>,
    slanted: Vec<Slanted>,
    unknown: usize,
    length: usize,
    /// How much of it the structure tree has.
    tagged: usize,
    is_structure_ignored: bool,
    /// Pages that have a picture and no text.
    pictures: usize,
    settings: InterpreterSettings,
}

impl Found {
    fn of(
        pdf: &Pdf,
        mut fonts: Option<Fonts>,
        structure: Option<&Structure>,
        progress: &mut dyn FnMut(),
    ) -> Result<Self, FormatError> {
        let mut found = Self::default();
        let cache = InterpreterCache::new();
        for page in pdf.pages().iter().take(PAGES) {
            progress();
            let structure = structure.zip(page.raw().obj_id());
            found.add(page, &cache, pdf, &mut fonts, structure);
            if found.length > LONGEST {
                return Err(FormatError::TooMuch(Bound::Text));
            }
        }
        found.add_slanted();
        found.judge_structure();
        Ok(found)
    }

    fn add<'a>(
        &mut self,
        page: &Page<'a>,
        cache: &InterpreterCache<'a>,
        pdf: &'a Pdf,
        fonts: &mut Option<Fonts>,
        structure: Option<(&Structure, ObjectIdentifier)>,
    ) {
        let (width, height) = page.render_dimensions();
        let visible = page.intersected_crop_box();
        let area = match visible.width() > 0.0 && visible.height() > 0.0 {
            true => Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            // A viewer that follows the rules shows nothing: none does.
            false => Rect::new(-1e6, -1e6, 1e6, 1e6),
        };
        let transform = Affine::new(page.initial_transform(true).as_coeffs());
        let mut settings = self.settings.clone();
        settings.render_content = RenderContent::PAGE;
        let mut context = Context::new(transform, area, cache, pdf.xref(), settings);
        let mut collector = Collector::new(area, fonts, structure);
        interpret_page(page, &mut context, &mut collector);
        let Shown { pieces, hidden, unknown, has_image } = collector.shown;
        self.unknown += unknown;
        // The text layer of a scanned page isn't drawn.
        let pieces = if pieces.len() * 4 < hidden.len() { hidden } else { pieces };
        let is_slanted = |piece: &Piece| matches!(piece.turn, Turn::Slanted(_));
        let (slanted, pieces): (Vec<Piece>, Vec<Piece>) = pieces.into_iter().partition(is_slanted);
        let length: usize = pieces.iter().map(|piece| piece.text.trim().len()).sum();
        let tagged = pieces.iter().filter(|piece| piece.element.is_some());
        self.tagged += tagged.map(|piece| piece.text.trim().len()).sum::<usize>();
        self.length += length;
        let is_picture = length == 0 && has_image;
        self.pictures += usize::from(is_picture);
        self.slant(slanted, is_picture);
        let (upright, turned): (Vec<Piece>, Vec<Piece>) =
            pieces.into_iter().partition(|piece| piece.turn == Turn::Upright);
        // A rotated page is read as if it were upright.
        let is_turned = turned.len() > upright.len();
        let (main, other) = if is_turned { (turned, upright) } else { (upright, turned) };
        let (main, rest) = match main.first().map(|piece| piece.turn) {
            Some(turn) => main.into_iter().partition(|piece| piece.turn == turn),
            None => (main, Vec::new()),
        };
        let height = if is_turned { f64::INFINITY } else { f64::from(height) };
        self.sheets.push(Sheet { lines: lines::lines(main), height });
        let mut side = Vec::new();
        for turn in [Turn::Upright, Turn::Down, Turn::Up] {
            let own = other.iter().chain(&rest).filter(|piece| piece.turn == turn);
            side.extend(lines::lines(own.cloned().collect()));
        }
        self.turned.push((self.sheets.len() - 1, side));
    }

    /// Adds the next page's text at an angle.
    fn slant(&mut self, pieces: Vec<Piece>, is_on_picture: bool) {
        let mut by_angle: BTreeMap<i16, Vec<Piece>> = BTreeMap::new();
        for piece in pieces {
            if let Turn::Slanted(degrees) = piece.turn {
                by_angle.entry(degrees).or_default().push(piece);
            }
        }
        for (degrees, pieces) in by_angle {
            let (page, lines) = (self.sheets.len(), lines::lines(pieces));
            self.slanted.push(Slanted { page, degrees, lines, is_on_picture });
        }
    }

    /// Adds rotated text to its page, except for watermarks.
    fn add_slanted(&mut self) {
        let texts: Vec<&[lines::Line]> = self.sheets.iter().map(|sheet| &sheet.lines[..]).collect();
        slanted::remove_watermarks(&mut self.slanted, &texts);
        let mut pictures = BTreeSet::new();
        for Slanted { page, lines, is_on_picture, .. } in self.slanted.drain(..) {
            self.length += lines.iter().map(|line| line.text.len()).sum::<usize>();
            if is_on_picture {
                pictures.insert(page);
            }
            self.turned.push((page, lines));
        }
        self.pictures -= pictures.len();
    }

    /// Keeps the structure only if it covers most of the text and has more than one block.
    fn judge_structure(&mut self) {
        let mut blocks: HashMap<u32, usize> = HashMap::new();
        let lines = self.sheets.iter().flat_map(|sheet| &sheet.lines);
        for (element, line) in lines.filter_map(|line| Some((line.element?, line))) {
            *blocks.entry(element.block).or_default() += line.text.len();
        }
        let longest = blocks.into_values().max().unwrap_or_default();
        let is_whole = self.tagged * 100 >= self.length * COVERED;
        if self.tagged == 0 || is_whole && (longest <= BLOCK || longest * 2 <= self.length) {
            return;
        }
        let turned = self.turned.iter_mut().flat_map(|(_, lines)| lines);
        let sheets = self.sheets.iter_mut().flat_map(|sheet| &mut sheet.lines);
        sheets.chain(turned).for_each(|line| line.element = None);
        self.is_structure_ignored = true;
    }

    fn warnings(&self, pages: usize) -> Vec<String> {
        let mut warnings = Vec::new();
        if pages > PAGES {
            let left_out = pages - PAGES;
            warnings.push(format!(
                "the document has more than {PAGES} pages: the last {left_out} were left out"
            ));
        }
        if self.unknown > 0 {
            let unknown = self.unknown;
            warnings.push(format!("{unknown} character(s) have no Unicode value in the document's fonts and were left out"));
        }
        if self.is_structure_ignored {
            let warning = "the document's structure covers too little of its text and was not used";
            warnings.push(warning.to_owned());
        }
        if self.pictures > 0 {
            let pictures = self.pictures;
            warnings.push(format!("{pictures} page(s) are pictures without text"));
        }
        warnings
    }

    fn first_page(&self) -> String {
        let lines = self.sheets.first().into_iter().flat_map(|sheet| &sheet.lines);
        lines.map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    fn blocks(mut self) -> (Vec<Block>, Look) {
        running::remove(&mut self.sheets);
        let mut words = Words::default();
        for sheet in &self.sheets {
            sheet.lines.iter().for_each(|line| words.add(&line.text));
        }
        let mut pages: Vec<Vec<Region>> = Vec::new();
        for sheet in self.sheets {
            pages.push(regions(sheet.lines));
        }
        for (page, side) in self.turned {
            pages[page].extend(regions(side));
        }
        let look = Look::of(&pages.iter().flatten().collect::<Vec<_>>());
        let (mut blocks, mut notes) = (Vec::new(), Vec::new());
        for page in &mut pages {
            for region in page {
                let note = region.take_notes(look);
                paragraphs::add(region, look, &words, &mut blocks);
                paragraphs::add_notes(&note, &words, &mut notes);
            }
        }
        blocks.append(&mut notes);
        (blocks, look)
    }
}

#[cfg(test)]
mod tests;
