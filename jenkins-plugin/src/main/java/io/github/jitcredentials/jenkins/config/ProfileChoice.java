package io.github.jitcredentials.jenkins.config;

import hudson.Util;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.ModelObject;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.folder.Effective;
import io.github.jitcredentials.model.JitException;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** The choice of a profile in a form, whoever's form it is: that one checks who asks. Nothing here asks an issuer. */
public final class ProfileChoice {
    private static final Logger LOGGER = Logger.getLogger(ProfileChoice.class.getName());

    private ProfileChoice() {}

    private static Configuration configuration(@Nullable ModelObject place) {
        return Effective.of(group(place)).configuration();
    }

    /** Whose folders have a say: those the place is in, and itself if it is one. */
    private static ItemGroup<?> group(@Nullable ModelObject place) {
        if (place instanceof ItemGroup<?> group) {
            return group;
        }
        return place instanceof Item item ? item.getParent() : Jenkins.get();
    }

    /** Whether whoever asks may choose one for a job; without a job, for the Pipeline syntax of no job in particular. */
    public static boolean isFor(@Nullable Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
    }

    /** All there are for builds there, by the word of its folders, and what is chosen. */
    public static ListBoxModel all(@Nullable ModelObject place, @Nullable String chosen) {
        ListBoxModel model = new ListBoxModel();
        model.add("- choose -", "");
        names(place).forEach(model::add);
        if (Util.fixEmpty(chosen) != null && model.stream().noneMatch(option -> option.value.equals(chosen))) {
            model.add(chosen + " (not there)", chosen);
        }
        return model;
    }

    /** The names of all there are for builds there. */
    public static Set<String> names(@Nullable ModelObject place) {
        try {
            return configuration(place).profiles().keySet();
        } catch (JitException.Misconfigured e) {
            // None can be told, which the check of the same field says with its reasons.
            LOGGER.log(Level.FINE, "no profiles to choose", e);
            return Set.of();
        }
    }

    /** For who may not know the others. */
    public static ListBoxModel only(@Nullable String chosen) {
        ListBoxModel model = new ListBoxModel();
        model.add(chosen == null ? "" : chosen);
        return model;
    }

    /** Whether there is such a profile for builds there, and with a configuration that holds. */
    public static FormValidation check(@Nullable ModelObject place, @Nullable String name) {
        String chosen = Util.fixEmptyAndTrim(name);
        if (chosen == null) {
            return FormValidation.error("Choose what is issued.");
        }
        try {
            configuration(place).profile(chosen, "profile");
            return FormValidation.ok();
        } catch (JitException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** The same where the credential keeps the value that it has first. */
    public static FormValidation checkFixed(@Nullable ModelObject place, @Nullable String name) {
        FormValidation checked = check(place, name);
        if (checked.kind != FormValidation.Kind.OK) {
            return checked;
        }
        Profile profile = configuration(place).profile(String.valueOf(name).strip(), "profile");
        return profile.renewal().isPresent()
                        && !JitCredentials.get().desk(group(place)).keepsItsValue(profile)
                ? FormValidation.error(
                        "This profile's credential is renewed with other values, and here it keeps its first: "
                                + "choose one without renew.")
                : checked;
    }
}
