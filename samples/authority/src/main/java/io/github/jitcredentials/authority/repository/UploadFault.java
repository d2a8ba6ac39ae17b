package io.github.jitcredentials.authority.repository;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One way in which uploads go wrong.
 *
 * @param kind what happens
 * @param path which uploads it concerns: has to match the whole path, as sent
 * @param nth how many of those there are to be until it fires first; 1 is the next one
 * @param times how many it then concerns
 * @param status for {@link Kind#STATUS} and {@link Kind#REDIRECT}
 * @param location for {@link Kind#REDIRECT}, or null
 */
public record UploadFault(
        Kind kind,
        Pattern path,
        int nth,
        int times,
        int status,
        @Nullable URI location) {

    /** What happens. */
    public enum Kind {
        /** Half of the body is read; then the upload stalls until it is released or its client is gone. */
        HOLD,
        /** An upload that is allowed is answered with this status, and nothing is stored. */
        STATUS,
        /** The client is sent elsewhere before its credential is looked at. */
        REDIRECT
    }

    private static final Pattern EACH = Pattern.compile(".*");

    public UploadFault {
        if (nth < 1 || times < 1) {
            throw new IllegalArgumentException("nth and times have to be 1 or more");
        }
        if (kind == Kind.STATUS && (status < 200 || status > 599)) {
            throw new IllegalArgumentException("status has to be 200 to 599: " + status);
        }
        if (kind == Kind.REDIRECT && (location == null || status < 300 || status > 399)) {
            throw new IllegalArgumentException("a redirect has a location, and a status from 300 to 399");
        }
    }

    /** Holds the nth allowed upload from now. */
    public static UploadFault hold(int nth) {
        return new UploadFault(Kind.HOLD, EACH, nth, 1, 0, null);
    }

    /** Answers the next allowed upload with a status. */
    public static UploadFault status(int status) {
        return new UploadFault(Kind.STATUS, EACH, 1, 1, status, null);
    }

    /** Sends the next upload elsewhere, with 307. */
    public static UploadFault redirect(URI location) {
        return new UploadFault(Kind.REDIRECT, EACH, 1, 1, 307, location);
    }

    /** The same fault for the paths that match as a whole. */
    public UploadFault on(String regex) {
        return new UploadFault(kind, Pattern.compile(regex), nth, times, status, location);
    }

    /** The same fault from the nth upload on. */
    public UploadFault nth(int first) {
        return new UploadFault(kind, path, first, times, status, location);
    }

    /** The same fault for so many uploads. */
    public UploadFault times(int many) {
        return new UploadFault(kind, path, nth, many, status, location);
    }
}
