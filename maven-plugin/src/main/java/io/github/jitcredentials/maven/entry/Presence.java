package io.github.jitcredentials.maven.entry;

import org.apache.maven.execution.MavenSession;

/** Tells a goal, whose class may have another loader than the extension, whether there is one. */
public final class Presence {
    private Presence() {}

    /** Whether an extension takes part in this build. */
    public static boolean isIn(MavenSession session) {
        Object known = session.getRequest().getData().get(Copies.KEY);
        return known instanceof String && !((String) known).isEmpty();
    }
}
