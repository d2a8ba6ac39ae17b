package io.github.jitcredentials.gate;

record Awake() {}
