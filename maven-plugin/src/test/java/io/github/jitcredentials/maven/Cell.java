package io.github.jitcredentials.maven;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One cell of the matrix.
 *
 * @param maven a Maven's version
 * @param java the Java that it runs on
 * @param entrance how the build comes to know us
 * @param scenario what happens
 */
record Cell(String maven, Java java, Entrance entrance, Scenario scenario) {
    /** The Javas of the matrix. */
    enum Java {
        OLDEST("JDK 17", "there is no JDK 17 here") {
            @Override
            Optional<Jdk> jdk() {
                return Jdk.newest(jdk -> jdk.feature() == 17);
            }
        },
        NEWEST("newest JDK", "there is no JDK newer than 17 here") {
            @Override
            Optional<Jdk> jdk() {
                return Jdk.newest(jdk -> jdk.feature() > 17);
            }
        },
        /** Too old for us. Said by {@code -Dit.oldJava=DIR}, as few have one; a runtime will do. */
        TOO_OLD("Java 8 to 16", "-Dit.oldJava names none") {
            @Override
            Optional<Jdk> jdk() {
                String said = System.getProperty("it.oldJava", "");
                return said.isEmpty() ? Optional.empty() : Jdk.at(Path.of(said));
            }
        };

        private final String words;
        private final String missing;

        Java(String words, String missing) {
            this.words = words;
            this.missing = missing;
        }

        /** This machine's, if it has one. */
        abstract Optional<Jdk> jdk();

        @Override
        public String toString() {
            return words;
        }
    }

    /** Why it can't be run here, if so. */
    Optional<String> leftOut() {
        if (java == Java.TOO_OLD && maven.startsWith("4.")) {
            return Optional.of("Maven 4 itself wants Java 17");
        }
        return java.jdk().isPresent() ? Optional.empty() : Optional.of(java.missing);
    }

    Launcher launcher() {
        return new Launcher(maven, java.jdk().orElseThrow().home(), "");
    }

    @Override
    public String toString() {
        return scenario + ", Maven " + maven + ", " + java + ", " + entrance;
    }
}
