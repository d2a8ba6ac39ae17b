package io.github.jitcredentials.gate;

final class Clean {
    private Clean() {}

    @SuppressForbidden("shows that an exception may be made, with its reason")
    static String home() {
        return String.valueOf(System.getenv("HOME"));
    }
}
