package io.github.jitcredentials.jenkins.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.github.jitcredentials.frontend.ServerDesk.Voucher;
import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.text.ParseException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import jenkins.model.JenkinsLocationConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A build, vouched for by this controller. Its claims are those of the moment when it first asked: whoever ends its lease when the
 * build is long gone asks in the same name. Immutable.
 */
public final class BuildIdentity implements IdentitySource {
    /** The identity that every rule listens to. */
    public static final String NAME = "jenkins";

    private static final String SUBJECT = "subject";
    private static final String CLAIM = "claim.";
    private static final Map<String, String> NORMALISED = Map.of(
            "job", "job",
            "run", "build",
            "actor", "actor",
            "event", "cause",
            "ref", "ref",
            "fork", "fork",
            "replayed", "replayed",
            "change_request", "change_request");

    private final String subject;
    private final SortedMap<String, String> claims;
    private final TokenSigner signer;

    private BuildIdentity(String subject, SortedMap<String, String> claims, TokenSigner signer) {
        this.subject = subject;
        this.claims = claims;
        this.signer = signer;
    }

    /** The spec of all builds, which rules are read with. */
    public static IdentitySpec anyBuild() {
        return new IdentitySpec(NAME, NAME, new TreeMap<>());
    }

    /**
     * A build that asks.
     *
     * @param step as Pipeline numbers it; empty elsewhere
     */
    public static Voucher voucher(Run<?, ?> run, String step, TokenSigner signer) {
        BuildIdentity identity = new BuildIdentity(
                rootUrl() == null
                        ? run.getParent().getUrl()
                        : rootUrl() + run.getParent().getUrl(),
                BuildClaims.of(run, step),
                signer);
        return new Voucher(identity, identity.spec());
    }

    /** A build that asked, as its lease's journal has it. */
    public static BuildIdentity of(IdentitySpec spec, TokenSigner signer) {
        if (!spec.type().equals(NAME)) {
            throw new IllegalArgumentException("this controller does not vouch as " + spec.type());
        }
        SortedMap<String, String> claims = new TreeMap<>();
        spec.settings().forEach((name, value) -> {
            if (name.startsWith(CLAIM)) {
                claims.put(name.substring(CLAIM.length()), value);
            }
        });
        return new BuildIdentity(spec.settings().getOrDefault(SUBJECT, ""), claims, signer);
    }

    private IdentitySpec spec() {
        SortedMap<String, String> settings = new TreeMap<>(Map.of(SUBJECT, subject));
        claims.forEach((name, value) -> settings.put(CLAIM + name, value));
        return new IdentitySpec(NAME, NAME, settings);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Problem> absent() {
        return rootUrl() == null && OtherTokens.wanted().isEmpty() ? Optional.of(noUrl()) : Optional.empty();
    }

    @Override
    public IdentityToken token(String audience) {
        Optional<OtherTokens> other = OtherTokens.wanted();
        if (other.isPresent()) {
            return read(other.get().token(run(), audience));
        }
        String root = rootUrl();
        if (root == null) {
            throw new JitException.NoIdentity(noUrl(), null);
        }
        TokenSigner.Signed signed = signer.sign(OidcEndpoint.issuer(root), subject, audience, claims);
        return new IdentityToken(identity(OidcEndpoint.issuer(root), subject, signed.expiresAt()), signed.token());
    }

    /** What others will read in a token that was made elsewhere on this controller; its claims for policy are the controller's own. */
    private IdentityToken read(Secret token) {
        try {
            JWTClaimsSet said = SignedJWT.parse(token.reveal()).getJWTClaimsSet();
            if (said.getIssuer() == null || said.getSubject() == null || said.getExpirationTime() == null) {
                throw new JitException.NoIdentity(
                        new Problem("the id token has no iss, sub or exp", NAME, "let its claims say them"), null);
            }
            return new IdentityToken(
                    identity(
                            said.getIssuer(),
                            said.getSubject(),
                            said.getExpirationTime().toInstant()),
                    token);
        } catch (ParseException e) {
            // The cause repeats parts of the token.
            throw new JitException.NoIdentity(new Problem("the id token is no JWT", NAME, ""), null);
        }
    }

    private Run<?, ?> run() {
        try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
            Run<?, ?> run = Run.fromExternalizableId(claims.get("job") + "#" + claims.get("build"));
            if (run != null) {
                return run;
            }
        } catch (IllegalArgumentException e) {
            // No such job: as no such build.
        }
        throw new JitException.NoIdentity(
                new Problem("the build is gone, and an id token is made for one that is there", NAME, ""), null);
    }

    @Override
    public Renewability renewability() {
        return Renewability.FRESH;
    }

    private Identity identity(String issuer, String called, Instant expiresAt) {
        Map<String, String> all = new TreeMap<>();
        claims.forEach((name, value) -> all.put(CLAIM + name, value));
        NORMALISED.forEach((word, name) -> {
            if (claims.containsKey(name)) {
                all.put(word, claims.get(name));
            }
        });
        String ref = claims.get("ref");
        if (ref != null) {
            all.put("ref_name", ref.split("/", 3)[2]);
        }
        return new Identity(NAME, issuer, called, all, expiresAt);
    }

    private static @Nullable String rootUrl() {
        return JenkinsLocationConfiguration.get().getUrl();
    }

    private static Problem noUrl() {
        return new Problem(
                "this controller has no URL under which others could look up its keys",
                NAME,
                "say it under Manage Jenkins, System, Jenkins URL");
    }
}
