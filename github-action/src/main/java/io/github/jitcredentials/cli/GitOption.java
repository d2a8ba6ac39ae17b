package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code --git}: has git, wherever the command calls it, ask {@code jitc git-credential} for the profile's own destination, and
 * nobody else there. By git's variables {@code GIT_CONFIG_COUNT}, {@code GIT_CONFIG_KEY_n} and {@code GIT_CONFIG_VALUE_n} (git 2.31;
 * git-config(1), "ENVIRONMENT"), so that no file is changed.
 */
final class GitOption {
    static final String NAME = "--git";

    private static final String COUNT = "GIT_CONFIG_COUNT";

    private GitOption() {}

    /** @throws JitException.Misconfigured if nobody says where git may go with it */
    static void check(Profile profile) {
        if (profile.destination().isEmpty()) {
            throw new JitException.Misconfigured(new Problem(
                    "profile \"" + profile.name() + "\" says not where its credential may go",
                    NAME,
                    "give it a \"to:\", as in \"to: https://github.com/\""));
        }
    }

    /**
     * Adds what git must know of one credential.
     *
     * @param launcher what starts jitc
     * @param config the configuration file, where it is not found from any directory of the project
     */
    static void add(Map<String, String> environment, Profile profile, String launcher, Optional<String> config) {
        Destination to = profile.destination().orElseThrow();
        List<String> call = new ArrayList<>(List.of(launcher, "git-credential", "--profile", profile.name()));
        config.ifPresent(file -> call.addAll(List.of("--config", file)));
        StringBuilder helper = new StringBuilder("!");
        call.forEach(
                word -> helper.append('\'').append(word.replace("'", "'\\''")).append("' "));
        String section = "credential." + section(to.uri());
        // An empty helper makes git forget those that came before it: what a user's own keeps is not asked, nor told.
        set(environment, section + ".helper", "");
        set(environment, section + ".helper", helper.toString().strip());
        if (!to.uri().getPath().equals("/")) {
            set(environment, section + ".useHttpPath", "true");
        }
    }

    /** As git writes a URL: without the port that its scheme has anyhow, and without a slash at its end. */
    private static String section(URI to) {
        boolean usual = to.getPort() == (to.getScheme().equals("https") ? 443 : 80);
        String path = to.getRawPath();
        return to.getScheme() + "://" + to.getHost() + (usual ? "" : ":" + to.getPort())
                + path.substring(0, path.length() - 1);
    }

    /** One more setting, after those that the environment has already. */
    static void set(Map<String, String> environment, String key, String value) {
        int count = count(environment);
        environment.put("GIT_CONFIG_KEY_" + count, key);
        environment.put("GIT_CONFIG_VALUE_" + count, value);
        environment.put(COUNT, String.valueOf(count + 1));
    }

    /** What git could not read either begins anew. */
    private static int count(Map<String, String> environment) {
        String count = environment.getOrDefault(COUNT, "");
        return count.matches("[0-9]{1,4}") ? Integer.parseInt(count) : 0;
    }
}
