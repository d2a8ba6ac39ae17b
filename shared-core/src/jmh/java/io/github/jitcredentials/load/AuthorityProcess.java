package io.github.jitcredentials.load;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A running {@link LoadAuthority}; ends with this. */
final class AuthorityProcess implements AutoCloseable {
    private final Process process;
    private final URI url;

    private AuthorityProcess(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    static AuthorityProcess start(int delayMillis) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadAuthority.class.getName(),
                        Integer.toString(delayMillis))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new AuthorityProcess(
                process, URI.create(process.inputReader(StandardCharsets.UTF_8).readLine()));
    }

    URI url() {
        return url;
    }

    /** Grants so many tokens at once. @return the serial of the first */
    int grant(int many) throws IOException {
        try (BareClient client = new BareClient(url)) {
            return Integer.parseInt(client.post("/grant", Integer.toString(many)));
        }
    }

    int granted() throws IOException {
        return count(0);
    }

    int alive() throws IOException {
        return count(1);
    }

    private int count(int which) throws IOException {
        try (BareClient client = new BareClient(url)) {
            return Integer.parseInt(client.post("/count", "").split(" ")[which]);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
