package io.github.jitcredentials.samples;

/** The story did not hold: its message is what the person running it reads. */
final class StoryFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoryFailedException(String message) {
        super(message);
    }
}
