package io.github.jitcredentials.torture;

import io.github.jitcredentials.masking.LeakCanary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What all scenarios of a run share: one authority, one cut before it, one CI system, and a canary that knows every secret. */
final class Ground implements AutoCloseable {
    final Run run;
    final LeakCanary canary = new LeakCanary();
    final Identities identities;
    final Authority authority;
    final Cut cut;
    private final Path folder;
    private final List<Place> places = new ArrayList<>();
    /** What could not be done here, a line each. */
    final List<String> leftOut = new ArrayList<>();

    Ground(Run run, Path folder) throws Exception {
        this.run = run;
        this.folder = folder;
        delete(folder);
        Files.createDirectories(folder.resolve("shared"));
        identities = new Identities(folder.resolve("shared"), canary);
        authority = new Authority(folder.resolve("shared"), identities.jwks());
        cut = new Cut(authority.url(), canary);
    }

    /** A user's state on a machine of its own, as far as that is told by files. */
    Place place(String name) throws Exception {
        Path root = folder.resolve(name + "-" + places.size());
        Files.createDirectories(root);
        Files.createDirectory(
                root.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Place place = new Place(this, root);
        places.add(place);
        return place;
    }

    /** Ends the processes that a scenario left; each of them was killed, or has no more to do. */
    void clean() {
        cut.heal();
        places.forEach(Place::close);
    }

    @Override
    public void close() throws IOException {
        clean();
        cut.close();
        authority.close();
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
