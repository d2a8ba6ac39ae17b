package io.github.jitcredentials.architecture.broken.issuer;

import io.github.jitcredentials.architecture.broken.policy.SeesSecret;

record AsksPolicy(SeesSecret policy) {}
