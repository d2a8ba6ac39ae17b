package io.github.jitcredentials.frontend;

import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Printed;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns what went wrong into lines for a person: one block, every problem with its place, and at the end what is alive and what
 * was not done. Lines hold no line breaks or other invisible characters, whoever wrote what is in them. Immutable and thread
 * safe.
 */
public final class Advice {
    private static final String TOOL = "jit-credentials";
    private static final String INDENT = "  ";
    private static final String NOTHING = "Nothing was issued.";

    private final String explain;
    private final String undone;

    /**
     * @param explain the host's command that explains a decision, to which a profile's name can be added, as in {@code jitc
     *     explain --profile}; after an equals sign it is added without a space
     * @param undone the host's sentence for what it did not do then, as in {@code Nothing was uploaded.}; may be empty
     */
    public Advice(String explain, String undone) {
        this.explain = explain;
        this.undone = undone;
    }

    /** What an exception says. */
    public List<String> of(JitException e) {
        Lines lines = new Lines();
        if (e instanceof JitException.Denied denied) {
            return denied(e.problems(), denied.request().profile(), denied.identity());
        } else if (e instanceof JitException.NoIdentity) {
            lines.add(TOOL + ": no identity");
            sources(e.problems(), lines);
        } else {
            e.problems().forEach(problem -> block(problem, lines));
        }
        lines.add(INDENT + closing(e));
        return lines.list();
    }

    /** A denial, with who was denied what. */
    public List<String> denied(List<Problem> reasons, String profile, Identity identity) {
        Lines lines = new Lines();
        lines.add(TOOL + ": denied \"" + profile + "\" for " + identity + ", by " + identity.source());
        reasons(reasons, ". Try a description: " + explain + (explain.endsWith("=") ? "" : " ") + profile, lines);
        lines.add(INDENT + ended(NOTHING));
        return lines.list();
    }

    /** A permit of a rule that only observes: what it would have been denied for. */
    public static List<String> observed(String rule, String profile, Identity identity, List<Problem> reasons) {
        Lines lines = new Lines();
        lines.add(TOOL + ": rule \"" + rule + "\" only observes: enforced, it would deny \"" + profile + "\" for "
                + identity + ", by " + identity.source());
        reasons(reasons, "", lines);
        return lines.list();
    }

    /** In columns: the place, where it changes; the rule, where it changes; what does not hold. The hint follows the rest. */
    private static void reasons(List<Problem> reasons, String hint, Lines lines) {
        int width = width(reasons);
        String place = "";
        String rule = "";
        for (Problem reason : reasons) {
            if (reason.where().isEmpty()) {
                lines.add(INDENT + reason.what() + hint);
                continue;
            }
            int colon = reason.what().indexOf(": ");
            String named = reason.what().substring(0, Math.max(0, colon));
            boolean same = !rule.isEmpty() && rule.equals(named);
            String shownPlace = same && place.equals(reason.where()) ? "" : reason.where();
            String what = same ? reason.what().substring(colon + 2) : reason.what();
            lines.add(INDENT + padded(shownPlace, width) + what);
            place = reason.where();
            rule = named;
        }
    }

    /** In columns: the source and why it can't vouch, then what to do about it. */
    private static void sources(List<Problem> problems, Lines lines) {
        int width = width(problems);
        for (Problem problem : problems) {
            lines.add(INDENT + padded(problem.where(), width) + problem.what());
            problem.todo().lines().forEach(line -> lines.add(INDENT + padded("", width) + line));
        }
    }

    private static void block(Problem problem, Lines lines) {
        String head = problem.where().isEmpty() ? problem.what() : problem.where() + ": " + problem.what();
        lines.add(head.startsWith(TOOL) ? head : TOOL + ": " + head);
        problem.todo().lines().forEach(line -> lines.add(INDENT + line));
    }

    private String closing(JitException e) {
        if (e instanceof JitException.Uncertain) {
            return ended("A credential may be alive until its time is over. Nobody was given it.");
        }
        if (e instanceof JitException.NotRecorded) {
            return ended("No credential was handed over.");
        }
        if (e instanceof JitException.Unavailable unavailable
                && unavailable.retryAfter().isPresent()) {
            return ended("It wants to be asked again no earlier than in "
                    + Durations.format(unavailable.retryAfter().get()) + ". " + NOTHING);
        }
        return ended(NOTHING);
    }

    private String ended(String sentence) {
        return undone.isEmpty() ? sentence : sentence + " " + undone;
    }

    private static int width(List<Problem> problems) {
        return problems.stream()
                .mapToInt(problem -> problem.where().length())
                .max()
                .orElse(0);
    }

    private static String padded(String text, int width) {
        return width == 0 ? "" : text + " ".repeat(width - text.length() + INDENT.length());
    }

    private static final class Lines {
        private final List<String> lines = new ArrayList<>();

        void add(String line) {
            lines.add(Printed.line(line));
        }

        List<String> list() {
            return List.copyOf(lines);
        }
    }
}
