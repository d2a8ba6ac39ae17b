package io.github.jitcredentials.architecture.broken.lease;

record DefaultLease() {}
