//! Two programs write into one project at the same time: what each has acknowledged is there afterwards.

use std::thread;

use crate::program::Program;

const EACH: usize = 12;

/// Makes tags and passages one after the other; gives how many were acknowledged.
fn write(program: &Program, home: &str, analyst: &str, letter: char) -> usize {
    let made = (0..EACH).filter(|n| {
        // Each writes on words of its own: the same words of the same analyst are one passage.
        let start = n * 3 + usize::from(letter == 'y');
        let line = format!(
            "annotate p --analyst {analyst} --article seats --span {start}..{} --tag argument/{letter}-{n} --create-tags",
            start + 2
        );
        program.run_from(home, &line).code == 0
    });
    made.count()
}

#[test]
fn nothing_of_what_two_programs_acknowledge_at_once_is_lost() {
    // Two analysts on one machine; two analysts, each with a data folder of their own, as on two machines; one on two machines.
    for (homes, analysts) in
        [(["h", "h"], ["ana", "ben"]), (["h1", "h2"], ["ana", "ben"]), (["h1", "h2"], ["ana", "ana"])]
    {
        let program = Program::with_project();
        let acknowledged: usize = thread::scope(|scope| {
            let begin = |at: usize| {
                let (program, letter) = (&program, ['x', 'y'][at]);
                scope.spawn(move || write(program, homes[at], analysts[at], letter))
            };
            [begin(0), begin(1)].map(|writer| writer.join().expect("it comes to its end")).iter().sum()
        });
        assert_eq!(acknowledged, 2 * EACH, "{analysts:?} from {homes:?}: nobody is turned away");
        let codebook = program.read("p/codebook.ron");
        let made = ["argument/x-", "argument/y-"].map(|id| codebook.matches(&format!("Tag((id: \"{id}")).count());
        assert_eq!(made, [EACH, EACH], "{analysts:?} from {homes:?}: tags");
        let lines = program.ok("export p --format jsonl --everybody");
        let given = ["argument/x-", "argument/y-"].map(|id| lines.matches(&format!("\"tag\":\"{id}")).count());
        assert_eq!(given, [EACH, EACH], "{analysts:?} from {homes:?}: passages");
        assert_eq!(program.run("check p").code, 0);
    }
}
