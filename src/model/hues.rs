//! The colours that the hues of tags stand for, as `0xrrggbb`: for the window and for files that show them.

use super::HUES;

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
