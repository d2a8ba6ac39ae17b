package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.issuer.FakeGitHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Real builds whose modules work with a GitHub App's token, before a GitHub that holds all of it against its description. */
class GitHubTokenIT {
    private static final String MAVEN = "3.9.16";
    private static final Duration BOUND = Duration.ofSeconds(2);

    private final FakeGitHub github = new FakeGitHub(Clock.systemUTC());

    /** The sample whose modules run a program between acquire and revoke; here the program asks GitHub. */
    private Path project(Ground ground, String then) throws IOException {
        Path project = Migration.project(ground);
        Path key = Files.writeString(ground.home().resolveSibling("app.pem"), FakeGitHub.pkcs1());
        Files.writeString(project.resolve("jit-credentials.yml"), """
                version: 1
                identity:
                  - token-file: { path: "@ID_TOKEN@", issuer: "@AUTHORITY@/ci" }
                issuers:
                  github:
                    github-app: { app: @APP@, key: "file:@KEY@", url: "@GITHUB@", audience: "@AUTHORITY@" }
                profiles:
                  migrate:
                    issuer: github
                    request: { repositories: [acme/app], permissions: [contents:read] }
                    ttl: 5m
                    deliver: { file: { migrate.token.file: token } }
                policy:
                  migrations from main:
                    permit: [migrate]
                    from: token-file
                    when: { repository: acme/app, ref: refs/heads/main, event: push }
                """.replace(
                        "@ID_TOKEN@",
                        ground.authority().ci().orElseThrow().idTokenFile().toString())
                .replace("@AUTHORITY@", ground.authority().url().toString())
                .replace("@APP@", FakeGitHub.APP)
                .replace("@KEY@", key.toString())
                .replace("@GITHUB@", github.url()));
        Files.writeString(project.resolve("Migrate.java"), """
                import java.net.URI;
                import java.net.http.HttpClient;
                import java.net.http.HttpRequest;
                import java.net.http.HttpResponse;
                import java.nio.file.Files;
                import java.nio.file.Path;

                class Migrate {
                    public static void main(String[] args) throws Exception {
                        HttpRequest request = HttpRequest.newBuilder(URI.create("@GITHUB@/api/v3/installation/repositories"))
                                .header("Authorization", "Bearer " + Files.readString(Path.of(args[0])))
                                .header("Accept", "application/vnd.github+json")
                                .header("X-GitHub-Api-Version", "2022-11-28")
                                .build();
                        HttpResponse<String> answer =
                                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                        System.out.println("GitHub says " + answer.statusCode() + " "
                                + answer.body().contains("\\"full_name\\":\\"acme/app\\""));
                        @THEN@
                    }
                }
                """.replace("@GITHUB@", github.url())
                .replace("@THEN@", then));
        return project;
    }

    @Test
    void eachModule_hasATokenThatIsDeadAfterwards() throws IOException {
        try (github;
                Ground ground = Ground.open("github token")) {
            InnerBuild build = ground.run(MAVEN, project(ground, ""), "verify");

            assertThat(build.output())
                    .contains("BUILD SUCCESS", "migrate.token.file \u00b7 2 leases \u00b7 longest ", "all proven dead");
            assertThat(build.output().lines().filter(line -> line.contains("GitHub says 200 true")))
                    .hasSize(2);
            assertThat(github.granted()).isEqualTo(2);
            assertThat(github.live()).isZero();
            assertThat(Migration.files(ground)).isEmpty();
        }
    }

    /** A package registry knows the App's token as a password; each upload comes with one that is alive, and none is afterwards. */
    @Test
    void deployedModules_areUploadedWithATokenOfTheServersProfile() throws IOException {
        try (github;
                Witness packages = Witness.at("127.0.0.1");
                Ground ground = Ground.open("github deploy")) {
            packages.admit(github::isLive);
            Path project = ground.project(packages.url());
            Path key = Files.writeString(ground.home().resolveSibling("app.pem"), FakeGitHub.pkcs1());
            Files.writeString(project.resolve("jit-credentials.yml"), """
                    version: 1
                    identity:
                      - token-file: { path: "@ID_TOKEN@", issuer: "@AUTHORITY@/ci" }
                    issuers:
                      github:
                        github-app: { app: @APP@, key: "file:@KEY@", url: "@GITHUB@", audience: "@AUTHORITY@" }
                    profiles:
                      packages:
                        issuer: github
                        request: { repositories: [acme/app], permissions: [packages:write] }
                        ttl: 5m
                        to: "@PACKAGES@/"
                        deliver: { maven-server: { id: releases, as: basic, username: x-access-token } }
                    policy:
                      releases from main:
                        permit: [packages]
                        from: token-file
                        when: { repository: acme/app, ref: refs/heads/main, event: push }
                    """.replace(
                            "@ID_TOKEN@",
                            ground.authority().ci().orElseThrow().idTokenFile().toString())
                    .replace("@AUTHORITY@", ground.authority().url().toString())
                    .replace("@APP@", FakeGitHub.APP)
                    .replace("@KEY@", key.toString())
                    .replace("@GITHUB@", github.url())
                    .replace("@PACKAGES@", packages.url()));

            InnerBuild build = ground.run(MAVEN, project, "deploy", "-Drepository.url=" + packages.url());

            assertThat(build.output())
                    .contains("BUILD SUCCESS", "permissions=packages:write repositories=acme/app", "proven dead");
            assertThat(packages.seen().stream().filter(seen -> seen.method().equals("PUT")))
                    .hasSizeGreaterThanOrEqualTo(24)
                    .filteredOn(seen -> seen.status() == 201)
                    .hasSize(24);
            assertThat(github.granted()).isOne();
            assertThat(github.live()).isZero();
        }
    }

    @Test
    void killedMaven_guardianEndsTheToken() throws IOException {
        try (github;
                Ground ground = Ground.open("github token killed");
                InnerBuild build = ground.start(MAVEN, project(ground, "Thread.sleep(60_000);"), "verify")) {
            Ground.await("a program at work", () -> {
                assertThat(build.isAlive()).as(build::output).isTrue();
                return build.output().contains("acquired") && github.live() == 1;
            });
            Instant kill = Instant.now();

            build.signal("KILL");

            Ground.await("the guardian", () -> github.live() == 0);
            assertThat(Duration.between(kill, Instant.now())).isLessThan(BOUND);
        }
    }
}
