package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.Printed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The build's log, one block a call; whoever wrote what is in it, no line of it gives orders. Thread safe. */
interface Console {
    void info(String text);

    void warn(String text);

    void error(String text);

    /** Through Maven's own logger, which knows {@code -q}, {@code -B} and the terminal. */
    static Console ofMaven() {
        return of(LoggerFactory.getLogger("jit-credentials"));
    }

    static Console of(Logger logger) {
        return new Console() {
            @Override
            public void info(String text) {
                text.lines().map(Printed::line).forEach(logger::info);
            }

            @Override
            public void warn(String text) {
                text.lines().map(Printed::line).forEach(logger::warn);
            }

            @Override
            public void error(String text) {
                text.lines().map(Printed::line).forEach(logger::error);
            }
        };
    }
}
