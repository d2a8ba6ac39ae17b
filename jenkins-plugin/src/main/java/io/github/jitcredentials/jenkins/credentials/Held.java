package io.github.jitcredentials.jenkins.credentials;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.util.Secret;
import java.util.Map;

/** What a build got for a credential. */
sealed interface Held {
    /** A lease's fields. */
    record Issued(Map<String, Secret> fields) implements Held {
        @Override
        public String toString() {
            return "Issued" + fields.keySet();
        }
    }

    /** The stored credential that goes on being used while a rule observes. */
    record Stored(StandardCredentials credential) implements Held {}
}
