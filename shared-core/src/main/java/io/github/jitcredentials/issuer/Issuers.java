package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Makes issuers from their configuration. Every one is held to the contract of {@link CredentialIssuer}. */
public final class Issuers {
    private static final String OAUTH2 = "oauth2";
    private static final String VAULT = "vault";
    private static final String GITHUB_APP = "github-app";
    private static final String OCTO_STS = "octo-sts";

    private Issuers() {}

    /** Every type there is, with the settings it knows; nested ones joined by dots. */
    public static Map<String, Set<String>> types() {
        return Map.of(
                OAUTH2, new TreeSet<>(OAuth2Settings.NAMES),
                VAULT, new TreeSet<>(VaultSettings.NAMES),
                GITHUB_APP, new TreeSet<>(GitHubAppSettings.NAMES),
                OCTO_STS, new TreeSet<>(OctoStsSettings.NAMES));
    }

    /** What each type says of itself, for the documentation. */
    public static Map<String, IssuerDeclaration> declarations() {
        return Map.of(
                OAUTH2, OAuth2Issuer.DECLARATION,
                VAULT, VaultIssuer.DECLARATION,
                GITHUB_APP, GitHubAppIssuer.DECLARATION,
                OCTO_STS, OctoStsIssuer.DECLARATION);
    }

    /**
     * Whom identity tokens for an issuer must be meant for: one token never serves two issuers.
     *
     * @throws JitException.Misconfigured with all problems, if a setting is wrong
     */
    public static String audience(IssuerSpec spec) {
        return switch (spec.type()) {
            case VAULT -> VaultSettings.of(spec).audience();
            case GITHUB_APP -> GitHubAppSettings.of(spec).audience();
            case OCTO_STS -> OctoStsSettings.of(spec).audience();
            default -> OAuth2Settings.of(spec).audience();
        };
    }

    /**
     * What is wrong with an issuer's settings, each in one sentence; empty if nothing that can be seen from here. Some of it an
     * issuer says only here, because no single setting is to blame.
     */
    public static List<String> complaints(IssuerSpec spec) {
        try {
            audience(spec);
            return List.of();
        } catch (JitException.Misconfigured e) {
            return e.problems().stream().map(Problem::what).toList();
        }
    }

    /**
     * What is wrong with a request, in the words of a type of issuer, before anybody is asked; empty if nothing that can be
     * seen from here.
     */
    public static Optional<String> complaint(String type, Scope request) {
        return switch (type) {
            case VAULT -> VaultRequest.complaint(request);
            case GITHUB_APP -> RepositoryAccess.complaint(request);
            case OCTO_STS -> OctoStsIssuer.complaint(request);
            default -> Optional.empty();
        };
    }

    /** What can be done about what an issuer gives, by its settings alone; of settings that are wrong, nothing is said. */
    public static Revocability revocability(IssuerSpec spec) {
        try {
            return switch (spec.type()) {
                case OAUTH2 -> OAuth2Settings.of(spec).revocability();
                case VAULT -> VaultSettings.of(spec).revocability();
                default -> Revocability.IMMEDIATE;
            };
        } catch (JitException.Misconfigured e) {
            return Revocability.IMMEDIATE;
        }
    }

    /** Whether stored secrets that an issuer names are needed for more than issuing: then a guardian is given them. */
    public static boolean revokesWithSecrets(IssuerSpec spec) {
        return !spec.type().equals(GITHUB_APP) && revocability(spec).isRevocable();
    }

    /**
     * Makes one issuer; opens and asks nothing yet.
     *
     * @param secrets as for {@link Authority#issuer}
     * @throws JitException.Misconfigured with all problems, if the type or a setting is wrong
     */
    public static CredentialIssuer create(
            IssuerSpec spec, Web web, IdentityTokens identities, Function<String, Secret> secrets, Clock clock) {
        return authority(spec, web, clock).issuer(identities, secrets);
    }

    /**
     * Makes an authority that many issuers ask; opens and asks nothing yet.
     *
     * @throws JitException.Misconfigured with all problems, if the type or a setting is wrong
     */
    public static Authority authority(IssuerSpec spec, Web web, Clock clock) {
        return switch (spec.type()) {
            case OAUTH2 -> oauth2(spec, web, clock);
            case VAULT -> vault(spec, web, Pauses.real(), clock);
            case GITHUB_APP -> githubApp(spec, web, clock);
            case OCTO_STS -> octoSts(spec, web, clock);
            default ->
                throw new JitException.Misconfigured(new Problem(
                        "there is no issuer type " + Text.quote(spec.type()),
                        "issuer " + spec.name(),
                        "Known: " + String.join(", ", new TreeSet<>(types().keySet()))));
        };
    }

    /**
     * Asks whether an authority is there, in nobody's name and without any secret; changes nothing there.
     *
     * @return what it said, in one clause
     * @throws JitException if it did not answer, or answered as something else; as its settings throw
     */
    public static String reach(IssuerSpec spec, Web web, Clock clock) {
        Reach reach = new Reach(web);
        return switch (spec.type()) {
            case VAULT -> {
                VaultSettings settings = VaultSettings.of(spec);
                yield new Reach(settings.bundle().map(web::trusting).orElse(web)).vault(settings.url());
            }
            case GITHUB_APP -> reach.any(GitHubAppSettings.of(spec).address().api());
            case OCTO_STS -> reach.any(OctoStsSettings.of(spec).url());
            default -> Reach.oauth2(new Discovery(OAuth2Settings.of(spec), web, clock), OAuth2Settings.of(spec));
        };
    }

    /** Of an OpenBao or Vault, all requests are made with its own certificate authorities, where it has some. */
    static Authority vault(IssuerSpec spec, Web web, Pauses pauses, Clock clock) {
        VaultSettings settings = VaultSettings.of(spec);
        Web own = settings.bundle().map(web::trusting).orElse(web);
        VaultWire wire = new VaultWire(settings, own, pauses);
        return (identities, secrets) -> checked(new VaultIssuer(
                settings, own, wire, new VaultLogins(settings, wire, identities, secrets, clock), clock));
    }

    /** With the certificate authorities of the issuer's own, where it names some. */
    private static Web trusting(IssuerSpec spec, Web web) {
        String authorities = spec.settings().getOrDefault("ca", "").strip();
        try {
            return authorities.isEmpty() ? web : web.trusting(Path.of(authorities));
        } catch (InvalidPathException e) {
            throw new JitException.Misconfigured(new Problem(
                    "ca is not a file's name", "issuer " + spec.name(), "Give a PEM file of certificate authorities."));
        }
    }

    private static Authority githubApp(IssuerSpec spec, Web web, Clock clock) {
        GitHubAppSettings settings = GitHubAppSettings.of(spec);
        Web own = trusting(spec, web);
        Installations installations = new Installations();
        TransitSettings transit = settings.transit();
        if (transit == null) {
            return (identities, secrets) -> checked(new GitHubAppIssuer(
                    settings, web, installations, new PemSigner(settings.name(), settings.keyPlace(), secrets), clock));
        }
        VaultWire wire = new VaultWire(
                transit.vault(), transit.vault().bundle().map(web::trusting).orElse(web), Pauses.real());
        return (identities, secrets) -> checked(new GitHubAppIssuer(
                settings,
                own,
                installations,
                new TransitSigner(transit, wire, new VaultLogins(transit.vault(), wire, identities, secrets, clock)),
                clock));
    }

    private static Authority octoSts(IssuerSpec spec, Web web, Clock clock) {
        OctoStsSettings settings = OctoStsSettings.of(spec);
        Web own = trusting(spec, web);
        return (identities, secrets) -> checked(new OctoStsIssuer(settings, own, identities, clock));
    }

    private static Authority oauth2(IssuerSpec spec, Web web, Clock clock) {
        OAuth2Settings settings = OAuth2Settings.of(spec);
        Web own = trusting(spec, web);
        Discovery discovery = new Discovery(settings, own, clock);
        return (identities, secrets) -> checked(new OAuth2Issuer(
                settings, own, discovery, new OAuth2Messages(settings, identities, secrets, clock), clock));
    }

    /**
     * One configured authority. What it says about itself is asked once for all issuers that are made here, each for a door to
     * identity tokens of its own. Thread safe.
     */
    @FunctionalInterface
    public interface Authority {
        /**
         * Makes an issuer; asks nothing yet.
         *
         * @param secrets finds a secret by its place, {@code env:NAME} or {@code file:PATH}, at each use; throws
         *     IllegalArgumentException with a sentence if there is none. See {@link NamedSecrets}
         */
        CredentialIssuer issuer(IdentityTokens identities, Function<String, Secret> secrets);
    }

    /** Holds another issuer to the contract; for those made elsewhere. */
    public static CredentialIssuer checked(CredentialIssuer issuer) {
        return issuer instanceof CheckedIssuer ? issuer : new CheckedIssuer(issuer);
    }
}
