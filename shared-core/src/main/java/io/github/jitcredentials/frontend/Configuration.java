package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Nearest;
import io.github.jitcredentials.document.Text;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.policy.Policy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration file says, checked as a whole. Maps keep the file's order.
 *
 * @param identities who vouches; the first that is present counts
 * @param issuers who grants, by name
 * @param profiles what may be asked for, by name; each names one of the issuers
 * @param policy who may
 */
public record Configuration(
        List<IdentitySpec> identities, Map<String, IssuerSpec> issuers, Map<String, Profile> profiles, Policy policy) {
    public Configuration {
        identities = List.copyOf(identities);
        issuers = Collections.unmodifiableMap(new LinkedHashMap<>(issuers));
        profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
    }

    /**
     * The profile that a call names.
     *
     * @param spelling what the host calls the setting that names it
     * @throws JitException.Misconfigured if there is none
     */
    public Profile profile(String name, String spelling) {
        Profile profile = profiles.get(name);
        if (profile != null) {
            return profile;
        }
        Optional<String> nearest = Nearest.to(name, profiles.keySet());
        throw new JitException.Misconfigured(
                nearest.isPresent()
                        ? SettingMistake.MISSPELT_PROFILE.at(spelling, Text.shown(name), nearest.get())
                        : SettingMistake.UNKNOWN_PROFILE.at(
                                spelling, Text.shown(name), String.join(", ", profiles.keySet())));
    }

    /** The issuer of a profile of this configuration. */
    public IssuerSpec issuer(Profile profile) {
        IssuerSpec issuer = issuers.get(profile.issuer());
        if (issuer == null) {
            throw new IllegalArgumentException("profile " + profile.name() + " is not of this configuration");
        }
        return issuer;
    }
}
