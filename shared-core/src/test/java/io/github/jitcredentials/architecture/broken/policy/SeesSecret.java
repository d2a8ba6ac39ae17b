package io.github.jitcredentials.architecture.broken.policy;

import io.github.jitcredentials.architecture.broken.model.Secret;

public record SeesSecret(Secret secret) {}
