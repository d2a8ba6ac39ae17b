package io.github.jitcredentials.maven;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.frontend.CredentialFiles;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.frontend.Settings;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.JitException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files' part of the build's own configuration. Thread safe. */
final class ConfiguredFiles {
    private final Assembly assembly;
    private final ReportLine line;
    private final Console console;
    private final Map<FileProfile, Profile> profiles = new ConcurrentHashMap<>();

    ConfiguredFiles(Assembly assembly, ReportLine line, Console console) {
        this.assembly = assembly;
        this.line = line;
        this.console = console;
    }

    List<FileProfile> wanted(RawSettings execution) {
        Settings call = Settings.of(execution);
        return assembly.profiles(call, execution, deliver -> !deliver.files().isEmpty()).stream()
                .map(profile -> {
                    FileProfile wanted = new FileProfile(
                            profile.name(),
                            profile.deliver().files().keySet(),
                            profile.ttl(),
                            call.saidPurpose().map(Object::toString).orElse(null));
                    profiles.put(wanted, profile);
                    return wanted;
                })
                .toList();
    }

    Profile configured(FileProfile wanted) {
        Profile profile = profiles.get(wanted);
        if (profile == null) {
            throw new IllegalArgumentException("this desk has no such profile");
        }
        return profile;
    }

    /** Nothing stays alive whose files can't be handed over. */
    FileLease open(FileProfile wanted, Permitted permitted) {
        CredentialSession session = assembly.open(permitted);
        try {
            return new Held(session, assembly.files(configured(wanted), session), line, console);
        } catch (RuntimeException e) {
            session.end(EndReason.FAILED_TASK);
            throw e;
        }
    }

    private record Held(CredentialSession session, CredentialFiles handed, ReportLine line, Console console)
            implements FileLease {
        @Override
        public Map<String, Path> files() {
            return handed.paths();
        }

        @Override
        public Ended end(EndReason reason) {
            try {
                handed.close();
            } catch (JitException e) {
                // What matters is that the credential dies.
                console.warn("jit-credentials: " + e.getMessage());
            }
            LeaseReport report = session.end(reason);
            return Ended.of(report, line);
        }

        @Override
        public String toString() {
            return "Held[" + session.lease() + "]";
        }
    }
}
