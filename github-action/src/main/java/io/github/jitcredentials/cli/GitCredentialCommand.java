package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.frontend.ConfigurationFile;
import io.github.jitcredentials.frontend.HostFacts;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.frontend.Settings;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code jitc git-credential}: git's own protocol (gitcredentials(7), git-credential(1)). Hands over the credential of the
 * {@code exec} that runs git, and issues none: nobody could tell when git is done with it.
 */
@Command(
        name = "git-credential",
        description = "Answers git, as a credential helper, with the credential of the jitc exec that runs it, for the "
                + "profile's destination only.",
        footer = {
            "",
            "jitc exec --profile deploy -- git -c credential.helper= -c credential.helper='!jitc git-credential --profile "
                    + "deploy' push",
        })
final class GitCredentialCommand implements Callable<Integer> {
    /** More than any request of git's. */
    private static final int LONGEST = 64 * 1024;

    private final Surroundings around;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--username",
            paramLabel = "NAME",
            description =
                    "The user name beside the token. Default: x-access-token, which GitHub wants; GitLab takes any.")
    private String username = "x-access-token";

    @Parameters(paramLabel = "get|store|erase", description = "What git wants; there is nothing to store or erase.")
    private String action = "";

    GitCredentialCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        String asked = new String(around.in().readNBytes(LONGEST), StandardCharsets.UTF_8);
        if (action.equals("get")) {
            Voice voice = Voice.of(around, false);
            RawSettings raw = Host.configured(around, SettingsOf.command(spec, around));
            Profile profile = profile(raw);
            if (isCovered(attributes(asked), profile)) {
                Optional<String> token = token(profile);
                if (token.isPresent()) {
                    around.out()
                            .write(("username=" + username + "\npassword=" + token.get() + "\n")
                                    .getBytes(StandardCharsets.UTF_8));
                } else {
                    voice.warn("no jitc exec around git has a credential of profile \"" + profile.name()
                            + "\": run git under jitc exec --profile " + profile.name());
                }
            }
        }
        return ExitCode.OK.code();
    }

    private Profile profile(RawSettings raw) {
        Settings settings = Settings.of(raw);
        if (settings.profiles().size() != 1) {
            throw new JitException.Misconfigured(
                    new Problem("git gets one credential", raw.spelling(Setting.PROFILES), "name one profile"));
        }
        Configuration configuration = ConfigurationFile.read(
                Host.root(around, raw).resolve(settings.config()),
                settings.config().toString(),
                HostFacts.BOUNDS);
        return configuration.profile(settings.profiles().get(0), raw.spelling(Setting.PROFILES));
    }

    private Optional<String> token(Profile profile) {
        return ExecMark.variable(around.variable(ExecMark.VARIABLE), profile.name(), Credential.TOKEN)
                .map(around::variable)
                .filter(token -> !token.isBlank());
    }

    private static Map<String, String> attributes(String asked) {
        Map<String, String> attributes = new LinkedHashMap<>();
        asked.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                attributes.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return attributes;
    }

    /** Without a destination, or outside of it, there is no answer. Git tells the path only with credential.useHttpPath. */
    private static boolean isCovered(Map<String, String> asked, Profile profile) {
        Optional<Destination> to = profile.destination();
        String url = asked.getOrDefault("protocol", "") + "://" + asked.getOrDefault("host", "") + "/"
                + asked.getOrDefault("path", "");
        try {
            return to.isPresent() && to.get().covers(URI.create(url));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
