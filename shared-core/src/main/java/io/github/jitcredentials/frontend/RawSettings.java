package io.github.jitcredentials.frontend;

import java.util.Optional;

/** What a host was told, in its own way; made for each run. Returns what is there without judging it. */
public interface RawSettings {
    /** The text given for a setting; empty if none. Blank text counts as none, since some hosts can't tell them apart. */
    Optional<String> value(Setting setting);

    /** What people call the setting in this host, as in {@code <ttl>}, {@code input 'ttl'} or {@code -Djit-credentials.ttl}. */
    String spelling(Setting setting);
}
