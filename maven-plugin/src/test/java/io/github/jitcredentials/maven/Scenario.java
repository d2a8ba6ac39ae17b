package io.github.jitcredentials.maven;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** What happens in the matrix, and how widely it is tried. */
@SuppressWarnings("ImmutableEnumChecker") // Static methods, and lists that nobody can change.
enum Scenario {
    PLAIN("a lease for each module", Breadth.ALL, Deploys::plain),
    PARALLEL("`-T2`", Breadth.ALL, Deploys::parallel),
    AT_END("`deployAtEnd`", Breadth.ALL, Deploys::atEnd),
    FAIL_AT_END("`--fail-at-end`, a module fails", Breadth.ALL, Deploys::failAtEnd),
    SIGTERM("SIGTERM in an upload", Breadth.ALL, Signals::term),
    SIGINT("SIGINT in an upload", Breadth.ALL, Signals::interrupt),
    SIGKILL("SIGKILL in an upload", Breadth.ALL, Signals::kill),
    ALTERNATIVE("`altDeploymentRepository`", Breadth.ALL, Deploys::alternative),
    BEARER("Bearer", Breadth.ALL, Deploys::bearer),
    BASIC("Basic", Breadth.ALL, Deploys::basic),
    SNAPSHOT("`-SNAPSHOT`", Breadth.MAVENS, Stories::snapshot),
    REVISION("`${revision}`", Breadth.MAVENS, Stories::revision),
    CHOSEN("`-pl`, `-rf`, `-f`", Breadth.MAVENS, Stories::chosen),
    MIRROR_AND_PROXY("mirror and proxy of the settings", Breadth.MAVENS, Stories::mirrorAndProxy),
    RELEASE("`release:prepare`, `perform`, `dryRun`", Breadth.MAVENS, Releases::release),
    UNKNOWN_GOAL("a goal that we don't know", Breadth.MAVENS, SomebodysPlugin::guarded),
    MANY_AT_END("200 projects, `deployAtEnd`", Breadth.MAVENS, Stories::manyAtEnd),
    MANY("200 projects, a lease each", Breadth.MAVENS, Stories::many),
    TOO_OLD("a Java too old for us: a sentence", Breadth.TOO_OLD, Deploys::tooOld);

    /** Plays a scenario to its end; what does not hold is thrown. */
    interface Play {
        void on(Scene scene) throws IOException;
    }

    /** Over which Javas and entrances; always over every Maven. */
    enum Breadth {
        ALL(List.of(Cell.Java.OLDEST, Cell.Java.NEWEST), List.of(Entrance.values())),
        /** What depends on Maven alone. */
        MAVENS(List.of(Cell.Java.OLDEST), List.of(Entrance.PLUGIN)),
        TOO_OLD(List.of(Cell.Java.TOO_OLD), List.of(Entrance.values()));

        private final List<Cell.Java> javas;
        private final List<Entrance> entrances;

        Breadth(List<Cell.Java> javas, List<Entrance> entrances) {
            this.javas = javas;
            this.entrances = entrances;
        }
    }

    private final String words;
    private final Breadth breadth;
    private final Play play;

    Scenario(String words, Breadth breadth, Play play) {
        this.words = words;
        this.breadth = breadth;
        this.play = play;
    }

    /** Its cells: Maven by Maven, Java by Java. */
    Stream<Cell> cells() {
        return Matrix.MAVENS.stream().flatMap(maven -> breadth.javas.stream()
                .flatMap(java -> breadth.entrances.stream().map(entrance -> new Cell(maven, java, entrance, this))));
    }

    void play(Scene scene) throws IOException {
        play.on(scene);
    }

    @Override
    public String toString() {
        return words;
    }
}
