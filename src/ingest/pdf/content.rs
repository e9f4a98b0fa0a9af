//! What a page draws: each character with its place. Knows PDF, and no lines.

use std::rc::Rc;

use hayro_font::kurbo::{Affine, Point, Vec2};
use hayro_syntax::{
    content::{TypedIter, ops::TypedInstruction},
    object::{Array, Dict, Name, Object, Rect, Stream, String as Words},
    page::{Page, Resources, Rotation},
};

use super::{
    added::{is_comment, is_hidden},
    fonts::{Face, Fonts},
    inline::without_pictures,
    layers::Layers,
    raw::words_of,
};

/// The most characters that are taken of one document, some ten thousand pages.
const MOST: usize = 30_000_000;
/// How deep drawings may stand in drawings.
const DEEPEST: usize = 20;
/// The most drawings that are drawn on one page, however often each: without a limit, few of them could draw without an end.
const MOST_DRAWINGS: usize = 20_000;
/// How many states may be put aside.
const MOST_STATES: usize = 1_000;

/// A character, or several that are drawn as one, at a place of its page as it is seen.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub text: Rc<str>,
    /// Where it begins on its line; upwards is more.
    pub at: Point,
    /// From there to where the next one begins.
    pub along: Vec2,
    /// How high its letters are.
    pub size: f64,
    /// A number for its font.
    pub face: usize,
    /// It is written from top to bottom.
    pub is_downward: bool,
    /// The numbers of what readers have put on it.
    pub marks: Marks,
}

/// Numbers of what readers have put on something; hardly anything has any.
pub(super) type Marks = Option<Rc<[usize]>>;

/// Reads pages.
pub(super) struct Content<'a> {
    fonts: Fonts<'a>,
    glyphs: Vec<Glyph>,
    taken: usize,
    drawings: usize,
    /// How many characters have no letter that is known.
    pub unknown: usize,
    /// How many characters stand outside of their page.
    pub outside: usize,
    pub layers: Layers,
    /// In how many parts that are not shown, one in the other, something is drawn.
    hidden: usize,
}

/// What the instructions of a page change, and can put aside.
#[derive(Clone)]
struct State<'a> {
    matrix: Affine,
    face: Option<Rc<Face<'a>>>,
    size: f64,
    between_letters: f64,
    between_words: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// Where the next character is drawn, and where its line began.
#[derive(Clone, Copy)]
struct Cursor {
    next: Affine,
    line: Affine,
}

/// A part of the page that says which text it shows.
struct Marked {
    /// The text, and the number of the first character that it stands for.
    actual: Option<(String, usize)>,
    /// It is of a layer that is not shown.
    is_hidden: bool,
}

impl<'a> Content<'a> {
    /// Reads a document with these layers.
    pub(super) fn new(layers: Layers) -> Self {
        let (fonts, glyphs) = (Fonts::new(), Vec::new());
        Self { fonts, glyphs, taken: 0, drawings: 0, unknown: 0, outside: 0, layers, hidden: 0 }
    }

    /// Whether no more is taken, because the document has more characters than a document can have.
    pub(super) fn is_full(&self) -> bool {
        self.taken >= MOST
    }

    /// Whether a font says that it has more than a font has.
    pub(super) fn is_beyond(&self) -> bool {
        self.fonts.are_beyond
    }

    /// The characters of a page.
    pub(super) fn read(&mut self, page: &'a Page<'a>) -> Vec<Glyph> {
        let state = State {
            matrix: as_seen(page),
            face: None,
            size: 1.0,
            between_letters: 0.0,
            between_words: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        self.drawings = 0;
        let content = without_pictures(page.page_stream().unwrap_or_default());
        self.run(TypedIter::new(&content), page.resources(), state.clone(), 0);
        self.fill_in(page, &state);
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width), f64::from(height));
        let before = self.glyphs.len();
        self.glyphs.retain(|glyph| {
            let middle = glyph.at + glyph.along / 2.0;
            let room = glyph.size;
            (-room..=width + room).contains(&middle.x) && (-room..=height + room).contains(&middle.y)
        });
        self.outside += before - self.glyphs.len();
        std::mem::take(&mut self.glyphs)
    }

    fn run(&mut self, mut operations: TypedIter<'_>, resources: &Resources<'a>, mut state: State<'a>, depth: usize) {
        let mut aside: Vec<State<'a>> = Vec::new();
        let mut cursor = Cursor { next: Affine::IDENTITY, line: Affine::IDENTITY };
        let mut marked: Vec<Marked> = Vec::new();
        let hidden = self.hidden;
        while let Some(operation) = operations.next() {
            if self.is_full() {
                return;
            }
            match operation {
                TypedInstruction::SaveState(_) => {
                    if aside.len() < MOST_STATES {
                        aside.push(state.clone());
                    }
                }
                TypedInstruction::RestoreState(_) => state = aside.pop().unwrap_or(state),
                TypedInstruction::Transform(by) => {
                    let by = [by.0, by.1, by.2, by.3, by.4, by.5].map(|number| number.as_f64());
                    state.matrix *= Affine::new(by);
                }
                TypedInstruction::XObject(drawing) => {
                    if let Some(drawing) = resources.get_x_object(drawing.0) {
                        self.draw(&drawing, resources, &state, depth);
                    }
                }
                TypedInstruction::BeginMarkedContent(_) => marked.push(Marked { actual: None, is_hidden: false }),
                TypedInstruction::BeginMarkedContentWithProperties(begin) => {
                    let of = self.marked(begin.0, begin.1, resources);
                    marked.push(of);
                }
                TypedInstruction::EndMarkedContent(_) => {
                    let Some(marked) = marked.pop() else { continue };
                    self.hidden -= usize::from(marked.is_hidden);
                    if let Some((text, first)) = marked.actual {
                        self.say(&text, first);
                    }
                }
                operation => self.text(operation, resources, &mut state, &mut cursor),
            }
        }
        // What was not ended ends here.
        self.hidden = hidden;
    }

    fn marked(&mut self, tag: &Name<'_>, properties: &Object<'_>, resources: &Resources<'a>) -> Marked {
        let actual = actual_text(properties, resources).map(|text| (text, self.glyphs.len()));
        let layer = match properties {
            Object::Name(name) if &**tag == b"OC" => resources.properties.get::<Dict<'_>>(name),
            _ => None,
        };
        let is_hidden = layer.is_some_and(|layer| self.layers.hides(&layer));
        self.hidden += usize::from(is_hidden);
        Marked { actual, is_hidden }
    }

    /// The instructions that write.
    fn text(
        &mut self,
        operation: TypedInstruction<'_, '_>,
        resources: &Resources<'a>,
        state: &mut State<'a>,
        cursor: &mut Cursor,
    ) {
        match operation {
            TypedInstruction::BeginText(_) => *cursor = Cursor { next: Affine::IDENTITY, line: Affine::IDENTITY },
            TypedInstruction::TextFont(font) => {
                state.face = resources.get_font(font.0).and_then(|font| self.fonts.face(&font));
                state.size = font.1.as_f64();
            }
            TypedInstruction::CharacterSpacing(by) => state.between_letters = by.0.as_f64(),
            TypedInstruction::WordSpacing(by) => state.between_words = by.0.as_f64(),
            TypedInstruction::HorizontalScaling(by) => state.stretch = by.0.as_f64() / 100.0,
            TypedInstruction::TextLeading(by) => state.leading = by.0.as_f64(),
            TypedInstruction::TextRise(by) => state.rise = by.0.as_f64(),
            TypedInstruction::SetTextMatrix(to) => {
                let to = Affine::new([to.0, to.1, to.2, to.3, to.4, to.5].map(|number| number.as_f64()));
                *cursor = Cursor { next: to, line: to };
            }
            TypedInstruction::NextLine(by) => cursor.next_line(by.0.as_f64(), by.1.as_f64()),
            TypedInstruction::NextLineAndSetLeading(by) => {
                state.leading = -by.1.as_f64();
                cursor.next_line(by.0.as_f64(), by.1.as_f64());
            }
            TypedInstruction::NextLineUsingLeading(_) => cursor.next_line(0.0, -state.leading),
            TypedInstruction::ShowText(shown) => self.show(shown.0, state, cursor),
            TypedInstruction::NextLineAndShowText(shown) => {
                cursor.next_line(0.0, -state.leading);
                self.show(shown.0, state, cursor);
            }
            TypedInstruction::ShowTextWithParameters(shown) => {
                state.between_words = shown.0.as_f64();
                state.between_letters = shown.1.as_f64();
                cursor.next_line(0.0, -state.leading);
                self.show(shown.2, state, cursor);
            }
            TypedInstruction::ShowTexts(shown) => {
                for part in shown.0.iter::<Object<'_>>() {
                    match part {
                        Object::String(words) => self.show(&words, state, cursor),
                        Object::Number(back) => {
                            let by = -back.as_f64() / 1000.0 * state.size;
                            cursor.go(along(state, by));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn show(&mut self, words: &Words<'_>, state: &State<'a>, cursor: &mut Cursor) {
        let Some(face) = &state.face else { return };
        let bytes = words.as_bytes();
        let mut at = 0;
        while at < bytes.len() && !self.is_full() {
            let (code, length) = face.code_at(bytes, at);
            at += length;
            let letter = face.letter(code);
            let is_word_end = code == 32 && length == 1;
            let space = state.between_letters + if is_word_end { state.between_words } else { 0.0 };
            let step = if face.is_vertical { letter.advance.y } else { letter.advance.x } / 1000.0 * state.size;
            let to_page = state.matrix * cursor.next;
            // What is written downwards begins above the middle of its column, which is to it what a line is to others.
            let place = to_page * Point::new(0.0, state.rise);
            // Space between letters is not part of them.
            let end = to_page * Affine::translate(along(state, step));
            let size = length_of(to_page, Vec2::new(0.0, state.size));
            let along_page = end.translation() - to_page.translation();
            if self.hidden > 0 {
                self.layers.letters += usize::from(!letter.text.trim().is_empty());
                if !self.layers.are_taken {
                    cursor.go(along(state, step + space));
                    continue;
                }
            }
            if letter.is_unknown {
                self.unknown += 1;
            }
            if !letter.text.is_empty() && is_sensible(place, along_page, size) {
                let text = Rc::clone(&letter.text);
                let (face, is_downward) = (face.number, face.is_vertical);
                self.glyphs.push(Glyph { text, at: place, along: along_page, size, face, is_downward, marks: None });
                self.taken += 1;
            }
            cursor.go(along(state, step + space));
        }
    }

    /// Draws a drawing that stands by itself.
    fn draw(&mut self, drawing: &Stream<'a>, resources: &Resources<'a>, state: &State<'a>, depth: usize) {
        let dict = drawing.dict();
        let is_form = dict.get::<Name<'_>>("Subtype").is_some_and(|kind| &*kind == b"Form");
        self.drawings += 1;
        if !is_form || depth >= DEEPEST || self.drawings > MOST_DRAWINGS {
            return;
        }
        let Ok(content) = drawing.decoded_data() else { return };
        let is_hidden = dict.get::<Dict<'_>>("OC").is_some_and(|layer| self.layers.hides(&layer));
        let mut state = state.clone();
        if let Some(by) = dict.get::<[f64; 6]>("Matrix") {
            state.matrix *= Affine::new(by);
        }
        let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
        let content = without_pictures(&content);
        self.hidden += usize::from(is_hidden);
        self.run(TypedIter::new(&content), own.as_ref().unwrap_or(resources), state, depth + 1);
        self.hidden -= usize::from(is_hidden);
    }

    /// Draws what was filled in on a page, and what was put there: fields of forms, boxes of text, stamps.
    fn fill_in(&mut self, page: &Page<'a>, state: &State<'a>) {
        let Some(added) = page.raw().get::<Array<'a>>("Annots") else { return };
        for added in added.iter::<Dict<'a>>() {
            let kind = added.get::<Name<'_>>("Subtype");
            let has_words =
                kind.is_some_and(|kind| matches!(&*kind, b"Widget" | b"FreeText" | b"Stamp" | b"Watermark"));
            if !has_words || is_hidden(&added) || is_comment(&added) {
                continue;
            }
            if let (Some(drawing), Some(room)) = (appearance(&added), added.get::<Rect>("Rect")) {
                let mut state = state.clone();
                state.matrix *= into(&drawing, room);
                self.draw(&drawing, page.resources(), &state, 0);
            }
        }
    }

    /// The characters from `first` on show `text`, whatever they are themselves, if they stand on one line.
    fn say(&mut self, text: &str, first: usize) {
        let Some((start, others)) = self.glyphs.get(first..).and_then(<[Glyph]>::split_first) else { return };
        let is_beside = |glyph: &Glyph| {
            let away = glyph.at - start.at;
            start.along.cross(away).abs() <= start.along.hypot() * start.size * 0.7
        };
        if text.is_empty() || others.len() > 200 || !others.iter().all(is_beside) {
            return;
        }
        let mut whole = start.clone();
        // What is drawn from right to left begins where its last character is.
        let ends = self.glyphs[first..].iter().flat_map(|glyph| [glyph.at, glyph.at + glyph.along]);
        let place = |point: Point| start.along.dot(point - start.at);
        let (mut begin, mut end) = (start.at, start.at + start.along);
        for point in ends {
            if place(point) < place(begin) {
                begin = point;
            }
            if place(point) > place(end) {
                end = point;
            }
        }
        whole.at = begin;
        whole.along = end - begin;
        whole.text = Rc::from(text);
        self.glyphs.truncate(first);
        self.glyphs.push(whole);
    }
}

/// How something that was added to a page looks, as it is now.
fn appearance<'a>(added: &Dict<'a>) -> Option<Stream<'a>> {
    let looks = added.get::<Dict<'a>>("AP")?;
    if let Some(drawing) = looks.get::<Stream<'a>>("N") {
        return Some(drawing);
    }
    looks.get::<Dict<'a>>("N")?.get::<Stream<'a>>(added.get::<Name<'_>>("AS")?)
}

/// From the places of a drawing to the room that it has on the page.
fn into(drawing: &Stream<'_>, room: Rect) -> Affine {
    let own = drawing.dict().get::<Rect>("BBox").unwrap_or(room);
    let matrix = drawing.dict().get::<[f64; 6]>("Matrix").map_or(Affine::IDENTITY, Affine::new);
    let corners =
        [(own.x0, own.y0), (own.x1, own.y0), (own.x0, own.y1), (own.x1, own.y1)].map(|at| matrix * Point::from(at));
    let low = |of: fn(&Point) -> f64| corners.iter().map(of).fold(f64::INFINITY, f64::min);
    let high = |of: fn(&Point) -> f64| corners.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let (left, bottom) = (low(|at| at.x), low(|at| at.y));
    let (width, height) = (high(|at| at.x) - left, high(|at| at.y) - bottom);
    if width <= 0.0 || height <= 0.0 {
        return Affine::translate((room.x0 - left, room.y0 - bottom));
    }
    let (across, up) = (room.width() / width, room.height() / height);
    Affine::new([across, 0.0, 0.0, up, room.x0 - across * left, room.y0 - up * bottom])
}

impl Cursor {
    fn next_line(&mut self, x: f64, y: f64) {
        self.line *= Affine::translate((x, y));
        self.next = self.line;
    }

    fn go(&mut self, by: Vec2) {
        self.next *= Affine::translate(by);
    }
}

/// So far in the direction of writing.
fn along(state: &State<'_>, by: f64) -> Vec2 {
    if state.face.as_ref().is_some_and(|face| face.is_vertical) {
        Vec2::new(0.0, by)
    } else {
        Vec2::new(by * state.stretch, 0.0)
    }
}

fn length_of(matrix: Affine, way: Vec2) -> f64 {
    let [a, b, c, d, _, _] = matrix.as_coeffs();
    Vec2::new(a * way.x + c * way.y, b * way.x + d * way.y).hypot()
}

fn is_sensible(at: Point, along: Vec2, size: f64) -> bool {
    at.is_finite() && along.is_finite() && size.is_finite() && size > 0.1 && size < 5_000.0
}

/// The text that a marked part says it shows.
fn actual_text(properties: &Object<'_>, resources: &Resources<'_>) -> Option<String> {
    let of = |dict: &Dict<'_>| dict.get::<Words<'_>>("ActualText").map(|text| words_of(text.as_bytes()));
    match properties {
        Object::Dict(dict) => of(dict),
        Object::Name(name) => resources.properties.get::<Dict<'_>>(name).and_then(|dict| of(&dict)),
        _ => None,
    }
}

/// From the page's own places to those that it is seen with: its corner is nought, and it is turned as it says.
pub(super) fn as_seen(page: &Page<'_>) -> Affine {
    let corner = page.intersected_crop_box();
    let (width, height) = page.base_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let turned = match page.rotation() {
        Rotation::None => Affine::IDENTITY,
        Rotation::Horizontal => Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, width]),
        Rotation::Flipped => Affine::new([-1.0, 0.0, 0.0, -1.0, width, height]),
        Rotation::FlippedHorizontal => Affine::new([0.0, 1.0, -1.0, 0.0, height, 0.0]),
    };
    turned * Affine::translate((-corner.x0, -corner.y0))
}
