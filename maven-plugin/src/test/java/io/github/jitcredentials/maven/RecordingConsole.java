package io.github.jitcredentials.maven;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A build's log that is only remembered, each line with its level's first letter. */
final class RecordingConsole implements Console {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void info(String text) {
        lines.add("I " + text);
    }

    @Override
    public void warn(String text) {
        lines.add("W " + text);
    }

    @Override
    public void error(String text) {
        lines.add("E " + text);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
