package io.github.jitcredentials.architecture.broken.lease;

record ReadsEnvironment(String name) {
    String value() {
        return String.valueOf(System.getenv(name));
    }
}
