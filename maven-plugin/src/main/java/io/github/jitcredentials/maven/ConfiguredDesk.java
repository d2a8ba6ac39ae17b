package io.github.jitcredentials.maven;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Advice;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.frontend.Delivery;
import io.github.jitcredentials.frontend.HostFacts;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.frontend.Settings;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Printed;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.SuppressForbidden;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.maven.execution.MavenSession;

/** The desk of the build's own configuration: core behind Maven's words. */
final class ConfiguredDesk implements Desk {
    private final Assembly assembly;
    private final ReportLine line;
    private final ConfiguredFiles files;
    /** All that this call may use and Maven can hand over. */
    private final List<Profile> all;

    private final Map<ServerProfile, Profile> profiles = new ConcurrentHashMap<>();
    private final List<ServerProfile> servers;

    private ConfiguredDesk(Assembly assembly, String dot, Console console) {
        this.assembly = assembly;
        this.line = new ReportLine(dot, "goal");
        this.files = new ConfiguredFiles(assembly, new ReportLine(dot, "step"), console);
        this.all = assembly.profiles(
                deliver -> deliver.mavenServer().isPresent() || !deliver.files().isEmpty());
        this.servers = all.stream()
                .filter(profile -> profile.deliver().mavenServer().isPresent())
                .map(this::served)
                .toList();
    }

    @SuppressForbidden("Maven's door to the environment: a plugin is handed no copy of it")
    static ConfiguredDesk open(MavenSession session) {
        Map<String, String> environment = System.getenv();
        RawSettings settings = new MavenSettings(session);
        Optional<Path> elsewhere = MavenHost.configElsewhere(session, settings, environment);
        RawSettings said = elsewhere
                .<RawSettings>map(path -> new ConfigElsewhere(settings, path))
                .orElse(settings);
        HostFacts host = MavenHost.of(session, said, environment);
        Console console = Console.ofMaven();
        String dot = Charset.defaultCharset().newEncoder().canEncode('\u00b7') ? "\u00b7" : "-";
        Assembly assembly = Assembly.of(said, host, problem -> console.warn("jit-credentials: " + problem));
        try {
            return new ConfiguredDesk(assembly, dot, console);
        } catch (RuntimeException e) {
            assembly.close();
            throw e;
        }
    }

    @Override
    public List<ServerProfile> servers() {
        return servers;
    }

    @Override
    public Optional<Permit> permit(ServerProfile server, String unit) {
        return permit(() -> new Granted(server.name(), assembly.decide(configured(server), unit)));
    }

    @Override
    public List<FileProfile> files(RawSettings execution) {
        return files.wanted(execution);
    }

    @Override
    public Optional<Permit> permit(FileProfile profile, String unit) {
        Optional<Purpose> purpose = Optional.ofNullable(profile.purpose()).map(Purpose::new);
        return permit(() -> new GrantedFiles(profile, assembly.decide(files.configured(profile), unit, purpose)));
    }

    private Optional<Permit> permit(Supplier<Permit> asking) {
        try {
            return Optional.of(asking.get());
        } catch (JitException.NoIdentity e) {
            if (e.isAbsent() && assembly.settings().onNoIdentity() == Settings.OnNoIdentity.SETTINGS) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public FileLease acquire(Permit permit) {
        if (!(permit instanceof GrantedFiles granted)) {
            throw new IllegalArgumentException("this desk gave no such permit");
        }
        return files.open(granted.profile(), granted.permitted());
    }

    /** All profiles that Maven can hand over, in the file's order. */
    List<Profile> all() {
        return all;
    }

    /** What {@link #permit} would say, in a line; starts nothing. @throws JitException as that does */
    String explain(Profile profile) {
        List<String> places = new ArrayList<>();
        profile.deliver()
                .mavenServer()
                .ifPresent(server -> places.add("server \"" + server.id() + "\""
                        + profile.destination().map(to -> " at " + to).orElse("")));
        profile.deliver()
                .files()
                .forEach((name, file) ->
                        places.add("file " + name + " (" + file.format().word() + ")"));
        return "jit-credentials: " + String.join(", ", places) + ": "
                + new Granted(profile.name(), assembly.explain(profile, "jit-credentials:check")).sentence();
    }

    private Profile configured(ServerProfile server) {
        Profile profile = profiles.get(server);
        if (profile == null) {
            throw new IllegalArgumentException("this desk has no such profile");
        }
        return profile;
    }

    @Override
    public Lease open(Permit permit) {
        if (!(permit instanceof Granted granted)) {
            throw new IllegalArgumentException("this desk gave no such permit");
        }
        return new Held(assembly.open(granted.permitted()), line);
    }

    @Override
    public void close() {
        assembly.close();
    }

    private ServerProfile served(Profile profile) {
        Delivery.MavenServer server = profile.deliver().mavenServer().orElseThrow();
        Destination to = profile.destination()
                .orElseThrow(() -> new JitException.Misconfigured(new Problem(
                        "profile \"" + profile.name() + "\" says no destination", "to", "say where it may go")));
        ServerProfile served = new ServerProfile(
                profile.name(),
                server.id(),
                server.style() == Delivery.Style.BEARER ? ServerProfile.Style.BEARER : ServerProfile.Style.BASIC,
                server.username(),
                to);
        profiles.put(served, profile);
        return served;
    }

    /** Settings whose configuration file was named by the environment. */
    private record ConfigElsewhere(RawSettings settings, Path path) implements RawSettings {
        @Override
        public Optional<String> value(Setting setting) {
            return setting == Setting.CONFIG ? Optional.of(path.toString()) : settings.value(setting);
        }

        @Override
        public String spelling(Setting setting) {
            return setting == Setting.CONFIG ? "JIT_CREDENTIALS_CONFIG" : settings.spelling(setting);
        }
    }

    private record GrantedFiles(FileProfile profile, Permitted permitted) implements Permit {
        @Override
        public String sentence() {
            return new Granted(profile.name(), permitted).sentence();
        }
    }

    private record Granted(String profile, Permitted permitted) implements Permit {
        @Override
        public String sentence() {
            // Claims are anybody's words, so nothing invisible of them gets into the log.
            String sentence = Printed.line("permit \"" + profile + "\" for " + permitted.identity() + ", by "
                    + permitted.identity().source() + ": " + permitted.request().scope() + ", at most "
                    + Durations.format(permitted.request().ttl()) + " (rule \"" + permitted.rule() + "\")");
            return permitted.overlooked().isEmpty()
                    ? sentence
                    : sentence
                            + System.lineSeparator()
                            + String.join(
                                    System.lineSeparator(),
                                    Advice.observed(
                                            permitted.rule(), profile, permitted.identity(), permitted.overlooked()));
        }
    }

    private record Held(CredentialSession session, ReportLine line) implements Lease {
        @Override
        public Secret token() {
            return session.credential()
                    .field(Credential.TOKEN)
                    .orElseThrow(() -> new JitException.Misconfigured(
                            new Problem("the issuer gave no token", "deliver", "a Maven server takes a token")));
        }

        @Override
        public Ended end(EndReason reason) {
            return Ended.of(session.end(reason), line);
        }

        @Override
        public String toString() {
            return "Held[" + session.lease() + "]";
        }
    }
}
