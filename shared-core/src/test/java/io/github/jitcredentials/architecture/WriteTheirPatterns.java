package io.github.jitcredentials.architecture;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A regular expression is a literal or a constant in the code. One that is put together at run time is somebody's input,
 * which belongs to the class that anchors and bounds it. Byte code does not tell a literal, so that the source is looked at,
 * too.
 */
final class WriteTheirPatterns extends ArchCondition<JavaClass> {
    private static final Map<String, Set<String>> COMPILERS = Map.of(
            "java.util.regex.Pattern", Set.of("compile", "matches"),
            "java.lang.String", Set.of("matches", "replaceAll", "replaceFirst"),
            "com.google.re2j.Pattern", Set.of("compile", "matches"));
    // A string, or a constant's name.
    private static final String TEXT = "(?:\"(?:[^\"\\\\]|\\\\.)*+\"|[A-Z][A-Z_0-9]+)";
    private static final Pattern LITERAL_ARGUMENT =
            Pattern.compile("(\\w+)\\(\\s*" + TEXT + "(?:\\s*\\+\\s*" + TEXT + ")*\\s*[,)]");

    private final Path sources;

    /** @param sources the folder in which the packages' folders are */
    WriteTheirPatterns(Path sources) {
        super("write their regular expressions as literals");
        this.sources = sources;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (JavaCall<?> call : type.getMethodCallsFromSelf()) {
            if (COMPILERS
                            .getOrDefault(call.getTargetOwner().getName(), Set.of())
                            .contains(call.getName())
                    && !isGivenALiteral(call)) {
                events.add(SimpleConditionEvent.violated(type, "no literal: " + call.getDescription()));
            }
        }
    }

    private boolean isGivenALiteral(JavaCall<?> call) {
        JavaClass type = call.getOriginOwner();
        Path file = sources.resolve(type.getPackageName().replace('.', '/'))
                .resolve(
                        type.getSource().flatMap(source -> source.getFileName()).orElseThrow());
        try {
            List<String> lines = Files.readAllLines(file);
            // A long call goes on in the lines below.
            int from = call.getLineNumber() - 1;
            return LITERAL_ARGUMENT
                    .matcher(String.join("\n", lines.subList(from, Math.min(from + 4, lines.size()))))
                    .results()
                    .anyMatch(found -> found.group(1).equals(call.getName()));
        } catch (IOException e) {
            throw new AssertionError("the source of " + type.getName() + " is not at " + file, e);
        }
    }
}
