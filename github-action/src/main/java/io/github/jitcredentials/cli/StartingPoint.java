package io.github.jitcredentials.cli;

import java.util.Locale;

/** A configuration to start from, for one kind of CI system: bound to numeric ids where the system tells them. */
enum StartingPoint {
    github("GitHub Actions"),
    gitlab("GitLab"),
    other("a CI system that puts an identity token into a file");

    private static final String CHANGE = "  # CHANGE";

    private static final String FRAME = """
            # Who may get which credential: docs/configuration.md explains every key.
            # This file is a guard rail; the boundary is the authority's own rule, which should say the same.
            version: 1

            identity:                            # who vouches for the task
            %s
            issuers:                             # who grants
              sso:
                oauth2:
                  url: "https://sso.example.com/realms/ci"  # CHANGE
                  client: deployer               # CHANGE, or leave out where the identity itself is the client
                  grant: token-exchange          # or client-credentials

            profiles:                            # what a step may ask for
              deploy:
                issuer: sso
                request: { scope: ["repo:write"] }  # CHANGE: the authority's own words
                ttl: 5m                          # at most; it is revoked when the command ends
                purpose: deploy {repository} {ref_name}
                to: "https://repo.example.com/"  # CHANGE: where it may go, and nowhere else
                deliver:
                  env: { DEPLOY_TOKEN: token }   # what jitc exec hands to the command

            policy:                              # who may; all else is denied
              deploy from main:
                permit: [deploy]
                from: %s
                when:                            # all of it must hold
            %s    max-ttl: 10m
            """;

    private final String title;

    StartingPoint(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** The one whose variables are there. */
    static StartingPoint found(Surroundings around) {
        if (around.variable("GITHUB_ACTIONS").equals("true")) {
            return github;
        }
        return around.variable("GITLAB_CI").equals("true") ? gitlab : other;
    }

    String file(Surroundings around) {
        return switch (this) {
            case github ->
                filled(
                        FRAME,
                        """
                          - github-actions                   # the job needs "permissions: id-token: write"
                        """,
                        "github-actions",
                        id("claim.repository_id", around.variable("GITHUB_REPOSITORY_ID"))
                                + id("claim.repository_owner_id", around.variable("GITHUB_REPOSITORY_OWNER_ID"))
                                + named("repository", around.variable("GITHUB_REPOSITORY"), "acme/app")
                                + condition("ref", "refs/heads/main", "")
                                + condition("event", "push", "")
                                + condition("environment", "production", "  # CHANGE: and protect it in the settings"));
            case gitlab ->
                filled(
                        FRAME,
                        filled("""
                          - environment:                     # the job needs "id_tokens: { JIT_ID_TOKEN: { aud: AUTHORITY } }"
                              variable: JIT_ID_TOKEN
                              issuer: "%s"
                        """, said(around.variable("CI_SERVER_URL"), "https://gitlab.example.com")),
                        "environment",
                        id("claim.project_id", around.variable("CI_PROJECT_ID"))
                                + id("claim.namespace_id", around.variable("CI_PROJECT_NAMESPACE_ID"))
                                + named("repository", around.variable("CI_PROJECT_PATH"), "acme/app")
                                + condition("ref", "refs/heads/main", "")
                                + condition("environment", "production", "  # CHANGE"));
            case other ->
                filled(
                        FRAME,
                        """
                          - token-file:
                              path: /var/run/secrets/ci/token  # CHANGE
                              issuer: "https://ci.example.com"  # CHANGE: the only one whose tokens count
                        """,
                        "token-file",
                        condition("repository", "acme/app", CHANGE) + condition("ref", "refs/heads/main", ""));
        };
    }

    private static String filled(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    /** A number is never given to anybody else; where nobody tells it, the name must do until somebody looks it up. */
    private static String id(String claim, String value) {
        return value.matches("[0-9]+")
                ? condition(claim, value, "  # never given to anybody else, as names can be")
                : "";
    }

    private static String named(String claim, String value, String example) {
        return isPlain(value)
                ? condition(claim, value, "")
                : condition(claim, example, CHANGE + ", and add its numeric id");
    }

    private static String condition(String claim, String value, String comment) {
        return "      " + claim + ": \"" + value + "\"" + comment + "\n";
    }

    private static String said(String value, String otherwise) {
        return value.startsWith("https://") && isPlain(value) ? value : otherwise;
    }

    /** Nothing that would mean something to YAML, or to a rule. */
    private static boolean isPlain(String value) {
        return value.matches("[A-Za-z0-9._/:-]+");
    }
}
