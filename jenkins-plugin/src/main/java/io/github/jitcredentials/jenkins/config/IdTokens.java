package io.github.jitcredentials.jenkins.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.Extension;
import hudson.model.Run;
import hudson.security.ACL;
import io.github.jitcredentials.jenkins.identity.OtherTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import io.jenkins.plugins.oidc_provider.IdTokenStringCredentials;
import java.util.List;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** Tokens of the oidc-provider plugin, where that is installed and one of its credentials is named. */
@Extension
public final class IdTokens extends OtherTokens {
    private static final String PLUGIN = "oidc-provider";

    @Override
    public boolean isWanted() {
        return ControllerConfiguration.get().getIdTokenCredentialsId() != null;
    }

    @Override
    public Secret token(Run<?, ?> run, String audience) {
        String id = String.valueOf(ControllerConfiguration.get().getIdTokenCredentialsId());
        if (Jenkins.get().getPluginManager().getPlugin(PLUGIN) == null) {
            throw absent("the plugin " + PLUGIN + " is not installed", "install it, or name no id token");
        }
        Secret token = Provider.token(run, id, audience);
        if (token == null) {
            throw absent(
                    "there is no id token credential " + id, "name one of the controller's own, of the kind id token");
        }
        return token;
    }

    static JitException.NoIdentity absent(String what, String todo) {
        return new JitException.NoIdentity(new Problem(what, "jitCredentials.idTokenCredentialsId", todo), null);
    }

    /** Loaded only where that plugin is. */
    private static final class Provider {
        static @Nullable Secret token(Run<?, ?> run, String id, String audience) {
            IdTokenStringCredentials found = CredentialsMatchers.firstOrNull(
                    CredentialsProvider.lookupCredentialsInItemGroup(
                            IdTokenStringCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()),
                    CredentialsMatchers.withId(id));
            if (found == null || !(found.forRun(run) instanceof IdTokenStringCredentials ours)) {
                return null;
            }
            // A copy for this build: what is stored keeps its own audience.
            ours.setAudience(audience);
            try {
                return Secret.of(ours.getSecret().getPlainText());
            } catch (SecurityException | IllegalStateException e) {
                throw absent("the plugin " + PLUGIN + " makes no token of " + id, String.valueOf(e.getMessage()));
            }
        }
    }
}
