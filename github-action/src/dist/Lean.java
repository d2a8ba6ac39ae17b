import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/**
 * Copies a library's jar without what only a debugger, a module path or a newer Java would read: an eighth of the image, and of
 * the archive of its classes. The same jar gives the same bytes. Run by assemble, with ASM on the class path.
 */
final class Lean {
    private static final int JAVA = 17;
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/([0-9]+)/.*");
    private static final LocalDateTime TIME = LocalDateTime.of(2020, 1, 1, 0, 0);

    private Lean() {}

    public static void main(String[] args) throws IOException {
        Path from = Path.of(args[0]);
        Path to = Path.of(args[1]);
        try (ZipFile in = new ZipFile(from.toFile());
                OutputStream file = Files.newOutputStream(to);
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.setLevel(Deflater.BEST_COMPRESSION);
            for (ZipEntry entry : List.copyOf(in.stream().map(ZipEntry.class::cast).toList())) {
                if (entry.isDirectory() || isLeftOut(entry.getName())) {
                    continue;
                }
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(TIME);
                out.putNextEntry(copy);
                out.write(entry.getName().endsWith(".class") ? withoutDebugging(bytes) : bytes);
                out.closeEntry();
            }
        }
    }

    private static boolean isLeftOut(String name) {
        Matcher versioned = VERSIONED.matcher(name);
        return name.endsWith("module-info.class")
                || name.startsWith("META-INF/maven/")
                || versioned.matches() && Integer.parseInt(versioned.group(1)) > JAVA;
    }

    private static byte[] withoutDebugging(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(0);
        reader.accept(writer, ClassReader.SKIP_DEBUG);
        return writer.toByteArray();
    }
}
