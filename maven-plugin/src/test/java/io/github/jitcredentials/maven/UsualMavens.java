package io.github.jitcredentials.maven;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The Mavens that most people have, by turns: a story that no Maven should tell differently is told with one of them, always the
 * same one. {@code -Dit.only=3.8.7,3.9.16} tells each with both.
 */
final class UsualMavens implements ArgumentsProvider {
    private static final List<String> VERSIONS = List.of("3.8.7", "3.9.16");

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return versions(context.getRequiredTestMethod().getName()).map(Arguments::of);
    }

    private static Stream<String> versions(String story) {
        if (System.getProperty("it.only") != null) {
            return VERSIONS.stream().filter(Stage::isWanted);
        }
        return Stream.of(VERSIONS.get(Math.floorMod(story.hashCode(), VERSIONS.size())));
    }
}
