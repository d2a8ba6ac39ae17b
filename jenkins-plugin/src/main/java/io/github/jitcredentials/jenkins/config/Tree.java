package io.github.jitcredentials.jenkins.config;

import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.frontend.ConfigurationFile;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.jenkins.identity.BuildIdentity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.policy.RulePolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes of what was configured the tree that a file would hold, so that the same reader says what is wrong with it. */
public final class Tree {
    static final String ROOT = "jitCredentials";

    /** The keys of a file that are not spelt alike here; names that somebody chose are nobody's to respell. */
    private static final Map<String, String> SPELT = Map.ofEntries(
            Map.entry("octo-sts", "octoSts"),
            Map.entry("github-app", "githubApp"),
            Map.entry("key-id", "keyId"),
            Map.entry("target-audience", "targetAudience"),
            Map.entry("subject-token-type", "subjectTokenType"),
            Map.entry("identity-reuse", "identityReuse"),
            Map.entry("checked-by", "checkedBy"),
            Map.entry("secret-id", "secretId"),
            Map.entry("role-id", "roleId"),
            Map.entry("vault-transit", "vaultTransit"),
            Map.entry("secret-id-comes", "secretIdComes"),
            Map.entry("maven-server", "mavenServer"),
            Map.entry("token-file", "tokenFile"),
            Map.entry("narrow-from-scm", "narrowFromScm"),
            Map.entry("audit-events", "auditEvents"),
            Map.entry("by-hand", "byHand"),
            Map.entry("on-leak", "onLeak"),
            Map.entry("max-ttl", "maxTtl"),
            Map.entry("max-renew", "maxRenew"));

    private Tree() {}

    /**
     * What forms hold.
     *
     * @param places where secrets are
     * @param root what messages call it
     * @throws JitException.Misconfigured with everything that is wrong
     */
    public static Configuration of(
            List<IssuerEntry> issuers,
            List<ProfileEntry> profiles,
            List<RuleEntry> policy,
            CredentialPlaces places,
            String root) {
        List<Problem> twice = new ArrayList<>();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(
                "issuers",
                named(
                        issuers,
                        IssuerEntry::getName,
                        entry -> Map.of(entry.type(), entry.settings(places)),
                        root + ".issuers",
                        twice));
        tree.put("profiles", named(profiles, ProfileEntry::getName, ProfileEntry::settings, root + ".profiles", twice));
        tree.put("policy", named(policy, RuleEntry::getName, RuleEntry::settings, root + ".policy", twice));
        if (!twice.isEmpty()) {
            throw new JitException.Misconfigured(twice);
        }
        return of(tree, root);
    }

    /**
     * The same of a tree with the keys of a file.
     *
     * @param root what messages call it
     * @throws JitException.Misconfigured with everything that is wrong
     */
    static Configuration of(Map<String, Object> tree, String root) {
        Configuration read = ConfigurationFile.tree(tree, root, Tree::spelt, List.of(BuildIdentity.anyBuild()));
        return new Configuration(
                read.identities(), read.issuers(), read.profiles(), new UsualBuilds((RulePolicy) read.policy()));
    }

    /** A file's key as it is spelt here; whatever else is as it is. */
    static String spelt(String key) {
        return SPELT.getOrDefault(key, key);
    }

    /** One issuer alone. @throws JitException.Misconfigured with everything that is wrong */
    static IssuerSpec issuer(IssuerEntry entry, CredentialPlaces places) {
        return ConfigurationFile.issuers(
                        Map.of("issuers", Map.of(entry.getName(), Map.of(entry.type(), entry.settings(places)))),
                        ROOT,
                        Tree::spelt)
                .get(entry.getName());
    }

    private static <T> Map<String, Object> named(
            List<T> entries,
            Function<T, String> name,
            Function<T, Map<String, Object>> settings,
            String section,
            List<Problem> twice) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (T entry : entries) {
            if (named.putIfAbsent(name.apply(entry), settings.apply(entry)) != null) {
                twice.add(
                        new Problem("\"" + name.apply(entry) + "\" is there twice", section, "give one another name"));
            }
        }
        return named;
    }
}
