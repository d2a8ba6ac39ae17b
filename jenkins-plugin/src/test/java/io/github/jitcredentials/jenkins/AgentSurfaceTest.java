package io.github.jitcredentials.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.remoting.Callable;
import hudson.remoting.Channel;
import hudson.slaves.DumbSlave;
import io.github.jitcredentials.jenkins.config.CredentialPlaces;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;
import jenkins.security.MasterToSlaveCallable;
import jenkins.security.SlaveToMasterCallable;
import org.jenkinsci.remoting.RoleSensitive;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What an agent may ask of a controller with this plugin: nothing. */
class AgentSurfaceTest {
    private static final List<Class<?>> DOWNWARDS =
            List.of(MasterToSlaveCallable.class, MasterToSlaveFileCallable.class);

    @Test
    void whateverIsSentOverAChannel_isSentToAgentsOnly() throws Exception {
        List<Class<?>> sent = classes();

        assertThat(sent).hasSizeGreaterThan(1);
        assertThat(sent).allMatch(AgentSurfaceTest::goesDownwards);
        // The rule can fail.
        assertThat(goesDownwards(Upwards.class)).isFalse();
        assertThat(goesDownwards(Unchecked.class)).isFalse();
    }

    @Test
    @WithJenkins
    void agentThatAsksForASecret_isRefused(JenkinsRule jenkins) throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();

        String answer = agent.getChannel().call(new Hostile());

        assertThat(answer).contains("SecurityException").doesNotContain("a secret");
    }

    private static boolean goesDownwards(Class<?> type) {
        return DOWNWARDS.stream().anyMatch(base -> base.isAssignableFrom(type));
    }

    private static List<Class<?>> classes() throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(JitCredentials.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                Class<?> type = Class.forName(
                        name.substring(0, name.length() - 6), false, JitCredentials.class.getClassLoader());
                if (RoleSensitive.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                    found.add(type);
                }
            }
        }
        return found;
    }

    /** Runs on an agent that somebody took over, and asks its controller for what it has. */
    private static final class Hostile extends MasterToSlaveCallable<String, Exception> {
        private static final long serialVersionUID = 1L;

        @Override
        public String call() {
            try {
                return Channel.currentOrFail().call(new Secrets());
            } catch (Exception e) {
                return e + " " + e.getCause();
            }
        }
    }

    /** One as ours are, sent the other way. */
    private static final class Secrets extends MasterToSlaveCallable<String, Exception> {
        private static final long serialVersionUID = 1L;

        @Override
        public String call() {
            return CredentialPlaces.secret("credential::any") + "a secret";
        }
    }

    private abstract static class Upwards extends SlaveToMasterCallable<String, Exception> {
        private static final long serialVersionUID = 1L;
    }

    private abstract static class Unchecked implements Callable<String, Exception> {
        private static final long serialVersionUID = 1L;
    }
}
