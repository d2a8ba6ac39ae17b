package io.github.jitcredentials.architecture.broken.issuer;

record PrintsToken(String accessToken, String tokenEndpoint) {
    static final String PASSWORD = "the name of a field";
}
