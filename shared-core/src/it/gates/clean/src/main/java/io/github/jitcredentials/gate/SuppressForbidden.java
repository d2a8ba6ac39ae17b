package io.github.jitcredentials.gate;

@interface SuppressForbidden {
    String value();
}
