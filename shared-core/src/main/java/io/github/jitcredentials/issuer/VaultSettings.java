package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Origin;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one OpenBao or Vault is spoken to, checked.
 *
 * @param url where it is, without a path of its own
 * @param namespace sent with every request; empty for the root namespace
 * @param authorities a PEM file of the certificate authorities to trust for this server; null for the process' own
 * @param audience what identity tokens must be meant for
 * @param login how we show who we are
 * @param stored whether it gives what somebody stored there, which is no lease and which nothing ends
 * @param revoke by whose authority a lease is ended later
 * @param wrapped whether a secret is asked for in a wrapping token (response wrapping), and taken out in a second request
 */
record VaultSettings(
        String name,
        URI url,
        String namespace,
        @Nullable Path authorities,
        String audience,
        VaultLogin login,
        boolean stored,
        Revoke revoke,
        boolean wrapped) {

    /** Who ends a lease. */
    enum Revoke {
        /** Whoever logs in again: what is written down then opens nothing. */
        LOGIN,
        /** The token under which the lease was made, which is kept for that, sealed. */
        TOKEN
    }

    private static final String JWT = "login.jwt";
    private static final String KUBERNETES = "login.kubernetes";
    private static final String APPROLE = "login.approle";
    private static final String PROJECTED = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    static final Set<String> NAMES = Set.of(
            "url",
            "namespace",
            "ca",
            "audience",
            "login.jwt.path",
            "login.jwt.role",
            "login.kubernetes.path",
            "login.kubernetes.role",
            "login.kubernetes.token-file",
            "login.approle.path",
            "login.approle.role-id",
            "login.approle.secret-id",
            "login.approle.secret-id-comes",
            "secrets",
            "revoke",
            "wrap");

    /** @throws JitException.Misconfigured with all problems */
    static VaultSettings of(IssuerSpec spec) {
        return new Reader(spec).read();
    }

    Optional<Path> bundle() {
        return Optional.ofNullable(authorities);
    }

    Revocability revocability() {
        return stored ? Revocability.NEVER : Revocability.IMMEDIATE;
    }

    /** The API's URL of a path, for example {@code auth/token/create}. */
    URI at(String path) {
        return URI.create(url + "/v1/" + path);
    }

    private static final class Reader {
        private final IssuerSpec spec;
        private final List<Problem> problems = new ArrayList<>();

        Reader(IssuerSpec spec) {
            this.spec = spec;
        }

        VaultSettings read() {
            for (String setting : spec.settings().keySet()) {
                if (!NAMES.contains(setting)) {
                    problem(
                            "there is no setting " + Text.quote(setting),
                            "Known: " + String.join(", ", new TreeSet<>(NAMES)));
                }
            }
            Optional<URI> url = url();
            String namespace = path("namespace", "");
            Optional<VaultLogin> login = login();
            boolean stored = choice("secrets", "leased", "stored");
            if (stored && !text("revoke").isEmpty()) {
                problem("revoke has no effect on secrets: stored, which nothing ends", "Leave it out.");
            }
            boolean byToken = choice("revoke", "login", "token");
            boolean wrapped = choice("wrap", "none", "response");
            if (!stored && !byToken && login.isPresent() && login.get().isOnce()) {
                problem(
                        "a wrapped secret id can be used only once, and revoke: login would need it again",
                        "Say revoke: token.");
            }
            Optional<Path> authorities = authorities();
            if (!problems.isEmpty()) {
                throw new JitException.Misconfigured(problems);
            }
            return new VaultSettings(
                    spec.name(),
                    url.orElseThrow(),
                    namespace,
                    authorities.orElse(null),
                    text("audience").isEmpty() ? text("url") : text("audience"),
                    login.orElseThrow(),
                    stored,
                    byToken ? Revoke.TOKEN : Revoke.LOGIN,
                    wrapped);
        }

        private Optional<URI> url() {
            if (text("url").isEmpty()) {
                problem("url is missing", "Give the server's URL, as in https://bao.example.com.");
                return Optional.empty();
            }
            try {
                URI uri = Origin.parse(text("url"));
                String path = uri.getRawPath() == null ? "" : uri.getRawPath();
                if (uri.getRawQuery() != null || !path.isEmpty() && !path.equals("/")) {
                    problem("url: a server's URL has no path here", "Leave out /v1 and what follows it.");
                }
                return Optional.of(URI.create(uri.getScheme() + "://" + uri.getRawAuthority()));
            } catch (IllegalArgumentException e) {
                problem("url: " + e.getMessage(), "");
                return Optional.empty();
            }
        }

        private Optional<VaultLogin> login() {
            List<String> kinds = Stream.of(JWT, KUBERNETES, APPROLE)
                    .filter(kind -> spec.settings().keySet().stream().anyMatch(key -> key.startsWith(kind + ".")))
                    .toList();
            if (kinds.size() != 1) {
                problem(
                        "login needs one of jwt, kubernetes and approle"
                                + (kinds.isEmpty() ? "" : ", and has " + kinds.size()),
                        "As in: login: { jwt: { path: github, role: deploy } }");
                return Optional.empty();
            }
            String kind = kinds.get(0);
            String word = kind.substring(kind.indexOf('.') + 1);
            String path = path(kind + ".path", word);
            return Optional.of(
                    switch (kind) {
                        case JWT -> new VaultLogin.Jwt(path, needed(kind + ".role"));
                        case KUBERNETES ->
                            new VaultLogin.Kubernetes(
                                    path,
                                    needed(kind + ".role"),
                                    "file:" + spec.settings().getOrDefault(kind + ".token-file", PROJECTED));
                        default ->
                            new VaultLogin.AppRole(
                                    path,
                                    needed(kind + ".role-id"),
                                    place(kind + ".secret-id"),
                                    choice(kind + ".secret-id-comes", "plain", "wrapped"));
                    });
        }

        private Optional<Path> authorities() {
            if (text("ca").isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Path.of(text("ca")));
            } catch (InvalidPathException e) {
                problem("ca is not a file's name", "Give a PEM file of certificate authorities.");
                return Optional.empty();
            }
        }

        /** Where a secret is. The value is not repeated: it may be the secret itself. */
        private String place(String setting) {
            if (!NamedSecrets.isPlace(text(setting))) {
                problem(setting + " is not a place", "Write env:NAME or file:PATH; a secret is never a value here.");
            }
            return text(setting);
        }

        private String needed(String setting) {
            if (text(setting).isEmpty()) {
                problem(setting + " is missing", "");
            }
            return text(setting);
        }

        /** A mount or namespace, without slashes around it. */
        private String path(String setting, String otherwise) {
            String path = text(setting).replaceAll("^/+|/+$", "");
            if (path.isEmpty()) {
                return otherwise;
            }
            if (!VaultRequest.isPath(path)) {
                problem(setting + ": " + Text.quote(path) + " is not a path", "As in: github, or ci/github");
            }
            return path;
        }

        /** @return whether the second word was chosen; the first is meant unless said */
        private boolean choice(String setting, String usual, String other) {
            String text = text(setting);
            if (!text.isEmpty() && !text.equals(usual) && !text.equals(other)) {
                problem(setting + ": there is no " + Text.quote(text), "Known: " + usual + ", " + other);
            }
            return text.equals(other);
        }

        private String text(String setting) {
            return spec.settings().getOrDefault(setting, "").strip();
        }

        private void problem(String what, String todo) {
            problems.add(new Problem(what, "issuer " + spec.name(), todo));
        }
    }
}
