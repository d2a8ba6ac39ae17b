package io.github.jitcredentials.samples;

import java.time.Instant;

/** {@code samples/run}: tells one story and exits 0 only if all of it held, 1 if not, 2 if there is no such story. */
public final class Story {
    private Story() {}

    public static void main(String[] args) {
        Instant start = Instant.now();
        // The JDK's small HTTP server answers at once instead of waiting for the client's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        boolean colour = Boolean.getBoolean("samples.colour");
        Console console = new Console(System.out, start, colour);
        try {
            switch (args.length == 0 ? "" : args[0]) {
                case "maven-deploy" -> new MavenDeployStory(console, BuildFacts.read()).tell();
                case "maven-migrate" -> new MavenMigrateStory(console, BuildFacts.read()).tell();
                case "action" ->
                    new ActionStory(console, BuildFacts.read())
                            .tell(RealPrograms.here(System.getenv()), System.getenv());
                case "git-push" ->
                    new GitPushStory(console, BuildFacts.read(), RealPrograms.here(System.getenv()))
                            .tell(System.getenv());
                case "jenkins" ->
                    new JenkinsStory(console, BuildFacts.read()).tell(args.length > 1 && args[1].equals("--open"));
                case "authority" -> new AuthorityStory(console, BuildFacts.read()).tell();
                default -> {
                    System.err.println("samples/run: there is no such story: try samples/run --help");
                    System.exit(2);
                }
            }
        } catch (StoryFailedException e) {
            console.verdict(false, String.valueOf(e.getMessage()));
            System.exit(1);
        }
    }
}
