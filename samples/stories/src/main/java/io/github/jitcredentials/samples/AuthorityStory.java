package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** Starts the trial authority and a guarded repository until Ctrl-C, and says how to use them with one's own project. */
final class AuthorityStory {
    private final Console console;
    private final BuildFacts build;

    AuthorityStory(Console console, BuildFacts build) {
        this.console = console;
        this.build = build;
    }

    void tell() {
        Path place;
        try {
            place = Files.createTempDirectory("jit-credentials-trial-").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TrialGround ground = new TrialGround(
                place, List.of("repository=acme/app", "ref=refs/heads/main", "ref_name=main", "event_name=push"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(ground, place), "close"));
        console.line(Instant.now(), "authority", ground.authorityUrl() + "   for trial only, until Ctrl-C");
        console.line(Instant.now(), "repository", ground.repositoryUrl() + "   asks the authority about every PUT");
        console.line("admin token", ground.adminTokenFile().toString());
        console.plain(blocks(ground));
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(TrialGround ground, Path place) {
        ground.close();
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("samples/run: " + place + " could not be removed");
        }
    }

    private String blocks(TrialGround ground) {
        return Console.filled(
                """

                Once, so that your Maven finds the plugin, which is not released yet:

                  mvn -f %5$s -Dgates.skip=true -DskipTests install

                In your project's pom.xml:

                  <distributionManagement>
                    <repository><id>trial</id><url>%2$s/</url></repository>
                    <snapshotRepository><id>trial</id><url>%2$s/</url></snapshotRepository>
                  </distributionManagement>
                  <build><plugins><plugin>
                    <groupId>io.github.jitcredentials</groupId>
                    <artifactId>jit-credentials-maven-plugin</artifactId>
                    <version>%4$s</version>
                    <extensions>true</extensions>
                  </plugin></plugins></build>

                Beside it, jit-credentials.yml:

                  version: 1
                  identity:
                    - token-file: { path: %3$s, issuer: %1$s/ci }
                  issuers:
                    trial:
                      oauth2: { url: %1$s, client: trial, grant: token-exchange }
                  profiles:
                    deploy:
                      issuer: trial
                      request: { scope: [repo:write] }
                      ttl: 5m
                      purpose: publish {ref_name}
                      to: %2$s/
                      deliver: { maven-server: { id: trial, as: bearer } }
                  policy:
                    anybody on trial:
                      permit: [deploy]
                      from: token-file
                      when: { repository: acme/app }

                Then: mvn deploy
                What is alive, and everything that was granted:

                  sed 's/^/Authorization: Bearer /' %6$s | curl -s -H @- %1$s/live
                  sed 's/^/Authorization: Bearer /' %6$s | curl -s -H @- %1$s/grants
                """,
                ground.authorityUrl(),
                ground.repositoryUrl(),
                ground.idTokenFile(),
                build.version(),
                build.top().resolve("pom.xml"),
                ground.adminTokenFile());
    }
}
