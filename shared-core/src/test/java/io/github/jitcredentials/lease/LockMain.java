package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.SuppressForbidden;
import java.io.IOException;
import java.nio.file.Path;

/** Another process that tries to take a lock, and says whether it could. */
final class LockMain {
    private LockMain() {}

    @SuppressForbidden("a program whose output a test reads")
    public static void main(String[] args) throws IOException {
        System.out.println(ProcessLock.tryTake(Path.of(args[0])).isPresent() ? "taken" : "refused");
    }
}
