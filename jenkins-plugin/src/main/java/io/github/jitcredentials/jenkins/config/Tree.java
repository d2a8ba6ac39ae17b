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
final class Tree {
    private static final String ROOT = "jitCredentials";

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
            Map.entry("max-ttl", "maxTtl"),
            Map.entry("max-renew", "maxRenew"));

    private Tree() {}

    /** @throws JitException.Misconfigured with everything that is wrong */
    static Configuration of(
            List<IssuerEntry> issuers, List<ProfileEntry> profiles, List<RuleEntry> policy, CredentialPlaces places) {
        List<Problem> twice = new ArrayList<>();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(
                "issuers",
                named(
                        issuers,
                        IssuerEntry::getName,
                        entry -> Map.of(entry.type(), entry.settings(places)),
                        "issuers",
                        twice));
        tree.put("profiles", named(profiles, ProfileEntry::getName, ProfileEntry::settings, "profiles", twice));
        tree.put("policy", named(policy, RuleEntry::getName, RuleEntry::settings, "policy", twice));
        if (!twice.isEmpty()) {
            throw new JitException.Misconfigured(twice);
        }
        Configuration read = ConfigurationFile.tree(
                tree, ROOT, key -> SPELT.getOrDefault(key, key), List.of(BuildIdentity.anyBuild()));
        return new Configuration(
                read.identities(), read.issuers(), read.profiles(), new UsualBuilds((RulePolicy) read.policy()));
    }

    /** One issuer alone. @throws JitException.Misconfigured with everything that is wrong */
    static IssuerSpec issuer(IssuerEntry entry, CredentialPlaces places) {
        return ConfigurationFile.issuers(
                        Map.of("issuers", Map.of(entry.getName(), Map.of(entry.type(), entry.settings(places)))),
                        ROOT,
                        key -> SPELT.getOrDefault(key, key))
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
                twice.add(new Problem(
                        "\"" + name.apply(entry) + "\" is there twice", ROOT + "." + section, "give one another name"));
            }
        }
        return named;
    }
}
