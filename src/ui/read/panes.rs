//! Which panes there is room for beside the text: in a narrow window, or at a large scale, they fold by themselves.

/// The text has at least so much room, in points.
const LEAST: f32 = 480.0;
/// And so much beside a pane that was asked for though there is little.
const LEAST_BESIDE: f32 = 300.0;

/// A pane beside the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    Articles,
    Inspector,
}

/// The panes that are shown in `width` points. `wanted`: which panes, each so wide. `asked`: the one that was asked for last, though there
/// is no room for all.
pub fn shown(width: f32, wanted: [Option<f32>; 2], asked: Option<Pane>) -> [bool; 2] {
    let [articles, inspector] = wanted;
    let room = |panes: [Option<f32>; 2]| width - panes.into_iter().flatten().sum::<f32>();
    if room([articles, inspector]) >= LEAST {
        return [articles.is_some(), inspector.is_some()];
    }
    match asked {
        Some(Pane::Articles) if room([articles, None]) >= LEAST_BESIDE => return [articles.is_some(), false],
        Some(Pane::Inspector) if room([None, inspector]) >= LEAST_BESIDE => return [false, inspector.is_some()],
        _ => {}
    }
    // What is said of a passage is needed more often than the list.
    if room([None, inspector]) >= LEAST {
        return [false, inspector.is_some()];
    }
    [articles.is_some() && inspector.is_none() && room([articles, None]) >= LEAST, false]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_fold_where_the_text_would_have_too_little_room() {
        let both = [Some(264.0), Some(312.0)];
        for (width, asked, expected) in [
            (1440.0, None, [true, true]),
            (960.0, None, [false, true]),
            (960.0, Some(Pane::Articles), [true, false]),
            (720.0, None, [false, false]),
            (720.0, Some(Pane::Articles), [true, false]),
            (720.0, Some(Pane::Inspector), [false, true]),
            (500.0, Some(Pane::Inspector), [false, false]),
        ] {
            assert_eq!(shown(width, both, asked), expected, "{width}, {asked:?}");
        }
        assert_eq!(shown(800.0, [Some(264.0), None], None), [true, false]);
        assert_eq!(shown(800.0, [None, None], None), [false, false]);
    }
}
