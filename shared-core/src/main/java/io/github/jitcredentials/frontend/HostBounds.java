package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Place;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.Text;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a machine's owner wrote for every project that is built there: files in the project's own format, each of which a
 * project's file may only narrow. Identities, issuers and profiles must be among theirs; a profile may ask for less, for a
 * shorter time, for fewer places; and a request needs a permit of every file's policy. Immutable.
 *
 * <p>Whatever can't be read fails: a file that is there and does not bind would be worse than none.
 */
final class HostBounds {
    private final List<Written> files;

    private HostBounds(List<Written> files) {
        this.files = List.copyOf(files);
    }

    /**
     * Reads all {@code *.yml} of a directory, by name. A directory that is not there binds nobody.
     *
     * @throws JitException.Misconfigured if it is there and anything in it can't be read
     */
    static HostBounds of(Path directory) {
        // Only what is surely not there: a link to nowhere, or what can't be looked at, may hold rules.
        if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return new HostBounds(List.of());
        }
        List<Path> paths;
        try (Stream<Path> listed = Files.list(directory)) {
            paths = listed.sorted().toList();
        } catch (IOException e) {
            throw new JitException.Misconfigured(HostMistake.NOT_LISTED.at(directory.toString()));
        }
        List<Written> files = new ArrayList<>();
        for (Path path : paths) {
            if (path.toString().endsWith(".yaml")) {
                throw new JitException.Misconfigured(HostMistake.NOT_YML.at(path.toString()));
            }
            if (path.toString().endsWith(".yml")) {
                files.add(ConfigurationFile.written(path, path.toString()));
            }
        }
        return new HostBounds(files);
    }

    /**
     * The project's configuration, bound.
     *
     * @throws JitException.Misconfigured with all in which it says more than one of the files
     */
    Configuration bind(Written project) {
        Problems problems = new Problems();
        files.forEach(file -> new Comparison(file, project, problems).all());
        problems.throwIfAny();
        Configuration own = project.configuration();
        List<Policy> policies = new ArrayList<>();
        files.forEach(file -> policies.add(file.configuration().policy()));
        policies.add(own.policy());
        return new Configuration(own.identities(), own.issuers(), own.profiles(), Policy.allOf(policies));
    }

    /** One file of this machine, and the project's. */
    private record Comparison(Written host, Written project, Problems problems) {
        void all() {
            identities();
            project.configuration().issuers().forEach(this::issuer);
            project.configuration().profiles().values().forEach(this::profile);
        }

        private void identities() {
            List<IdentitySpec> known = host.configuration().identities();
            List<IdentitySpec> wanted = project.configuration().identities();
            for (int i = 0; i < wanted.size(); i++) {
                IdentitySpec identity = wanted.get(i);
                Place place = project.identityPlace(i);
                Optional<IdentitySpec> same = known.stream()
                        .filter(spec -> spec.name().equals(identity.name()))
                        .findFirst();
                if (same.isEmpty()) {
                    unknown(
                            HostMistake.NEW_IDENTITY,
                            place,
                            identity.name(),
                            known.stream().map(IdentitySpec::name).toList());
                } else if (!same.get().equals(identity)) {
                    problems.add(
                            place,
                            HostMistake.OTHER_IDENTITY,
                            Text.shown(identity.name()),
                            host.identityPlace(known.indexOf(same.get())));
                }
            }
        }

        private void issuer(String name, IssuerSpec issuer) {
            IssuerSpec same = host.configuration().issuers().get(name);
            Place place = project.place("issuers", name);
            if (same == null) {
                unknown(
                        HostMistake.NEW_ISSUER,
                        place,
                        name,
                        host.configuration().issuers().keySet());
            } else if (!same.equals(issuer)) {
                problems.add(place, HostMistake.OTHER_ISSUER, Text.shown(name), host.place("issuers", name));
            }
        }

        private void profile(Profile profile) {
            Profile most = host.configuration().profiles().get(profile.name());
            if (most == null) {
                unknown(
                        HostMistake.NEW_PROFILE,
                        project.place("profiles", profile.name()),
                        profile.name(),
                        host.configuration().profiles().keySet());
                return;
            }
            if (!profile.issuer().equals(most.issuer())) {
                wider(
                        profile,
                        "issuer",
                        HostMistake.PROFILE_ISSUER,
                        Text.shown(profile.issuer()),
                        Text.shown(most.issuer()));
            }
            profile.scope().parts().forEach((part, values) -> values.stream()
                    .filter(value -> !most.scope().part(part).contains(value))
                    .forEach(value -> wider(
                            profile,
                            "request",
                            HostMistake.WIDER_SCOPE,
                            part,
                            Text.shown(value),
                            String.join(", ", most.scope().part(part)))));
            if (profile.ttl().compareTo(most.ttl()) > 0) {
                wider(
                        profile,
                        "ttl",
                        HostMistake.LONGER_TTL,
                        Durations.format(profile.ttl()),
                        Durations.format(most.ttl()));
            }
            profile.renewal().ifPresent(renew -> renewal(profile, renew, most));
            most.destination().ifPresent(to -> destination(profile, to));
            delivery(profile, most.deliver());
            if (profile.onLeak().compareTo(most.onLeak()) < 0) {
                wider(
                        profile,
                        "on-leak",
                        HostMistake.MILDER_ON_LEAK,
                        profile.onLeak().word(),
                        most.onLeak().word());
            }
        }

        private void renewal(Profile profile, Duration renew, Profile most) {
            Optional<Duration> longest = most.renewal();
            if (longest.isEmpty()) {
                wider(profile, "renew", HostMistake.NOT_RENEWED, Text.shown(profile.name()));
            } else if (renew.compareTo(longest.get()) > 0) {
                wider(
                        profile,
                        "renew",
                        HostMistake.LONGER_RENEW,
                        Durations.format(renew),
                        Durations.format(longest.get()));
            }
        }

        private void destination(Profile profile, Destination most) {
            Optional<Destination> to = profile.destination();
            if (to.isEmpty()) {
                wider(profile, "to", HostMistake.NO_DESTINATION, Text.shown(profile.name()), most);
            } else if (!most.covers(to.get().uri())) {
                wider(profile, "to", HostMistake.OTHER_DESTINATION, to.get(), most);
            }
        }

        private void delivery(Profile profile, Delivery most) {
            Delivery deliver = profile.deliver();
            if (deliver.server() != null && !deliver.server().equals(most.server())) {
                wider(profile, "deliver", HostMistake.OTHER_SERVER);
            }
            deliver.env().forEach((variable, field) -> {
                if (!field.equals(most.env().get(variable))) {
                    wider(profile, "deliver", HostMistake.MORE_VARIABLES, Text.shown(variable), field);
                }
            });
            deliver.files().forEach((name, file) -> {
                if (!file.equals(most.files().get(name))) {
                    wider(profile, "deliver", HostMistake.MORE_FILES, Text.shown(name));
                }
            });
        }

        private void unknown(HostMistake mistake, Place place, String name, Collection<String> known) {
            problems.add(place, mistake, Text.shown(name), host.file(), String.join(", ", known));
        }

        /** Reports what a profile wants more, where it says so; the last argument is where the machine's file says less. */
        private void wider(Profile profile, String key, HostMistake mistake, Object... arguments) {
            List<Object> all = new ArrayList<>(List.of(arguments));
            all.add(host.place("profiles", profile.name(), key));
            problems.add(project.place("profiles", profile.name(), key), mistake, all.toArray());
        }
    }
}
