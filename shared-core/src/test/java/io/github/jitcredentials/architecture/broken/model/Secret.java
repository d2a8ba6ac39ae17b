package io.github.jitcredentials.architecture.broken.model;

/** What others here must not see. */
public record Secret(int value) {}
