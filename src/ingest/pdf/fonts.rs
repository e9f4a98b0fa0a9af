//! The fonts of a PDF document: which letter a code is, and how far it goes.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
};

use hayro_font::{
    CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, OutlineGlyph,
    hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded},
    kurbo::Vec2,
};
use hayro_syntax::object::{Array, Dict, Name, Stream, String as Words};
use skrifa::{FontRef, MetadataProvider as _};

use super::{tex, widths};

/// A letter of a font.
#[derive(Debug)]
pub(super) struct Letter {
    pub text: Rc<str>,
    /// To the next one, in thousandths of the font's size.
    pub advance: Vec2,
    /// Nothing says which letter it is.
    pub is_unknown: bool,
}

/// A font as it is used.
pub(super) struct Face<'a> {
    pub number: usize,
    /// It is written from top to bottom.
    pub is_vertical: bool,
    font: Font<'a>,
    collection: Option<Collection>,
    tex: Option<tex::Encoding>,
    /// Where its letters are said to be what their numbers are.
    says_numbers: Option<CMap>,
    /// The letters that its glyphs are drawn for, by the font's own list, once somebody asks.
    drawn_for: OnceCell<HashMap<u32, char>>,
    letters: RefCell<HashMap<u32, Rc<Letter>>>,
}

/// The characters of Chinese, Japanese and Korean fonts have numbers that are known to all.
struct Collection {
    /// From codes to these numbers.
    numbers: CMap,
    /// From these numbers to letters.
    letters: CMap,
}

/// All fonts of a document, each read once.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    /// By where they are described.
    known: HashMap<(usize, usize), Option<Rc<Face<'a>>>>,
    made: usize,
    /// They said that they have more than fonts have.
    pub are_beyond: bool,
    /// How many widths they may still say they have.
    widths_left: u64,
    standard: FontResolverFn,
    maps: CMapResolverFn,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            known: HashMap::new(),
            made: 0,
            are_beyond: false,
            widths_left: widths::MOST_WIDTHS,
            standard: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(font) => Some(font.pick_standard_font().get_font_data()),
            }),
            maps: Arc::new(load_embedded),
        }
    }

    /// The font that a dictionary describes; `None` if it is none.
    pub(super) fn face(&mut self, dict: &Dict<'a>) -> Option<Rc<Face<'a>>> {
        // A part that stands within another one has no number of its own.
        let place = (dict.data().as_ptr().addr(), dict.data().len());
        if let Some(known) = self.known.get(&place) {
            return known.clone();
        }
        let face = self.read(dict);
        self.known.insert(place, face.clone());
        face
    }

    fn read(&mut self, dict: &Dict<'a>) -> Option<Rc<Face<'a>>> {
        let Some(left) = self.widths_left.checked_sub(widths::widths(dict)) else {
            self.are_beyond = true;
            return None;
        };
        self.widths_left = left;
        let font = self.cache.font(dict, &self.standard, &self.maps)?;
        self.made += 1;
        Some(Rc::new(Face {
            number: self.made,
            is_vertical: !font.is_horizontal(),
            font,
            collection: collection(dict),
            tex: tex::encoding(dict),
            says_numbers: says_numbers(dict),
            drawn_for: OnceCell::new(),
            letters: RefCell::default(),
        }))
    }
}

impl Face<'_> {
    /// The code that begins at `at`, and how many bytes it has.
    pub(super) fn code_at(&self, bytes: &[u8], at: usize) -> (u32, usize) {
        let (code, length) = self.font.read_code(bytes, at);
        (code, length.max(1))
    }

    pub(super) fn letter(&self, code: u32) -> Rc<Letter> {
        if let Some(letter) = self.letters.borrow().get(&code) {
            return Rc::clone(letter);
        }
        let letter = Rc::new(self.read(code));
        self.letters.borrow_mut().insert(code, Rc::clone(&letter));
        letter
    }

    fn read(&self, code: u32) -> Letter {
        let advance = self.font.code_advance(code);
        let glyph = self.font.glyph(self.font.map_code(code), code);
        let said = match &glyph {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        let of_collection = || self.collection.as_ref()?.letter(code);
        let of_tex = || tex::letter(self.tex?, code).map(str::to_owned);
        let of_number = || {
            let number = (1..=4).find_map(|length| self.says_numbers.as_ref()?.lookup_cid_code(code, length))?;
            plain(BfString::Char(char::from_u32(number)?))
        };
        let of_font = || match &glyph {
            FontGlyph::Outline(glyph) => plain(BfString::Char(*self.drawn_for(glyph).get(&glyph.glyph_id().to_u32())?)),
            FontGlyph::Type3(_) => None,
        };
        let text = said.and_then(plain).or_else(of_collection).or_else(of_tex).or_else(of_number).or_else(of_font);
        if let Some(text) = text {
            return Letter { text: Rc::from(text), advance, is_unknown: false };
        }
        // What shows nothing is space, whatever it is called.
        let is_blank = matches!(&glyph, FontGlyph::Outline(glyph) if glyph.outline().elements().is_empty());
        let text = if is_blank { " " } else { "\u{fffd}" };
        Letter { text: Rc::from(text), advance, is_unknown: !is_blank }
    }
}

impl Face<'_> {
    /// What the font itself says its glyphs are for: it is asked the other way round by whoever writes with it.
    fn drawn_for(&self, glyph: &OutlineGlyph) -> &HashMap<u32, char> {
        self.drawn_for.get_or_init(|| {
            let mut letters = HashMap::new();
            let Some(data) = glyph.font_data() else { return letters };
            let Ok(font) = FontRef::new(data.data.as_ref().as_ref()) else { return letters };
            for (c, glyph) in font.charmap().mappings() {
                if let Some(c) = char::from_u32(c) {
                    // Of several letters the first one: those that are drawn alike stand behind those that are usual.
                    letters.entry(glyph.to_u32()).or_insert(c);
                }
            }
            letters
        })
    }
}

/// A font whose letters are said in the form that is meant for numbers.
fn says_numbers(dict: &Dict<'_>) -> Option<CMap> {
    let map = CMap::parse(&dict.get::<Stream<'_>>("ToUnicode")?.decoded_data().ok()?, load_embedded)?;
    let says_letters = (0..=0xffff).any(|code| map.lookup_bf_string(code).is_some());
    (!says_letters).then_some(map)
}

impl Collection {
    fn letter(&self, code: u32) -> Option<String> {
        let number = (1..=4).find_map(|length| self.numbers.lookup_cid_code(code, length))?;
        plain(self.letters.lookup_bf_string(number)?)
    }
}

/// The collection that a font's characters are of, if it is a known one.
fn collection(dict: &Dict<'_>) -> Option<Collection> {
    let encoding = dict.get::<Name<'_>>("Encoding")?;
    let name = CMapName::from_bytes(&encoding);
    let numbers = match name {
        CMapName::IdentityH => CMap::identity_h(),
        CMapName::IdentityV => CMap::identity_v(),
        name => CMap::parse(load_embedded(name)?, load_embedded)?,
    };
    let of_encoding = numbers.metadata().character_collection.as_ref().map(|it| it.family.clone());
    let family = of_encoding.filter(|family| *family != CidFamily::AdobeIdentity).or_else(|| said_family(dict))?;
    let letters = CMap::parse(load_embedded(family.ucs2_cmap()?)?, load_embedded)?;
    Some(Collection { numbers, letters })
}

fn said_family(dict: &Dict<'_>) -> Option<CidFamily> {
    let descendant = dict.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let (registry, ordering) = (info.get::<Words<'_>>("Registry")?, info.get::<Words<'_>>("Ordering")?);
    Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
}

/// What a font says that a character is, if that can be: bullets of the fonts that have only signs are bullets.
fn plain(said: BfString) -> Option<String> {
    let text = match said {
        BfString::Char(c) => c.to_string(),
        BfString::String(text) => text,
    };
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => ' ',
            '\u{f0b7}' | '\u{f0a7}' | '\u{f06e}' | '\u{f0d8}' | '\u{f0fc}' => '•',
            c => c,
        })
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{fffd}' | '\u{fffe}' | '\u{ffff}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
        })
        .collect();
    (!plain.is_empty()).then_some(plain)
}
