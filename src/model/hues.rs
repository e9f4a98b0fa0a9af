//! The colours that the hues of tags stand for, as `0xrrggbb`: for the window and for files that show them.

use super::codebook::HUES;

/// What the hues are called.
pub const NAMES: [&str; HUES as usize] =
    ["Rust", "Crimson", "Ochre", "Green", "Violet", "Teal", "Blue", "Steel", "Indigo", "Magenta", "Olive", "Slate"];

/// On light ground.
pub const LIGHT: [u32; HUES as usize] = [
    0x9e_4d3b, 0x9f_204c, 0x5d_6300, 0x29_6d27, 0x5b_4bb0, 0x04_5e5b, 0x1d_6394, 0x4c_6177, 0x32_4ca5, 0x93_2f96,
    0x49_5417, 0x56_5254,
];

/// On dark ground.
pub const DARK: [u32; HUES as usize] = [
    0xdc_a673, 0xf4_8fab, 0xe1_bd5a, 0x9e_d07a, 0xb7_adf2, 0x64_dec7, 0x91_cde6, 0xa4_b6d5, 0x8a_b9ff, 0xe5_9fe5,
    0xcc_d46b, 0xc1_bdbb,
];

/// The hue that is most like a colour (red, green, blue) of any lightness.
pub fn nearest(colour: [u8; 3]) -> u8 {
    if let Some(same) = (0..HUES).find(|hue| [LIGHT, DARK].iter().any(|hues| parts(hues[usize::from(*hue)]) == colour))
    {
        return same;
    }
    let (angle, strength) = angle(colour);
    let distance = |hue: &u8| {
        let (other, its) = self::angle(parts(LIGHT[usize::from(*hue)]));
        let around = (angle - other).abs();
        // Of what is nearly grey the angle says nothing.
        around.min(360.0 - around) * strength.min(its).min(0.5) / 180.0 + (strength - its).abs() / 4.0
    };
    (0..HUES).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
}

fn parts(hex: u32) -> [u8; 3] {
    let [_, red, green, blue] = hex.to_be_bytes();
    [red, green, blue]
}

/// Where a colour stands on the wheel, in degrees, and how far from grey, from 0 to 1.
fn angle(colour: [u8; 3]) -> (f32, f32) {
    let [red, green, blue] = colour.map(|part| f32::from(part) / 255.0);
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let range = most - least;
    if range <= f32::EPSILON {
        return (0.0, 0.0);
    }
    let sixth = if red >= green && red >= blue {
        ((green - blue) / range).rem_euclid(6.0)
    } else if green >= blue {
        (blue - red) / range + 2.0
    } else {
        (red - green) / range + 4.0
    };
    (sixth * 60.0, range / most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_other_programs_become_the_hue_that_they_are_called() {
        for (colour, expected) in [
            ([0x1f, 0x77, 0xb4], "Blue"),
            ([0x2c, 0xa0, 0x2c], "Green"),
            ([0xe3, 0x77, 0xff], "Magenta"),
            ([0x80, 0x80, 0x80], "Slate"),
            ([0xd6, 0x00, 0x40], "Crimson"),
        ] {
            assert_eq!(NAMES[usize::from(nearest(colour))], expected, "{colour:?}");
        }
    }

    #[test]
    fn each_hue_is_nearest_to_itself() {
        for hue in 0..HUES {
            assert_eq!(nearest(parts(LIGHT[usize::from(hue)])), hue);
            assert_eq!(nearest(parts(DARK[usize::from(hue)])), hue);
        }
    }
}
