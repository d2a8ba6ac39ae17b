package io.github.jitcredentials.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How a build comes to know us. */
enum Entrance {
    PLUGIN("plugin") {
        @Override
        void open(Path project) {
            // As the sample project has it.
        }
    },
    CORE("core extension") {
        @Override
        void open(Path project) throws IOException {
            Ground.replace(project.resolve("pom.xml"), "<extensions>true</extensions>", "");
            Files.createDirectories(project.resolve(".mvn"));
            Files.writeString(
                    project.resolve(".mvn/extensions.xml"),
                    "<extensions><extension><groupId>io.github.jitcredentials</groupId>"
                            + "<artifactId>jit-credentials-maven-plugin</artifactId>"
                            + "<version>1.0.0-SNAPSHOT</version></extension></extensions>");
        }
    };

    private final String words;

    Entrance(String words) {
        this.words = words;
    }

    /** Sets a project up for it that has the plugin in its root POM. */
    abstract void open(Path project) throws IOException;

    @Override
    public String toString() {
        return words;
    }
}
