package io.github.jitcredentials.gate;

final class Forbidden {
    private Forbidden() {}

    static String home() {
        return String.valueOf(System.getenv("HOME"));
    }
}
