package io.github.jitcredentials.peer;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Starts the servers that some test of the plan will want while the tests before it are run: a Keycloak takes its ten seconds
 * whether somebody waits for it or not. Known to JUnit by META-INF/services.
 */
public final class StartedAhead implements TestExecutionListener {
    private static final Map<String, Runnable> STARTS = Map.of(
            "io.github.jitcredentials.peer.Peers#haveKeycloak", StartedAhead::keycloak,
            "io.github.jitcredentials.peer.Peers#haveOpenBao", StartedAhead::openBao);

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        Set<String> wanted = plan.getRoots().stream()
                .flatMap(root -> plan.getDescendants(root).stream())
                .flatMap(test -> test.getSource().stream())
                .filter(ClassSource.class::isInstance)
                .map(source -> ((ClassSource) source).getJavaClass().getAnnotation(EnabledIf.class))
                .filter(condition -> condition != null && STARTS.containsKey(condition.value()))
                .map(EnabledIf::value)
                .collect(Collectors.toSet());
        for (String condition : wanted) {
            Thread start = new Thread(STARTS.get(condition), "peer started ahead");
            start.setDaemon(true);
            start.start();
        }
    }

    private static void keycloak() {
        if (Peers.haveKeycloak()) {
            Keycloak.running();
        }
    }

    private static void openBao() {
        if (Peers.haveOpenBao()) {
            BaoDesk.start();
        }
    }
}
