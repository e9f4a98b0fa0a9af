//! The log that SQLite keeps beside a database (`…-wal`): what was written last may stand only there.

/// A header of 32 bytes, then frames: 24 bytes, and a page.
const HEADER: usize = 32;
const FRAME: usize = 24;

/// The database with what was committed to its log. Frames that were not committed or are of an older log are left out, as
/// SQLite leaves them out.
pub fn with_wal(database: &[u8], wal: &[u8]) -> Vec<u8> {
    let mut changed = database.to_vec();
    let Some(log) = Log::of(wal) else { return changed };
    let mut waiting: Vec<(usize, &[u8])> = Vec::new();
    let mut sums = log.sums;
    for frame in wal[HEADER..].chunks_exact(FRAME + log.page) {
        let (head, page) = frame.split_at(FRAME);
        sums = log.summed(log.summed(sums, &head[..8]), page);
        if head[8..16] != wal[16..24] || number(head, 16) != sums.0 || number(head, 20) != sums.1 {
            break;
        }
        waiting.push((number(head, 0) as usize, page));
        let pages = number(head, 4) as usize;
        if pages > 0 {
            // Every page that the database grows by stands in the log: a log that says more is no log.
            let Some(length) = pages.checked_mul(log.page).filter(|length| *length <= database.len() + wal.len())
            else {
                break;
            };
            changed.resize(length, 0);
            for (at, page) in waiting.drain(..) {
                let place = at.checked_sub(1).and_then(|before| before.checked_mul(log.page));
                if let Some(room) = place.and_then(|from| changed.get_mut(from..from.checked_add(log.page)?)) {
                    room.copy_from_slice(page);
                }
            }
        }
    }
    changed
}

/// What the header of a log says.
struct Log {
    page: usize,
    /// Whether sums are made of numbers with the highest byte first.
    highest_first: bool,
    sums: (u32, u32),
}

impl Log {
    /// `None` if it is no log.
    fn of(wal: &[u8]) -> Option<Self> {
        let header = wal.get(..HEADER)?;
        let highest_first = match number(header, 0) {
            0x377f_0682 => false,
            0x377f_0683 => true,
            _ => return None,
        };
        let page = number(header, 8) as usize;
        let mut log = Self { page, highest_first, sums: (0, 0) };
        log.sums = log.summed((0, 0), &header[..24]);
        let is_whole = log.sums == (number(header, 24), number(header, 28));
        (is_whole && page.is_power_of_two() && (512..=65_536).contains(&page)).then_some(log)
    }

    /// The sums with these bytes, which are a multiple of eight.
    fn summed(&self, sums: (u32, u32), bytes: &[u8]) -> (u32, u32) {
        let of = |four: &[u8]| if self.highest_first { number(four, 0) } else { number(four, 0).swap_bytes() };
        bytes.chunks_exact(8).fold(sums, |(a, b), eight| {
            let a = a.wrapping_add(of(&eight[..4])).wrapping_add(b);
            (a, b.wrapping_add(of(&eight[4..])).wrapping_add(a))
        })
    }
}

/// The number at this place, its highest byte first; 0 beyond the end.
fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes)
}
