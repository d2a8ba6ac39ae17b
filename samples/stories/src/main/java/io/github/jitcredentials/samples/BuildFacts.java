package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What the samples know of the build that made them.
 *
 * @param version this project's version
 * @param localRepository the user's local Maven repository
 * @param top this project's root directory
 */
record BuildFacts(String version, Path localRepository, Path top) {
    static BuildFacts read() {
        Properties properties = new Properties();
        try (InputStream in = BuildFacts.class.getResourceAsStream("build.xml")) {
            if (in == null) {
                throw new StoryFailedException("build.xml is missing from the samples: build them again");
            }
            properties.loadFromXML(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildFacts(
                properties.getProperty("version"),
                Path.of(properties.getProperty("local.repository")),
                Path.of(properties.getProperty("top")).normalize());
    }
}
