package io.github.jitcredentials.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whose the workspace is. A container's root would leave files in it that the runner's user can't remove, and could read more of
 * this process than its script should. Changed with {@code setpriv} (util-linux).
 */
record WorkspaceOwner(int uid, int gid, boolean isUs) {
    private static final String UID = "unix:uid";

    static WorkspaceOwner of(Path workspace) throws IOException {
        int uid = (Integer) Files.getAttribute(workspace, UID);
        int gid = (Integer) Files.getAttribute(workspace, "unix:gid");
        int own = (Integer) Files.getAttribute(Path.of("/proc/self"), UID);
        // Only root can become somebody else; anybody else is whom the runner wants.
        return new WorkspaceOwner(uid, gid, own != 0 || uid == 0);
    }

    /** What begins a command of theirs. */
    List<String> prefix() {
        return isUs
                ? List.of()
                : List.of(
                        "setpriv",
                        "--reuid=" + uid,
                        "--regid=" + gid,
                        "--clear-groups",
                        "--inh-caps=-all",
                        "--no-new-privs",
                        "--");
    }

    /** Makes a file theirs. */
    void give(Path file) throws IOException {
        if (!isUs) {
            Files.setAttribute(file, UID, uid);
            Files.setAttribute(file, "unix:gid", gid);
        }
    }
}
