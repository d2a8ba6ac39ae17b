package io.github.jitcredentials.jenkins.folder;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.AbstractItem;
import hudson.model.Items;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Where folders' configurations are: in a file of its own next to a folder's {@code config.xml}, and not in that. Whoever may
 * configure a folder writes its {@code config.xml}, by form, by URL and by command line, and could so undo what narrows them. It moves and
 * goes with its folder. Thread safe.
 */
@Extension
public final class FolderStore {
    private static final String FILE = "jit-credentials.xml";

    private final Map<AbstractItem, FolderConfiguration> known = new WeakHashMap<>();

    public static FolderStore get() {
        return ExtensionList.lookupSingleton(FolderStore.class);
    }

    /**
     * What a folder says; the same object as long as it says the same.
     *
     * @throws JitException.Misconfigured if it can't be read: what narrows a folder must not be overlooked
     */
    public synchronized FolderConfiguration of(AbstractItem folder) {
        FolderConfiguration found = known.get(folder);
        if (found == null) {
            found = read(folder);
            known.put(folder, found);
        }
        return found;
    }

    /** Writes what a folder says; nothing else is written if this fails. */
    synchronized void save(AbstractItem folder, FolderConfiguration configuration) throws IOException {
        XmlFile file = file(folder);
        if (configuration.isEmpty()) {
            file.delete();
        } else {
            file.write(configuration);
        }
        known.put(folder, configuration);
    }

    private static FolderConfiguration read(AbstractItem folder) {
        XmlFile file = file(folder);
        if (!file.exists()) {
            return FolderConfiguration.NONE;
        }
        try {
            if (file.read() instanceof FolderConfiguration configuration) {
                return configuration;
            }
        } catch (IOException e) {
            throw unreadable(folder);
        }
        throw unreadable(folder);
    }

    private static JitException.Misconfigured unreadable(AbstractItem folder) {
        return new JitException.Misconfigured(new Problem(
                "what this folder says of JIT credentials can't be read",
                folder.getFullName(),
                "mend " + FILE + " in its directory, or delete it there"));
    }

    private static XmlFile file(AbstractItem folder) {
        return new XmlFile(Items.XSTREAM, new File(folder.getRootDir(), FILE));
    }
}
