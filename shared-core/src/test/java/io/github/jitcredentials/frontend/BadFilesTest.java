package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.jitcredentials.document.Mistake;
import io.github.jitcredentials.document.StrictYaml;
import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BadFilesTest {
    static List<Path> files() throws IOException {
        return Golden.files(Golden.BAD_FILES, ".yml");
    }

    @ParameterizedTest
    @MethodSource("files")
    void badFile_isToldLikeThis(Path file) throws IOException {
        Golden.check(Golden.of(file), () -> ConfigurationFile.read(file, "jit-credentials.yml"));
    }

    /** What is hidden reads as nothing everywhere; whoever needs it says no more, and does not stumble. */
    @Test
    void secretInPlaceOfAnyWord_isRefused() throws IOException {
        String text = Files.readString(Path.of("src/test/resources/config/good/everything.yml"))
                .replaceAll("(?m)(^|\\s)#.*$", "");
        Matcher word =
                Pattern.compile("(?m)(?<=[-:\\[,{] |^ {2,8})[^\\s,\\[\\]{}:]+").matcher(text);
        int words = 0;
        while (word.find()) {
            String hidden = text.substring(0, word.start()) + "ghs_exampleexampleexample" + text.substring(word.end());

            assertThatThrownBy(() -> ConfigurationFile.parse(hidden, "file", Path.of("/srv")))
                    .as(word.group())
                    .isInstanceOf(JitException.Misconfigured.class)
                    .hasMessageNotContaining("ghs_");
            words++;
        }
        assertThat(words).isGreaterThan(60);
    }

    @Test
    void tenMegabytes_areNotRead(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("large.yml"), "# a remark\n".repeat(1_000_000));

        CountingInput in = new CountingInput(Files.newInputStream(file));
        Golden.check(
                Golden.BAD_FILES.resolve("ten-megabytes.golden"),
                () -> ConfigurationFile.read(() -> in, "jit-credentials.yml", folder));
        assertThat(in.count()).isLessThanOrEqualTo(StrictYaml.LONGEST + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '"',
            value = {"lists#[", "maps#\"{a: \"", "dashes#\"- \"", "keys#\"? \"", "both#\"? - \""})
    void tenThousandLevels_areNotDescended(String kind, String level) throws IOException {
        Golden.check(
                Golden.BAD_FILES.resolve("ten-thousand-" + kind + ".golden"),
                () -> ConfigurationFile.parse("a:\n " + level.repeat(10_000), "jit-credentials.yml", Path.of("/")));
    }

    @Test
    void missingFile_isToldLikeThis(@TempDir Path folder) throws IOException {
        Golden.check(
                Golden.BAD_FILES.resolve("missing-file.golden"),
                () -> ConfigurationFile.read(folder.resolve("jit-credentials.yml")));
    }

    @Test
    void folderInPlaceOfTheFile_isToldLikeThis(@TempDir Path folder) throws IOException {
        Golden.check(
                Golden.BAD_FILES.resolve("missing-file.golden"),
                () -> ConfigurationFile.read(folder, "jit-credentials.yml"));
    }

    @Test
    void fileThatFailsToBeRead_isToldLikeThis() throws IOException {
        Golden.check(
                Golden.BAD_FILES.resolve("unreadable-file.golden"),
                () -> ConfigurationFile.read(
                        () -> {
                            throw new IOException("the disk is gone");
                        },
                        "jit-credentials.yml",
                        Path.of("/")));
    }

    @Test
    void everyWordedMistake_isInSomeGoldenFile() throws IOException {
        List<String> told = new ArrayList<>();
        for (Path folder : List.of(Golden.BAD_FILES, Golden.BAD_SETTINGS, Golden.WIDER_FILES)) {
            for (Path golden : Golden.files(folder, ".golden")) {
                told.addAll(Files.readAllLines(golden));
            }
        }
        assertThat(mistakes()).hasSizeGreaterThan(50).allSatisfy(mistake -> assertThat(told)
                .as("%s.%s", mistake.getClass().getSimpleName(), mistake)
                .anyMatch(line -> pattern(mistake).matcher(line).find()));
    }

    /** All constants of all enums that word mistakes, also of those that are added later; a server has no file: ServerTreeTest. */
    private static List<Mistake> mistakes() {
        List<Mistake> mistakes = new ArrayList<>();
        new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.jitcredentials")
                        .stream()
                        .filter(type -> type.isEnum() && type.isAssignableTo(Mistake.class))
                        .filter(type -> !type.isEquivalentTo(ServerMistake.class))
                        .map(JavaClass::reflect)
                        .forEach(type -> {
                            for (Object constant : type.getEnumConstants()) {
                                mistakes.add((Mistake) constant);
                            }
                        });
        return mistakes;
    }

    private static Pattern pattern(Mistake mistake) {
        String[] pieces = mistake.wording().split("%s", -1);
        StringBuilder regex = new StringBuilder(": ");
        for (int i = 0; i < pieces.length; i++) {
            regex.append(i == 0 ? "" : ".+").append(Pattern.quote(pieces[i]));
        }
        return Pattern.compile(regex.append("$").toString());
    }
}
