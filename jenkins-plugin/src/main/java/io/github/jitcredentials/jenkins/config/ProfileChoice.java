package io.github.jitcredentials.jenkins.config;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.model.JitException;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** The choice of a profile in a form, whoever's form it is: that one checks who asks. Nothing here asks an issuer. */
public final class ProfileChoice {
    private ProfileChoice() {}

    /** Whether whoever asks may choose one for a job; without a job, for the Pipeline syntax of no job in particular. */
    public static boolean isFor(@Nullable Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
    }

    /** All there are, and what is chosen. */
    public static ListBoxModel all(@Nullable String chosen) {
        ListBoxModel model = new ListBoxModel();
        model.add("- choose -", "");
        ControllerConfiguration.get().getProfiles().forEach(profile -> model.add(profile.getName()));
        if (Util.fixEmpty(chosen) != null && model.stream().noneMatch(option -> option.value.equals(chosen))) {
            model.add(chosen + " (not there)", chosen);
        }
        return model;
    }

    /** For who may not know the others. */
    public static ListBoxModel only(@Nullable String chosen) {
        ListBoxModel model = new ListBoxModel();
        model.add(chosen == null ? "" : chosen);
        return model;
    }

    /** Whether there is such a profile, and with a configuration that holds. */
    public static FormValidation check(@Nullable String name) {
        String chosen = Util.fixEmptyAndTrim(name);
        if (chosen == null) {
            return FormValidation.error("Choose what is issued.");
        }
        try {
            ControllerConfiguration.get().read().profile(chosen, "profile");
            return FormValidation.ok();
        } catch (JitException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** The same where the credential keeps the value that it has first. */
    public static FormValidation checkFixed(@Nullable String name) {
        FormValidation checked = check(name);
        if (checked.kind != FormValidation.Kind.OK) {
            return checked;
        }
        Profile profile = ControllerConfiguration.get()
                .read()
                .profile(String.valueOf(name).strip(), "profile");
        return profile.renewal().isPresent() && !JitCredentials.get().desk().keepsItsValue(profile)
                ? FormValidation.error(
                        "This profile's credential is renewed with other values, and here it keeps its first: "
                                + "choose one without renew.")
                : checked;
    }
}
