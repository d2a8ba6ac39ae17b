package io.github.jitcredentials.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Here, and only here, code may call what {@code config/forbidden*.txt} bans: the places where the outer world (clock,
 * environment, console, other processes) is wired in. Reviewers find them all by this word.
 */
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.CONSTRUCTOR, ElementType.METHOD, ElementType.FIELD})
public @interface SuppressForbidden {
    /** Why. */
    String value();
}
