package io.github.jitcredentials.jenkins.pages;

import hudson.model.Job;
import hudson.model.Run;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/**
 * What a lease is for, as its journal has it: a build, and its step. Read from the text, so that it is known as well after a
 * restart, and of leases whose block is long gone.
 *
 * @param job full name; the whole text if it is none of ours
 * @param number of the build; 0 if it is none of ours
 * @param step as Pipeline numbers it; empty elsewhere
 */
record BuildUnit(String job, int number, String step) {
    /** A job's name has no {@code #}: Jenkins refuses it. */
    private static final Pattern FORM = Pattern.compile("([^#]+) #(\\d{1,9})(?:, step (.+))?", Pattern.DOTALL);

    static BuildUnit of(String unit) {
        Matcher matcher = FORM.matcher(unit);
        return matcher.matches()
                ? new BuildUnit(
                        matcher.group(1),
                        Integer.parseInt(matcher.group(2)),
                        matcher.group(3) == null ? "" : matcher.group(3))
                : new BuildUnit(unit, 0, "");
    }

    /** The build, if it is still there and whoever asks may see it. */
    Optional<Run<?, ?>> run() {
        if (number == 0) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Jenkins.get().getItemByFullName(job, Job.class))
                    .map(found -> found.getBuildByNumber(number));
        } catch (AccessDeniedException e) {
            // Who may know that it is there, and nothing of it.
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return number == 0 ? job : job + " #" + number;
    }
}
