package io.github.jitcredentials.jenkins.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jspecify.annotations.Nullable;

/** What forms ask while they are being filled in: nothing is stored, and nobody gets an answer who may not configure. */
public final class FormChecks {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private FormChecks() {}

    /** @param item the job or folder whose form it is; null for the controller's own */
    public static void permission(@Nullable Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
        }
    }

    static FormValidation name(String value) {
        return NAME.matcher(value.strip()).matches()
                ? FormValidation.ok()
                : FormValidation.error("Letters, digits, dots, - and _; at most 64, the first a letter or digit.");
    }

    static FormValidation needed(String value) {
        return value.isBlank() ? FormValidation.error("This is needed.") : FormValidation.ok();
    }

    /** A duration that is needed. */
    static FormValidation neededDuration(String value) {
        return value.isBlank() ? needed(value) : duration(value);
    }

    /** A duration, or nothing. */
    public static FormValidation duration(String value) {
        if (value.isBlank()) {
            return FormValidation.ok();
        }
        try {
            Durations.parse(value.strip());
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** The words that a setting takes; none of them for what it is unless said. */
    static ListBoxModel choices(String... words) {
        ListBoxModel model = new ListBoxModel();
        model.add("(default)", "");
        for (String word : words) {
            model.add(word);
        }
        return model;
    }

    /** The stored credentials that an issuer can use, by id. */
    static ListBoxModel secrets(@Nullable Item item, String current) {
        StandardListBoxModel model = new StandardListBoxModel();
        if (item == null ? !Jenkins.get().hasPermission(Jenkins.ADMINISTER) : !item.hasPermission(Item.CONFIGURE)) {
            return model.includeCurrentValue(current);
        }
        var usable = CredentialsMatchers.anyOf(
                CredentialsMatchers.instanceOf(StringCredentials.class),
                CredentialsMatchers.instanceOf(FileCredentials.class));
        model.includeEmptyValue();
        if (item == null) {
            model.includeMatchingAs(ACL.SYSTEM2, Jenkins.get(), StandardCredentials.class, List.of(), usable);
        } else {
            model.includeMatchingAs(ACL.SYSTEM2, item, StandardCredentials.class, List.of(), usable);
        }
        return model.includeCurrentValue(current);
    }

    /** All that is wrong, a line each. */
    static FormValidation refusal(JitException e) {
        return refusal(e.problems());
    }

    static FormValidation refusal(List<Problem> problems) {
        return FormValidation.error(text(problems));
    }

    static String text(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }
}
