//! Sets plain running text letter by letter: what egui makes of it in a font without kerning, in a fraction of the time.
//!
//! egui shapes each run anew. In the reading face nothing depends on neighbours but five ligatures, so that a line is
//! its letters one after the other. Each letter is taken from egui once for each of the four places within a pixel at
//! which egui draws it. Whether a font is so simple is tried on a few letters; all other text is left to egui.

use std::{collections::BTreeMap, sync::Arc};

use egui::{
    Color32, FontFamily, Galley, Pos2, Rect, TextFormat,
    emath::GuiRounding as _,
    epaint::{
        Mesh,
        text::{FontsView, Glyph, LayoutJob, PlacedRow, Row, RowVisuals},
    },
    pos2, vec2,
};

/// The ligatures of the reading face, the longest first.
const LIGATURES: [&str; 5] = ["ffi", "ffl", "ff", "fi", "fl"];
/// Letters that a font with kerning sets closer, and a ligature.
const TRIAL: &str = "AVATo. ffi";
/// Into how many places a pixel is divided.
const BINS: usize = 4;

/// What the letters depend on.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    family: FontFamily,
    size: f32,
    line_height: Option<f32>,
    pixels_per_point: f32,
}

/// A letter or a ligature, ready to be set.
struct Sort {
    /// In physical pixels.
    advance: f32,
    /// At each place within a pixel, once it has been needed there.
    glyphs: [Option<Glyph>; BINS],
}

/// The letters of one font in one size.
#[derive(Default)]
pub(super) struct Setter {
    key: Option<Key>,
    /// Whether text can be set so in this font, once it was tried.
    is_simple: Option<bool>,
    ascii: Vec<Option<Sort>>,
    others: BTreeMap<char, Sort>,
    ligatures: BTreeMap<&'static str, Sort>,
    /// What galleys and rows are made from.
    template: Option<Template>,
}

/// A galley without rows, and a row without letters, of egui's making.
#[derive(Clone)]
struct Template {
    galley: Galley,
    row: Row,
}

/// A line in the making, without its breaks.
struct Line {
    glyphs: Vec<Glyph>,
    /// Where the next letter stands, in physical pixels.
    cursor: f32,
}

impl Setter {
    /// Forgets all letters, because the texture that they are drawn in was cleared.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// The galley of a job of one section without line feeds; none where the text or the font is not simple enough.
    pub fn set(&mut self, fonts: &mut FontsView<'_>, job: &LayoutJob, pixels_per_point: f32) -> Option<Galley> {
        let format = &job.sections.first()?.format;
        if job.text.is_empty() || !job.text.chars().all(is_plain) {
            return None;
        }
        let key = Key {
            family: format.font_id.family.clone(),
            size: format.font_id.size,
            line_height: format.line_height,
            pixels_per_point,
        };
        if self.key.as_ref() != Some(&key) {
            self.forget();
            self.key = Some(key);
        }
        if self.is_simple.is_none() {
            self.is_simple = Some(self.try_out(fonts, format, pixels_per_point));
        }
        if self.is_simple == Some(false) {
            return None;
        }
        let line = self.line(fonts, &job.text, format, pixels_per_point)?;
        Some(galley(self.template.as_ref()?, job, line, pixels_per_point))
    }

    /// Whether a few letters stand where egui sets them.
    fn try_out(&mut self, fonts: &mut FontsView<'_>, format: &TextFormat, pixels_per_point: f32) -> bool {
        let expected = fonts.layout_job(LayoutJob::single_section(TRIAL.to_owned(), format.clone()));
        let ([row], Some(line)) = (expected.rows.as_slice(), self.line(fonts, TRIAL, format, pixels_per_point)) else {
            return false;
        };
        let mut galley = (*expected).clone();
        galley.rows.clear();
        self.template = Some(Template { galley, row: (*row.row).clone() });
        same(&row.glyphs, &line.glyphs)
    }

    /// All letters of a text in one line; none where egui gives a letter in another way than is known here.
    fn line(
        &mut self,
        fonts: &mut FontsView<'_>,
        text: &str,
        format: &TextFormat,
        pixels_per_point: f32,
    ) -> Option<Line> {
        let mut line = Line { glyphs: Vec::with_capacity(text.len()), cursor: 0.0 };
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let ligature = LIGATURES.into_iter().find(|unit| c == 'f' && rest.starts_with(unit));
            let unit = ligature.unwrap_or_else(|| &rest[..c.len_utf8()]);
            let (x, bin) = place_in_pixel(line.cursor);
            let sort = self.sort(c, ligature);
            let mut glyph = match sort.glyphs[bin] {
                Some(glyph) => glyph,
                None => {
                    let (glyph, advance) = cast(fonts, unit, bin, format, pixels_per_point)?;
                    sort.glyphs[bin] = Some(glyph);
                    sort.advance = advance;
                    glyph
                }
            };
            let advance = sort.advance;
            glyph.pos.x = x / pixels_per_point;
            line.glyphs.push(glyph);
            line.cursor += advance;
            for joined in unit.chars().skip(1) {
                glyph.chr = joined;
                glyph.pos.x = line.cursor.round() / pixels_per_point;
                glyph.advance_width = 0.0;
                // A part of the ligature has nothing of its own to draw.
                std::mem::take(&mut glyph.uv_rect);
                line.glyphs.push(glyph);
            }
            rest = &rest[unit.len()..];
        }
        Some(line)
    }

    fn sort(&mut self, c: char, ligature: Option<&'static str>) -> &mut Sort {
        let empty = || Sort { advance: 0.0, glyphs: [None; BINS] };
        match (ligature, u32::from(c) as usize) {
            (Some(unit), _) => self.ligatures.entry(unit).or_insert_with(empty),
            (None, code @ 0..128) => {
                if self.ascii.is_empty() {
                    self.ascii.resize_with(128, || None);
                }
                self.ascii[code].get_or_insert_with(empty)
            }
            (None, _) => self.others.entry(c).or_insert_with(empty),
        }
    }
}

/// A letter or ligature as egui gives it at a place within a pixel, and its advance in physical pixels.
fn cast(
    fonts: &mut FontsView<'_>,
    unit: &str,
    bin: usize,
    format: &TextFormat,
    pixels_per_point: f32,
) -> Option<(Glyph, f32)> {
    let mut job = LayoutJob::default();
    job.append(unit, bin as f32 / BINS as f32 / pixels_per_point, format.clone());
    let galley = fonts.layout_job(job);
    let [row] = galley.rows.as_slice() else { return None };
    let (first, joined) = row.glyphs.split_first()?;
    let is_joined = |glyph: &Glyph| glyph.advance_width == 0.0 && glyph.uv_rect.is_nothing();
    let is_known = joined.iter().all(is_joined) && joined.len() + 1 == unit.chars().count();
    is_known.then_some((*first, first.advance_width * pixels_per_point))
}

/// Letters of Western and Central European text, and what usually stands between them.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{24f}'
        | '–' | '—' | '‘' | '’' | '‚' | '“' | '”' | '„' | '•' | '…' | '€')
}

/// The pixel that a letter is drawn from, and at which of the places within it.
fn place_in_pixel(x: f32) -> (f32, usize) {
    let quarters = (x * BINS as f32 + 0.5).floor();
    let pixel = (quarters / BINS as f32).floor();
    (pixel, (quarters - pixel * BINS as f32) as usize)
}

/// Whether letters stand at the same places.
fn same(a: &[Glyph], b: &[Glyph]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a.chr, a.pos, a.uv_rect) == (b.chr, b.pos, b.uv_rect))
}

/// Breaks a line into rows and draws them, as egui does.
fn galley(template: &Template, job: &LayoutJob, line: Line, pixels_per_point: f32) -> Galley {
    let mut job = job.clone();
    job.wrap.max_width = job.wrap.max_width.round();
    let whole = line.cursor / pixels_per_point;
    let ends = if whole <= job.effective_wrap_width() {
        vec![line.glyphs.len()]
    } else {
        row_ends(&line.glyphs, job.effective_wrap_width())
    };
    let mut galley = template.galley.clone();
    let height = template.row.size.y;
    let mut counted = (Rect::ZERO, Rect::NOTHING, 0, 0);
    let (mut start, mut top) = (0, 0.0);
    for end in ends {
        let row = row(&template.row, &line.glyphs[start..end], pixels_per_point);
        counted.1 |= row.visuals.mesh_bounds.translate(vec2(0.0, top));
        counted.2 += row.visuals.mesh.vertices.len();
        counted.3 += row.visuals.mesh.indices.len();
        counted.0 |= Rect::from_min_size(pos2(0.0, top), row.size);
        galley.rows.push(PlacedRow { pos: pos2(0.0, top), row: Arc::new(row), ends_with_newline: false });
        top = (top + height).round_to_pixels(pixels_per_point);
        start = end;
    }
    (galley.rect, galley.mesh_bounds, galley.num_vertices, galley.num_indices) = counted;
    galley.job = Arc::new(job);
    galley
}

/// One row; the letters come from a longer line.
fn row(template: &Row, glyphs: &[Glyph], pixels_per_point: f32) -> Row {
    let left = glyphs.first().map_or(0.0, |glyph| glyph.pos.x);
    let mut mesh = Mesh::default();
    mesh.reserve_triangles(glyphs.len() * 2);
    mesh.reserve_vertices(glyphs.len() * 4);
    let mut moved = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let mut glyph = *glyph;
        glyph.pos.x -= left;
        glyph.first_vertex = u32::try_from(mesh.vertices.len()).unwrap_or(u32::MAX);
        if !glyph.uv_rect.is_nothing() {
            let corner: Pos2 = (glyph.pos + glyph.uv_rect.offset).round_to_pixels(pixels_per_point);
            let [min, max] = [glyph.uv_rect.min, glyph.uv_rect.max].map(|[x, y]| pos2(f32::from(x), f32::from(y)));
            let rect = Rect::from_min_size(corner, glyph.uv_rect.size);
            mesh.add_rect_with_uv(rect, Rect::from_min_max(min, max), Color32::PLACEHOLDER);
        }
        moved.push(glyph);
    }
    let width = moved.last().map_or(0.0, Glyph::max_x);
    let vertices = mesh.vertices.len();
    let mut row = template.clone();
    row.glyphs = moved;
    row.size = vec2(width, template.size.y).round_ui();
    row.visuals =
        RowVisuals { mesh_bounds: mesh.calc_bounds(), mesh, glyph_index_start: 0, glyph_vertex_range: 0..vertices };
    row
}

/// Where rows end, by egui's rules: behind white space, else behind a hyphen, else behind a sign, else anywhere.
fn row_ends(glyphs: &[Glyph], width: f32) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut left = 0.0;
    // The last places where a row may end: behind white space, a hyphen, a sign, any letter.
    let mut last: [Option<usize>; 4] = [None; 4];
    for (index, glyph) in glyphs.iter().enumerate() {
        if width < glyph.max_x() - left
            && let Some(kept) = last.into_iter().flatten().next()
        {
            let start = kept + 1;
            ends.push(start);
            left = glyphs.get(start).map_or(left, |glyph| glyph.pos.x);
            for place in &mut last {
                *place = place.filter(|at| *at >= start);
            }
        }
        let c = glyph.chr;
        if c.is_whitespace() && c != '\u{a0}' {
            last[0] = Some(index);
        } else if c == '-' {
            last[1] = Some(index);
        } else if c.is_ascii_punctuation() {
            last[2] = Some(index);
        }
        last[3] = Some(index);
    }
    ends.push(glyphs.len());
    ends
}

#[cfg(test)]
mod tests {
    use egui::{Context, FontData, FontDefinitions, FontId, RawInput};
    use proptest::prelude::*;

    use super::*;

    /// Runs `look` with the reading face as the family “reading”, and with egui's own fonts.
    fn with_fonts(pixels_per_point: f32, mut look: impl FnMut(&mut FontsView<'_>)) {
        let context = Context::default();
        context.set_pixels_per_point(pixels_per_point);
        let mut fonts = FontDefinitions::default();
        let face = include_bytes!("../../../assets/fonts/PostilSerif-Regular.ttf").as_slice();
        fonts.font_data.insert("serif".to_owned(), Arc::new(FontData::from_static(face)));
        fonts.families.insert(FontFamily::Name("reading".into()), vec!["serif".to_owned()]);
        context.set_fonts(fonts);
        let mut output = context.run_ui(RawInput::default(), |_| {});
        output.append(context.run_ui(RawInput::default(), |ui| ui.ctx().fonts_mut(|fonts| look(fonts))));
        output.textures_delta.clear();
    }

    fn job(text: &str, family: FontFamily, width: f32) -> LayoutJob {
        let font = FontId::new(17.0, family);
        let format = TextFormat { line_height: Some(27.0), ..TextFormat::simple(font, Color32::PLACEHOLDER) };
        let mut job = LayoutJob::single_section(text.to_owned(), format);
        job.wrap.max_width = width;
        job
    }

    fn reading() -> FontFamily {
        FontFamily::Name("reading".into())
    }

    /// Compares with what egui makes of it: letters, places, rows and what is drawn.
    fn check(texts: &[String], width: f32, pixels_per_point: f32) {
        with_fonts(pixels_per_point, |fonts| {
            let mut setter = Setter::default();
            for text in texts {
                let job = job(text, reading(), width);
                let set = setter.set(fonts, &job, pixels_per_point).expect("plain text in a simple font");
                let expected = fonts.layout_job(job);
                assert_eq!(set.rows.len(), expected.rows.len(), "{text:?}");
                for (set, expected) in set.rows.iter().zip(&expected.rows) {
                    assert_eq!(set.pos, expected.pos, "{text:?}");
                    assert!(same(&set.glyphs, &expected.glyphs), "{text:?}");
                    let ends = |row: &Row| row.glyphs.last().map(Glyph::max_x);
                    assert_eq!(ends(set), ends(expected), "{text:?}");
                    assert_eq!(set.visuals.mesh, expected.visuals.mesh, "{text:?}");
                }
                assert_eq!((set.num_vertices, set.num_indices), (expected.num_vertices, expected.num_indices));
                assert_eq!(set.mesh_bounds, expected.mesh_bounds, "{text:?}");
            }
        });
    }

    #[test]
    fn plain_text_stands_as_egui_sets_it() {
        let texts = [
            "The Freedom Online Coalition was never built to impress a visitor; it affirms, officially, a first waffle.",
            "Überall „naïve“ Möglichkeiten – Œuvre, façade, Łódź… € 5 – it’s off-limits, stiff/fluffy.",
            "averyveryveryveryveryveryveryveryverylongwordthatfitsnowhere and-many-hyphens-in-a-row-are-here",
            "trailing white space   ",
            "f",
            " ",
        ];
        for pixels_per_point in [1.0, 2.0] {
            for width in [60.0, 200.0, 640.0, f32::INFINITY] {
                check(&texts.map(str::to_owned), width, pixels_per_point);
            }
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_egui() {
        with_fonts(1.0, |fonts| {
            let mut setter = Setter::default();
            for text in ["", "e\u{301}tat", "主权", "a\tb", "سِيادَة", "👍"] {
                assert!(setter.set(fonts, &job(text, reading(), 200.0), 1.0).is_none(), "{text:?}");
            }
            let kerned = job("plain", FontFamily::Proportional, 200.0);
            assert!(setter.set(fonts, &kerned, 1.0).is_none(), "a font with kerning");
            assert!(setter.set(fonts, &job("plain", reading(), 200.0), 1.0).is_some(), "and back");
        });
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
        #[test]
        fn any_plain_text_stands_as_egui_sets_it(
            texts in prop::collection::vec("[ -~fil éßŁ–’“”…\u{a0}]{1,160}", 1..8),
            width in 40_u16..500,
        ) {
            check(&texts, f32::from(width), 1.0);
        }
    }
}
