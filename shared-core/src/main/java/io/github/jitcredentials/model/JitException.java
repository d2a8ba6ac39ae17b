package io.github.jitcredentials.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every way in which a credential does not come about or cannot be ended. Each kind says what is alive afterwards, which is
 * what the person reading it needs to know first. Messages never hold a secret.
 */
public abstract sealed class JitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    private JitException(List<Problem> problems, @Nullable Throwable cause) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())), cause);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an exception needs a problem");
        }
        this.problems = List.copyOf(problems);
    }

    /** All problems found, at least one. */
    public List<Problem> problems() {
        return problems;
    }

    /** The user's settings are wrong. Nothing was asked of anybody. */
    public static final class Misconfigured extends JitException {
        private static final long serialVersionUID = 1L;

        public Misconfigured(List<Problem> problems) {
            super(problems, null);
        }

        public Misconfigured(Problem problem) {
            super(List.of(problem), null);
        }
    }

    /** Nobody vouches for this task: no identity is present, or one is present and does not verify. Nothing was issued. */
    public static final class NoIdentity extends JitException {
        private static final long serialVersionUID = 1L;

        private final boolean absent;

        /** None of the configured identities is present: why, for each. */
        public NoIdentity(List<Problem> problems) {
            super(problems, null);
            this.absent = true;
        }

        /** One is present, and does not hold. */
        public NoIdentity(Problem problem, @Nullable Throwable cause) {
            super(List.of(problem), cause);
            this.absent = false;
        }

        /** Whether there is none at all, which on a developer's own machine is no fault. */
        public boolean isAbsent() {
            return absent;
        }
    }

    /** Policy says no, for all the reasons listed. The issuer was not asked. */
    public static final class Denied extends JitException {
        private static final long serialVersionUID = 1L;

        private final transient Identity identity;
        private final transient CredentialRequest request;

        /** @param reasons every condition that does not hold */
        public Denied(Identity identity, CredentialRequest request, List<Problem> reasons) {
            super(reasons, null);
            this.identity = identity;
            this.request = request;
        }

        /** Who was denied it. */
        public Identity identity() {
            return identity;
        }

        /** What was denied. */
        public CredentialRequest request() {
            return request;
        }
    }

    /** The issuer answered and said no, or granted something else than was asked and that grant was undone. Nothing lives. */
    public static final class Refused extends JitException {
        private static final long serialVersionUID = 1L;

        public Refused(Problem problem, @Nullable Throwable cause) {
            super(List.of(problem), cause);
        }
    }

    /** The issuer could not be reached, or said that it can't answer now. It did not do what it was asked. */
    public static final class Unavailable extends JitException {
        private static final long serialVersionUID = 1L;

        private final transient @Nullable Duration retryAfter;

        public Unavailable(Problem problem, @Nullable Duration retryAfter, @Nullable Throwable cause) {
            super(List.of(problem), cause);
            this.retryAfter = retryAfter;
        }

        /** How long the issuer wants to be left alone, if it said so (RFC 9110 section 10.2.3). */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /** The question was sent and no answer understood: what was asked may or may not have happened. */
    public static final class Uncertain extends JitException {
        private static final long serialVersionUID = 1L;

        public Uncertain(Problem problem, @Nullable Throwable cause) {
            super(List.of(problem), cause);
        }
    }

    /** What must be written down, or be known to the guardian, before going on could not be. Fails closed. */
    public static final class NotRecorded extends JitException {
        private static final long serialVersionUID = 1L;

        public NotRecorded(Problem problem, @Nullable Throwable cause) {
            super(List.of(problem), cause);
        }
    }
}
