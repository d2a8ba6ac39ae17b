package io.github.jitcredentials.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says which profile may serve a server id, given all the places that an execution uploads to under that id. Thread safe.
 */
final class Destinations {
    private final List<ServerProfile> profiles;
    private final Console console;
    /** What was said about a server, so that a build of 200 modules says it once. */
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    Destinations(List<ServerProfile> profiles, Console console) {
        this.profiles = List.copyOf(profiles);
        this.console = console;
    }

    /** The profile whose destination covers every one of the targets; empty, and said so, where there is none. */
    Optional<ServerProfile> profileFor(String server, Set<Target> targets) {
        List<ServerProfile> named =
                profiles.stream().filter(p -> p.server().equals(server)).toList();
        for (ServerProfile profile : named) {
            if (!targets.isEmpty() && targets.stream().allMatch(t -> t.isCoveredBy(profile.to()))) {
                return Optional.of(profile);
            }
        }
        for (Target target : targets) {
            explain(server, target, named);
        }
        return Optional.empty();
    }

    private void explain(String server, Target target, List<ServerProfile> named) {
        if (named.isEmpty()) {
            say(
                    server,
                    () -> console.info("jit-credentials: no profile is delivered to server \"" + server + "\" ("
                            + target.printable() + "): nothing is minted for it"));
        } else if (named.stream().noneMatch(p -> target.isCoveredBy(p.to()))) {
            List<String> bounds = new ArrayList<>();
            named.forEach(p -> bounds.add("\"" + p.name() + "\" is for " + p.to()));
            say(
                    server + " " + target.url(),
                    () -> console.warn("jit-credentials: server \"" + server
                            + "\" uploads to " + target.printable() + ", but " + String.join(", ", bounds)
                            + ": nothing is minted for it"));
        } else {
            say(
                    server + " *",
                    () -> console.warn(
                            "jit-credentials: server \"" + server
                                    + "\" uploads to several places, and no profile is for all of them: nothing is minted for it"));
        }
    }

    private void say(String about, Runnable sentence) {
        if (said.add(about)) {
            sentence.run();
        }
    }
}
