package io.github.jitcredentials.jenkins.config;

import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.model.JitException;
import java.util.Map;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** Who grants, by name: one class for each type of {@code issuers}. */
public abstract class IssuerEntry implements Describable<IssuerEntry> {
    private final String name;

    protected IssuerEntry(String name) {
        this.name = name.strip();
    }

    public final String getName() {
        return name;
    }

    /** As {@code jit-credentials.yml} calls it. */
    abstract String type();

    /** What it says, with that file's keys; what is not said is not there. */
    abstract Map<String, Object> settings(CredentialPlaces places);

    /** What all descriptors of issuers are. */
    public abstract static class IssuerDescriptor extends Descriptor<IssuerEntry> {
        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permission(item);
            return FormChecks.name(value);
        }

        /**
         * Asks the issuer whether it is there. Only an administrator of the whole controller may send it to any address; what is sent
         * holds no secret.
         */
        @POST
        public FormValidation doReach(StaplerRequest2 request) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            JSONObject form = new JSONObject();
            request.getParameterMap().forEach((name, values) -> form.put(name, values[0]));
            try {
                IssuerEntry entry = request.bindJSON(clazz, form);
                IssuerSpec issuer = Tree.issuer(entry, new CredentialPlaces(""));
                return FormValidation.ok(
                        "It answers: " + JitCredentials.get().server().reach(issuer) + ".");
            } catch (JitException e) {
                return FormChecks.refusal(e);
            }
        }
    }
}
