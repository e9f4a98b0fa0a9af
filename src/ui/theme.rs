//! All colours, sizes and fonts of the window. Nothing else names one.

use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, Style,
    TextStyle, Theme, Ui, Vec2, Visuals, vec2,
};

use crate::model::{HUES, hues};

/// The colours of one theme.
pub struct Colors {
    pub ground: Color32,
    pub pane: Color32,
    pub card: Color32,
    pub ink: Color32,
    pub dim: Color32,
    /// Text of an article's page that is not part of the article; only on `ground`.
    pub muted: Color32,
    pub line: Color32,
    pub accent: Color32,
    /// Under the row or the choice in hand.
    pub chosen: Color32,
    pub selection: Color32,
    pub glow: Color32,
    pub found: Color32,
    pub found_current: Color32,
    pub good: Color32,
    pub warn: Color32,
    pub bad: Color32,
    pub banner: Color32,
    hues: [Color32; HUES as usize],
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

const fn colors_of(hex: [u32; HUES as usize]) -> [Color32; HUES as usize] {
    let mut colors = [Color32::BLACK; HUES as usize];
    let mut at = 0;
    while at < hex.len() {
        colors[at] = rgb(hex[at]);
        at += 1;
    }
    colors
}

pub static LIGHT: Colors = Colors {
    ground: rgb(0xf6_f5f1),
    pane: rgb(0xef_ede7),
    card: rgb(0xff_fefb),
    ink: rgb(0x23_262b),
    dim: rgb(0x5b_5f66),
    muted: rgb(0x6d_7074),
    line: rgb(0xde_dbd2),
    accent: rgb(0x2f_5d8a),
    chosen: rgb(0xdf_e6f0),
    selection: rgb(0xff_f6c9),
    glow: rgb(0xff_e08a),
    found: rgb(0xfb_e3a6),
    found_current: rgb(0xf6_b756),
    good: rgb(0x2f_6f45),
    warn: rgb(0x80_5a00),
    bad: rgb(0xa3_2b2b),
    banner: rgb(0xfb_e9d4),
    hues: colors_of(hues::LIGHT),
};

pub static DARK: Colors = Colors {
    ground: rgb(0x1b_1d21),
    pane: rgb(0x22_252a),
    card: rgb(0x28_2b31),
    ink: rgb(0xdf_e1e5),
    dim: rgb(0xa3_a8b1),
    muted: rgb(0x85_898f),
    line: rgb(0x36_3a41),
    accent: rgb(0x7f_b0df),
    chosen: rgb(0x2a_394c),
    selection: rgb(0x4b_4524),
    glow: rgb(0x50_4619),
    found: rgb(0x47_4226),
    found_current: rgb(0x57_3f12),
    good: rgb(0x86_cc9b),
    warn: rgb(0xe0_bd6a),
    bad: rgb(0xf0_9a94),
    banner: rgb(0x44_3524),
    hues: colors_of(hues::DARK),
};

impl Colors {
    /// The strong form of a tag's hue: names, brackets, underlines.
    pub fn hue(&self, hue: u8) -> Color32 {
        self.hues[usize::from(hue % HUES)]
    }
}

/// The colours of the theme that `ui` is drawn in.
pub fn colors(ui: &Ui) -> &'static Colors {
    of(ui.visuals().dark_mode)
}

pub fn of(dark: bool) -> &'static Colors {
    if dark { &DARK } else { &LIGHT }
}

/// What lies over the window behind a dialog.
pub fn shade(ui: &Ui) -> Color32 {
    Color32::from_black_alpha(if ui.visuals().dark_mode { 110 } else { 60 })
}

/// Sizes, in points. Space goes in steps of four.
pub const SPACE: f32 = 4.0;
pub const PANE_LEFT: f32 = 264.0;
pub const PANE_RIGHT: f32 = 312.0;
pub const BAR: f32 = 42.0;
pub const BODY: f32 = 13.0;
pub const SMALL: f32 = 11.5;
pub const HEAD: f32 = 11.0;
pub const TITLE: f32 = 26.0;
pub const MEASURE: f32 = 640.0;
pub const LINE_HEIGHT: f32 = 1.62;
pub const TEXT_SIZES: std::ops::RangeInclusive<f32> = 11.0..=34.0;
pub const TEXT_SIZE: f32 = 17.0;
pub const ROUND: u8 = 6;

/// The serif that articles are read in.
/// [`serif`] for text without combining marks, which it would drop: much faster to lay out.
pub fn reading() -> FontFamily {
    FontFamily::Name("reading".into())
}

pub fn serif() -> FontFamily {
    FontFamily::Name("serif".into())
}

pub fn serif_bold() -> FontFamily {
    FontFamily::Name("serif-bold".into())
}

pub fn serif_italic() -> FontFamily {
    FontFamily::Name("serif-italic".into())
}

/// The semibold of the sans.
pub fn strong() -> FontFamily {
    FontFamily::Name("strong".into())
}

pub fn italic() -> FontFamily {
    FontFamily::Name("italic".into())
}

pub fn body() -> FontId {
    FontId::new(BODY, FontFamily::Proportional)
}

pub fn small() -> FontId {
    FontId::new(SMALL, FontFamily::Proportional)
}

pub fn bold(size: f32) -> FontId {
    FontId::new(size, strong())
}

/// Puts fonts and both themes into the context. To be called once.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    for theme in [Theme::Light, Theme::Dark] {
        ctx.style_mut_of(theme, |style| dress(style, of(theme == Theme::Dark), theme == Theme::Dark));
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let faces: [(&str, &'static [u8]); 7] = [
        ("inter", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
        ("inter-semibold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
        ("inter-italic", include_bytes!("../../assets/fonts/Inter-Italic.otf")),
        ("postil-serif", include_bytes!("../../assets/fonts/PostilSerif-Regular.ttf")),
        ("charis", include_bytes!("../../assets/fonts/CharisSIL-Regular.ttf")),
        ("charis-bold", include_bytes!("../../assets/fonts/CharisSIL-Bold.ttf")),
        ("charis-italic", include_bytes!("../../assets/fonts/CharisSIL-Italic.ttf")),
    ];
    for (name, bytes) in faces {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let families = [
        (FontFamily::Proportional, "inter"),
        (strong(), "inter-semibold"),
        (italic(), "inter-italic"),
        (serif(), "charis"),
        (serif_bold(), "charis-bold"),
        (serif_italic(), "charis-italic"),
    ];
    for (family, face) in families {
        let faces = [face.to_owned()].into_iter().chain(fallback.iter().cloned()).collect();
        fonts.families.insert(family, faces);
    }
    let mut faces = vec!["postil-serif".to_owned()];
    faces.extend(fonts.families.get(&serif()).into_iter().flatten().cloned());
    fonts.families.insert(reading(), faces);
    fonts
}

fn dress(style: &mut Style, colors: &Colors, dark: bool) {
    style.text_styles = [
        (TextStyle::Heading, FontId::new(18.0, strong())),
        (TextStyle::Body, body()),
        (TextStyle::Button, body()),
        (TextStyle::Small, small()),
        (TextStyle::Monospace, FontId::new(12.5, FontFamily::Monospace)),
    ]
    .into();
    style.spacing.item_spacing = vec2(8.0, 6.0);
    style.spacing.button_padding = vec2(10.0, 4.0);
    style.spacing.interact_size = Vec2::new(28.0, 26.0);
    style.spacing.window_margin = Margin::same(16);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.icon_width = 16.0;
    style.spacing.scroll = egui::style::ScrollStyle {
        foreground_color: true,
        dormant_handle_opacity: 0.18,
        active_handle_opacity: 0.4,
        interact_handle_opacity: 0.6,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        ..egui::style::ScrollStyle::thin()
    };
    style.animation_time = 0.0;
    style.scroll_animation = egui::style::ScrollAnimation::none();
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style.visuals = visuals(colors, dark);
}

fn visuals(colors: &Colors, dark: bool) -> Visuals {
    let mut visuals = if dark { Visuals::dark() } else { Visuals::light() };
    visuals.panel_fill = colors.ground;
    visuals.window_fill = colors.card;
    visuals.window_stroke = Stroke::new(1.0, colors.line);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    let shadow =
        Shadow { offset: [0, 6], blur: 20, spread: 0, color: Color32::from_black_alpha(if dark { 90 } else { 36 }) };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.extreme_bg_color = colors.card;
    visuals.text_edit_bg_color = Some(colors.card);
    visuals.faint_bg_color = colors.pane;
    visuals.code_bg_color = colors.pane;
    visuals.hyperlink_color = colors.accent;
    visuals.warn_fg_color = colors.warn;
    visuals.error_fg_color = colors.bad;
    visuals.weak_text_color = Some(colors.dim);
    visuals.selection.bg_fill = colors.chosen;
    visuals.selection.stroke = Stroke::new(1.0, colors.accent);
    visuals.indent_has_left_vline = false;
    let states = [
        (&mut visuals.widgets.noninteractive, colors.pane, colors.line),
        (&mut visuals.widgets.inactive, colors.card, colors.line),
        (&mut visuals.widgets.hovered, colors.chosen, colors.dim),
        (&mut visuals.widgets.active, colors.chosen, colors.accent),
        (&mut visuals.widgets.open, colors.chosen, colors.accent),
    ];
    for (state, fill, stroke) in states {
        // Buttons have the weak one; rails of sliders and boxes the other, which must show on a card.
        state.bg_fill = if fill == colors.card { colors.line } else { fill };
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, stroke);
        state.fg_stroke = Stroke::new(1.0, colors.ink);
        state.corner_radius = CornerRadius::same(ROUND);
        state.expansion = 0.0;
    }
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let channel = |value: u8| {
            let c = f64::from(value) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn exported_pages_have_the_same_colours() {
        let style = include_str!("../exchange/html/page.css");
        for c in [&LIGHT, &DARK] {
            for color in [c.ground, c.pane, c.card, c.ink, c.dim, c.line, c.accent, c.glow] {
                let hex = format!("#{:02x}{:02x}{:02x};", color.r(), color.g(), color.b());
                assert!(style.contains(&hex), "{hex} is not in page.css");
            }
        }
    }

    fn over(top: Color32, share: f64, ground: Color32) -> Color32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mix of two bytes is a byte")]
        let mix = |t: u8, g: u8| (f64::from(t) * share + f64::from(g) * (1.0 - share)).round() as u8;
        Color32::from_rgb(mix(top.r(), ground.r()), mix(top.g(), ground.g()), mix(top.b(), ground.b()))
    }

    #[test]
    fn articles_have_seven_to_one_and_all_else_four_and_a_half() {
        for colors in [&LIGHT, &DARK] {
            let under_text = [colors.ground, colors.selection, colors.glow, colors.found, colors.found_current];
            for ground in under_text.into_iter().chain((0..HUES).map(|hue| over(colors.hue(hue), 0.17, colors.ground)))
            {
                assert!(contrast(colors.ink, ground) >= 7.0, "{:?} on {ground:?}", colors.ink);
            }
            for ground in [colors.ground, colors.pane, colors.card, colors.chosen] {
                for text in [colors.ink, colors.dim, colors.accent, colors.good, colors.warn, colors.bad] {
                    assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}: {}", contrast(text, ground));
                }
                for hue in 0..HUES {
                    let found = contrast(colors.hue(hue), ground);
                    assert!(found >= 4.5, "hue {hue} on {ground:?}: {found}");
                }
            }
            assert!(contrast(colors.ink, colors.banner) >= 7.0);
            let muted = contrast(colors.muted, colors.ground);
            assert!((4.5..5.5).contains(&muted), "read with ease, and told from the article: {muted}");
        }
    }

    /// How colours look without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1), in linear light.
    const BLINDNESS: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ];

    /// Distance in Oklab (Ottosson 2020) as somebody with that vision sees it.
    fn distance(a: Color32, b: Color32, seen: &[[f64; 3]; 3]) -> f64 {
        let lab = |color: Color32| {
            let linear = [color.r(), color.g(), color.b()].map(|v| {
                let c = f64::from(v) / 255.0;
                if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            });
            let [r, g, b] = seen.map(|row| row.iter().zip(linear).map(|(m, c)| m * c).sum::<f64>().clamp(0.0, 1.0));
            let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
            let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
            let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
            [
                0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
                1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
                0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
            ]
        };
        lab(a).iter().zip(lab(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    #[test]
    fn hues_stay_apart_for_every_kind_of_colour_vision() {
        // Twelve hues of one lightness cannot all be far apart without red and green: those that stand next to each
        // other in the starter codebook must be, and every tag's name stands beside its passage.
        let first = [0, 1, 2, 4, 5, 6];
        for colors in [&LIGHT, &DARK] {
            for seen in &BLINDNESS {
                for (at, a) in first.iter().enumerate() {
                    for b in &first[at + 1..] {
                        let found = distance(colors.hue(*a), colors.hue(*b), seen);
                        assert!(found >= 0.05, "hues {a} and {b}: {found}");
                    }
                }
            }
            for a in 0..HUES {
                for b in a + 1..HUES {
                    let found = distance(colors.hue(a), colors.hue(b), &BLINDNESS[0]);
                    assert!(found >= 0.06, "hues {a} and {b}: {found}");
                }
            }
        }
    }
}
