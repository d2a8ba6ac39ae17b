package io.github.jitcredentials.maven;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

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

    /**
     * The profile whose destination covers every one of the targets that have this id; empty where there is none, and said
     * so, or where nothing has this id.
     */
    Optional<ServerProfile> profileFor(String server, Set<Target> all) {
        List<Target> targets =
                all.stream().filter(t -> t.server().equals(server)).toList();
        List<ServerProfile> named =
                profiles.stream().filter(p -> p.server().equals(server)).toList();
        for (ServerProfile profile : named) {
            if (!targets.isEmpty() && targets.stream().allMatch(t -> t.isCoveredBy(profile.to()))) {
                return Optional.of(profile);
            }
        }
        if (!targets.isEmpty()) {
            explain(server, targets, named);
        }
        return Optional.empty();
    }

    private void explain(String server, List<Target> targets, List<ServerProfile> named) {
        if (named.isEmpty()) {
            say(
                    server,
                    () -> console.info("jit-credentials: no profile is delivered to server \"" + server + "\" ("
                            + targets.get(0).printable() + "): nothing is minted for it"));
            return;
        }
        List<Target> outside = targets.stream()
                .filter(target -> named.stream().noneMatch(p -> target.isCoveredBy(p.to())))
                .toList();
        outside.forEach(target -> say(server + " " + target, () -> console.warn(outside(target, named))));
        if (outside.isEmpty()) {
            say(
                    server + " *",
                    () -> console.warn("jit-credentials: server \"" + server + "\" goes to several places, and no one"
                            + " profile is for all of them: nothing is minted for it"));
        }
    }

    private static String outside(Target target, List<ServerProfile> named) {
        String does = target.use() == Target.Use.UPLOAD ? "uploads to " : "also downloads from ";
        return "jit-credentials: server \"" + target.server() + "\" " + does + target.printable() + ", but "
                + named.stream()
                        .map(p -> "\"" + p.name() + "\" is for " + p.to())
                        .collect(Collectors.joining(", "))
                + ": nothing is minted for it";
    }

    private void say(String about, Runnable sentence) {
        if (said.add(about)) {
            sentence.run();
        }
    }
}
