//! How much may come out of what is packed.

use super::foreign::LARGEST;

/// Beyond this size, what is unpacked may not be more than [`RATIO`] times what it is packed.
const SMALL: u64 = 100_000_000;
/// Text is packed to a tenth, a database to a fiftieth.
const RATIO: u64 = 250;

/// How many bytes may come out of a zip of this many.
pub(super) fn most_unpacked(packed: usize) -> u64 {
    LARGEST.min((packed as u64).saturating_mul(RATIO).max(SMALL))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_may_come_out_of_much() {
        assert_eq!([1_000, 1_000_000, 1 << 30].map(most_unpacked), [SMALL, 250_000_000, LARGEST]);
    }
}
