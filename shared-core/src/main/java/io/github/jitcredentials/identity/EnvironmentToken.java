package io.github.jitcredentials.identity;

import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.util.Map;
import java.util.Optional;

/** A variable that the CI system put one token into, as GitLab's {@code id_tokens} do. */
final class EnvironmentToken implements IdentitySource {
    private final String name;
    private final String variable;
    private final Optional<Secret> token;
    private final TokenVerifier verifier;

    EnvironmentToken(String name, String variable, Map<String, String> environment, TokenVerifier verifier) {
        this.name = name;
        this.variable = variable;
        this.token = Optional.of(environment.getOrDefault(variable, "").strip())
                .filter(text -> !text.isEmpty())
                .map(Secret::of);
        this.verifier = verifier;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Problem> absent() {
        return token.isPresent() ? Optional.empty() : Optional.of(notSet());
    }

    @Override
    public IdentityToken token(String audience) {
        return verifier.verify(
                token.orElseThrow(() -> Words.noIdentity(name, notSet().what(), notSet().todo())), audience);
    }

    @Override
    public Renewability renewability() {
        return Renewability.FIXED;
    }

    private Problem notSet() {
        return new Problem(variable + " is not set", name, "");
    }
}
