//! How high each block of a text is, exactly or by estimate, in whole rows; knows no galleys.

use std::time::{Duration, Instant};

use crate::text::blocks::{Blocks, Gap};

/// What a row loses on average to its ragged end, in ems.
const RAGGED: f32 = 1.1;

/// Advances of characters, in ems.
pub(super) struct Advances {
    /// Of the ASCII characters.
    pub ascii: [f32; 128],
}

impl Advances {
    fn of(&self, c: char) -> f32 {
        let code = u32::from(c);
        match self.ascii.get(code as usize) {
            Some(advance) => *advance,
            None => match code {
                0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0.0,
                0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff => 1.0,
                0xff00..=0xff60 | 0x2_0000..=0x3_ffff => 1.0,
                0x1_f000..=0x1_faff => 1.2,
                _ => 0.55,
            },
        }
    }

    fn sum(&self, text: &str) -> f32 {
        text.chars().map(|c| self.of(c)).sum()
    }
}

/// The lengths that rows depend on, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RowMetrics {
    /// Size of the font.
    pub size: f32,
    /// Width of the column.
    pub width: f32,
    /// Height of a row.
    pub row: f32,
    /// Height of the gap before a paragraph.
    pub gap: f32,
}

/// Rows of all blocks, with sums that are exact because they are integers.
pub(super) struct Heights {
    metrics: RowMetrics,
    /// Width of each block on one endless line, in ems: guessed from its bytes until it is measured.
    ems: Vec<f32>,
    /// How many blocks, from the first, have been measured.
    measured: usize,
    rows: Vec<u32>,
    /// Whether the rows are those of a layout at these metrics.
    exact: Vec<bool>,
    /// Fenwick tree over `rows`.
    tree: Vec<u64>,
    /// Number of gaps before the paragraphs up to and including each block.
    gaps: Vec<u32>,
    /// Goes up when all heights are estimated anew.
    version: u64,
    /// How many rows have come or gone since then.
    drift: u64,
}

impl Heights {
    /// Guesses from lengths in bytes alone.
    pub fn new(text: &str, blocks: &Blocks, metrics: RowMetrics) -> Self {
        let mut gaps = Vec::with_capacity(blocks.len());
        let mut count = 0;
        for block in blocks.iter() {
            count += u32::from(block.gap == Gap::Paragraph);
            gaps.push(count);
        }
        let mut heights = Self {
            metrics,
            ems: blocks.iter().map(|block| guess(&text[block.range()])).collect(),
            measured: 0,
            rows: vec![1; blocks.len()],
            exact: Vec::new(),
            tree: Vec::new(),
            gaps,
            version: 0,
            drift: 0,
        };
        heights.estimate();
        heights
    }

    /// Goes up when all heights are estimated anew.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// By how much heights have changed since then, in points, summed up over all blocks.
    pub fn drift(&self) -> f64 {
        self.drift as f64 * f64::from(self.metrics.row)
    }

    /// Estimates all blocks anew where the metrics have changed.
    pub fn set_metrics(&mut self, metrics: RowMetrics) {
        if metrics != self.metrics {
            self.metrics = metrics;
            self.estimate();
        }
    }

    /// Forgets what has been measured, for another font.
    pub fn forget_advances(&mut self) {
        self.measured = 0;
    }

    /// Measures blocks for at most about `time`; false when all have been measured.
    pub fn refine(&mut self, text: &str, blocks: &Blocks, advances: &Advances, time: Duration) -> bool {
        if self.measured == self.ems.len() {
            return false;
        }
        let start = Instant::now();
        while self.measured < self.ems.len() && start.elapsed() < time {
            let index = self.measured;
            self.ems[index] = advances.sum(&text[blocks.get(index).range()]);
            self.measured += 1;
            if !self.exact[index] {
                self.put(index, self.estimated_rows(index));
            }
        }
        true
    }

    /// Takes the rows of a block from its layout.
    pub fn set_exact(&mut self, index: usize, rows: usize) {
        if let Some(exact) = self.exact.get_mut(index) {
            *exact = true;
            self.put(index, u32::try_from(rows).unwrap_or(u32::MAX));
        }
    }

    /// The top of a block (below its gap), from the top of the first one; for an index beyond, the end of the text.
    pub fn top(&self, index: usize) -> f64 {
        let gaps = self.gaps.get(index).or(self.gaps.last()).copied().unwrap_or(0);
        self.pixels(self.rows_before(index), gaps)
    }

    /// The height of the whole text.
    pub fn total(&self) -> f64 {
        self.top(self.rows.len())
    }

    /// The block that covers a height from the top of the first one.
    pub fn at(&self, y: f64) -> usize {
        let (mut low, mut high) = (0, self.rows.len());
        while low + 1 < high {
            let middle = low.midpoint(high);
            if self.top(middle) <= y { low = middle } else { high = middle }
        }
        low
    }

    /// The tops of all blocks in order, faster than one by one.
    pub fn tops(&self) -> impl Iterator<Item = f64> {
        let mut rows = 0_u64;
        self.rows.iter().zip(&self.gaps).map(move |(own, gaps)| {
            let top = self.pixels(rows, *gaps);
            rows += u64::from(*own);
            top
        })
    }

    fn pixels(&self, rows: u64, gaps: u32) -> f64 {
        rows as f64 * f64::from(self.metrics.row) + f64::from(gaps) * f64::from(self.metrics.gap)
    }

    fn estimated_rows(&self, index: usize) -> u32 {
        let RowMetrics { size, width, .. } = self.metrics;
        let whole = self.ems[index] * size;
        if whole <= width {
            return 1;
        }
        let usable = (width - RAGGED * size).max(size);
        // Saturates, and is 1 for what is no number.
        ((whole / usable).ceil() as u32).max(1)
    }

    fn estimate(&mut self) {
        self.version += 1;
        self.drift = 0;
        self.exact.clear();
        self.exact.resize(self.rows.len(), false);
        for index in 0..self.rows.len() {
            self.rows[index] = self.estimated_rows(index);
        }
        self.tree.clear();
        self.tree.push(0);
        self.tree.extend(self.rows.iter().map(|rows| u64::from(*rows)));
        for index in 1..self.tree.len() {
            let parent = index + lowest_bit(index);
            if parent < self.tree.len() {
                self.tree[parent] += self.tree[index];
            }
        }
    }

    fn put(&mut self, index: usize, rows: u32) {
        let old = std::mem::replace(&mut self.rows[index], rows);
        if old == rows {
            return;
        }
        self.drift += u64::from(old.abs_diff(rows));
        let mut at = index + 1;
        while at < self.tree.len() {
            self.tree[at] = self.tree[at] + u64::from(rows) - u64::from(old);
            at += lowest_bit(at);
        }
    }

    fn rows_before(&self, index: usize) -> u64 {
        let mut at = index.min(self.rows.len());
        let mut sum = 0;
        while at > 0 {
            sum += self.tree[at];
            at -= lowest_bit(at);
        }
        sum
    }
}

fn lowest_bit(index: usize) -> usize {
    index & index.wrapping_neg()
}

/// Ems by length: Latin letters take about half an em a byte, characters of three bytes about one em.
fn guess(text: &str) -> f32 {
    let wide = text.as_bytes().get(text.len() / 2).is_some_and(|byte| *byte >= 0x80);
    text.len() as f32 * if wide { 0.33 } else { 0.45 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const METRICS: RowMetrics = RowMetrics { size: 10.0, width: 200.0, row: 16.0, gap: 8.0 };

    #[test]
    fn sums_stay_exact() {
        let text = "one\n\ntwo\nthree";
        let blocks = Blocks::new(text);
        let mut heights = Heights::new(text, &blocks, METRICS);
        assert_eq!(heights.total(), 3.0 * 16.0 + 8.0);
        heights.set_exact(1, 4);
        assert_eq!(heights.tops().collect::<Vec<_>>(), [0.0, 24.0, 88.0]);
        assert_eq!(heights.at(87.0), 1);
        heights.set_metrics(RowMetrics { row: 20.0, ..METRICS });
        assert_eq!(heights.total(), 68.0);
    }

    #[test]
    fn refining_ends() {
        let text = "word ".repeat(100);
        let blocks = Blocks::new(&text);
        let mut heights = Heights::new(&text, &blocks, METRICS);
        let advances = Advances { ascii: [0.5; 128] };
        assert!(heights.refine(&text, &blocks, &advances, Duration::from_secs(1)));
        assert!(!heights.refine(&text, &blocks, &advances, Duration::from_secs(1)));
        assert_eq!(heights.total(), 16.0 * (2500.0_f64 / 189.0).ceil());
    }

    proptest! {
        #[test]
        fn tree_and_walk_agree(changes in prop::collection::vec((0_usize..20, 1_usize..9), 0..30)) {
            let text = "a\n\n".repeat(20);
            let blocks = Blocks::new(&text);
            let mut heights = Heights::new(&text, &blocks, METRICS);
            for (index, rows) in changes {
                heights.set_exact(index, rows);
            }
            let one_by_one: Vec<f64> = (0..blocks.len()).map(|i| heights.top(i)).collect();
            prop_assert_eq!(heights.tops().collect::<Vec<_>>(), one_by_one);
        }
    }
}
