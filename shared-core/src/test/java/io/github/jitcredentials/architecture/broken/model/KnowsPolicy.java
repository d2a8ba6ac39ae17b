package io.github.jitcredentials.architecture.broken.model;

import io.github.jitcredentials.architecture.broken.policy.SeesSecret;

record KnowsPolicy(SeesSecret policy) {}
