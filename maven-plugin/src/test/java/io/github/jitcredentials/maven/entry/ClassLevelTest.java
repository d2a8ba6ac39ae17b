package io.github.jitcredentials.maven.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Maven silently leaves out indexed classes that it cannot read: builds would succeed without us. */
class ClassLevelTest {
    private static final int JAVA_8 = 52;
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path ENTRY = CLASSES.resolve("io/github/jitcredentials/maven/entry");

    @Test
    void entryClasses_areOfJava8AndReferToNothingNewerOfOurs() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(ENTRY)) {
            files = all.filter(f -> f.toString().endsWith(".class")).toList();
        }
        assertThat(files).hasSizeGreaterThan(8);
        for (Path file : files) {
            ClassFile parsed = ClassFile.of(Files.readAllBytes(file));

            assertThat(parsed.major()).as(file.toString()).isEqualTo(JAVA_8);
            assertThat(parsed.strings())
                    .as(file.toString())
                    .noneMatch(s -> s.contains("io/github/jitcredentials/")
                            && !s.contains("io/github/jitcredentials/maven/entry/"));
        }
    }

    @Test
    void index_namesEntryClassesOnly() throws IOException {
        assertThat(Files.readAllLines(CLASSES.resolve("META-INF/sisu/javax.inject.Named")))
                .containsExactlyInAnyOrder(
                        GoalEntry.class.getName(),
                        ProjectEntry.class.getName(),
                        SessionEntry.class.getName(),
                        Switchboard.class.getName());
    }

    @Test
    void otherClasses_wouldBeFound() throws IOException {
        Path other = CLASSES.resolve("io/github/jitcredentials/maven/GuardedBuild.class");
        ClassFile parsed = ClassFile.of(Files.readAllBytes(other));

        assertThat(parsed.major()).isGreaterThan(JAVA_8);
        assertThat(parsed.strings()).anyMatch(s -> s.contains("io/github/jitcredentials/maven/Desk"));
    }

    /** A class file's level and the texts of its constant pool (JVM specification, section 4.4). */
    private record ClassFile(int major, List<String> strings) {
        static ClassFile of(byte[] bytes) throws IOException {
            try (InputStream raw = new ByteArrayInputStream(bytes);
                    DataInputStream in = new DataInputStream(raw)) {
                in.readInt();
                in.readUnsignedShort();
                int major = in.readUnsignedShort();
                List<String> strings = new ArrayList<>();
                int count = in.readUnsignedShort();
                for (int i = 1; i < count; i++) {
                    int tag = in.readUnsignedByte();
                    switch (tag) {
                        case 1 -> strings.add(in.readUTF());
                        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.readInt();
                        case 5, 6 -> {
                            in.readLong();
                            i++;
                        }
                        case 7, 8, 16, 19, 20 -> in.readUnsignedShort();
                        case 15 -> in.skipBytes(3);
                        default -> throw new IOException("constant of kind " + tag);
                    }
                }
                return new ClassFile(major, strings);
            }
        }
    }
}
