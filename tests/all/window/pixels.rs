//! The page of an article, pixel by pixel: whatever was changed while the window is open, it looks as if it had been opened so.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    clippy::many_single_char_names,
    reason = "pixels of a small window"
)]

use egui::{Color32, ColorImage, FontFamily, FontId, Key, Mesh, Rect, TextureId, Vec2, epaint::Primitive, pos2, vec2};
use postil::storage::{Settings, ThemeChoice};

use super::{CTRL, CTRL_SHIFT, Session, ana, sample};

/// What the window shows, drawn without a graphics card.
struct Picture {
    size: [usize; 2],
    pixels: Vec<Color32>,
}

impl Picture {
    /// The part of the window within `area`, in points.
    fn of(session: &Session, area: Rect) -> Self {
        let (context, output) = (&session.harness.ctx, session.harness.output());
        let scale = output.pixels_per_point;
        let area = Rect::from_min_max((area.min * scale).round(), (area.max * scale).round());
        #[expect(clippy::redundant_closure_for_method_calls, reason = "the method's own name is not general enough")]
        let letters = context.fonts(|fonts| fonts.image());
        let size = [area.width() as usize, area.height() as usize];
        let mut picture = Self { size, pixels: vec![Color32::TRANSPARENT; size[0] * size[1]] };
        for primitive in context.tessellate(output.shapes.clone(), scale) {
            if let Primitive::Mesh(mesh) = &primitive.primitive
                && mesh.texture_id == TextureId::default()
            {
                let clip = primitive.clip_rect * scale;
                let clip = Rect::from_min_max(clip.min.round(), clip.max.round()).intersect(area);
                picture.draw(mesh, &letters, clip, area.min.to_vec2(), scale);
            }
        }
        picture
    }

    fn draw(&mut self, mesh: &Mesh, letters: &ColorImage, clip: Rect, corner: Vec2, scale: f32) {
        for triangle in mesh.indices.chunks_exact(3) {
            let corners = [0, 1, 2].map(|at| mesh.vertices[triangle[at] as usize]);
            let [a, b, c] = corners.map(|vertex| (vertex.pos.to_vec2() * scale).to_pos2());
            let cross = |a: egui::Pos2, b: egui::Pos2, p: egui::Pos2| (b - a).x * (p - a).y - (b - a).y * (p - a).x;
            let whole = cross(a, b, c);
            let bounds = Rect::from_points(&[a, b, c]).intersect(clip);
            if whole == 0.0 || !bounds.is_positive() {
                continue;
            }
            for y in bounds.top().floor() as usize..bounds.bottom().ceil() as usize {
                for x in bounds.left().floor() as usize..bounds.right().ceil() as usize {
                    let middle = pos2(x as f32 + 0.5, y as f32 + 0.5);
                    let shares = [cross(b, c, middle), cross(c, a, middle), cross(a, b, middle)].map(|s| s / whole);
                    // A pixel on the line between two triangles belongs to one of them.
                    if !clip.contains(middle) || shares.iter().any(|share| *share < 0.0) {
                        continue;
                    }
                    let sum = |of: &dyn Fn(usize) -> f32| (0..3).map(|at| of(at) * shares[at]).sum::<f32>();
                    let at = [sum(&|at| corners[at].uv.x), sum(&|at| corners[at].uv.y)];
                    let [u, v] = [0, 1]
                        .map(|axis| ((at[axis] * letters.size[axis] as f32) as usize).min(letters.size[axis] - 1));
                    let tint = [0, 1, 2, 3].map(|channel| sum(&|at| f32::from(corners[at].color.to_array()[channel])));
                    self.blend([x as f32 - corner.x, y as f32 - corner.y], letters[(u, v)], tint);
                }
            }
        }
    }

    fn blend(&mut self, at: [f32; 2], letter: Color32, tint: [f32; 4]) {
        let place = at[1] as usize * self.size[0] + at[0] as usize;
        let Some(under) = self.pixels.get_mut(place) else { return };
        let (letter, before) = (letter.to_array(), under.to_array());
        let clear = 1.0 - f32::from(letter[3]) * tint[3] / (255.0 * 255.0);
        let mixed = [0, 1, 2, 3].map(|channel| {
            let over = f32::from(letter[channel]) * tint[channel] / 255.0;
            (over + f32::from(before[channel]) * clear).round() as u8
        });
        *under = Color32::from_rgba_premultiplied(mixed[0], mixed[1], mixed[2], mixed[3]);
    }

    /// How many pixels differ.
    fn differs(&self, other: &Self) -> usize {
        assert_eq!(self.size, other.size);
        self.pixels.iter().zip(&other.pixels).filter(|(a, b)| a != b).count()
    }

    /// How many pixels are not of the colour that most have.
    fn drawn(&self) -> usize {
        let mut colours = std::collections::BTreeMap::new();
        self.pixels.iter().for_each(|pixel| *colours.entry(pixel.to_array()).or_insert(0) += 1);
        self.pixels.len() - colours.into_values().max().unwrap_or_default()
    }
}

/// How the window is set up.
#[derive(Clone, Debug, PartialEq)]
struct Setup {
    theme: ThemeChoice,
    text_size: f32,
    size: Vec2,
    scale: f32,
    is_comparing: bool,
}

impl Setup {
    fn start(&self) -> Session {
        let (dir, root) = sample();
        let settings = Settings { theme: self.theme, text_size: self.text_size, ..ana() };
        let mut session = Session::open(dir, &root, settings, None, self.size);
        if self.scale != 1.0 {
            session.harness.set_pixels_per_point(self.scale);
            session.run();
        }
        if self.is_comparing {
            session.press_with(CTRL, Key::Num4);
        }
        session
    }

    /// The part of the window where the text stands, without bars and panes.
    fn text(&self) -> Rect {
        let left = if self.is_comparing { 400.0 } else { 270.0 };
        Rect::from_min_max(pos2(left, 100.0), (self.size - vec2(330.0, 120.0)).to_pos2())
    }
}

/// What windows look like that were opened so.
#[derive(Default)]
struct Fresh(Vec<(Setup, Picture)>);

impl Fresh {
    #[track_caller]
    fn check(&mut self, session: &Session, setup: &Setup, what: &str) {
        let at = self.0.iter().position(|(known, _)| known == setup).unwrap_or_else(|| {
            self.0.push((setup.clone(), Picture::of(&setup.start(), setup.text())));
            self.0.len() - 1
        });
        let fresh = &self.0[at].1;
        assert!(fresh.drawn() > fresh.pixels.len() / 50, "{what}: hardly anything is drawn");
        assert_eq!(Picture::of(session, setup.text()).differs(fresh), 0, "{what}: {setup:?}");
    }
}

/// Fills the texture that letters are drawn in, until egui clears it.
fn fill_letters(session: &mut Session) {
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method's own name is not general enough")]
    let ratio = |session: &Session| session.harness.ctx.fonts(|fonts| fonts.font_atlas_fill_ratio());
    for size in 60..400_u16 {
        if ratio(session) > 0.8 {
            break;
        }
        session.harness.ctx.fonts_mut(|fonts| {
            let font = FontId::new(f32::from(size), FontFamily::Proportional);
            fonts.layout_no_wrap("ABCDEFGHKMNQRSWXYZ&@%".to_owned(), font, Color32::WHITE);
        });
    }
    let full = ratio(session);
    assert!(full > 0.8, "only {full} of the texture is used");
    session.harness.step();
    assert!(ratio(session) < full, "the texture was not cleared");
    session.run();
}

/// A window whose theme was changed to and fro, and whose texture of letters was full once.
fn after_themes(setup: &mut Setup, fresh: &mut Fresh) -> Session {
    let mut session = setup.start();
    fresh.check(&session, setup, "at first");
    for theme in [ThemeChoice::Dark, ThemeChoice::Light] {
        session.press_with(CTRL_SHIFT, Key::L);
        setup.theme = theme;
        fresh.check(&session, setup, "another theme");
    }
    fill_letters(&mut session);
    fresh.check(&session, setup, "a full texture");
    session
}

fn setup(is_comparing: bool) -> Setup {
    let (theme, size) = (ThemeChoice::Light, vec2(1000.0, 480.0));
    Setup { theme, text_size: 17.0, size, scale: 1.0, is_comparing }
}

#[test]
fn a_page_looks_as_if_it_had_been_opened_so() {
    let (mut setup, mut fresh) = (setup(false), Fresh::default());
    let mut session = after_themes(&mut setup, &mut fresh);

    // Several at once: what one of them makes anew, the next one must not take for its own.
    session.press_with(CTRL_SHIFT, Key::L);
    session.press_with(CTRL, Key::Plus);
    fill_letters(&mut session);
    session.harness.set_pixels_per_point(1.5);
    session.run();
    (setup.theme, setup.text_size, setup.scale) = (ThemeChoice::Dark, 18.0, 1.5);
    fresh.check(&session, &setup, "theme, size, a full texture and scale");

    session.harness.set_pixels_per_point(1.0);
    session.harness.set_size(setup.size - vec2(60.0, 40.0));
    session.run();
    session.press_with(CTRL_SHIFT, Key::L);
    session.press_with(CTRL, Key::Num0);
    session.harness.set_size(setup.size);
    session.run();
    (setup.theme, setup.text_size, setup.scale) = (ThemeChoice::Light, 17.0, 1.0);
    fresh.check(&session, &setup, "and back");

    // While another view is shown, nobody looks whether the letters stay.
    session.press_with(CTRL, Key::Num2);
    session.press_with(CTRL_SHIFT, Key::L);
    fill_letters(&mut session);
    session.press_with(CTRL, Key::Num1);
    setup.theme = ThemeChoice::Dark;
    fresh.check(&session, &setup, "changed in another view");
}

#[test]
fn a_page_in_compare_looks_as_if_it_had_been_opened_so() {
    after_themes(&mut setup(true), &mut Fresh::default());
}
