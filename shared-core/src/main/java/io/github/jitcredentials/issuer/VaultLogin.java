package io.github.jitcredentials.issuer;

/**
 * How we show an OpenBao or Vault who we are.
 */
sealed interface VaultLogin {
    /** Where the method is mounted, below {@code auth/}. */
    String path();

    /** The role that is asked for, for people. */
    String role();

    /** Whether it works a single time. */
    default boolean isOnce() {
        return false;
    }

    /**
     * With an identity token, fresh for each login.
     *
     * @see <a href="https://openbao.org/api-docs/auth/jwt/">JWT/OIDC auth method</a>
     */
    record Jwt(String path, String role) implements VaultLogin {}

    /**
     * With the token of the pod's service account, read from its file at each login.
     *
     * @param place where the file is, as {@code file:PATH}
     * @see <a href="https://openbao.org/api-docs/auth/kubernetes/">Kubernetes auth method</a>
     */
    record Kubernetes(String path, String role, String place) implements VaultLogin {}

    /**
     * With a stored secret, which is what this tool exists to avoid.
     *
     * @param role the role id
     * @param place where the secret id is
     * @param isOnce whether a wrapping token is there instead of it, which can be opened a single time
     * @see <a href="https://openbao.org/api-docs/auth/approle/">AppRole auth method</a>
     */
    record AppRole(String path, String role, String place, boolean isOnce) implements VaultLogin {}
}
