package io.github.jitcredentials.jenkins.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.jenkins.SeparateController;
import io.github.jitcredentials.jenkins.Trial;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A controller that is a process of its own, killed while a step has what was issued. */
class IssuedRestartTest extends SeparateController {
    @Test
    void blocksThatOutliveAKill_endTheirLeasesAfterwards() throws Throwable {
        controller.runRemotely(jenkins -> {
            Stored.all(Stored.text());
        });
        start("""
                node {
                    withCredentials([string(credentialsId: 'text', variable: 'T'), jit(profile: 'deploy')]) {
                        sh '''
                            printf %s "$T" > @OUTSIDE@/token; printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/other
                            touch @OUTSIDE@/inside
                            while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done
                            echo "it was $T and $DEPLOY_TOKEN"'''
                        sh 'test "$T" = "$(cat @OUTSIDE@/token)"'
                    }
                    sh 'test -z "$T$DEPLOY_TOKEN"'
                }""");
        awaitInside();
        assertThat(trial.alive()).isEqualTo(2);

        controller.stopJenkinsForcibly();
        // What the step itself printed lies in its workspace, where the agent is the controller.
        for (String kept : List.of("jobs", "jit-credentials", "credentials.xml")) {
            Path path = controller.getHome().toPath().resolve(kept);
            Trial.canary(outside.resolve("token")).assertClean(path);
            Trial.canary(outside.resolve("other")).assertClean(path);
        }
        controller.startJenkins();
        letGo();

        String log = logWhenOver();
        assertThat(log).contains("it was **** and ****").contains("Finished: SUCCESS");
        assertThat(log.lines().filter(line -> line.contains("proven dead"))).hasSize(2);
        assertThat(trial.granted()).isEqualTo(2);
        assertThat(trial.alive()).isZero();
        Trial.canary(outside.resolve("token")).assertClean(controller.getHome().toPath());
    }
}
