package io.github.jitcredentials.jenkins.block;

import hudson.XmlFile;
import hudson.util.XStream2;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The records of blocks that are not over, a file each. */
final class BlockStore {
    private static final Logger LOGGER = Logger.getLogger(BlockStore.class.getName());
    private static final XStream2 XSTREAM = new XStream2();
    private static final String SUFFIX = ".xml";

    private final Path directory;

    BlockStore(Path directory) {
        this.directory = directory;
    }

    /** @throws JitException.NotRecorded if it can't be written */
    void save(BlockRecord block) {
        try {
            Files.createDirectories(directory);
            // Its leases' copies, since others may change while it is being written.
            synchronized (block) {
                file(block.id).write(block);
            }
        } catch (IOException e) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "what a block holds can't be written down ("
                                    + e.getClass().getSimpleName() + ")",
                            directory.toString(),
                            "make room there; nothing is handed out that isn't written down"),
                    e);
        }
    }

    void delete(String id) {
        try {
            Files.deleteIfExists(path(id));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the record of a block that is over can't be deleted", e);
        }
    }

    List<BlockRecord> all() {
        List<BlockRecord> blocks = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return blocks;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().forEach(file -> read(file, blocks));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the records of blocks can't be listed", e);
        }
        return blocks;
    }

    private static void read(Path file, List<BlockRecord> blocks) {
        try {
            if (new XmlFile(XSTREAM, file.toFile()).read() instanceof BlockRecord block) {
                blocks.add(block);
            }
        } catch (IOException | RuntimeException e) {
            // Its leases are nobody's then, and are ended by the sweep.
            LOGGER.log(Level.WARNING, "the record of a block can't be read: " + file, e);
        }
    }

    private XmlFile file(String id) {
        return new XmlFile(XSTREAM, path(id).toFile());
    }

    private Path path(String id) {
        return directory.resolve(id + SUFFIX);
    }
}
